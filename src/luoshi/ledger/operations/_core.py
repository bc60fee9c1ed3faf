"""The way of every operation: load in few queries, ask every guard, write rows, then moments, history and event.

    with acting("sign_for", actor=actor, at=at, item_id=item_id) as act:
        duty = act.case.owed(DutyAct.SIGN, unit_id=act.case.reach.unit_id)[0]
        act.settle(duty)
        act.say(unit=f"unit:{duty.unit_id}")

Nothing is written before every guard has been asked; leaving the block writes the item, its history and the event.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from luoshi.ledger import access, cases, guards, states
from luoshi.ledger.cases import Case
from luoshi.ledger.judging import objections
from luoshi.ledger.models import Item
from luoshi.ledger.operations import _found, _past
from luoshi.ledger.operations._act import Act, Writes, add_all
from luoshi.ledger.prepared import Rows
from luoshi.org.access import Actor
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Conflict, NotVisible, Reason, Refused

__all__ = ["Act", "Ask", "acting", "acting_on", "add_all", "check", "locked_items"]

_LOCKED = Rows(lambda **of: Item.objects.filter(**of).select_for_update().order_by("pk"), "pk")


@dataclass(frozen=True, slots=True)
class Ask:
    """One item of a set: the version that its author saw, and the arguments that the guards look at."""

    item_id: int
    version: int | None = None
    given: Mapping[str, Any] = field(default_factory=dict)


@contextmanager
def acting(
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    item_id: int,
    version: int | None = None,
    given: Mapping[str, Any] | None = None,
    parts: Iterable[str] = (),
) -> Iterator[Act]:
    """Go through one line of the table with one item.

    `given` are the arguments that guards look at, `parts` further parts of the case that the operation itself needs.

    Raises:
        NotVisible: there is no such item for this actor.
        Conflict: `version` is not the one that stands now.
        Refused: with every reason at once; nothing was changed.
    """
    ask = Ask(item_id, version, given or {})
    with acting_on(verb, actor=actor, at=at, asks=[ask], parts=parts) as (act,):
        yield act


@contextmanager
def acting_on(
    verb: str, *, actor: Actor, at: datetime, asks: Sequence[Ask], parts: Iterable[str] = ()
) -> Iterator[tuple[Act, ...]]:
    """Go through one line of the table with many items at once, in the order asked: all of them or none.

    A fixed number of statements, however many items; one event for each. Leaving the block writes what was held back.

    Raises:
        NotVisible: there is no such item for this actor.
        Conflict: a version that was seen is not the one that stands now.
        Refused: with every reason on every item, an item that is named twice, none at all; nothing was changed.
    """
    row = states.row(verb)
    _once_each(asks)
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        items = locked_items([ask.item_id for ask in asks])
        wanted = tuple(dict.fromkeys([*guards.parts_of(row.guards), *parts]))
        seen = {ask.item_id: ask.version for ask in asks if row.deciding and ask.version is not None}
        given = {ask.item_id: ask.given for ask in asks}
        found = check(row, items, actor=actor, at=at, given=given, parts=wanted, seen=seen)
        writes = Writes()
        acts = tuple(
            Act(row, found[item.pk], work, _past.stands(item), list(found[item.pk].duties), writes) for item in items
        )
        yield acts
        writes.flush()
        _keep(acts, at, has_nodes="nodes" in wanted)


def _once_each(asks: Sequence[Ask]) -> None:
    """Raises Refused where nothing was chosen, or one item twice."""
    if not asks:
        raise Refused([Reason("acts.nothing")])
    times = Counter(ask.item_id for ask in asks)
    if len(times) < len(asks):
        raise Refused([Reason("acts.twice", {"n": sum(n > 1 for n in times.values())})])


def _keep(acts: Sequence[Act], at: datetime, *, has_nodes: bool) -> None:
    """Save the items with their past, and record one event for each."""
    kept = _past.keep(
        [act.item for act in acts],
        {act.item.pk: act.before for act in acts},
        {act.item.pk: act.duties for act in acts},
        {act.item.pk: act.case.rules for act in acts},
        at=at,
        nodes={act.item.pk: act.case.nodes for act in acts} if has_nodes else None,
        replanned={act.item.pk for act in acts if act.replanned},
    )
    for act in acts:
        act.work.record(
            act.event or act.row.event,
            stream=f"item:{act.item.number}",
            payload=act.payload,
            rows=[*act.rows, *kept[act.item.pk]],
            deleted=act.deleted,
            happened_at=act.happened_at,
        )
    _found.index(acts)


def locked_items(item_ids: Sequence[int]) -> list[Item]:
    """Items in the order asked for, locked until the transaction ends (PostgreSQL; SQLite has one writer).

    Locked in the order of their ids, so that nobody waits in a circle.

    Raises:
        NotVisible: there is no such item.
    """
    rows = {item.pk: item for item in _LOCKED.of(sorted(set(item_ids)))}
    if len(rows) < len(set(item_ids)):
        raise NotVisible
    return [rows[item_id] for item_id in item_ids]


def _must_be_fresh(items: Sequence[Item], seen: Mapping[int, int]) -> None:
    """Raises Conflict, naming every item that is another than the one that was seen."""
    stale = [item for item in items if seen.get(item.pk, item.version) != item.version]
    if stale:
        reasons = [
            Reason("item.stale", {"item": f"item:{item.number}", "seen": seen[item.pk], "now": item.version})
            for item in stale
        ]
        raise Conflict(seen=seen[stale[0].pk], now=stale[0].version, reasons=reasons)


def check(
    row: states.Row,
    items: Sequence[Item],
    *,
    actor: Actor,
    at: datetime,
    given: Mapping[int, Mapping[str, Any]] | None = None,
    parts: Iterable[str] = (),
    seen: Mapping[int, int] | None = None,
) -> dict[int, Case]:
    """The cases of `items` by id, when nothing speaks against the verb on any of them.

    `given` are the arguments of the verb and `seen` the versions that its author saw, by id.

    Raises:
        NotVisible: the actor may not know of one of them; told before anything else is.
        Conflict: a version that was seen is not the one that stands now.
        Refused: every reason on every item, each with its item where there are several.
    """
    loaded = cases.load(items, actor=actor, at=at, parts=[*guards.parts_of(row.guards), *parts], given=given)
    if not all(map(access.sees, loaded.values())):
        raise NotVisible
    _must_be_fresh(items, seen or {})
    found: list[Reason] = []
    for case in loaded.values():
        against = objections(row, case)
        if len(items) > 1:
            against = tuple(
                Reason(one.code, {**one.values, "item": f"item:{case.item.number}"}, one.rule) for one in against
            )
        found += against
    if found:
        raise Refused(found)
    return loaded
