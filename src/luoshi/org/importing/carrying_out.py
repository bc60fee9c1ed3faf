"""Making the directory what the rows say: every change by its own operation, all in one unit of work or nothing."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from luoshi.org import operations, queries
from luoshi.org.access import Actor
from luoshi.org.importing.comparing import Change, Plan, plan
from luoshi.org.importing.rows import PostRow, Read, UnitRow
from luoshi.org.operations import PostSpec, UnitSpec
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Refused


class _TriedError(Exception):
    """Takes a try back."""


def try_import(actor: Actor, found: Read, *, at: datetime, on: date) -> Plan:
    """The plan, with what the operations themselves would refuse; nothing is kept of the try."""
    made = plan(actor, found, at=at)
    if made.faults or not made.mine:
        return made
    try:
        with unit_of_work(actor=actor.ref, at=at):
            _carry_out(actor, made, at, on)
            raise _TriedError
    except _TriedError:
        return made
    except Refused as refused:
        return Plan(made.mine, made.others, refused.reasons)


def import_directory(*, actor: Actor, at: datetime, found: Read, on: date) -> Plan:
    """Change the directory from `on` so far as the actor may; returns what was done and what is left to others.

    Refuses with every fault of the rows at once, and changes nothing then.
    """
    with unit_of_work(actor=actor.ref, at=at):
        made = plan(actor, found, at=at)
        if made.faults:
            raise Refused(made.faults)
        _carry_out(actor, made, at, on)
    return made


def _carry_out(actor: Actor, made: Plan, at: datetime, on: date) -> None:
    """Every change that is the actor's, in its order."""
    run = _Run(actor, at, on)
    run.found_units([one.row for one in made.mine if one.what == "found_unit" and isinstance(one.row, UnitRow)])
    doing: dict[str, Callable[[Change], None]] = {
        "rename": run.rename,
        "move": run.move,
        "alias": run.alias,
        "register": run.register,
        "appoint": run.appoint,
        "succeed": run.appoint,
        "open_account": run.open_account,
    }
    posts = [one.row for one in made.mine if one.what == "found_post" and isinstance(one.row, PostRow)]
    for change in made.mine:
        if change.what in ("rename", "move", "alias"):
            doing[change.what](change)
    run.found_posts([row for row in posts if row.role != "secretary"])
    run.found_posts([row for row in posts if row.role == "secretary"])
    for change in made.mine:
        if change.what in ("register", "appoint", "succeed", "open_account"):
            doing[change.what](change)


class _Run:
    """One import on its way: what has its number by now."""

    def __init__(self, actor: Actor, at: datetime, on: date) -> None:
        self.by: dict[str, Any] = {"actor": actor, "at": at}
        self.at, self.on = at, on
        areas = queries.areas()
        self.area_id = actor.area_id or (areas[-1].id if areas else 0)
        self.units = {one.code: one.id for one in queries.units(at).values() if one.area_id == self.area_id}
        codes = {number: code for code, number in self.units.items()}
        self.posts = {
            (codes[one.unit_id], one.title): one.id for one in queries.posts(at).values() if one.unit_id in codes
        }
        self.people: dict[str, int] = {}

    def found_units(self, rows: list[UnitRow]) -> None:
        """Superiors first: level by level."""
        left = rows
        while left:
            ready = [row for row in left if not row.parent or row.parent in self.units]
            if not ready:
                raise Refused([row.place.fault("circle", "", said=row.parent) for row in left])
            specs = [
                UnitSpec(row.code, row.name, row.kind, row.short_name, self.units.get(row.parent), row.aliases)
                for row in ready
            ]
            made = operations.found_units(**self.by, area_id=self.area_id, units=specs, on=self.on)
            self.units |= {row.code: number for row, number in zip(ready, made, strict=True)}
            left = [row for row in left if row.code not in self.units]

    def rename(self, change: Change) -> None:
        """更名."""
        row = _unit(change)
        number = self.units[row.code]
        operations.rename_unit(**self.by, unit_id=number, name=row.name, short_name=row.short_name, on=self.on)

    def move(self, change: Change) -> None:
        """调整上级."""
        row = _unit(change)
        parent = self.units.get(row.parent)
        operations.move_unit(**self.by, unit_id=self.units[row.code], parent_id=parent, on=self.on)

    def alias(self, change: Change) -> None:
        """登记别名."""
        operations.add_alias(**self.by, unit_id=self.units[_unit(change).code], name=change.after)

    def found_posts(self, rows: list[PostRow]) -> None:
        """设立岗位."""
        specs = [
            PostSpec(self.units[row.unit], row.title, row.role, self._served(row)) for row in rows
        ]  # fmt: skip
        made = operations.found_posts(**self.by, posts=specs, on=self.on) if specs else ()
        self.posts |= {row.key: number for row, number in zip(rows, made, strict=True)}

    def _served(self, row: PostRow) -> int | None:
        unit, _, title = row.serves.partition(" ")
        return self.posts.get((unit, title.strip())) if row.serves else None

    def register(self, change: Change) -> None:
        """登记人员."""
        row = _post(change)
        number = operations.register_person(**self.by, name=row.name, mobile=row.mobile)
        self.people[row.login or row.name] = number

    def _person(self, change: Change) -> int:
        row = _post(change)
        number = change.person_id or self.people.get(row.login or row.name)
        if number is None:
            raise Refused([row.place.fault("no_person", "", said=row.name)])
        return number

    def appoint(self, change: Change) -> None:
        """任命, 接任."""
        act = operations.succeed if change.what == "succeed" else operations.appoint
        act(**self.by, post_id=self.posts[_post(change).key], person_id=self._person(change), on=self.on)

    def open_account(self, change: Change) -> None:
        """开通账号."""
        operations.open_account(**self.by, person_id=self._person(change), login=_post(change).login)


def _unit(change: Change) -> UnitRow:
    if not isinstance(change.row, UnitRow):
        raise TypeError(f"{change.what} is about a unit")
    return change.row


def _post(change: Change) -> PostRow:
    if not isinstance(change.row, PostRow):
        raise TypeError(f"{change.what} is about a post")
    return change.row
