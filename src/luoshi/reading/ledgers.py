"""A workbook of an office as lines of a ledger: its tables, what each column holds, and every row accounted for."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from luoshi.reading import cells, flow, parties, rows
from luoshi.reading.columns import UNITS, Column
from luoshi.reading.grid import Grid
from luoshi.reading.parties import Known
from luoshi.reading.records import DueSaid, UnitSaid
from luoshi.reading.rows import Part, Row

_YEAR = re.compile(r"(20\d\d)\s*年")
_RATE = re.compile(r"(?P<claimed>报)?(?P<said>\d{1,3}(?:\.\d{1,2})?)\s*[%％]")
#: A part of 1, as a workbook keeps a percentage that it shows as a plain number.
_SHARE = re.compile(r"0?\.\d{1,4}|[01](?:\.0+)?")


@dataclasses.dataclass(frozen=True, slots=True)
class LedgerLine:
    """A line: what its cells say by field, and what that means.

    `row` counts from 1 as the workbook does, `cells` holds the text of every column. Spans of `leads`, `helps` and
    `due` lie in the text of their own field; `rate` is in hundredths of a percent.
    """

    sheet: str
    row: int
    hidden: bool
    section: str
    said: Mapping[str, str]
    cells: tuple[str, ...]
    leads: tuple[UnitSaid, ...]
    helps: tuple[UnitSaid, ...]
    due: DueSaid | None
    rate: int | None

    @property
    def title(self) -> str:
        """What is to be done: the task, and the step where one task has several."""
        task, step = self.said.get("task", ""), self.said.get("measure", "")
        return task if not step or step == task else f"{task}：{step}" if task else step


@dataclasses.dataclass(frozen=True, slots=True)
class LedgerTable:
    """One table of a sheet. `mark`: of its template; `aside`: rows that are no lines, as (row, role, text)."""

    sheet: str
    title: str
    mark: str
    columns: tuple[Column, ...]
    lines: tuple[LedgerLine, ...]
    aside: tuple[tuple[int, str, str], ...]
    year: int | None
    first_leads: bool


@dataclasses.dataclass(frozen=True, slots=True)
class LedgerBook:
    """The tables of a workbook; `others`: sheets in which no table of tasks was found."""

    tables: tuple[LedgerTable, ...]
    others: tuple[str, ...]

    @property
    def lines(self) -> tuple[LedgerLine, ...]:
        """The lines of all tables."""
        return tuple(line for table in self.tables for line in table.lines)


def book(
    sheets: Sequence[tuple[str, Grid]],
    *,
    directory: Sequence[tuple[str, int]] = (),
    year: int | None = None,
    settled: Mapping[str, Sequence[str]] | None = None,
) -> LedgerBook:
    """The ledgers of a workbook. `year`: of days without one, where the sheet names none itself.

    `directory`: (name, unit id) of the office; `settled`: a template's mark → its columns' fields, put right by a
    person. Reads no file and no clock.
    """
    known = Known(parties.automaton(tuple(directory)), None)
    tables: list[LedgerTable] = []
    others: list[str] = []
    for name, grid in sheets:
        parts = rows.understood(grid, known, settled=settled)
        above = [_said(grid, y) for y in range(parts[0].heads[0] if parts and parts[0].heads else 0)]
        found = [_table(name, grid, part, above, _Setting(known, year, False)) for part in parts]
        found = [table for table in found if table.lines]
        tables += found
        if not found and grid.rows:
            others.append(name)
    return LedgerBook(tuple(tables), tuple(others))


def _table(sheet: str, grid: Grid, part: Part, above: Sequence[str], setting: "_Setting") -> LedgerTable:
    """One table with its lines; `above`: what stands above the first of its sheet."""
    every = "\n".join([sheet, *above, *(_said(grid, row.at) for row in part.rows if row.role == "note")])
    printed = _YEAR.search("\n".join([*above, sheet, *(column.head for column in part.columns)]))
    own_year = int(printed.group(1)) if printed else setting.year
    setting = _Setting(setting.known, own_year, rows.star_leads(every))
    lines: list[LedgerLine] = []
    for row, more in _grouped(part.rows):
        line = _line(sheet, grid, part, row, more, setting)
        if line is not None:
            lines.append(line)
    aside = tuple(
        (row.at + 1, row.role, _said(grid, row.at))
        for row in part.rows
        if row.role not in {"line", "more", "blank"} and row.at not in part.heads
    )
    title = next((said for said in above if len(said) > 4), "")
    return LedgerTable(sheet, title, part.mark, part.columns, tuple(lines), aside, own_year, rows.first_leads(every))


def _said(grid: Grid, y: int) -> str:
    """All that a row says of its own."""
    own = [slot for slot in grid.rows[y] if slot.place == "own" and not slot.empty]
    return " ".join(flow.flowed(slot.text, wrapped=False) for slot in own)


def _grouped(found: Sequence[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Each line with the rows that go on with it."""
    held: tuple[Row, list[Row]] | None = None
    for row in found:
        if row.role == "more" and held:
            held[1].append(row)
        elif row.role != "blank":
            if held:
                yield held
            held = (row, []) if row.role == "line" else None
    if held:
        yield held


@dataclasses.dataclass(frozen=True, slots=True)
class _Setting:
    """What holds for every line of a table."""

    known: Known
    year: int | None
    starred: bool


def _line(sheet: str, grid: Grid, part: Part, row: Row, more: Sequence[Row], setting: _Setting) -> LedgerLine | None:
    """A line; None for one that names no task."""
    said: dict[str, str] = {}
    for one in (row, *more):
        for field, text in _texts(grid, part, one, only_own=one is not row):
            said[field] = f"{said[field]}{_between(field)}{text}" if field in said else text
    if not said.get("task") and not said.get("measure"):
        return None
    units = _units(said, setting)
    section = _said(grid, row.section) if row.section is not None else ""
    due = said.get("due", "")
    return LedgerLine(
        sheet=sheet,
        row=row.at + 1,
        hidden=all(slot.hidden for slot in grid.rows[row.at]),
        section=section,
        said=said,
        cells=_cells(grid, row, more),
        leads=tuple(unit for unit in units if unit.role == "lead"),
        helps=tuple(unit for unit in units if unit.role == "co"),
        due=cells.due(due, 0, len(due), year=setting.year) if due else None,
        rate=_rate(said.get("rate", "")),
    )


def _texts(grid: Grid, part: Part, row: Row, *, only_own: bool) -> Iterator[tuple[str, str]]:
    """(field, text) of the squares of a row that say something; of columns that share a field the heads, too."""
    shared = {c.field for c in part.columns if sum(one.field == c.field for one in part.columns) > 1}
    for column in part.columns:
        slot = grid.rows[row.at][column.at]
        if column.field == "skip" or slot.empty or slot.place == "left" or (only_own and slot.place != "own"):
            continue
        text = flow.flowed(slot.text, wrapped=grid.wrapped)
        named = column.field in shared or column.field == "other"
        yield column.field, f"{column.head}：{text}" if named and column.head else text


def _cells(grid: Grid, row: Row, more: Sequence[Row]) -> tuple[str, ...]:
    """The text of each column of a line, that of merged areas too, the rows that go on with it added."""
    found = []
    for x, slot in enumerate(grid.rows[row.at]):
        below = [grid.rows[one.at][x] for one in more]
        texts = [slot] if slot.place != "left" else []
        texts += [one for one in below if one.place == "own"]
        found.append("\n".join(flow.flowed(one.text, wrapped=grid.wrapped) for one in texts if not one.empty))
    return tuple(found)


def _between(field: str) -> str:
    """What goes between two cells that say one thing together."""
    return "、" if field in UNITS or field in {"leader", "person"} else "；"


def _units(said: Mapping[str, str], setting: _Setting) -> list[UnitSaid]:
    """The units of a line, each once; who answers (责任单位) helps where somebody is said to lead."""
    found: list[UnitSaid] = []
    for field in ("lead", "duty", "co"):
        text = said.get(field, "")
        part = "co" if field == "duty" and any(unit.role == "lead" for unit in found) else field
        if text:
            found += cells.units(text, 0, len(text), setting.known, part=part, starred=setting.starred)
    once: dict[str, UnitSaid] = {}
    for unit in found:
        once.setdefault(unit.name, unit)
    return list(once.values())


def _rate(said: str) -> int | None:
    """A share done in hundredths of a percent; None for anything but a number of it."""
    match = _RATE.search(said)
    if match:
        return min(10_000, round(float(match["said"]) * 100))
    bare = said.strip()
    return round(float(bare) * 10_000) if _SHARE.fullmatch(bare) and float(bare) <= 1 else None


def day(said: str, year: int | None) -> dt.date | None:
    """The day that a cell of a date column says, None for none."""
    found = cells.due(said, 0, len(said), year=year) if said else None
    return found.on if found else None
