"""Tables as grids: merged areas filled, pages joined, written as the lines of cells that the reader reads.

Every extractor builds a `Grid` (`laid_out` where cells follow one another, as in html and docx; `of_sheet` where they
have places, as in a workbook) and puts `lines(grid)` into its text. In such a line `BAR` parts the cells, `EMPTY` is a
cell with nothing in it, `DITTO` one that a cell above reaches down over; a line without a bar is a title, a section or
a note that goes across the table.
"""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from luoshi.reading.flow import flowed

BAR = " | "
EMPTY = "/"
DITTO = "〃"
#: What a form has in a cell to say that it is empty.
NOTHING = frozenset({"", "/", "／", "\\", "-", "—", "——", "--", "－", "―", "无", "…", "……"})
#: No table of an office is larger; a span that says more is cut.
MOST_COLUMNS, MOST_ROWS = 200, 50_000
_HEAD_ROWS = 5

Place = Literal["own", "above", "left"]


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a file has it; `hidden` with its row or its column."""

    text: str = ""
    row_span: int = 1
    col_span: int = 1
    hidden: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Slot:
    """One square of a grid. `place` says whether the text is its own or that of the cell that reaches over it.

    A square both below and right of its area's corner counts as `above`. `wide`: columns of the area it belongs to.
    """

    text: str = ""
    place: Place = "own"
    hidden: bool = False
    wide: int = 1

    @property
    def empty(self) -> bool:
        """Whether nothing is said in it."""
        return self.text.strip() in NOTHING


@dataclasses.dataclass(frozen=True, slots=True)
class Grid:
    """A table as a rectangle of squares. `wrapped`: line ends in its cells come from the page's width."""

    rows: tuple[tuple[Slot, ...], ...]
    wrapped: bool = False

    @property
    def width(self) -> int:
        """Its number of columns."""
        return len(self.rows[0]) if self.rows else 0


def laid_out(rows: Iterable[Sequence[Cell]], *, wrapped: bool = False) -> Grid:
    """A grid of rows that name only their own cells, in order, as html and docx do: spans push the others aside."""
    squares: dict[tuple[int, int], Slot] = {}
    given = list(rows)[:MOST_ROWS]
    for y, row in enumerate(given):
        x = 0
        for cell in row:
            while (y, x) in squares:
                x += 1
            _cover(squares, y, x, dataclasses.replace(cell, row_span=min(cell.row_span, len(given) - y)))
            x += max(1, cell.col_span)
    return _rectangle(squares, len(given), wrapped)


def of_sheet(
    texts: Sequence[Sequence[str]],
    *,
    merged: Iterable[tuple[int, int, int, int]] = (),
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
) -> Grid:
    """A grid of a sheet's texts by place; `merged`: (top, left, bottom, right) of each area, from 0, ends included."""
    squares = {(y, x): Slot(said) for y, row in enumerate(texts[:MOST_ROWS]) for x, said in enumerate(row)}
    for top, left, bottom, right in merged:
        corner = squares.get((top, left), Slot())
        _cover(squares, top, left, Cell(corner.text, min(bottom + 1, len(texts)) - top, right - left + 1))
    away, aside = set(hidden_rows), set(hidden_columns)
    shown = _rectangle(squares, len(texts), False)
    if not away and not aside:
        return shown
    return Grid(
        tuple(
            tuple(
                dataclasses.replace(slot, hidden=True) if y in away or x in aside else slot
                for x, slot in enumerate(row)
            )
            for y, row in enumerate(shown.rows)
        )
    )


def _cover(squares: dict[tuple[int, int], Slot], top: int, left: int, cell: Cell) -> None:
    """Put a cell on all the squares of its area."""
    wide = min(max(1, cell.col_span), MOST_COLUMNS - left)
    for y in range(top, top + max(1, cell.row_span)):
        for x in range(left, left + wide):
            place: Place = "above" if y > top else "left" if x > left else "own"
            squares[y, x] = Slot(cell.text, place, cell.hidden, wide)


def _rectangle(squares: dict[tuple[int, int], Slot], n: int, wrapped: bool) -> Grid:
    """The squares of the first `n` rows; columns and last rows in which nothing stands are left out."""
    said = [(y, x) for (y, x), slot in squares.items() if slot.text.strip() and y < n]
    width = max((x for _, x in said), default=-1) + 1
    height = max((y for y, _ in said), default=-1) + 1
    return Grid(tuple(tuple(squares.get((y, x), Slot()) for x in range(width)) for y in range(height)), wrapped)


def filled(grid: Grid) -> list[list[str]]:
    """The texts of all squares, those of merged areas in each of their squares."""
    return [[slot.text for slot in row] for row in grid.rows]


def joined(grids: Iterable[Grid]) -> list[Grid]:
    """Tables in the order of the document; one that goes on over pages becomes one again.

    Give only neighbours, with nothing but a page's end between them. The next part has as many columns; the head that
    every page repeats is dropped, and a row that the page's end cut in two is put together.
    """
    found: list[Grid] = []
    for grid in grids:
        if found and grid.rows and grid.width == found[-1].width:
            found[-1] = _continued(found[-1], grid)
        else:
            found.append(grid)
    return found


def _continued(grid: Grid, rest: Grid) -> Grid:
    """A table with the part of it on the next page."""
    repeated = 0
    while repeated < min(_HEAD_ROWS, len(rest.rows)) and _same(grid.rows, rest.rows, repeated):
        repeated += 1
    below = rest.rows[repeated:]
    above = grid.rows
    if below and len(above) > 1 and _cut(above[-1], below[0]):
        above, below = (*above[:-1], _whole(above[-1], below[0])), below[1:]
    return dataclasses.replace(grid, rows=(*above, *below))


def _same(one: tuple[tuple[Slot, ...], ...], other: tuple[tuple[Slot, ...], ...], row: int) -> bool:
    """Whether two tables say the same in a row."""
    if row >= len(one):
        return False
    words = [[re.sub(r"\s", "", slot.text) for slot in rows[row]] for rows in (one, other)]
    return words[0] == words[1] and any(words[0])


def _cut(row: tuple[Slot, ...], below: tuple[Slot, ...]) -> bool:
    """Whether `below` is the rest of a row: its first square is empty, and it says nothing where that row does not."""
    if not below[0].empty or row[0].empty or any(slot.place == "above" for slot in below):
        return False
    said = [(a, b) for a, b in zip(row, below, strict=True) if not b.empty]
    open_ended = any(not a.text.rstrip().endswith(("。", "；", "！", "%")) for a, _ in said)
    return bool(said) and all(not a.empty for a, _ in said) and open_ended


def _whole(row: tuple[Slot, ...], below: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """A row and its rest as one."""
    return tuple(
        a if b.empty else dataclasses.replace(a, text=a.text.rstrip() + b.text.lstrip())
        for a, b in zip(row, below, strict=True)
    )


def lines(grid: Grid, *, hidden: bool = False) -> list[str]:
    """The table as lines for the reader; `hidden`: also what the file does not show."""
    found = []
    for row in grid.rows:
        shown = [slot for slot in row if hidden or not slot.hidden]
        said = _line(shown, grid.wrapped)
        if said:
            found.append(said)
    return found


def _line(row: Sequence[Slot], wrapped: bool) -> str:
    """One row; empty for one in which nothing is said."""
    own = [slot for slot in row if not slot.empty and slot.place == "own"]
    across = len(own) == 1 and all(slot is own[0] or slot.place == "left" or slot.empty for slot in row)
    if across and len(row) > 1 and (own[0].wide >= len(row) or row[0] is own[0] and not own[0].text.strip().isdigit()):
        return _cell_text(own[0].text, wrapped)
    if not own and not any(slot.place == "above" and not slot.empty for slot in row):
        return ""
    return BAR.join(_square(slot, wrapped) for slot in row)


def _square(slot: Slot, wrapped: bool) -> str:
    """What stands for one square in a line."""
    if slot.empty or slot.place == "left":
        return EMPTY
    return DITTO if slot.place == "above" else _cell_text(slot.text, wrapped)


def _cell_text(said: str, wrapped: bool) -> str:
    """A cell's text on one line, without a bar of its own."""
    return flowed(said, wrapped=wrapped).replace("|", "｜")
