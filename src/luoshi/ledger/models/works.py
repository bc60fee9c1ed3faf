"""What the units do: the plan with its nodes, the reports, the evidence."""

from django.db import models
from django.db.models import Q

from luoshi.ledger.codes import ReportKind
from luoshi.ledger.models._checks import one_of, share
from luoshi.ledger.models.items import Item
from luoshi.record.sealing import sealed


@sealed
class Plan(models.Model):
    """推进计划: the lead unit's baseline, in numbered versions; the newest approved one holds (R6-04, R6-05).

    Handed in; then approved or returned with a reason by the leader in charge. A later approved plan replaces it.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="plans")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    ordinal = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.CharField(max_length=80)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=80, blank=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.CharField(max_length=80, blank=True)
    returned_reason = models.TextField(blank=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "推进计划"
        constraints = [
            models.UniqueConstraint(fields=["item", "ordinal"], name="ledger_plan_ordinal"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(returned_at__isnull=True), name="ledger_plan_one_answer"
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(approved_at__isnull=False, replaced_at__isnull=True),
                name="ledger_plan_one_in_force",
            ),
        ]


@sealed
class Node(models.Model):
    """节点: one step of a plan, with its date, post, weight in basis points and acceptance standard."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="nodes")
    ordinal = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    due_on = models.DateField()
    post = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    weight = models.PositiveIntegerField(null=True)
    standard = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "节点"
        constraints = [
            models.UniqueConstraint(fields=["plan", "ordinal"], name="ledger_node_ordinal"),
            share("node", "weight"),
        ]


@sealed
class Report(models.Model):
    """反馈: what a unit says at a moment; never overwritten, a correction is the next one (R1-07).

    `happened_at` is when it was so, `reported_at` when it was said. A `part` report tells that a co-unit's part is
    done, a `submission` asks to conclude; `duty` is the one that it met.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="reports")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    ordinal = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, default=ReportKind.PROGRESS.value)
    text = models.TextField()
    progress = models.PositiveIntegerField(null=True)
    problems = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    happened_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=80)
    duty = models.ForeignKey("ledger.Duty", models.PROTECT, null=True, related_name="reports")

    class Meta:
        verbose_name = "反馈"
        constraints = [
            models.UniqueConstraint(fields=["item", "ordinal"], name="ledger_report_ordinal"),
            one_of("report", "kind", ReportKind),
            share("report", "progress"),
        ]


@sealed
class Evidence(models.Model):
    """佐证材料: a kept file linked to an item; linked, never copied, so one file may serve many items (R3-07)."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="evidence")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="evidence")
    node = models.ForeignKey(Node, models.PROTECT, null=True, related_name="evidence")
    file = models.CharField(max_length=64)  # sha256 of the kept file
    name = models.CharField(max_length=200)
    attached_at = models.DateTimeField()
    attached_by = models.CharField(max_length=80)

    class Meta:
        verbose_name = "佐证材料"
        indexes = [models.Index(fields=["file"], name="ledger_evidence_file")]
