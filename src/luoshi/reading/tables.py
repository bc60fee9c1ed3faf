"""Tables within a text: lines of cells (see `grid`) become rows with a task, parties and a time limit."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from luoshi.reading import cells, fallen, quantities, rows
from luoshi.reading.cells import Span
from luoshi.reading.grid import BAR as BAR
from luoshi.reading.grid import DITTO, EMPTY, Grid, Slot
from luoshi.reading.parties import Known
from luoshi.reading.records import DraftItem, PersonSaid, UnitSaid
from luoshi.reading.rows import Part, Row

#: So many lines of other text may stand within a table: sections and notes that go across it.
_BETWEEN = 3
_TITLE = re.compile(r"[^。；，：]{4,50}(?:表|清单|台账|一览)(?:[（(][^（）()]*[）)])?")
_SHORTEST_TASK = 4
_LONG, _MODELS = 12, 8
#: What the table above a web page's document says of the document itself.
_OF_THE_PAGE = re.compile(
    r"(?:索\s*引\s*号|(?:发文)?(?:文|字)\s*号|(?:成文|发布|公开|发文|生成|印发)日期|公开(?:目录|形式|方式|责任部门|类别)|主题(?:分类|词)|信息分类"
    r"|组配分类|有\s*效\s*性|内容概述|发布(?:机构|单位)|文件名称|效力状态|废止日期|关键词)\s*[:：]?"
)


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
        self._lying: list[Span] = []  # titles of tables, and tables that fell into lines
        if BAR in text:
            self._starred = rows.star_leads(text)
            for block in _blocks(text):
                self._lying.append(_title_above(text, block[0][0]))
                self._learn(block)

        for table in fallen.tables(text, known):
            self._lying += [_title_above(text, table.span[0]), table.span]
            self._lines |= {row.task[0]: Line("line", (row.task,), row.cells) for row in table.rows}

    def covers(self, start: int, said: str) -> bool:
        """Whether a sentence that begins at `start` belongs to a table: its line has bars, or is a cell of its own."""
        return BAR in said or any(a <= start < b for a, b in self._lying)

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
        persons += [
            p
            for field in ("lead", "duty")
            for a, b in line.cells.get(field, ())
            for p in cells.persons_beside(text, a, b, self._known)
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


def _title_above(text: str, start: int) -> Span:
    """The line right above a table that is its title (…分解表); an empty stretch without one."""
    above = text[:start].rstrip()
    first = above.rfind("\n") + 1
    return (first, len(above)) if _TITLE.fullmatch(above[first:].strip()) else (start, start)


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
        if BAR not in said or _OF_THE_PAGE.fullmatch(said.partition(BAR)[0].strip()):
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
    whole = [[_sort(text, span) for span in row] for row in spans if len(row) == width][1:]
    squares: list[tuple[Slot, ...]] = []
    for y, row in enumerate(spans):
        left = _left_out(text, row, width, whole) if y else 0
        first, last = row[0][0], row[-1][1]
        row[:0] = [(first, first)] * left
        row += [(last, last)] * (width - len(row))
        line = [_slot(text, row[x], squares[y - 1][x] if y else None) for x in range(width)]
        # A merged cell that a page's copy does not say again in the rows below it.
        line[:left] = [dataclasses.replace(slot, place="above") for slot in squares[y - 1][:left]] if left else []
        squares.append(tuple(line))
    return Grid(tuple(squares)), spans


def _sort(text: str, span: Span) -> str:
    """What a cell looks like, as far as its place in a row can be told by it."""
    said = text[slice(*span)]
    if re.fullmatch(r"\d{1,3}", said):
        return "number"
    if cells.is_units(said):
        return "units"
    if cells.is_due(said):
        return "due"
    return "long" if len(said) > _LONG else "short"


def _left_out(text: str, row: Sequence[Span], width: int, whole: Sequence[Sequence[str]]) -> int:
    """How many cells a short row lacks at its beginning: as its cells fit those of whole rows best; 0 for a tie."""
    if len(row) == width or not whole:
        return 0
    sorts = [_sort(text, span) for span in row]
    fits = [
        sum(sort == model[left + n] for model in whole[:_MODELS] for n, sort in enumerate(sorts))
        for left in range(width - len(row) + 1)
    ]
    return max(range(len(fits)), key=lambda left: (fits[left], -left))


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
