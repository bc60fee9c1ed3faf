"""交办 and 签收: from here on the clock runs, and somebody owes something."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from luoshi.ledger import states
from luoshi.ledger.cases import Case
from luoshi.ledger.codes import DutyAct, State
from luoshi.ledger.models import Duty, Item
from luoshi.ledger.operations import _past
from luoshi.ledger.operations._core import Ask, acting_on, check, locked_items
from luoshi.ledger.operations._duties import Builder, leaders_of
from luoshi.ledger.operations.opening import answering_unit
from luoshi.org.access import Actor
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Reason, Refused


@dataclass(frozen=True, slots=True)
class HandedOver:
    """An item that was handed over, and how many duties that began."""

    id: int
    number: str
    version: int
    duties: int


def hand_over(*, actor: Actor, at: datetime, items: Sequence[tuple[int, int]]) -> tuple[HandedOver, ...]:
    """Hand drafts over to their lead units, all or none: `at` is their T0, and late signing never moves it (R1-20).

    `items` are (id, version seen). Each unit owes from now what the item's clock says; recurring duties are laid out
    13 months ahead. A fixed number of statements, however many items.

    Raises:
        NotVisible, Conflict: as every verb that decides.
        Refused: with every reason on every item.
    """
    if not items:
        raise Refused([Reason("hand_over.nothing")])
    row = states.row("hand_over")
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        drafts = locked_items([item_id for item_id, _ in items])
        cases = check(row, drafts, actor=actor, at=at, seen=dict(items))
        before = {item.pk: _past.stands(item) for item in drafts}
        duties = _duties(cases.values(), at=at)
        for item in drafts:
            _date(item, duties[item.pk], at)
        Duty.objects.bulk_create([duty for group in duties.values() for duty in group])
        rules = {item_id: case.rules for item_id, case in cases.items()}
        rows = _past.keep(drafts, before, duties, rules, at=at)
        for item in drafts:
            work.record(
                row.event,
                stream=f"item:{item.number}",
                payload=_payload(cases[item.pk]),
                rows=[*rows[item.pk], *duties[item.pk]],
            )
        return tuple(HandedOver(item.pk, item.number, item.version, len(duties[item.pk])) for item in drafts)


def _duties(cases: Collection[Case], *, at: datetime) -> dict[int, list[Duty]]:
    """What each item owes from now on, by item id; not saved."""
    builder = Builder(at=at)
    for case in cases:
        case.item.lead_unit_id = answering_unit(case.assignments)
    leaders = leaders_of(cases, builder)
    return {case.item.pk: list(builder.of_hand_over(case, leaders.get(case.item.lead_unit_id or 0))) for case in cases}


def _date(item: Item, duties: Sequence[Duty], at: datetime) -> None:
    """The start of the clock, and the date to conclude by: the item's own, else what the clock says."""
    item.state, item.handed_over_at = State.OPEN.value, at
    said = [duty.due_on for duty in duties if duty.act == DutyAct.CONCLUDE]
    if said:
        item.due_on = max(said)
    item.due_on_original = item.due_on


def _payload(case: Case) -> dict[str, object]:
    """What the event says: to whom, with whom, by when."""
    item = case.item
    return {
        "unit": f"unit:{item.lead_unit_id}",
        "co_units": [f"unit:{unit_id}" for unit_id in sorted(case.part_units)],
        "due_on": item.due_on,
        "clock": f"{case.rules.clock.head.ref}",
    }


def sign_for(*, actor: Actor, at: datetime, item_id: int) -> None:
    """A unit signs for what it was given: the lead for the item, a co-unit for its part (R1-30). Never conflicts.

    Raises:
        NotVisible: there is no such item for this actor.
        Refused: not one's own item, or nothing to sign for.
    """
    sign_for_all(actor=actor, at=at, item_ids=[item_id])


def sign_for_all(*, actor: Actor, at: datetime, item_ids: Sequence[int]) -> None:
    """A unit signs for everything new at once: all of it or none, each with its event (R1-30).

    Raises:
        NotVisible: one of them is not there for this actor.
        Refused: with every reason on every item.
    """
    with acting_on("sign_for", actor=actor, at=at, asks=[Ask(item_id) for item_id in item_ids]) as acts:
        for act in acts:
            unit_id = act.case.reach.unit_id
            act.settle(*act.case.owed(DutyAct.SIGN, unit_id=unit_id))
            if unit_id == act.item.lead_unit_id:
                act.item.signed_at = at
            act.say(unit=f"unit:{unit_id}")
