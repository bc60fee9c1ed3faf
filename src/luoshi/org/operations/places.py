"""Areas, units and their changes of name and place, issuing offices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from luoshi.org._dates import start_of
from luoshi.org.access import Actor
from luoshi.org.models import Area, IssuingOffice, Post, Tenure, Unit, UnitAlias, UnitVersion
from luoshi.org.operations import _guard
from luoshi.org.operations._spans import next_version, open_version, ref
from luoshi.org.queries import places as queries
from luoshi.record.operations import Work
from luoshi.record.refusals import Reason

#: So many characters of a unit's duties are kept.
MOST_DUTIES = 4000


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """A unit to be founded; `kind` is a `Unit.Kind`, `parent_id` its superior or None at the top.

    `duties`: what it answers for (see `write_duties`).
    """

    code: str
    name: str
    kind: str
    short_name: str = ""
    parent_id: int | None = None
    aliases: tuple[str, ...] = ()
    duties: str = ""


@_guard.under_the_lock
def found_area(*, actor: Actor, at: datetime, code: str, name: str, level: str, parent_id: int | None = None) -> int:
    """Enter an area by its GB/T 2260 code; returns its id. Refuses a code that is not 2 to 12 digits, or taken."""
    _guard.require(actor, "org.arrange", at)
    reasons = []
    if not (code.isdecimal() and code.isascii() and 2 <= len(code) <= 12):
        reasons.append(Reason("area.code_form", {"code": code}))
    if Area.objects.filter(code=code).exists():
        reasons.append(Reason("area.code_taken", {"code": code}))
    if level not in Area.Level.values or not name.strip():
        reasons.append(Reason("org.field_missing", {"field": "level" if name.strip() else "name"}))
    _guard.refuse(reasons)
    with _guard.open_work(actor, at) as work:
        area = Area.objects.create(code=code, name=name.strip(), level=level, parent_id=parent_id)
        payload = {"code": code, "name": area.name, "level": level, "parent": ref("area", parent_id)}
        work.record("area.founded", stream=f"area:{area.id}", payload=payload, rows=[area])
    return area.id


@_guard.under_the_lock
def found_unit(*, actor: Actor, at: datetime, area_id: int, unit: UnitSpec, on: date) -> int:
    """Found one unit from the date `on`; returns its id. See `found_units`."""
    return found_units(actor=actor, at=at, area_id=area_id, units=[unit], on=on)[0]


@_guard.under_the_lock
def found_units(*, actor: Actor, at: datetime, area_id: int, units: Sequence[UnitSpec], on: date) -> tuple[int, ...]:
    """Found units from the date `on`; returns their ids in order. A handful of queries, however many units.

    Refuses empty names, unknown kinds, codes taken in the area, and superiors of another area or not existing on `on`.
    """
    _guard.require(actor, "org.arrange", at)
    _guard.found(Area, area_id)
    _guard.refuse(_faults_of_founding(area_id, units, on))
    with _guard.open_work(actor, at) as work:
        rows = Unit.objects.bulk_create(
            Unit(
                code=one.code,
                area_id=area_id,
                kind=one.kind,
                founded_on=on,
                duties=one.duties.strip()[:MOST_DUTIES] or None,
            )
            for one in units
        )
        _guard.require(actor, "org.arrange", at, rows)
        versions = UnitVersion.objects.bulk_create(
            UnitVersion(
                unit=row, name=one.name, short_name=one.short_name or one.name, parent_id=one.parent_id, valid_from=on
            )
            for row, one in zip(rows, units, strict=True)
        )
        aliases = UnitAlias.objects.bulk_create(
            UnitAlias(unit=row, name=name) for row, one in zip(rows, units, strict=True) for name in one.aliases
        )
        for row, version in zip(rows, versions, strict=True):
            mine = [alias for alias in aliases if alias.unit_id == row.id]
            _record_founded(work, row, version, mine)
    return tuple(row.id for row in rows)


def _faults_of_founding(area_id: int, units: Sequence[UnitSpec], on: date) -> list[Reason]:
    """Why these units cannot be founded."""
    codes = [one.code for one in units]
    taken = set(Unit.objects.filter(area_id=area_id, code__in=codes).values_list("code", flat=True))
    taken |= {code for code in codes if codes.count(code) > 1}
    parents = {one.parent_id for one in units if one.parent_id is not None}
    alive = set(
        Unit.objects.filter(id__in=parents, area_id=area_id, founded_on__lte=on, dissolved_on=None).values_list(
            "id", flat=True
        )
    )
    reasons = [Reason("unit.code_taken", {"code": code}) for code in sorted(taken)]
    for one in units:
        if not one.name.strip() or not one.code.strip():
            reasons.append(Reason("org.field_missing", {"field": "code" if one.name.strip() else "name"}))
        if one.kind not in Unit.Kind.values:
            reasons.append(Reason("unit.kind_unknown", {"name": one.name, "kind": one.kind}))
        if one.parent_id is not None and one.parent_id not in alive:
            reasons.append(Reason("unit.no_such_parent", {"name": one.name, "from_on": on}))
    return reasons


def _record_founded(work: Work, unit: Unit, version: UnitVersion, aliases: Sequence[UnitAlias]) -> None:
    payload = {
        "code": unit.code,
        "name": version.name,
        "short_name": version.short_name,
        "unit_kind": unit.kind,
        "area": f"area:{unit.area_id}",
        "parent": ref("unit", version.parent_id),
        "aliases": [alias.name for alias in aliases],
        "from_on": version.valid_from,
    }
    work.record("unit.founded", stream=f"unit:{unit.id}", payload=payload, rows=[unit, version, *aliases])


@_guard.under_the_lock
def rename_unit(*, actor: Actor, at: datetime, unit_id: int, name: str, short_name: str, on: date) -> None:
    """The unit is called otherwise from `on`; its earlier names stay in the directory. Refuses when a later change
    is entered already."""
    unit = _unit_for(actor, at, unit_id)
    if not name.strip():
        _guard.refuse([Reason("org.field_missing", {"field": "name"})])
    with _guard.open_work(actor, at) as work:
        old, new = next_version(unit, on)
        before, new.name, new.short_name = new.name, name.strip(), short_name.strip() or name.strip()
        new.save()
        payload = {"before": before, "name": new.name, "short_name": new.short_name, "from_on": on}
        work.record("unit.renamed", stream=f"unit:{unit.id}", payload=payload, rows=[*old, new])


@_guard.under_the_lock
def move_unit(*, actor: Actor, at: datetime, unit_id: int, parent_id: int | None, on: date) -> None:
    """The unit stands under another superior (None: at the top) from `on`. Refuses a superior below the unit."""
    unit = _unit_for(actor, at, unit_id)
    if parent_id is not None:
        day, reasons = start_of(on), []
        parent = queries.unit(parent_id, day)
        if parent is None or parent.area_id != unit.area_id:
            reasons.append(Reason("unit.no_such_parent", {"name": f"unit:{unit.id}", "from_on": on}))
        if parent_id in queries.subtree(unit.id, day):
            reasons.append(Reason("unit.parent_below", {"unit": f"unit:{unit.id}", "parent": f"unit:{parent_id}"}))
        _guard.refuse(reasons)
    with _guard.open_work(actor, at) as work:
        old, new = next_version(unit, on)
        before, new.parent_id = new.parent_id, parent_id
        new.save()
        payload = {"before": ref("unit", before), "parent": ref("unit", parent_id), "from_on": on}
        work.record("unit.moved", stream=f"unit:{unit.id}", payload=payload, rows=[*old, new])


@_guard.under_the_lock
def dissolve_unit(*, actor: Actor, at: datetime, unit_id: int, on: date, successor_id: int | None = None) -> None:
    """The unit ends: `on` is the first day without it. Its empty posts end with it.

    `successor_id` takes over what it did (承接单位): from now on its names mean the successor, and documents that
    still call it so are read rightly. Refuses while units stand below it or somebody holds one of its posts, and a
    successor that does not exist then.
    """
    unit = _unit_for(actor, at, unit_id)
    last = open_version(unit)
    successor = None if successor_id is None else _guard.found(Unit, successor_id)
    _guard.refuse(_faults_of_dissolving(unit, last, successor, on))
    with _guard.open_work(actor, at) as work:
        posts = list(Post.objects.filter(unit=unit, valid_to=None, valid_from__lt=on))
        Post.objects.filter(id__in=[post.id for post in posts]).update(valid_to=on)
        last.valid_to = unit.dissolved_on = on
        unit.successor = successor
        last.save()
        unit.save()
        stream = f"unit:{unit.id}"
        work.record("unit.dissolved", stream=stream, payload={"from_on": on}, rows=[unit, last, *posts])
        if successor is not None:
            payload = {"successor": ref("unit", successor.id), "from_on": on}
            work.record("unit.succeeded", stream=stream, payload=payload, rows=[unit])
            _inherit_names(work, last, successor)


def _faults_of_dissolving(unit: Unit, last: UnitVersion, successor: Unit | None, on: date) -> list[Reason]:
    """Why the unit cannot end on that day."""
    me = f"unit:{unit.id}"
    reasons = [] if on > last.valid_from else [Reason("org.later_change", {"from_on": last.valid_from})]
    below_it = UnitVersion.objects.filter(parent=unit, valid_to=None).values_list("unit_id", flat=True)
    if children := [f"unit:{one}" for one in below_it.order_by("unit_id")]:
        reasons.append(Reason("unit.has_units_below", {"unit": me, "units": children}))
    still_held = Tenure.objects.filter(post__unit=unit).exclude(valid_to__lte=on)
    if held := [f"post:{one}" for one in still_held.values_list("post_id", flat=True)]:
        reasons.append(Reason("unit.has_holders", {"unit": me, "posts": held}))
    if successor is not None and (successor.id == unit.id or successor.dissolved_on or successor.founded_on > on):
        reasons.append(Reason("unit.no_successor", {"unit": f"unit:{successor.id}", "from_on": on}))
    return reasons


def _inherit_names(work: Work, last: UnitVersion, successor: Unit) -> None:
    """What the dissolved unit was called last means its successor."""
    has = set(UnitAlias.objects.filter(unit=successor).values_list("name", flat=True))
    for name in dict.fromkeys((last.name, last.short_name)):
        if name not in has:
            alias = UnitAlias.objects.create(unit=successor, name=name)
            work.record("unit.alias_added", stream=f"unit:{successor.id}", payload={"name": name}, rows=[alias])


@_guard.under_the_lock
def add_alias(*, actor: Actor, at: datetime, unit_id: int, name: str) -> None:
    """Documents call the unit so, too. Refuses an empty name or one it has."""
    unit = _unit_for(actor, at, unit_id)
    if not name.strip() or UnitAlias.objects.filter(unit=unit, name=name.strip()).exists():
        _guard.refuse([Reason("unit.alias_taken", {"name": name})])
    with _guard.open_work(actor, at) as work:
        alias = UnitAlias.objects.create(unit=unit, name=name.strip())
        work.record("unit.alias_added", stream=f"unit:{unit.id}", payload={"name": alias.name}, rows=[alias])


@_guard.under_the_lock
def write_duties(*, actor: Actor, at: datetime, unit_id: int, duties: str) -> None:
    """What the unit answers for (职责), as its founding paper says it: read when a lead is suggested, never a right.

    Empty takes it away. The same text again is no event.
    """
    unit, said = _unit_for(actor, at, unit_id), duties.strip()[:MOST_DUTIES]
    if said == (unit.duties or ""):
        return
    with _guard.open_work(actor, at) as work:
        unit.duties = said or None
        unit.save(update_fields=["duties"])
        work.record("unit.duties_written", stream=f"unit:{unit.id}", payload={"duties": said}, rows=[unit])


@_guard.under_the_lock
def open_issuing_office(*, actor: Actor, at: datetime, unit_id: int, code: str, title: str) -> int:
    """The unit issues in its own name (several may in one installation); returns the office's id."""
    unit = _unit_for(actor, at, unit_id)
    reasons = []
    if not code.strip() or not title.strip():
        reasons.append(Reason("org.field_missing", {"field": "code" if title.strip() else "title"}))
    if IssuingOffice.objects.filter(code=code).exists() or IssuingOffice.objects.filter(unit=unit).exists():
        reasons.append(Reason("issuing_office.taken", {"code": code, "unit": f"unit:{unit.id}"}))
    _guard.refuse(reasons)
    with _guard.open_work(actor, at) as work:
        office = IssuingOffice.objects.create(unit=unit, code=code, title=title.strip())
        payload = {"office": f"issuing_office:{office.id}", "code": code, "title": office.title}
        work.record("issuing_office.opened", stream=f"unit:{unit.id}", payload=payload, rows=[office])
    return office.id


def _unit_for(actor: Actor, at: datetime, unit_id: int) -> Unit:
    """The unit, which the actor may arrange. Raises NotVisible, Refused."""
    unit = _guard.found(Unit, unit_id)
    _guard.require(actor, "org.arrange", at, [unit])
    return unit
