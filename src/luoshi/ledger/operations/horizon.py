"""Recurring duties stand as rows 13 months ahead: laid out at the hand-over, drawn on by the tick (DESIGN §5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, Max, Q

from luoshi.clock.civil import add_months, local
from luoshi.ledger import cases
from luoshi.ledger.cases import Case
from luoshi.ledger.codes import State
from luoshi.ledger.models import Duty, Item
from luoshi.ledger.operations._core import locked_items
from luoshi.ledger.operations._duties import AHEAD_MONTHS, Builder
from luoshi.org.access import Actor
from luoshi.record.operations import unit_of_work

# The rows are drawn on once less than a year of them lies ahead, so that an item is touched once a month at most.
_DRAWN_ON_BELOW = AHEAD_MONTHS - 1


def extend_horizon(*, actor: Actor, at: datetime, limit: int) -> int:
    """Lay out the recurring duties of up to `limit` running items again 13 months ahead; returns how many items.

    Asks for items whose last turn lies less than a year ahead and whose own date, if any, lies behind that turn.
    Doing it twice changes nothing: a turn is unique by unit, act and period.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        items = locked_items(_running_short(at, limit))
        loaded = cases.load(items, actor=actor, at=at, parts=())
        builder = Builder(at=at)
        made = {item.pk: _missing(loaded[item.pk], builder) for item in items}
        Duty.objects.bulk_create([duty for group in made.values() for duty in group])
        extended = [item for item in items if made[item.pk]]
        for item in extended:
            work.record(
                "item.horizon_extended",
                stream=f"item:{item.number}",
                payload={"through_on": max(duty.due_on for duty in made[item.pk]), "n": len(made[item.pk])},
                rows=made[item.pk],
            )
        return len(extended)


def _running_short(at: datetime, limit: int) -> list[int]:
    """Ids of running items whose recurring duties run out within a year, the shortest first."""
    today = local(at).date()
    running = Item.objects.filter(state=State.OPEN, suspended_at__isnull=True)
    ends = running.filter(duties__period__gt="", duties__closed_at__isnull=True).annotate(last_on=Max("duties__due_on"))
    short = ends.filter(last_on__lt=add_months(today, _DRAWN_ON_BELOW))
    short = short.filter(Q(due_on__isnull=True) | Q(due_on__gt=F("last_on") + timedelta(days=31)))
    return list(short.order_by("last_on", "pk").values_list("pk", flat=True)[:limit])


def _missing(case: Case, builder: Builder) -> Sequence[Duty]:
    """The lead's turns behind the last one that stands as a row; not saved."""
    item = case.item
    start_at, lead = item.handed_over_at or case.at, item.lead_unit_id or 0
    rows = Duty.objects.filter(item=item, unit_id=lead).exclude(period="")
    last_on = rows.aggregate(last_on=Max("due_on"))["last_on"] or local(start_at).date()
    return [
        builder.build(item, case.rules, turn.act, turn.due, unit_id=lead, period=turn.period)
        for turn in builder.planned(item, case.rules, start_at=start_at)
        if turn.period and turn.role == "lead" and turn.due.on > last_on
    ]
