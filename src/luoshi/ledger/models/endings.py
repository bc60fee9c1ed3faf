"""How an item is looked at, ended, disputed, lengthened and paused."""

from django.db import models
from django.db.models import Q

from luoshi.ledger.codes import Grade, Method, Purpose
from luoshi.ledger.models._checks import one_of
from luoshi.ledger.models.items import Item
from luoshi.record.sealing import sealed


@sealed
class Verification(models.Model):
    """核查 / 回头看: a look by somebody outside the assignment (R3-06), at one submission or after closing (R3-20).

    `passed` means: done as said (or, for a recheck, still so).
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="verifications")
    submission = models.ForeignKey("ledger.Report", models.PROTECT, null=True, related_name="verifications")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=10, default=Purpose.CONCLUSION.value)
    method = models.CharField(max_length=11)
    passed = models.BooleanField()
    note = models.TextField(blank=True)
    verified_at = models.DateTimeField()
    verified_by = models.CharField(max_length=80)

    class Meta:
        verbose_name = "核查"
        constraints = [one_of("verification", "method", Method), one_of("verification", "purpose", Purpose)]


@sealed
class Conclusion(models.Model):
    """办结: the grade of one submission, the day it was struck off, and its revocation where there was one (R3-21)."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="conclusions")
    submission = models.ForeignKey("ledger.Report", models.PROTECT, related_name="+", db_index=False)
    grade = models.CharField(max_length=9)
    done_late = models.BooleanField()
    concluded_at = models.DateTimeField()
    concluded_by = models.CharField(max_length=80)
    struck_off_at = models.DateTimeField(null=True)
    struck_off_by = models.CharField(max_length=80, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=80, blank=True)
    revoked_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "办结"
        constraints = [
            one_of("conclusion", "grade", Grade),
            models.UniqueConstraint(
                fields=["item"], condition=Q(revoked_at__isnull=True), name="ledger_conclusion_one_in_force"
            ),
        ]


@sealed
class Objection(models.Model):
    """异议(退件): one per unit and item, with the duty basis and the unit that should have it (R1-40).

    While it is pending the clock runs on and lateness belongs to nobody.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="objections")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField()
    duty_basis = models.TextField()
    suggested_unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    upheld = models.BooleanField(null=True)
    decision = models.TextField(blank=True)
    new_lead_unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = "异议"
        constraints = [
            models.UniqueConstraint(fields=["item", "unit"], name="ledger_objection_once_a_unit"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(decided_at__isnull=True), name="ledger_objection_one_pending"
            ),
        ]


@sealed
class Extension(models.Model):
    """延期: asked before the due date, decided with a concrete date or a reason (R1-50).

    `due_on_before` is the date it would move; `due_on` the date that was granted.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="extensions")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    due_on_before = models.DateField()
    until = models.DateField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    granted = models.BooleanField(null=True)
    due_on = models.DateField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        verbose_name = "延期"
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(decided_at__isnull=True), name="ledger_extension_one_pending"
            ),
            models.CheckConstraint(
                condition=~Q(granted=True) | Q(due_on__isnull=False), name="ledger_extension_says_the_date"
            ),
        ]


@sealed
class Suspension(models.Model):
    """暂缓: by the issuer, with a reason and a day to look again; the clock stands from `began_at` to `ended_at`."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="suspensions")
    reason = models.TextField()
    review_on = models.DateField()
    began_at = models.DateTimeField()
    began_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = "暂缓"
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(ended_at__isnull=True), name="ledger_suspension_one_running"
            ),
        ]
