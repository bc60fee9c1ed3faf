"""What moved between two moments: the lines of the ledger then and now, side by side in SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q
from django.db.models.functions import Coalesce

from luoshi.ledger.codes import State
from luoshi.ledger.models import ItemVersion
from luoshi.ledger.queries.sight import Sight
from luoshi.org.access import Actor

_DONE = (State.SUBMITTED.value, State.CONCLUDED.value, State.CLOSED.value)


@dataclass(frozen=True, slots=True)
class UnitMoved:
    """How many items of one lead unit (None: nobody's yet) moved; an item may have moved in several ways.

    `new`: not there at the first moment. `advanced`: further than it was, or submitted or ended since. `slipped`: a
    later date, or less progress. `rescoped`: another title, kind or lead unit. `items`: that changed in any way at all.
    """

    unit_id: int | None
    items: int
    new: int
    advanced: int
    slipped: int
    rescoped: int
    withdrawn: int
    struck_off: int


def moved(actor: Actor, *, since: datetime, until: datetime, sight: Sight | None = None) -> tuple[UnitMoved, ...]:
    """What moved after `since` until `until` among the items that the actor sees at `until`, by their lead unit then.

    One aggregate: only lines that began in between are looked at, each beside its item's line at `since`. `sight`: this
    actor's at `until`, where the caller has it already.
    """
    sight = sight or Sight.of(actor, until)
    then = Q(item__versions__recorded_from__lte=since, item__versions__recorded_to__gt=since)
    lines = (
        ItemVersion.objects.filter(recorded_from__gt=since, recorded_from__lte=until)
        .filter(Q(recorded_to__isnull=True) | Q(recorded_to__gt=until))
        .filter(sight.visible(each=False))
        .annotate(then=FilteredRelation("item__versions", condition=then))
        .annotate(before=_progress("then__"), now=_progress(""))
    )
    counted = (
        lines.order_by()
        .values_list("lead_unit_id")
        .annotate(n=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in _WAYS.items()})
    )
    return tuple(UnitMoved(*row) for row in sorted(counted, key=lambda row: row[0] or 0))


def _progress(prefix: str) -> Any:
    """The progress that counts: what was verified, else what was claimed."""
    return Coalesce(f"{prefix}progress_verified", f"{prefix}progress_claimed", 0)


_WAS_THERE = Q(then__id__isnull=False)
_WAYS: dict[str, Q] = {
    "new": ~_WAS_THERE,
    "advanced": _WAS_THERE & (Q(now__gt=F("before")) | (Q(state__in=_DONE) & ~Q(then__state__in=_DONE))),
    "slipped": _WAS_THERE & (Q(due_on__gt=F("then__due_on")) | Q(now__lt=F("before"))),
    "rescoped": _WAS_THERE
    & (~Q(title=F("then__title")) | ~Q(kind_version=F("then__kind_version")) | ~Q(lead_unit=F("then__lead_unit"))),
    "withdrawn": Q(state=State.WITHDRAWN.value) & ~Q(then__state=State.WITHDRAWN.value),
    "struck_off": Q(state=State.CLOSED.value) & ~Q(then__state=State.CLOSED.value),
}
