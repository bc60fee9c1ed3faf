"""An item's line of time as one person may read it: the whole log of it, or what concerns her unit's part."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from luoshi.ledger.queries.records import ItemPage, Line
from luoshi.org import access
from luoshi.org import queries as org
from luoshi.org.access import Actor, Scope
from luoshi.org.records import Reach
from luoshi.record import queries as record
from luoshi.record.queries import EventRecord

# Those who see an item for their unit's part in it, and no further.
_OF_A_UNIT = frozenset({"unit_head", "liaison"})
# What everybody with a part may know: the item itself, the plan, the shared evidence, pauses and endings. Looks,
# disputes and dates lie between the lead and the office (DESIGN §8); what a unit did or is told is its own.
SHARED = frozenset(
    {
        "item.opened",
        "item.opened_offline",
        "item.edited",
        "item.handed_over",
        "plan.handed_in",
        "plan.approved",
        "plan.returned",
        "evidence.attached",
        "item.suspended",
        "item.resumed",
        "item.concluded",
        "item.struck_off",
        "item.reopened",
        "item.withdrawn",
    }
)


def own_tree(actor: Actor, as_of: datetime, *, reach: Reach | None = None) -> frozenset[int] | None:
    """The units whose lead lets this actor see the whole of an item; None for those who see every item whole.

    Whoever leads a field, or acts for an office, sees the whole; the people of a unit where it or a unit below leads.
    """
    if actor.role not in _OF_A_UNIT:
        return None
    if access.scope(actor, "item.see") is Scope.SUBTREE:
        return frozenset((reach or org.reach(actor, as_of)).unit_ids)
    return frozenset({actor.unit_id})


def history(found: ItemPage, *, as_of: datetime, after: int = 0) -> tuple[EventRecord, ...]:
    """The events of an item, oldest first, behind position `after`, that the viewer of this page of it may read."""
    events = record.events(stream=found.stream, as_of=as_of, after=after)
    return tuple(event for event in events if concerns(event, found.own_units))


def concerns(event: EventRecord, units: Collection[int] | None) -> bool:
    """Whether an event of an item concerns those who see it for the part of `units`; None for the whole of it."""
    if units is None or event.type in SHARED:
        return True
    return event.payload.get("unit") in {f"unit:{unit_id}" for unit_id in units}


def parts_seen(actor: Actor, lines: Iterable[Line], *, as_of: datetime) -> Mapping[str, frozenset[int]]:
    """Stream → the actor's own units, for the items that she sees for a part in them and no further."""
    tree = own_tree(actor, as_of)
    if tree is None:
        return {}
    return {f"item:{one.number}": tree for one in lines if one.lead_unit is None or one.lead_unit.id not in tree}
