"""One item on one day, with everything that belongs to it and that this actor may see."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from luoshi.clock.civil import local
from luoshi.ledger.codes import DutyAct, State
from luoshi.ledger.decisions import begins
from luoshi.ledger.models import Assignment, Duty, Item
from luoshi.ledger.queries import _works
from luoshi.ledger.queries._held import Held, load, with_flags
from luoshi.ledger.queries._lines import Names, lines, listed, refs_of
from luoshi.ledger.queries.acts import case_of, judged
from luoshi.ledger.queries.history import concerns, own_tree
from luoshi.ledger.queries.records import Act, AssignmentLine, BasisLine, DutyLine, DutyStanding, ItemPage, Line
from luoshi.ledger.queries.sight import Sight
from luoshi.org import access
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.org.queries import refs_in
from luoshi.record import queries as record
from luoshi.record.queries import EventRecord
from luoshi.record.refusals import NotVisible
from luoshi.rulebook import queries as rulebook


@dataclass(frozen=True, slots=True)
class _Viewed:
    """An item's line of the day with all that hangs on it, and whether the viewer has but a part in it."""

    row: Any
    item: Item
    held: Held
    assignments: Sequence[Assignment]
    duties: Sequence[Duty]
    own_units: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item's page with its line of time and what the viewer may do with it; `acts` is empty on a past day.

    `events` are oldest first; `n_earlier` more are older than these.
    """

    page: ItemPage
    events: tuple[EventRecord, ...]
    n_earlier: int
    acts: tuple[Act, ...]


def item_page(actor: Actor, item: int | str, *, as_of: datetime, sight: Sight | None = None) -> ItemPage:
    """An item by id or number as it stood at `as_of`; some ten queries.

    Raises:
        NotVisible: there was no such item for this actor on that day.
    """
    sight = sight or Sight.of(actor, as_of)
    return _page(_view(item, sight), sight)


def item_view(
    item: int | str, *, sight: Sight, seats: Collection[int], is_past: bool, newest: int | None = None
) -> ItemView:
    """The same with its line of time and, unless `is_past`, the acts; names of all in it are learnt by the sight.

    `seats` are the units of every post of the viewer's person; `newest`: so many events, without it all of them.
    Raises NotVisible as `item_page` does.
    """
    viewed = _view(item, sight)
    events, n_earlier = _events(viewed, sight.as_of, newest)
    sight.names.want(refs_in((one.actor, one.on_behalf_of, one.payload) for one in events))
    page = _page(viewed, sight)
    if is_past:
        return ItemView(page, events, n_earlier, ())
    case = case_of(viewed.item, viewed.held, sight, seats=seats, has_child=viewed.row.has_child)
    return ItemView(page, events, n_earlier, judged(case))


def _events(viewed: _Viewed, as_of: datetime, newest: int | None) -> tuple[tuple[EventRecord, ...], int]:
    """The newest events that concern the viewer, oldest first, and how many are older."""
    stream = f"item:{viewed.row.number}"
    if newest is None or viewed.own_units is not None:
        # Who sees a part only: what concerns it is told by the events themselves.
        kept = record.events(stream=stream, as_of=as_of)
        mine = tuple(event for event in kept if concerns(event, viewed.own_units))
        shown = mine if newest is None else mine[-newest:]
        return shown, len(mine) - len(shown)
    last = record.last_events(stream=stream, as_of=as_of, limit=newest)
    n_all = record.count_events(stream=stream, as_of=as_of) if len(last) == newest else len(last)
    return last[::-1], n_all - len(last)


def _page(viewed: _Viewed, sight: Sight) -> ItemPage:
    """The page of what was loaded."""
    actor, as_of = sight.actor, sight.as_of
    works = _works.seen(viewed.held, as_of=as_of, own_units=viewed.own_units)
    family = _family(viewed, sight)
    refs = {*refs_of([viewed.row, *family]), *_refs(viewed.assignments), *_refs(viewed.duties), *works.refs()}
    names = Names(refs, sight.names)
    (line, *kin) = lines([viewed.row, *family], sight=sight, names=names)
    duty_lines = tuple(duty_line(duty, as_of, names) for duty in viewed.duties)
    clock = rulebook.clock_by_id(viewed.item.clock_version_id)
    return ItemPage(
        line=line,
        basis=BasisLine(
            viewed.item.basis_title,
            viewed.item.basis_clause,
            viewed.item.basis_quote,
            viewed.item.basis_file if _opens_documents(actor) else "",
        ),
        acceptance=viewed.item.acceptance,
        clock=clock.code,
        clock_title=clock.head.title,
        choices=viewed.item.choices,
        facts=viewed.item.facts,
        own_units=viewed.own_units,
        assignments=_assignments(viewed.assignments, as_of, names),
        duties=duty_lines,
        deciding_duty=_deciding(duty_lines, line),
        parent=next((one for one in kin if one.id == line.parent_id), None),
        children=tuple(one for one in kin if one.parent_id == line.id),
        **works.shown(names),
    )


def _view(item: int | str, sight: Sight) -> _Viewed:
    """The item's line of the day with what hangs on it, if the viewer may see it."""
    # The number is the item's for life and found by its own index; the lines of the past have none of it.
    which = Q(item__number=item) if isinstance(item, str) else Q(item_id=item)
    row = with_flags(listed(sight.lines().filter(which))).first()
    if row is None:
        raise NotVisible
    held, as_of = load(row), sight.as_of
    in_force = [
        line
        for line in held.assignments
        if line.valid_from <= as_of and (line.valid_to is None or line.valid_to > as_of)
    ]
    own_units = _own_units(sight, row, in_force)
    # The duties of the day, the earliest due first; only one's own for a co-unit.
    duties = [
        duty for duty in held.duties if duty.opened_at <= as_of and (own_units is None or duty.unit_id in own_units)
    ]
    return _Viewed(row, row.item, held, in_force, duties, own_units)


def _opens_documents(actor: Actor) -> bool:
    """The words quoted are for all who see the item; the document they stand in holds other units' matters, too."""
    return actor.role == "system" or access.allows(actor, "document.see")


def _own_units(sight: Sight, row: Any, in_force: Iterable[Assignment]) -> frozenset[int] | None:
    """The units whose own things alone a co-unit's people see; None for everybody who sees the whole."""
    mine = own_tree(sight.actor, sight.as_of, reach=sight.reach)
    return None if mine is None or row.lead_unit_id in mine else mine & {line.unit_id for line in in_force}


def _family(viewed: _Viewed, sight: Sight) -> list[Any]:
    """The item that this one was handed down from, and those handed down from it, as far as they may be seen."""
    parent_id = viewed.row.parent_id
    if parent_id is None and not viewed.row.has_child:
        return []
    kin = Q(parent_id=viewed.item.pk) | Q(item_id=parent_id or 0)
    return list(listed(sight.lines().filter(kin)).order_by("item_id"))


def _refs(rows: Iterable[Any]) -> set[str]:
    """The refs of units and posts that assignments and duties name."""
    return {ref for row in rows for ref in (f"unit:{row.unit_id}", f"post:{row.post_id}")}


def _assignments(rows: Sequence[Assignment], as_of: datetime, names: Names) -> tuple[AssignmentLine, ...]:
    """The parts in force, each post with the person who answers for it that day."""
    posts = [row.post_id for row in rows if row.post_id]
    holders = org.holders(posts, as_of) if posts else {}
    called = {post_id: holder.name for post_id, holder in holders.items()}
    return tuple(
        AssignmentLine(
            id=row.pk,
            role=row.role,
            unit=names.unit(row.unit_id),
            post=names.post(row.post_id) if row.post_id else None,
            holder=called.get(row.post_id or 0, ""),
            valid_from=row.valid_from,
        )
        for row in rows
    )


def duty_line(duty: Duty, as_of: datetime, names: Names) -> DutyLine:
    """A duty as it stood at `as_of`: what was met or closed later is still owed then."""
    met_at = duty.met_at if duty.met_at and duty.met_at <= as_of else None
    closed_at = duty.closed_at if duty.closed_at and duty.closed_at <= as_of else None
    version = rulebook.rule_version(duty.rule_version_id) if duty.rule_version_id else None
    return DutyLine(
        id=duty.pk,
        act=duty.act,
        unit=names.unit(duty.unit_id),
        post=names.post(duty.post_id) if duty.post_id else None,
        node_id=duty.node_id,
        period=duty.period,
        opened_at=duty.opened_at,
        due_on=duty.due_on,
        due_at=duty.due_at,
        provisional=duty.provisional,
        standing=_standing(duty, met_at, closed_at, as_of),
        met_at=met_at,
        met_by=duty.met_by if met_at else "",
        closed_at=closed_at,
        closed_reason=duty.closed_reason if closed_at else "",
        predecessor_id=duty.predecessor_id,
        rule=version.ref if version else "",
        why=tuple(duty.why),
    )


def _standing(duty: Duty, met_at: datetime | None, closed_at: datetime | None, as_of: datetime) -> DutyStanding:
    """Met or closed by the day; late, due, or still to come (its turn has not begun)."""
    if met_at is not None:
        return "met_late" if met_at >= duty.due_at else "met"
    if closed_at is not None:
        return "closed"
    if duty.due_at <= as_of:
        return "late"
    begun_on = begins(duty.period)
    return "coming" if begun_on is not None and local(as_of).date() < begun_on else "due"


def _deciding(duties: Iterable[DutyLine], line: Line) -> DutyLine | None:
    """The lead's earliest outstanding duty: the one that the time light is read off.

    Once submitted, the duty to conclude that the submission met, where it came late.
    """
    if line.state == State.SUBMITTED:
        met = [duty for duty in duties if duty.act == DutyAct.CONCLUDE and duty.met_at is not None]
        return met[-1] if met and line.moments.late_at is not None else None
    if line.moments.late_at is None or line.lead_unit is None:
        return None
    return next(
        (duty for duty in duties if duty.unit.id == line.lead_unit.id and duty.standing in ("late", "due", "coming")),
        None,
    )
