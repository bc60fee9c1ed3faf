"""The item itself, its past, its searchable facts and its number."""

from django.db import models
from django.db.models import Q

from luoshi.ledger.codes import Grade, Klass, Source, State, TermClass, Urgency
from luoshi.ledger.models._checks import one_of, share
from luoshi.record.sealing import sealed

# The columns that lists and counts use: one change in them and the item's past gets a new line.
LISTED = (
    "number", "title", "kind_version_id", "parent_id", "urgency", "klass", "term_class", "stage", "state",
    "progress_claimed", "progress_verified", "due_on_original", "due_on",
    "soon_at", "late_at", "severe_at", "behind_at", "far_behind_at", "ahead_until",
    "lead_unit_id", "issuing_office_id", "area_root_id",
    "handed_over_at", "signed_at", "suspended_at", "concluded_at", "closed_at", "grade", "done_late",
)  # fmt: skip


class NumberSeries(models.Model):
    """编号序列: the last number given under a prefix; a number is never given twice (R3-09)."""

    prefix = models.CharField(max_length=40, unique=True)  # LS-C140899-2026-R
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "编号序列"


class Listed(models.Model):
    """What a line of the ledger shows and is counted by; the item of today and every line of its past have it.

    Moments are the first instants at which the light changes (DESIGN §1.3), `ahead_until` the last; empty means never.
    Progress is in basis points; nothing where nobody has said any.
    """

    number = models.CharField(max_length=40)
    title = models.CharField(max_length=500, blank=True)
    kind_version = models.ForeignKey("rulebook.RuleVersion", models.PROTECT, related_name="+", db_index=False)
    parent = models.ForeignKey("ledger.Item", models.PROTECT, null=True, related_name="+")
    urgency = models.CharField(max_length=12, default=Urgency.NORMAL.value)
    klass = models.CharField(max_length=8, default=Klass.ORDINARY.value)
    term_class = models.CharField(max_length=9, default=TermClass.LIMITED.value)
    stage = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=9, default=State.DRAFT.value)
    progress_claimed = models.PositiveIntegerField(null=True)
    progress_verified = models.PositiveIntegerField(null=True)
    due_on_original = models.DateField(null=True)
    due_on = models.DateField(null=True)
    soon_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    severe_at = models.DateTimeField(null=True)
    behind_at = models.DateTimeField(null=True)
    far_behind_at = models.DateTimeField(null=True)
    ahead_until = models.DateTimeField(null=True)
    lead_unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    issuing_office = models.ForeignKey("org.IssuingOffice", models.PROTECT, related_name="+", db_index=False)
    area_root = models.ForeignKey("org.Area", models.PROTECT, related_name="+", db_index=False)
    handed_over_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    grade = models.CharField(max_length=9, blank=True)
    done_late = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def is_offline(self) -> bool:
        """Kept on paper: nothing here but number, unit, date and the place in the paper register (R13-15)."""
        return not self.title


@sealed
class Item(Listed):
    """事项: one line of the ledger; its number is for life (一事一号).

    `lead_unit` answers for it: the only lead, or the collating unit where there are several. `area_root` is the area
    of the issuing office. An offline item has no title: number, unit, date and the place in the paper register
    (`basis_title`) are all that may be kept of it (R13-15). `version` grows with every write.
    """

    clock_version = models.ForeignKey("rulebook.RuleVersion", models.PROTECT, related_name="+", db_index=False)
    basis_title = models.CharField(max_length=300, blank=True)
    basis_clause = models.CharField(max_length=300, blank=True)
    basis_quote = models.TextField(blank=True)
    basis_file = models.CharField(max_length=64, blank=True)  # sha256 of the kept file
    source = models.CharField(max_length=1)
    choices = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    acceptance = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "事项"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="ledger_item_number_for_life"),
            one_of("item", "state", State),
            one_of("item", "urgency", Urgency),
            one_of("item", "klass", Klass),
            one_of("item", "term_class", TermClass),
            one_of("item", "source", Source),
            one_of("item", "grade", Grade, empty=True),
            share("item", "progress_claimed"),
            share("item", "progress_verified"),
            models.CheckConstraint(
                condition=~Q(title="") | Q(basis_clause="", basis_quote="", basis_file="", acceptance=""),
                name="ledger_item_offline_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN])
                | Q(handed_over_at__isnull=False, lead_unit__isnull=False),
                name="ledger_item_handed_over_to_a_lead",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.CONCLUDED, State.CLOSED])
                | (Q(concluded_at__isnull=False) & ~Q(grade="")),
                name="ledger_item_concluded_with_a_grade",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | Q(closed_at__isnull=False), name="ledger_item_closed_on_a_day"
            ),
        ]
        indexes = [models.Index(fields=["basis_file"], name="ledger_item_basis_file")]


@sealed(leave_out=("counted_as", "counted_until"))
class ItemVersion(Listed):
    """事项历史: the listed columns from `recorded_from` until `recorded_to`; open-ended while it is the present.

    Lines of one item neither overlap nor leave a gap, so any past day is one indexed look-up. `counted_as` is the light
    of a present line when it was settled last, `counted_until` the first moment at which it may show another (see
    `ledger/counting.py`): derived, so left out of the seal, and good for counts of the present only.
    """

    # What is unique by item and moment is found by item, too.
    item = models.ForeignKey(Item, models.PROTECT, related_name="versions", db_index=False)
    parent = models.ForeignKey("ledger.Item", models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_from = models.DateTimeField()
    recorded_to = models.DateTimeField(null=True)
    counted_as = models.CharField(max_length=20, null=True)
    counted_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "事项历史"
        constraints = [
            models.UniqueConstraint(fields=["item", "recorded_from"], name="ledger_version_one_at_a_time"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(recorded_to__isnull=True), name="ledger_version_one_present"
            ),
            models.CheckConstraint(
                condition=Q(recorded_to__isnull=True) | Q(recorded_to__gt=models.F("recorded_from")),
                name="ledger_version_forward",
            ),
        ]
        indexes = [
            # The present: the board is counted from this index alone, unit by unit, without a look at the rows
            # (SQLite reads `recorded_to` of each, though the condition says that it is empty).
            models.Index(
                fields=["area_root", "lead_unit", "counted_as", "recorded_to"],
                condition=Q(recorded_to__isnull=True),
                name="ledger_version_now_counted",
            ),
            # Those of the present whose light may have changed since they were settled.
            models.Index(
                fields=["area_root", "counted_until"],
                condition=Q(recorded_to__isnull=True, counted_until__isnull=False),
                name="ledger_version_now_turns",
            ),
            # Lists of today, by area, unit and date.
            models.Index(
                fields=["lead_unit", "due_on", "item"],
                condition=Q(recorded_to__isnull=True),
                name="ledger_version_now_unit",
            ),
            models.Index(
                fields=["due_on", "item"], condition=Q(recorded_to__isnull=True), name="ledger_version_now_due"
            ),
            # A past day: those that began before it and still hold; whether anything was recorded since.
            models.Index(
                fields=["recorded_from"], condition=Q(recorded_to__isnull=True), name="ledger_version_now_since"
            ),
            # Few were handed down from another.
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="ledger_version_parent"),
            # Lines that have ended: those of a day in order of their date, and how many there are.
            models.Index(
                fields=["due_on", "item"], condition=Q(recorded_to__isnull=False), name="ledger_version_then_due"
            ),
            models.Index(
                fields=["recorded_to", "recorded_from", "area_root", "state"],
                condition=Q(recorded_to__isnull=False),
                name="ledger_version_ended",
            ),
        ]


@sealed
class Fact(models.Model):
    """要素: one field of a kind that lists may be filtered by, written with the item (DESIGN §5).

    Exactly one of the four values is filled; numbers are whole, in the field's smallest unit.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="filter_facts")
    field = models.CharField(max_length=40)
    text = models.CharField(max_length=200, null=True)
    number = models.BigIntegerField(null=True)
    date = models.DateField(null=True)
    ref = models.CharField(max_length=80, null=True)

    class Meta:
        verbose_name = "要素"
        constraints = [models.UniqueConstraint(fields=["item", "field"], name="ledger_fact_once")]
        indexes = [
            models.Index(fields=["field", "text"], name="ledger_fact_text"),
            models.Index(fields=["field", "number"], name="ledger_fact_number"),
            models.Index(fields=["field", "date"], name="ledger_fact_date"),
            models.Index(fields=["field", "ref"], name="ledger_fact_ref"),
        ]
