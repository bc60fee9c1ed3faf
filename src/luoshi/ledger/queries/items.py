"""One item on one day, with everything that belongs to it and that this actor may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from luoshi.clock.civil import local
from luoshi.ledger.access import visible
from luoshi.ledger.codes import DutyAct, State
from luoshi.ledger.decisions import begins
from luoshi.ledger.models import Assignment, Duty, Item, ItemVersion
from luoshi.ledger.queries import _works
from luoshi.ledger.queries._lines import Names, lines, refs_of
from luoshi.ledger.queries._past import lines_of
from luoshi.ledger.queries.history import own_tree
from luoshi.ledger.queries.records import AssignmentLine, BasisLine, DutyLine, DutyStanding, ItemPage, Line
from luoshi.org import access
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.record.refusals import NotVisible
from luoshi.rulebook import queries as rulebook


@dataclass(frozen=True, slots=True)
class _Viewed:
    """An item's line of the day, and whether the viewer has but a part in it."""

    row: ItemVersion
    item: Item
    assignments: Sequence[Assignment]
    own_units: frozenset[int] | None


def item_page(actor: Actor, item: int | str, *, as_of: datetime) -> ItemPage:
    """An item by id or number as it stood at `as_of`; about twenty queries.

    Raises:
        NotVisible: there was no such item for this actor on that day.
    """
    viewed = _view(actor, item, as_of)
    works = _works.load(viewed.item, as_of=as_of, own_units=viewed.own_units)
    duties = _duties(viewed, as_of)
    family = _family(actor, viewed, as_of)
    names = Names({*refs_of([viewed.row, *family]), *_refs(viewed.assignments), *_refs(duties), *works.refs()}, as_of)
    (line, *kin) = lines([viewed.row, *family], as_of=as_of, names=names)
    duty_lines = tuple(duty_line(duty, as_of, names) for duty in duties)
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


def _view(actor: Actor, item: int | str, as_of: datetime) -> _Viewed:
    """The item's line of the day, if the actor may see it."""
    which = Q(number=item) if isinstance(item, str) else Q(item_id=item)
    row = lines_of(as_of).filter(which).filter(visible(actor, as_of=as_of)).select_related("item").first()
    if row is None:
        raise NotVisible
    found = Assignment.objects.filter(item=row.item, valid_from__lte=as_of)
    in_force = list(found.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=as_of)).order_by("ordinal", "id"))
    return _Viewed(row, row.item, in_force, _own_units(actor, row, in_force, as_of))


def _opens_documents(actor: Actor) -> bool:
    """The words quoted are for all who see the item; the document they stand in holds other units' matters, too."""
    return actor.role == "system" or access.allows(actor, "document.see")


def _own_units(
    actor: Actor, row: ItemVersion, assignments: Iterable[Assignment], as_of: datetime
) -> frozenset[int] | None:
    """The units whose own things alone a co-unit's people see; None for everybody who sees the whole."""
    mine = own_tree(actor, as_of)
    return None if mine is None or row.lead_unit_id in mine else mine & {line.unit_id for line in assignments}


def _duties(viewed: _Viewed, as_of: datetime) -> list[Duty]:
    """The duties of the day, the earliest due first; only one's own for a co-unit."""
    found = Duty.objects.filter(item=viewed.item, opened_at__lte=as_of)
    if viewed.own_units is not None:
        found = found.filter(unit_id__in=viewed.own_units)
    return list(found.order_by("due_at", "id"))


def _family(actor: Actor, viewed: _Viewed, as_of: datetime) -> list[ItemVersion]:
    """The item that this one was handed down from, and those handed down from it, as far as they may be seen."""
    kin = Q(parent_id=viewed.item.pk) | Q(item_id=viewed.row.parent_id or 0)
    return list(lines_of(as_of).filter(kin).filter(visible(actor, as_of=as_of)).order_by("item_id"))


def _refs(rows: Iterable[Any]) -> set[str]:
    """The refs of units and posts that assignments and duties name."""
    return {ref for row in rows for ref in (f"unit:{row.unit_id}", f"post:{row.post_id}")}


def _assignments(rows: Sequence[Assignment], as_of: datetime, names: Names) -> tuple[AssignmentLine, ...]:
    """The parts in force, each post with the person who answers for it that day."""
    holders = org.holders([row.post_id for row in rows if row.post_id], as_of)
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
