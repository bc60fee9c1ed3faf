"""Tables that fell into lines: a web page's copy has each cell on a line of its own, the heads first.

Heads are single lines that name columns, one below the other; behind them a bare number opens each row (or, without
numbers, a text that can be a task), and every line goes to the next column that it fits by what stands in it.
"""

import dataclasses
import re
from collections.abc import Sequence

from luoshi.reading import cells, columns
from luoshi.reading.cells import Span
from luoshi.reading.lexicon import VERB
from luoshi.reading.parties import Known

_FEWEST_HEADS, _MOST_HEADS = 3, 16
_LONGEST_HEAD = 16
_NUMBER = re.compile(r"\d{1,3}[.．、]?")
#: What a copied page leaves of an empty cell, or of a bar.
_NOTHING = re.compile(r"[|｜\s/／—-]*")
#: Where a table has ended: headings, paragraphs that go on, what a page says below its text.
_AFTER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]+[章条]|附件|附：|分享|来源|抄送|主办)"
)
_DATED = re.compile(
    r"(?:前|底|月|日)[\u4e00-\u9fff]{0,2}(?:动工|开工|完工|竣工|投用|投入使用|建成|完成|启用|启动|达标)[。]?$"
)
_WORDS = frozenset(
    {"measure", "target", "standard", "progress", "problems", "next", "state", "note", "other", "node", "rate"}
)
_TASKS = frozenset({"task", "measure"})


@dataclasses.dataclass(frozen=True, slots=True)
class FallenRow:
    """A row: field → the lines that say it. `task` is one line; a row with two tasks is two rows."""

    task: Span
    cells: dict[str, tuple[Span, ...]]


@dataclasses.dataclass(frozen=True, slots=True)
class Fallen:
    """A table in lines: the stretch of text that it takes, from its first head on, and its rows."""

    span: Span
    rows: tuple[FallenRow, ...]


def tables(text: str, known: Known) -> list[Fallen]:
    """Every such table of a text."""
    lines = _lines(text)
    found: list[Fallen] = []
    at = 0
    while at < len(lines):
        heads = _heads(text, lines, at)
        fallen = _read(text, lines, at, heads, known) if heads else None
        if fallen is None:
            at += 1
            continue
        found.append(fallen)
        at = next((n for n in range(at, len(lines)) if lines[n][0] >= fallen.span[1]), len(lines))
    return found


def _lines(text: str) -> list[Span]:
    """The lines that say something, blanks left off."""
    found, at = [], 0
    for said in text.split("\n"):
        bare = said.strip().rstrip("|｜ ")
        if bare:
            start = at + said.index(bare)
            found.append((start, start + len(bare)))
        at += len(said) + 1
    return found


def _heads(text: str, lines: Sequence[Span], at: int) -> list[str]:
    """The fields that a run of lines names from `at` on; empty where these are no heads."""
    fields: list[str] = []
    for a, b in lines[at : at + _MOST_HEADS]:
        said = text[a:b]
        field = columns.of_head(said)
        if len(said) > _LONGEST_HEAD or field is None or re.search(r"[。；，:：]", said):
            break
        fields.append(field)
    if "serial" in fields[1:]:
        return []  # A title stands above; the table begins at its number.
    named = set(fields)
    fits = named & _TASKS and named & (columns.UNITS | {"due", "leader"}) and len(named) >= _FEWEST_HEADS
    return fields if fits and len(fields) >= _FEWEST_HEADS else []


def _read(text: str, lines: Sequence[Span], at: int, heads: list[str], known: Known) -> Fallen | None:
    """The rows behind heads; None where none follow."""
    numbered = "serial" in heads
    rows: list[FallenRow] = []
    first = at + len(heads)
    if first >= len(lines) or (numbered and not _is_number(text, lines[first])):
        return None
    walk = _Row(heads)
    end = lines[first][0]
    for a, b in lines[first:]:
        said = text[a:b]
        if _AFTER.match(said):
            break
        if numbered and _is_number(text, (a, b)):
            rows += walk.rows()
            walk = _Row(heads)
        elif not _NOTHING.fullmatch(said) and not walk.take((a, b), _sort(said, known)):
            break
        end = b
    rows += walk.rows()
    return Fallen((lines[at][0], end), tuple(rows)) if rows else None


def _is_number(text: str, span: Span) -> bool:
    return bool(_NUMBER.fullmatch(text[slice(*span)]))


def _sort(said: str, known: Known) -> str:
    """What a line looks like: due, units, person or text."""
    if len(said) <= 16 and (cells.is_due(said) or _DATED.search(said)) and not cells.is_units(said, known):
        return "due"
    if cells.is_units(said, known) and not VERB.match(said) and not said.endswith("。"):
        return "units"
    return "person" if cells.is_persons(said) else "text"


class _Row:
    """One row in the making: where its last cell stood, and what each column has."""

    _FITS = {"due": ("due",), "units": ("lead", "duty", "co"), "person": ("leader", "person")}

    def __init__(self, heads: Sequence[str]) -> None:
        self.cells: dict[str, tuple[Span, ...]] = {}
        self._heads = heads
        self._at = 0
        self._done: list[FallenRow] = []

    def take(self, span: Span, sort: str) -> bool:
        """Put a line under the next column that it fits; False where no column of the table can hold it."""
        fields = self._FITS.get(sort, ())
        column = self._next(fields) if fields else None
        if column is None:
            column = self._next_text()
        if column is None:
            return False
        field = self._heads[column]
        if field in _TASKS and self.cells.get(field):
            self._close()
        self.cells[field] = (*self.cells.get(field, ()), span)
        self._at = column
        return True

    def _next(self, fields: Sequence[str]) -> int | None:
        """The first column from here on with one of these fields; the present one can go on."""
        ahead = [n for n in range(self._at, len(self._heads)) if self._heads[n] in fields]
        behind = [n for n in range(self._at) if self._heads[n] in fields]
        # A second line of units is the next column's where there is one, else it goes on with its own.
        free = [n for n in ahead if not self.cells.get(self._heads[n])]
        return next(iter(free or ahead or behind), None)

    def _next_text(self) -> int | None:
        """The next column that holds words: the task first, then what comes behind it; a task again after the date."""
        task = next((n for n, field in enumerate(self._heads) if field in _TASKS), None)
        if task is not None and not any(self.cells.get(field) for field in _TASKS):
            return task
        ahead = [n for n in range(self._at + 1, len(self._heads)) if self._heads[n] in _WORDS]
        return ahead[0] if ahead else task

    def _close(self) -> None:
        """A second task in one row: the first is done; units go on, days do not."""
        self._done = self.rows()
        self.cells = {field: spans for field, spans in self.cells.items() if field not in {*_TASKS, "due"}}

    def rows(self) -> list[FallenRow]:
        """The row as it stands, with those before it in the same number."""
        task = next((self.cells[field][0] for field in ("task", "measure") if self.cells.get(field)), None)
        done, self._done = self._done, []
        return [*done, FallenRow(task, dict(self.cells))] if task else done
