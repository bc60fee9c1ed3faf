"""The ledger of a day: which line of each item's past holds, and its light, both in SQL."""

from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from luoshi.ledger.codes import State
from luoshi.ledger.models import ItemVersion

ENDED = (State.CONCLUDED.value, State.CLOSED.value)


def lines_of(as_of: datetime, *, is_present: bool = False) -> QuerySet[ItemVersion]:
    """The line of each item's past that holds at `as_of`; items that were not there yet are absent.

    Where nothing was recorded since (`is_present`: the caller knows that already), the present lines are taken by
    their own index.
    """
    if is_present or not _recorded_since(as_of):
        return ItemVersion.objects.filter(recorded_to__isnull=True)
    then = ItemVersion.objects.filter(recorded_from__lte=as_of)
    return then.filter(Q(recorded_to__isnull=True) | Q(recorded_to__gt=as_of))


def _recorded_since(as_of: datetime) -> bool:
    """Whether any line began later: then the present line of its item did, for lines leave no gap."""
    return ItemVersion.objects.filter(recorded_to__isnull=True, recorded_from__gt=as_of).exists()


def spans_of(as_of: datetime, *, is_present: bool = False) -> tuple[QuerySet[ItemVersion], ...]:
    """The same lines in one or two parts, each with an index of its own: those that still hold, those that ended since.

    The lines of a past day are found, counted and put in order in each part by itself; no line is in both.
    """
    if is_present or not _recorded_since(as_of):
        return (ItemVersion.objects.filter(recorded_to__isnull=True),)
    then = ItemVersion.objects.filter(recorded_from__lte=as_of)
    return then.filter(recorded_to__isnull=True), then.filter(recorded_to__isnull=False, recorded_to__gt=as_of)


def with_light(lines: QuerySet[ItemVersion], as_of: datetime) -> QuerySet[Any]:
    """Annotate `time` and `pace` as `luoshi.clock.lights.light` decides them (a test compares the two)."""
    return lines.annotate(time=_time(as_of), pace=_pace(as_of))


def _time(as_of: datetime) -> Case:
    return Case(
        When(state__in=ENDED, done_late=True, then=Value("done_late")),
        When(state__in=ENDED, then=Value("done")),
        When(state=State.WITHDRAWN, then=Value("withdrawn")),
        When(suspended_at__isnull=False, then=Value("suspended")),
        When(state=State.DRAFT, then=Value("normal")),
        When(severe_at__lte=as_of, then=Value("severe")),
        When(late_at__lte=as_of, then=Value("late")),
        When(soon_at__lte=as_of, then=Value("soon")),
        default=Value("normal"),
        output_field=CharField(),
    )


def _pace(as_of: datetime) -> Case:
    apart = Q(state__in=[*ENDED, State.WITHDRAWN.value, State.DRAFT.value]) | Q(suspended_at__isnull=False)
    return Case(
        When(apart, then=Value(None)),
        When(behind_at__isnull=True, far_behind_at__isnull=True, ahead_until__isnull=True, then=Value(None)),
        When(far_behind_at__lte=as_of, then=Value("far_behind")),
        When(behind_at__lte=as_of, then=Value("behind")),
        When(ahead_until__gt=as_of, then=Value("ahead")),
        default=Value("normal"),
        output_field=CharField(null=True),
    )


DUE_FIRST = (F("due_on").asc(nulls_last=True), F("item_id").asc())
