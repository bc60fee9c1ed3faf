"""建账 and its correction: drafts that have a number, a source and somebody to answer, and owe nothing yet."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models

from luoshi.clock.civil import local
from luoshi.ledger import facts as fact_rules
from luoshi.ledger import states
from luoshi.ledger.access import visible
from luoshi.ledger.cases import Case
from luoshi.ledger.codes import Role
from luoshi.ledger.judging import objections
from luoshi.ledger.models import Assignment, Fact, Item
from luoshi.ledger.operations import _found, _past
from luoshi.ledger.operations._numbers import prefix, take
from luoshi.ledger.rules import Rules, Versioned, clock_in_force, kind_in_force, rules_for
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.org.records import AreaRecord, IssuingOfficeRecord, PostRecord, Reach, UnitRecord
from luoshi.record.operations import Work, keep_private, unit_of_work
from luoshi.record.refusals import Reason, Refused
from luoshi.rulebook.shapes import ClockRule, Field, KindRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """依据: the document, meeting or instruction; its clause, the words quoted, the kept file's hash."""

    title: str
    clause: str = ""
    quote: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentSpec:
    """A unit's part, or a leader's (`post_id`; `unit_id` is then the post's unit)."""

    role: str
    unit_id: int
    post_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One item to open. `clock` and `choices` default to the kind's; `facts` are the kind's fields by code.

    `offline`: the place in the paper register; then nothing else may be said of it, not even a title (R13-15).
    """

    kind: str
    title: str
    issuing_office_id: int
    basis: Basis
    assignments: Sequence[AssignmentSpec] = ()
    due_on: date | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    urgency: str = "normal"
    klass: str = "ordinary"
    term_class: str = "limited"
    clock: str | None = None
    acceptance: str = ""
    parent_id: int | None = None
    offline: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """An item that was opened."""

    id: int
    number: str
    version: int


@dataclass(slots=True)
class _Ground:
    """What all openings of one act stand on: each thing is loaded once, however many there are."""

    actor: Actor
    at: datetime
    offices: Mapping[int, IssuingOfficeRecord]
    units: Mapping[int, UnitRecord]
    areas: Mapping[int, AreaRecord]
    posts: Mapping[int, PostRecord]
    parents: frozenset[int]
    reach: Reach
    kinds: dict[str, Versioned[KindRule] | None] = field(default_factory=dict)
    clocks: dict[str, Versioned[ClockRule] | None] = field(default_factory=dict)
    shared: dict[tuple[int, int, int], Rules] = field(default_factory=dict)

    @classmethod
    def load(cls, actor: Actor, at: datetime, openings: Sequence[Opening]) -> "_Ground":
        """Half a dozen queries."""
        parents = {opening.parent_id for opening in openings if opening.parent_id is not None}
        return cls(
            actor=actor,
            at=at,
            offices={office.id: office for office in org.issuing_offices(at)},
            units=org.units(at),
            areas={area.id: area for area in org.areas()},
            posts=posts_named((line for opening in openings for line in opening.assignments), at=at),
            parents=seen_items(actor, parents, at=at),
            reach=org.reach(actor, at),
        )

    def kind(self, code: str) -> Versioned[KindRule] | None:
        """The kind in force."""
        if code not in self.kinds:
            self.kinds[code] = kind_in_force(code, at=self.at)
        return self.kinds[code]

    def fields(self, opening: Opening) -> Sequence[Field]:
        """The fields of the opening's kind."""
        kind = self.kind(opening.kind)
        return kind.rule.fields if kind else ()

    def clock(self, opening: Opening) -> Versioned[ClockRule] | None:
        """The clock in force that the opening names, or that its kind does."""
        kind = self.kind(opening.kind)
        code = opening.clock or (kind.rule.clock if kind else "")
        if code not in self.clocks:
            self.clocks[code] = clock_in_force(code, at=self.at)
        return self.clocks[code]

    def rules(self, kind: Versioned[KindRule], clock: Versioned[ClockRule], office: IssuingOfficeRecord) -> Rules:
        """The rules that an item of this office would run by."""
        key = (kind.version_id, clock.version_id, office.area_id)
        if key not in self.shared:
            self.shared[key] = rules_for(*key[:2], area_code=self.areas[office.area_id].code, at=self.at)
        return self.shared[key]


def open_item(
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    title: str,
    issuing_office_id: int,
    basis: Basis,
    assignments: Sequence[AssignmentSpec] = (),
    due_on: date | None = None,
    choices: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
    urgency: str = "normal",
    klass: str = "ordinary",
    term_class: str = "limited",
    clock: str | None = None,
    acceptance: str = "",
    parent_id: int | None = None,
    offline: str | None = None,
) -> Opened:
    """Open one item as a draft (建账); the arguments are those of `Opening`. Raises Refused with every reason."""
    opening = Opening(
        kind=kind,
        title=title,
        issuing_office_id=issuing_office_id,
        basis=basis,
        assignments=assignments,
        due_on=due_on,
        choices=choices or {},
        facts=facts or {},
        urgency=urgency,
        klass=klass,
        term_class=term_class,
        clock=clock,
        acceptance=acceptance,
        parent_id=parent_id,
        offline=offline,
    )
    return open_items(actor=actor, at=at, openings=[opening])[0]


def open_items(*, actor: Actor, at: datetime, openings: Sequence[Opening]) -> tuple[Opened, ...]:
    """Open many items as drafts, all or none; a fixed number of statements, one event each.

    Raises:
        Refused: with every reason on every one of them (`ordinal` says which, from 1).
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        ground = _Ground.load(actor, at, openings)
        reasons = [
            Reason(one.code, {**one.values, "ordinal": ordinal} if len(openings) > 1 else one.values, one.rule)
            for ordinal, opening in enumerate(openings, 1)
            for one in _against(opening, ground)
        ]
        if reasons:
            raise Refused(reasons)
        items = [_draft(opening, ground) for opening in openings]
        _number(items, openings, ground)
        Item.objects.bulk_create(items)
        _record(work, items, openings, ground)
        return tuple(Opened(item.pk, item.number, item.version) for item in items)


def _against(opening: Opening, ground: _Ground) -> list[Reason]:
    """Everything that speaks against one opening."""
    kind, clock, office = (
        ground.kind(opening.kind),
        ground.clock(opening),
        ground.offices.get(opening.issuing_office_id),
    )
    found: list[Reason] = []
    if kind is None:
        found.append(Reason("item.unknown_kind", {"kind": opening.kind}))
    elif clock is None:
        found.append(Reason("item.unknown_clock", {"clock": opening.clock or kind.rule.clock}))
    if office is None:
        found.append(Reason("item.unknown_office"))
    if kind is None or clock is None or office is None:
        return found
    case = Case(
        actor=ground.actor,
        at=ground.at,
        item=_draft(opening, ground),
        reach=ground.reach,
        rules=ground.rules(kind, clock, office),
        given={
            "assignments": opening.assignments,
            "facts": opening.facts,
            "due_on": opening.due_on,
            "offline": opening.offline is not None,
            **named(
                opening.assignments, opening.parent_id, units=ground.units, posts=ground.posts, parents=ground.parents
            ),
        },
    )
    return [*found, *objections(states.row("open"), case)]


def _draft(opening: Opening, ground: _Ground) -> Item:
    """The row of an opening, without its number."""
    kind, clock, office = ground.kind(opening.kind), ground.clock(opening), ground.offices[opening.issuing_office_id]
    assert kind is not None
    assert clock is not None
    return Item(
        kind_version_id=kind.version_id,
        clock_version_id=clock.version_id,
        title=opening.title.strip(),
        basis_title=opening.offline if opening.offline is not None else opening.basis.title.strip(),
        basis_clause=opening.basis.clause,
        basis_quote=opening.basis.quote,
        basis_file=opening.basis.file,
        source=kind.rule.letter,
        parent_id=opening.parent_id,
        urgency=opening.urgency,
        klass=opening.klass,
        term_class=opening.term_class,
        choices=dict(opening.choices),
        facts=fact_rules.plain(kind.rule.fields, opening.facts),
        acceptance=opening.acceptance,
        stage=kind.rule.stages[0].code if kind.rule.stages else "",
        due_on=opening.due_on,
        due_on_original=opening.due_on,
        lead_unit_id=answering_unit(opening.assignments),
        issuing_office_id=office.id,
        area_root_id=office.area_id,
    )


def posts_named(lines: Iterable[AssignmentSpec], *, at: datetime) -> Mapping[int, PostRecord]:
    """The posts of today, asked for only where a line names one."""
    return org.posts(at) if any(line.post_id for line in lines) else {}


def seen_items(actor: Actor, item_ids: Collection[int], *, at: datetime) -> frozenset[int]:
    """Which of these items exist for the actor."""
    if not item_ids:
        return frozenset()
    found = Item.objects.filter(visible(actor, as_of=at, item="pk"), pk__in=item_ids)
    return frozenset(found.values_list("pk", flat=True))


def named(
    lines: Iterable[AssignmentSpec],
    parent_id: int | None,
    *,
    units: Mapping[int, UnitRecord],
    posts: Mapping[int, PostRecord],
    parents: Collection[int],
) -> dict[str, Any]:
    """What the guard `named_exist` asks: units, posts and a parent that are not there today."""
    said = list(lines)
    return {
        "units_unknown": [line.unit_id for line in said if line.unit_id not in units],
        "posts_unknown": [
            line.post_id
            for line in said
            if line.post_id and (line.post_id not in posts or posts[line.post_id].unit_id != line.unit_id)
        ],
        "parent_unknown": parent_id is not None and parent_id not in parents,
    }


def answering_unit(lines: Sequence[AssignmentSpec] | Sequence[Assignment]) -> int | None:
    """The unit that answers for the whole: the collating one, else the first lead (R6-03); None without any."""
    for role in (Role.COLLATING, Role.LEAD):
        for line in lines:
            if line.role == role:
                return line.unit_id
    return None


def _number(items: Sequence[Item], openings: Sequence[Opening], ground: _Ground) -> None:
    """Give every item its number for life."""
    year = local(ground.at).year
    prefixes = [prefix(ground.areas[item.area_root_id], year, item.source) for item in items]
    for item, number in zip(items, take(prefixes), strict=True):
        item.number = number


def _record(work: Work, items: Sequence[Item], openings: Sequence[Opening], ground: _Ground) -> None:
    """Assignments, filterable facts, private facts, the first line of the past, and one event for each item."""
    rows: dict[int, list[models.Model]] = {item.pk: [item] for item in items}
    for row in _insert_lines(items, openings, ground.at):
        rows[row.item_id].append(row)
    for fact in _insert_facts(items, openings, ground):
        rows[fact.item_id].append(fact)
    for line in _past.begin(items, at=ground.at):
        rows[line.item_id].append(line)
    _found.begin(items)
    for item, opening in zip(items, openings, strict=True):
        _keep_private(work, item, opening, ground)
        work.record(
            "item.opened_offline" if item.is_offline else "item.opened",
            stream=f"item:{item.number}",
            payload=_payload(item, opening),
            rows=rows[item.pk],
        )


def _insert_lines(items: Sequence[Item], openings: Sequence[Opening], at: datetime) -> list[Assignment]:
    """The assignments of new items."""
    return Assignment.objects.bulk_create(
        assignment(item, line, ordinal=ordinal, at=at)
        for item, opening in zip(items, openings, strict=True)
        for ordinal, line in enumerate(opening.assignments)
    )


def _insert_facts(items: Sequence[Item], openings: Sequence[Opening], ground: _Ground) -> list[Fact]:
    """The filterable facts of new items."""
    return Fact.objects.bulk_create(
        row
        for item, opening in zip(items, openings, strict=True)
        for row in fact_rows(item, ground.fields(opening), opening.facts)
    )


def assignment(item: Item, line: AssignmentSpec, *, ordinal: int, at: datetime) -> Assignment:
    """The row of a unit's or leader's part that begins now; not saved."""
    return Assignment(
        item=item, role=str(line.role), unit_id=line.unit_id, post_id=line.post_id, ordinal=ordinal, valid_from=at
    )


def fact_rows(item: Item, fields: Sequence[Field], facts: Mapping[str, Any]) -> list[Fact]:
    """The filterable facts of an item as rows; not saved."""
    return [Fact(item=item, field=code, **column) for code, column in fact_rules.filterable(fields, facts)]


def _keep_private(work: Work, item: Item, opening: Opening, ground: _Ground) -> None:
    """Private fields of the kind go to the private store and nowhere else (DESIGN §6)."""
    for name, value in fact_rules.private(ground.fields(opening), opening.facts).items():
        keep_private(work, stream=f"item:{item.number}", name=name, value=value)


def _payload(item: Item, opening: Opening) -> dict[str, Any]:
    """What the event says of a new item."""
    if item.is_offline:
        return {"place": item.basis_title, "unit": f"unit:{item.lead_unit_id}" if item.lead_unit_id else ""}
    return {
        "title": item.title,
        "kind": opening.kind,
        "basis": item.basis_title,
        "clause": item.basis_clause,
        "quote": item.basis_quote,
        "acceptance": item.acceptance,
        "due_on": item.due_on,
        "assignments": parts_named(opening.assignments),
        "choices": item.choices,
        "facts": item.facts,
    }


def parts_named(lines: Iterable[AssignmentSpec]) -> list[list[str]]:
    """Assignments as an event says them: role, unit and post (empty without one)."""
    return [[str(one.role), f"unit:{one.unit_id}", f"post:{one.post_id}" if one.post_id else ""] for one in lines]
