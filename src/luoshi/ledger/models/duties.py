"""Who answers for an item, and what each owes by when."""

from django.db import models
from django.db.models import Q

from luoshi.ledger.codes import ClosedReason, DutyAct, Role
from luoshi.ledger.models._checks import one_of
from luoshi.ledger.models.items import Item
from luoshi.record.sealing import sealed

OUTSTANDING = Q(met_at__isnull=True, closed_at__isnull=True)


@sealed
class Assignment(models.Model):
    """责任分工: a unit's or a leader's part in an item, from a moment until a moment.

    Bound to a post where one is named, never to a person: the successor takes over (R6-09). For leaders `unit` is
    the unit of the post.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=12)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    ordinal = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "责任分工"
        constraints = [
            one_of("assignment", "role", Role),
            models.UniqueConstraint(
                fields=["item", "role", "unit", "post"],
                condition=Q(valid_to__isnull=True, post__isnull=False),
                name="ledger_assignment_post_once",
            ),
            models.UniqueConstraint(
                fields=["item", "role", "unit"],
                condition=Q(valid_to__isnull=True, post__isnull=True),
                name="ledger_assignment_unit_once",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(valid_to__isnull=True, role=Role.COLLATING.value),
                name="ledger_assignment_one_collating",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "item"], name="ledger_assignment_unit"),
            # Most assignments name no post: counted among them, one post looked like a hundred thousand rows.
            models.Index(fields=["post", "item"], condition=Q(post__isnull=False), name="ledger_assignment_post_item"),
        ]


@sealed(leave_out=("next_look_at",))
class Duty(models.Model):
    """待办: an act that a unit (and, where named, a post) owes by a moment.

    Never moved: an extension closes one and opens its successor. Outstanding while neither met nor closed; late when
    met, or still outstanding, at or after `due_at`. `why` is the explanation of the date: a list of
    `{"code": str, "values": {…}}` steps. `period` names the turn of a recurring duty ("2026-03"). `next_look_at` is
    when the watcher must look again (reminder, urge, bulletin); derived, so left out of the seal.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="duties", db_index=False)
    act = models.CharField(max_length=16)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="duties", db_index=False)
    node = models.ForeignKey("ledger.Node", models.PROTECT, null=True, related_name="duties", db_index=False)
    period = models.CharField(max_length=10, blank=True)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    why = models.JSONField(default=list)
    rule_version = models.ForeignKey(
        "rulebook.RuleVersion", models.PROTECT, null=True, related_name="+", db_index=False
    )
    met_at = models.DateTimeField(null=True)
    met_by = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=10, blank=True)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors", db_index=False)
    next_look_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "待办"
        constraints = [
            one_of("duty", "act", DutyAct),
            one_of("duty", "closed_reason", ClosedReason, empty=True),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(closed_at__isnull=True), name="ledger_duty_met_or_closed"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_reason="")
                | (Q(closed_at__isnull=False) & ~Q(closed_reason="")),
                name="ledger_duty_closed_for_a_reason",
            ),
            # Two writers who both extend the horizon cannot open the same turn twice.
            models.UniqueConstraint(
                fields=["item", "unit", "act", "period"],
                condition=~Q(period="") & Q(closed_at__isnull=True),
                name="ledger_duty_turn_once",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at"], condition=OUTSTANDING, name="ledger_duty_unit_owes"),
            models.Index(fields=["item", "due_at"], condition=OUTSTANDING, name="ledger_duty_item_owes"),
            # The desks of office and leaders: what is late with anybody, the earliest first.
            models.Index(fields=["due_at", "id"], condition=OUTSTANDING, name="ledger_duty_owed"),
            models.Index(
                fields=["post", "due_at"],
                condition=OUTSTANDING & Q(post__isnull=False),
                name="ledger_duty_post_owes",
            ),
            models.Index(
                fields=["next_look_at", "id"],
                condition=OUTSTANDING & Q(next_look_at__isnull=False),
                name="ledger_duty_next_look",
            ),
            models.Index(fields=["item", "opened_at"], name="ledger_duty_item"),
        ]

    @property
    def is_outstanding(self) -> bool:
        """Owed and neither met nor closed."""
        return self.met_at is None and self.closed_at is None
