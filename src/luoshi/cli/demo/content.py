"""What the demo's county is made of: the invented places, units, tasks and sentences, read from `content/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_FOLDER = resources.files("luoshi.cli.demo").joinpath("content")


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """A unit to be: what papers call it, its full name, its head's title, its parts, how punctual it is (0 to 2).

    `duties`: what it answers for; townships and parks answer for their place.
    """

    short: str
    name: str
    kind: str
    head: str
    quality: int
    parts: tuple[str, ...]
    duties: str


@dataclass(frozen=True, slots=True)
class LeaderSpec:
    """A leader: key of the post, title, name of the person, field and units of the division."""

    key: str
    title: str
    person: str
    field: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffSpec:
    """A post of the supervision offices or an administrator's; `serves` is the leader of a secretary."""

    key: str
    unit: str
    role: str
    title: str
    person: str
    serves: str


@dataclass(frozen=True, slots=True)
class Card:
    """A role that the visitor may take: key of the post, login, title on the card."""

    key: str
    login: str
    title: str


@dataclass(frozen=True, slots=True)
class County:
    """The invented county: areas, units, leaders, staff, names, cards."""

    city: Mapping[str, str]
    area: Mapping[str, str]
    offices: tuple[Mapping[str, str], ...]
    units: tuple[UnitSpec, ...]
    body: Mapping[str, Any]
    leaders: tuple[LeaderSpec, ...]
    staff: tuple[StaffSpec, ...]
    persons: Mapping[str, str]
    successor: Mapping[str, str]
    stand_in: Mapping[str, str]
    surnames: str
    given: tuple[str, ...]
    cards: tuple[Card, ...]

    def leader_of(self, unit: str) -> str:
        """Key of the leader in whose division `unit` (short name) lies."""
        return next(leader.key for leader in self.leaders if unit in leader.units)

    def of_kind(self, *kinds: str) -> tuple[UnitSpec, ...]:
        """The units of these kinds, in the order of the file."""
        return tuple(unit for unit in self.units if unit.kind in kinds)

    def quality(self, unit: str) -> int:
        """How punctual a unit is: 2 better, 1 as most, 0 worse."""
        return next((spec.quality for spec in self.units if spec.short == unit), 1)


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to be reached: indicator, comparator (≥ ≤ ≈ =), value as written, unit."""

    indicator: str
    comparator: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the work report: its sentence, the heading above it, units, due (`06-30`, or empty: without end)."""

    text: str
    path: str
    lead: str
    co: tuple[str, ...]
    due: str
    target: Target | None


def read_text(name: str) -> str:
    """The text of a file of the content folder."""
    return _FOLDER.joinpath(name).read_text(encoding="utf-8")


def read_toml(name: str) -> Mapping[str, Any]:
    """A TOML file of the content folder."""
    return tomllib.loads(read_text(name))


def _units(raw: Mapping[str, Any], duties: Mapping[str, str]) -> tuple[UnitSpec, ...]:
    """Departments, townships and parks with their parts, in the order of the file."""
    found: list[UnitSpec] = []
    for group, kind in (("departments", "department"), ("townships", "township"), ("parks", "park")):
        for one in raw[group]:
            parts = tuple(one.get("sections", ())) or tuple(one.get("villages", ()))
            quality = one.get("quality", 1)
            said = duties.get(one["short"], "")
            found.append(UnitSpec(one["short"], one["name"], kind, one.get("head", "局长"), quality, parts, said))
    return tuple(found)


@cache
def county() -> County:
    """The county as `county.toml` tells it."""
    raw = read_toml("county.toml")
    return County(
        city=raw["area"]["city"],
        area=raw["area"]["county"],
        offices=tuple(raw["issuing_office"]),
        units=_units(raw["units"], raw["duties"]),
        body=raw["temporary_body"],
        leaders=tuple(
            LeaderSpec(one["key"], one["title"], one["person"], one["field"], tuple(one["units"]))
            for one in raw["leader"]
        ),
        staff=tuple(
            StaffSpec(one["key"], one["unit"], one["role"], one["title"], one["person"], one.get("serves", ""))
            for one in raw["staff"]
        ),
        persons=raw["persons"],
        successor=raw["successor"],
        stand_in=raw["stand_in"],
        surnames=raw["names"]["surnames"],
        given=tuple(raw["names"]["given"]),
        cards=tuple(Card(one["key"], one["login"], one["title"]) for one in raw["card"]),
    )


def task_line(line: str, path: str) -> Task:
    """A task from `sentence | lead: co co | due [| indicator comparator value unit]`."""
    text, units, due, *figure = (cell.strip() for cell in line.split("|"))
    lead, _, co = units.partition(":")
    target = Target(*figure[0].split()) if figure else None
    return Task(text, path, lead, tuple(co.split()), "" if due == "长期" else due, target)


@cache
def report_tasks() -> tuple[Task, ...]:
    """The 149 tasks of the work report in its order."""
    tasks: list[Task] = []
    part = aspect = ""
    for line in read_text("report.txt").splitlines():
        if line.startswith("== "):
            aspect = line[3:]
        elif line.startswith("= "):
            part, aspect = line[2:], ""
        elif "|" in line and not line.startswith((";", ">", "#")):
            tasks.append(task_line(line, f"{part} / {aspect}"))
    return tuple(tasks)


@cache
def carried_tasks() -> tuple[Task, ...]:
    """The lines that last year's report left open."""
    return tuple(task_line(line, "") for line in read_toml("carried.toml")["lines"])


def report_paragraphs() -> tuple[tuple[str, str], ...]:
    """The work report as a document: (style, text), style `title`, `part`, `aspect` or `text`.

    The tasks under one aspect run together into paragraphs of four sentences, as such reports are written.
    """
    found: list[tuple[str, str]] = []
    run: list[str] = []

    def close() -> None:
        for start in range(0, len(run), 4):
            found.append(("text", "".join(run[start : start + 4])))
        run.clear()

    styles = {"# ": "title", "= ": "part", "==": "aspect", "> ": "text"}
    for line in read_text("report.txt").splitlines():
        if line.startswith(";") or not line:
            continue
        style = styles.get(line[:2])
        if style is None:
            run.append(line.partition("|")[0].strip())
            continue
        close()
        found.append((style, line.split(" ", 1)[1]))
    close()
    return tuple(found)


@cache
def wording() -> Mapping[str, Any]:
    """What units and the supervision office write on the way."""
    return read_toml("wording.toml")
