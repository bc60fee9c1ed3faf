"""Tables within a text: lines of cells (see `grid`) become rows with a task, parties and a time limit."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from luoshi.reading import cells, quantities, rows
from luoshi.reading.cells import Span
from luoshi.reading.grid import BAR as BAR
from luoshi.reading.grid import DITTO, EMPTY, Grid, Slot
from luoshi.reading.parties import Known
from luoshi.reading.records import DraftItem, PersonSaid, UnitSaid
from luoshi.reading.rows import Part, Row

#: So many lines of other text may stand within a table: sections and notes that go across it.
_BETWEEN = 3
_SHORTEST_TASK = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A line of a table. `tasks`: the cells that say what is to be done; `cells`: field → the cells that say it."""

    role: rows.Role
    tasks: tuple[Span, ...] = ()
    cells: Mapping[str, tuple[Span, ...]] = dataclasses.field(default_factory=dict)


class Tables:
    """Every table of a text, understood once."""

    def __init__(
        self,
        text: str,
        known: Known,
        year: int | None,
        dated_on: dt.date | None,
        *,
        settled: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """`settled`: what persons said of a template's columns, by its mark."""
        self._text, self._known, self._year, self._dated_on = text, known, year, dated_on
        self._settled = settled
        self._starred = False
        self._lines: dict[int, Line] = {}
        if BAR in text:
            self._starred = rows.star_leads(text)
            for block in _blocks(text):
                self._learn(block)

    def line(self, start: int) -> Line:
        """The table's line that begins at `start`; one of no known table has the role `blank`."""
        return self._lines.get(start, Line("blank"))

    def _learn(self, block: Sequence[Span]) -> None:
        """Understand the lines of one table."""
        grid, spans = _grid(self._text, block)
        for part in rows.understood(grid, self._known, settled=self._settled):
            held = None
            for row in part.rows:
                line = _line(grid, spans, part, row)
                start = block[row.at][0]
                if row.role == "more" and held is not None:
                    self._lines[held] = _more(self._lines[held], line)
                held = start if row.role == "line" else held if row.role == "more" else None
                self._lines[start] = line

    def fill(self, item: DraftItem, line: Line) -> DraftItem:
        """A row's item with the parties, the targets and the time limit of its cells."""
        text = self._text
        units: list[UnitSaid] = []
        for field in ("lead", "duty", "co"):
            part = "co" if field == "duty" and any(unit.role == "lead" for unit in units) else field
            for a, b in line.cells.get(field, ()):
                units += cells.units(text, a, b, self._known, part=part, starred=self._starred)
                part = "co" if field == "duty" else part
        persons: list[PersonSaid] = [p for a, b in line.cells.get("leader", ()) for p in cells.persons(text, a, b)]
        persons += [
            dataclasses.replace(p, role="owner")
            for a, b in line.cells.get("person", ())
            for p in cells.persons(text, a, b)
        ]
        due = next(
            (
                said
                for a, b in line.cells.get("due", ())
                if (said := cells.due(text, a, b, year=self._year, dated_on=self._dated_on))
            ),
            None,
        )
        targets = [
            one for a, b in line.cells.get("target", ()) for one in quantities.quantities(text, a, b, building=False)[0]
        ]
        return dataclasses.replace(
            item,
            units=_once(units) or item.units,
            persons=tuple(persons) or item.persons,
            due=due or item.due,
            targets=item.targets + tuple(one for one in targets if one not in item.targets),
        )


def _once(units: Sequence[UnitSaid]) -> tuple[UnitSaid, ...]:
    """The same units, each once."""
    seen: dict[str, UnitSaid] = {}
    for unit in units:
        seen.setdefault(unit.name, unit)
    return tuple(seen.values())


def _more(line: Line, more: Line) -> Line:
    """A line with the units and words of the row below that goes on with it."""
    joined = {
        field: tuple(dict.fromkeys((*line.cells.get(field, ()), *more.cells.get(field, ()))))
        for field in line.cells.keys() | more.cells.keys()
    }
    return dataclasses.replace(line, cells=joined)


def _blocks(text: str) -> Iterator[list[Span]]:
    """The lines of each table as spans, blanks around them left off; lines of other text between them left out."""
    block: list[Span] = []
    between, width, at = 0, 0, 0
    for said in text.split("\n"):
        start, at = at, at + len(said) + 1
        if BAR not in said:
            between += bool(said.strip())
            continue
        n = said.count(BAR)
        if block and (between > _BETWEEN or (between and n != width)):
            yield block
            block = []
        block.append((start, start + len(said)))
        between, width = 0, n
    if block:
        yield block


def _grid(text: str, block: Sequence[Span]) -> tuple[Grid, list[list[Span]]]:
    """The squares of lines, and where in the text each stands."""
    spans = [list(_cells(text, start, end)) for start, end in block]
    width = max(len(row) for row in spans)
    squares: list[tuple[Slot, ...]] = []
    for y, row in enumerate(spans):
        row += [(row[-1][1], row[-1][1])] * (width - len(row))
        squares.append(tuple(_slot(text, row[x], squares[y - 1][x] if y else None) for x in range(width)))
    return Grid(tuple(squares)), spans


def _slot(text: str, span: Span, above: Slot | None) -> Slot:
    """One square; a ditto says what the square above it says."""
    said = text[span[0] : span[1]]
    if said == DITTO and above is not None:
        return Slot(above.text, "above")
    return Slot("" if said in {EMPTY, DITTO} else said)


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    """Spans of the cells of a line, blanks left off."""
    for match in re.finditer(r"(?:^|(?<=\|))[^|\n]*", text[start:end]):
        said = match.group()
        a = start + match.start() + len(said) - len(said.lstrip())
        yield a, max(a, start + match.start() + len(said.rstrip()))


def _line(grid: Grid, spans: Sequence[Sequence[Span]], part: Part, row: Row) -> Line:
    """What the cells of a row say, by field; those of merged areas where they are printed."""
    if row.role not in {"line", "more"}:
        return Line(row.role)
    found: dict[str, tuple[Span, ...]] = {}
    for column in part.columns:
        slot = grid.rows[row.at][column.at]
        if slot.empty or column.field in {"other", "skip"} or (row.role == "more" and slot.place != "own"):
            continue
        y, x = rows.anchor(grid, row.at, column.at)
        found[column.field] = (*found.get(column.field, ()), spans[y][x])
    tasks = _tasks(grid, row, part, found)
    return Line(row.role, tasks if row.role == "line" else (), found)


def _tasks(grid: Grid, row: Row, part: Part, found: Mapping[str, tuple[Span, ...]]) -> tuple[Span, ...]:
    """The cells that say what is to be done: the task, or below a merged task the step; both where both are new."""
    at = {column.field: column.at for column in reversed(part.columns)}
    task, measure = found.get("task", ()), found.get("measure", ())
    if measure and grid.rows[row.at][at["task"]].place == "above":
        task = ()
    return tuple(span for span in (*task[:1], *measure[:1]) if span[1] - span[0] >= _SHORTEST_TASK)
