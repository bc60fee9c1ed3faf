"""The rows of a table: heads over several rows, sections, notes, totals, lines, and what goes on with a line."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from luoshi.reading import cells, columns, flow
from luoshi.reading.columns import Column
from luoshi.reading.grid import Grid, Slot
from luoshi.reading.parties import Known

Role = Literal["head", "section", "note", "total", "line", "more", "blank"]

_MOST_HEADS = 4
#: Fewer rows than this below words of no known sort are no table.
_FEW = 4
#: A table of tasks says one of these beside the task.
_BESIDE_TASK = columns.UNITS | {"due", "leader", "person", "target", "progress", "measure"}
_NOTE = re.compile(
    r"^(?:备\s*注|注释?|说\s*明|填表说明|填表人|填报(?:人|单位|日期|时间)?|制表人?|审核人?|审签|报送单位|联系人|签字|单位负责人|编制"
    r"|（?示?例）?|本表|此表|以上|排[在列]|列第?|带[*★▲☆]|标[*★▲☆]|[*★▲☆])"
    r"(?=\s*[:：\d一二三四五六七八九十、，.（(]|.{2,})"
)
_NOTE_MARKED = re.compile(
    r"^(?:备\s*注|注释?|说\s*明|填表说明|填表人|填报\S{0,3}|制表人?|审核人?|审签|报送单位|联系人|签字|单位|单位负责人)\s*[:：]"
)
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|总\s*分|平\s*均\S?|汇\s*总)|(?:合计|小计|总计)$")
_SECTION_MARK = re.compile(
    r"^(?:第?[一二三四五六七八九十百]+[、.．章部]|[（(][一二三四五六七八九十]+[）)]|第[一二三四五六七八九十]+(?:部分|方面|类))"
)
#: A head in words that nobody knows may still name a sort of units.
_ROLE_WORD = re.compile(r"(?<!有关)(?<!相关)(?<!各)(?:单位|部门|方)$")
#: What stands in no head: sentences, labels, figures other than a year or a month.
_TOLD = re.compile(r"[。:：，；]|(?<!\d)(?!20\d\d\D|\d\d?月)\d{2,}|\d[个家亩处项件座户人台]")
_INDEX = re.compile(r"[\d（()）A-Za-z甲乙丙丁=+×-]{1,8}")
_LEGEND = re.compile(
    r"(?:列|排|居)(?:在|名)?(?:第一位?|首位?|最?前面?|首个)[^。；\n]{0,20}?(?:牵头|主办|主责|负责)"
    r"|第一个?(?:责任)?单位[^。；\n]{0,6}牵头|首位[^。；\n]{0,8}牵头"
)
_STAR = re.compile(r"[*＊★☆▲△●※][^。；\n]{0,12}(?:为|是|系|表示)[^。；\n]{0,6}(?:牵头|主办|主责)")


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A row: `at` its number in the grid; `section` the last section row above it, None without one."""

    at: int
    role: Role
    section: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A table, or one of several below each other, each under heads of its own."""

    columns: tuple[Column, ...]
    heads: tuple[int, ...]
    rows: tuple[Row, ...]
    mark: str

    def column(self, field: str) -> int | None:
        """Where a field stands."""
        return next((one.at for one in self.columns if one.field == field), None)


def first_leads(text: str) -> bool:
    """Whether a legend says that the unit named first leads."""
    return bool(_LEGEND.search(text))


def star_leads(text: str) -> bool:
    """Whether a legend says that a marked unit leads."""
    return bool(_STAR.search(text))


def understood(grid: Grid, known: Known, *, settled: Mapping[str, Sequence[str]] | None = None) -> tuple[Part, ...]:
    """The tables of a grid, below each other; none where nothing looks like a table of tasks.

    `settled`: columns as a person put them right, by the template's mark.
    """
    starts = _heads(grid, known)
    found = []
    for n, heads in enumerate(starts):
        last = starts[n + 1][0] if n + 1 < len(starts) else len(grid.rows)
        body = range(heads[-1] + 1 if heads else 0, last)
        part = _part(grid, heads, body, known, settled)
        if part is not None:
            found.append(part)
    return tuple(found)


def anchor(grid: Grid, y: int, x: int) -> tuple[int, int]:
    """The square whose text stands at (y, x): its own, or the corner of the area that reaches over it."""
    while y > 0 and grid.rows[y][x].place == "above":
        y -= 1
    while x > 0 and grid.rows[y][x].place == "left":
        x -= 1
    return y, x


def _heads(grid: Grid, known: Known) -> list[tuple[int, ...]]:
    """The rows of each head block; one empty block for a table without any words known as heads."""
    found: list[tuple[int, ...]] = []
    y = 0
    while y < len(grid.rows):
        if _is_head(grid.rows[y], known):
            block = _block(grid, y, known)
            found.append(block)
            y = block[-1]
        y += 1
    unknown = _unknown_head(grid, known, found[0][0] if found else len(grid.rows))
    # A table in words that nobody knows may stand above one whose head is known.
    return found if found and (not unknown or found[0][0] - unknown[0] < _FEW) else [unknown, *found]


def _own(row: Sequence[Slot]) -> list[Slot]:
    """The squares of a row that say something of their own."""
    return [slot for slot in row if slot.place == "own" and not slot.empty]


def _is_head(row: Sequence[Slot], known: Known) -> bool:
    """Whether a row names columns: two sorts of them at least, in short words, and nothing that is data."""
    said = [slot.text for slot in _own(row)]
    if len(said) < 2 or not _short(said, known):
        return False
    fields = [columns.of_head(one) for one in said]
    named = {field for field in fields if field and field != "node"}
    return len(named) >= 2 and sum(field is not None for field in fields) * 2 >= len(said)


def _short(said: Sequence[str], known: Known) -> bool:
    """Whether texts can all be heads: short, no numbers of rows, no organisations, no days."""
    return not any(
        len(columns.words(one)) > 22
        or one.strip().isdigit()
        or _TOLD.search(one)
        or (cells.is_units(one, known) and columns.of_head(one) is None and not _ROLE_WORD.search(one))
        or (cells.is_due(one) and columns.of_head(one) is None)
        for one in said
    )


def _block(grid: Grid, y: int, known: Known) -> tuple[int, ...]:
    """The rows of the head that row `y` belongs to."""
    first = last = y
    if y and len(_own(grid.rows[y - 1])) > 1 and any(slot.place == "above" for slot in grid.rows[y]):
        first -= 1
    while last + 1 < len(grid.rows) and last - first + 1 < _MOST_HEADS and _goes_on(grid, last, known):
        last += 1
    if last + 1 < len(grid.rows) and _is_index(grid.rows[last + 1]):
        last += 1
    return tuple(range(first, last + 1))


def _goes_on(grid: Grid, y: int, known: Known) -> bool:
    """Whether the row below a head row is part of the head: it names what stands under its groups."""
    row, below = grid.rows[y], grid.rows[y + 1]
    own = [(x, slot) for x, slot in enumerate(below) if slot.place == "own" and not slot.empty]
    if not own or not _short([slot.text for _, slot in own], known):
        return False
    if any(slot.place == "above" for slot in below):
        return True
    under = all(row[x].place == "left" or row[x].empty or x + 1 < len(row) and _open(row[x + 1]) for x, _ in own)
    return under and below[0].empty


def _open(slot: Slot) -> bool:
    """Whether a head square says nothing of its own: the group left of it may reach over it."""
    return slot.place == "left" or slot.empty


def _is_index(row: Sequence[Slot]) -> bool:
    """Whether a row only numbers the columns (1 2 3, 甲 乙 1)."""
    said = [slot.text.strip() for slot in _own(row)]
    numbers = [one for one in said if _INDEX.fullmatch(one)]
    return len(numbers) >= 3 and len(numbers) * 5 >= len(said) * 4 and len(set(said)) == len(said)


def _unknown_head(grid: Grid, known: Known, end: int) -> tuple[int, ...]:
    """The first row of short words above rows with other things in them; empty where rows begin at once."""
    for y, row in enumerate(grid.rows[: min(12, end)]):
        said = [slot.text for slot in _own(row)]
        if len(said) < 3 or len(said) < grid.width - 1:
            continue
        distinct = len(set(said)) == len(said)
        return (y,) if distinct and _short(said, known) and max(len(one) for one in said) <= 12 else ()
    return ()


def _part(
    grid: Grid, heads: tuple[int, ...], body: range, known: Known, settled: Mapping[str, Sequence[str]] | None
) -> Part | None:
    """A head block and the rows below it; None where no task stands in them."""
    names = _names(grid, heads)
    contents = [_contents(grid, body, x) for x in range(grid.width)]
    hidden = [all(row[x].hidden for row in grid.rows) for x in range(grid.width)]
    found = columns.recognised(names, contents, known, hidden=hidden, settled=settled)
    fields = {column.field for column in found}
    if "task" not in fields or not fields & _BESIDE_TASK:
        return None
    at = {column.field: column.at for column in reversed(found)}
    rows: list[Row] = [Row(y, "head") for y in heads]
    section: int | None = None
    for y in body:
        role = _role(grid, y, at, bool(heads))
        section = y if role == "section" else section
        rows.append(Row(y, role, section))
    mark = columns.fingerprint(column.head for column in found)
    return Part(found, heads, tuple(rows), mark)


def _names(grid: Grid, heads: tuple[int, ...]) -> list[tuple[str, str]]:
    """(group, leaf) of each column's head."""
    rows = [y for y in heads if not _is_index(grid.rows[y])]
    found = []
    for x in range(grid.width):
        said: list[str] = []
        for y in rows:
            text = _head_text(grid, y, x, y == rows[-1])
            if text and text not in said:
                said.append(text)
        found.append(("".join(said[:-1]), said[-1]) if said else ("", ""))
    return found


def _head_text(grid: Grid, y: int, x: int, last: bool) -> str:
    """What a head row says of a column; an empty square above the last row takes the group left of it."""
    row = grid.rows[y]
    if not row[x].empty:
        return flow.flowed(row[x].text, wrapped=True)
    if last:
        return ""
    while x > 0 and row[x].empty and row[x].place == "own":
        x -= 1
    return flow.flowed(row[x].text, wrapped=True) if row[x].wide > 1 or row[x].place == "own" else ""


def _contents(grid: Grid, body: range, x: int) -> list[str]:
    """The texts that stand in a column by themselves; rows across the table say nothing of it."""
    return [
        grid.rows[y][x].text
        for y in body
        if grid.rows[y][x].place == "own" and not grid.rows[y][x].empty and len(_own(grid.rows[y])) > 1
    ]


def _role(grid: Grid, y: int, at: Mapping[str, int], headed: bool) -> Role:
    """What a row below a head is."""
    row = grid.rows[y]
    own = _own(row)
    if not own:
        return "blank" if not any(slot.place == "above" and not slot.empty for slot in row) else "more"
    first = own[0].text.strip()
    task = row[at["task"]]
    if _TOTAL.search(first) or (task.place == "own" and _TOTAL.search(task.text.strip())):
        return "total"
    if len(own) == 1:
        return _alone(row, own[0], at)
    if _NOTE_MARKED.match(first):
        return "note"
    if _is_section(row, at, first):
        return "section"
    return _line_or_more(row, at)


def _alone(row: Sequence[Slot], only: Slot, at: Mapping[str, int]) -> Role:
    """A row in which one square speaks."""
    said = only.text.strip()
    covered = any(slot.place == "above" and not slot.empty for slot in row)
    if _NOTE.match(said) and only.wide != 1 or _NOTE_MARKED.match(said):
        return "note"
    if covered:
        return _line_or_more(row, at)
    if row[at["task"]] is only and only.wide == 1 and not _SECTION_MARK.match(said):
        return "line"
    if "。" in said and len(said) > 40 or _NOTE.match(said):
        return "note"
    beside = {x for field, x in at.items() if field in _BESIDE_TASK | {"note"}}
    return "more" if only.wide == 1 and any(row[x] is only for x in beside) else "section"


def _is_section(row: Sequence[Slot], at: Mapping[str, int], first: str) -> bool:
    """Whether a row only names the part that begins: its number is 一、 and no task, or nobody and no day, is in it."""
    told = [row[x] for field, x in at.items() if field in {*columns.UNITS, "due", "leader", "person", "progress"}]
    nothing = all(slot.empty for slot in told) or row[at["task"]].empty
    return bool(_SECTION_MARK.match(first)) and bool(told) and nothing


def _line_or_more(row: Sequence[Slot], at: Mapping[str, int]) -> Role:
    """A line of its own, or more units and words for the line above."""
    task = row[at["task"]]
    serial = row[at["serial"]] if "serial" in at else None
    said = {field for field, x in at.items() if row[x].place == "own" and not row[x].empty}
    if task.place == "own" and not task.empty:
        return "line"
    if "measure" in said and (task.place == "above" or task.empty):
        return "line"
    if task.place == "above":
        own_number = serial is not None and serial.place == "own" and not serial.empty
        return "line" if own_number or said & {"target", "due", "standard", "number"} else "more"
    return "line" if serial is not None and not serial.empty and serial.place == "own" and len(said) > 2 else "more"
