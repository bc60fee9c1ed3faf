"""The way of every operation: load in few queries, ask every guard, write rows, then moments, history and event.

    with acting("sign_for", actor=actor, at=at, item_id=item_id) as act:
        duty = act.case.owed(DutyAct.SIGN, unit_id=act.case.reach.unit_id)[0]
        act.settle(duty)
        act.say(unit=f"unit:{duty.unit_id}")

Nothing is written before every guard has been asked; leaving the block writes the item, its history and the event.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from luoshi.ledger import access, cases, guards, states
from luoshi.ledger import guards_acts as guards_acts  # registers the guards of the later verbs
from luoshi.ledger.cases import Case
from luoshi.ledger.codes import ClosedReason, State
from luoshi.ledger.judging import objections
from luoshi.ledger.models import Duty, Item
from luoshi.ledger.operations import _past
from luoshi.ledger.operations._write import update_all
from luoshi.ledger.prepared import Rows
from luoshi.org.access import Actor
from luoshi.record.operations import Work, unit_of_work
from luoshi.record.refusals import Conflict, NotVisible, Reason, Refused

AnyRow = TypeVar("AnyRow", bound=models.Model)
_LOCKED = Rows(lambda **of: Item.objects.filter(**of).select_for_update().order_by("pk"), "pk")
DUTY_CHANGES = ("met_at", "met_by", "closed_at", "closed_reason", "next_look_at")


@dataclass(slots=True)
class Act:
    """One operation on one item, between the guards and the event.

    Change `item` (unsaved: leaving the block saves it), add new rows with `add`, save changed ones with `change`,
    meet and close duties; `say` fills the event's payload. `duties` is the list of outstanding duties as they stand
    after what was done so far: the item's moments are computed from it without another query.
    """

    row: states.Row
    case: Case
    work: Work
    before: Mapping[str, Any]
    duties: list[Duty]
    rows: list[models.Model] = field(default_factory=list)
    deleted: list[tuple[str, int]] = field(default_factory=list)
    payload: dict[str, Any] = field(default_factory=dict)
    event: str = ""
    replanned: bool = False  # another plan is in force: the pace is solved anew
    happened_at: datetime | None = None

    @property
    def item(self) -> Item:
        """The item, locked."""
        return self.case.item

    @property
    def at(self) -> datetime:
        """The moment of writing."""
        return self.case.at

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.case.actor

    def add(self, row: AnyRow) -> AnyRow:
        """Insert a new row; the event names it."""
        row.save(force_insert=True)
        self.rows.append(row)
        return row

    def change(self, row: models.Model, **values: Any) -> None:
        """Set and save columns of a row; the event names it."""
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        self.rows.append(row)

    def remove(self, row: models.Model) -> None:
        """Delete a row of a draft; the event says that it is gone."""
        self.deleted.append((row._meta.db_table, row.pk))
        row.delete()

    def say(self, **payload: Any) -> None:
        """Add to the payload of the event: ids as refs, dates `_on`, moments `_at`."""
        self.payload |= payload

    def settle(self, *duties: Duty) -> None:
        """These duties are met now, by this actor."""
        for duty in duties:
            duty.met_at, duty.met_by, duty.next_look_at = self.at, self.actor.ref, None
        self._end(duties)

    def close(self, duties: Iterable[Duty], reason: ClosedReason) -> None:
        """These duties end without being met."""
        ended = tuple(duties)
        for duty in ended:
            duty.closed_at, duty.closed_reason, duty.next_look_at = self.at, reason.value, None
        self._end(ended)

    def _end(self, duties: Sequence[Duty]) -> None:
        """Save ended duties in one statement and take them off the outstanding."""
        update_all(duties, DUTY_CHANGES)
        self.rows += duties
        gone = {duty.pk for duty in duties}
        self.duties = [duty for duty in self.duties if duty.pk not in gone]

    def owe(self, duties: Sequence[Duty]) -> list[Duty]:
        """Insert new duties (built by `_duties.build`) in one statement; they count at once."""
        made = Duty.objects.bulk_create(duties)
        self.rows += made
        self.duties += made
        return made

    def move_to(self, state: State) -> None:
        """The item's next state, which the table must name."""
        if state not in self.row.then:
            raise ValueError(f"{self.row.verb} does not lead to {state}")
        self.item.state = state.value


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
    row = states.row(verb)
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        (item,) = locked_items([item_id])
        loaded = {*guards.parts_of(row.guards), *parts}
        seen = {item_id: version} if row.deciding and version is not None else {}
        case = check(row, [item], actor=actor, at=at, given=given, parts=parts, seen=seen)[item.pk]
        act = Act(row, case, work, _past.listed(item), list(case.duties))
        yield act
        act.rows += _past.keep(
            [item],
            {item.pk: act.before},
            {item.pk: act.duties},
            {item.pk: case.rules},
            at=at,
            nodes={item.pk: case.nodes} if "nodes" in loaded else None,
            replanned=act.replanned,
        )
        work.record(
            act.event or row.event,
            stream=f"item:{item.number}",
            payload=act.payload,
            rows=act.rows,
            deleted=act.deleted,
            happened_at=act.happened_at,
        )


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
    given: Mapping[str, Any] | None = None,
    parts: Iterable[str] = (),
    seen: Mapping[int, int] | None = None,
) -> dict[int, Case]:
    """The cases of `items` by id, when nothing speaks against the verb on any of them; `seen` are versions by id.

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
