"""PDF with text: paragraphs put together again from rows, tables over pages joined, running heads left out."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from luoshi.intake.extract import columns, glyphs, rowed, ruled
from luoshi.intake.extract.found import Found, Notices
from luoshi.intake.extract.rowed import Row
from luoshi.intake.extract.unreadable import Unreadable
from luoshi.reading import grid

_PAGE_NUMBER = re.compile(
    r"^[-—－–·•\s~～]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,6}|[一二三四五六七八九十百〇]{1,5})(?:\s*页)?"
    r"(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[-—－–·•\s~～]*$"
)
#: The thin space that typesetting puts between Chinese and figures is no blank.
_SET_APART = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、（）“”]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[\u4e00-\u9fff，。；：、（）“”])"
)
_END = ("。", "；", "：", "！", "？", "”", "…")
#: Rows at the top and at the bottom of a page that may be its margins.
_MARGIN_ROWS = 2
_FEWEST = 10
#: A row in so many pieces belongs to a table without rules.
_LISTED = 3


@dataclass(slots=True)
class _Block:
    """Rows of one column, with its margins; or a table."""

    rows: list[Row]
    left: float = 0.0
    right: float = 0.0
    table: grid.Grid | None = None


@dataclass(slots=True)
class Page:
    """What stands on a page, from the top."""

    rows: list[Row]
    tables: list[ruled.Table]
    height: float


def read(content: bytes) -> Found:
    """The text of the file. Raises Unreadable: encrypted, truncated, or a scan."""
    return laid(glyphs.sheets(content))


def laid(sheets: Iterable[glyphs.Sheet]) -> Found:
    """The text of pages by the places of what is printed on them. Raises Unreadable for a scan."""
    notices = Notices()
    pages: list[Page] = []
    pictures = unknown = said = 0
    for sheet in sheets:
        pages.append(_page(sheet))
        pictures += sheet.has_picture
        unknown += sheet.unknown
        said += len(sheet.glyphs)
        notices.tell("pages_without_text", sheet.has_picture and not sheet.glyphs)
    if said < _FEWEST or unknown > said:
        raise Unreadable("scan" if pictures or unknown > said else "empty")
    return flowing(pages, notices)


def flowing(pages: list[Page], notices: Notices) -> Found:
    """Pages as one text, without what stands in their margins."""
    margins = _drop_margins(pages, notices)
    blocks = [block for page in pages for block in _blocks(page, notices)]
    return Found(_SET_APART.sub("", "\n".join(_lines(blocks, notices))), "\n".join(margins), notices)


def _page(sheet: glyphs.Sheet) -> Page:
    """The rows of a page outside its tables, and the tables."""
    tables = ruled.tables(sheet.rules, sheet.glyphs)
    rest = [glyph for glyph in sheet.glyphs if not any(table.holds(glyph) for table in tables)]
    return Page(rowed.rows(rest), tables, sheet.height)


def _drop_margins(pages: list[Page], notices: Notices) -> list[str]:
    """Take out page numbers and what many pages say in the same place; gives back what was taken out."""
    counts = Counter(key for page in pages for key in {_key(row) for row in _edge_rows(page)})
    enough = max(2, len(pages) // 3)
    dropped: dict[str, None] = {}
    pitch = _pitch(pages)
    for page in pages:
        for rows in (page.rows, page.rows[::-1]):
            for row, inner in list(zip_longest(rows, rows[1:]))[:_MARGIN_ROWS]:
                repeated = counts[_key(row)] >= enough and _is_margin(row, page) and _stands_apart(row, inner, pitch)
                if not (repeated or _is_number(row, page)):
                    break
                dropped[row.words] = None
                notices.tell("margins_dropped")
                page.rows = [one for one in page.rows if one is not row]
    return list(dropped)


def _edge_rows(page: Page) -> list[Row]:
    """The first and the last rows of a page."""
    if len(page.rows) <= 2 * _MARGIN_ROWS:
        return list(page.rows)
    return [*page.rows[:_MARGIN_ROWS], *page.rows[-_MARGIN_ROWS:]]


def _key(row: Row) -> str:
    """What a row says, whatever page it counts, and where."""
    said = "|".join("#" if _PAGE_NUMBER.match(piece.words) else piece.words for piece in row.pieces)
    return f"{said}@{round(row.top / 12)}"


def _is_number(row: Row, page: Page) -> bool:
    return bool(_PAGE_NUMBER.match(row.words)) and _is_margin(row, page)


def _is_margin(row: Row, page: Page) -> bool:
    """Whether a row stands in the upper or the lower eighth of its page."""
    return row.bottom < page.height / 8 or row.top > page.height * 7 / 8


def _pitch(pages: list[Page]) -> float:
    """From one row of running text to the next, as most rows have it."""
    steps = [below.top - above.top for page in pages for above, below in pairwise(page.rows)]
    return statistics.median(steps) if steps else 0.0


def _stands_apart(row: Row, inner: Row | None, pitch: float) -> bool:
    """Whether a row of the margin is further from the text than the text's rows are from each other."""
    return inner is None or abs(inner.top - row.top) > min(1.2 * pitch, 2.4 * row.size)


def _blocks(page: Page, notices: Notices) -> Iterator[_Block]:
    """The rows between tables, column by column, and the tables in their places."""
    rows = page.rows
    for table in page.tables:
        above = [row for row in rows if row.top < table.top]
        rows = rows[len(above) :]
        yield from _parted(above, notices)
        yield _Block([], table=table.grid)
    yield from _parted(rows, notices)


def _parted(rows: list[Row], notices: Notices) -> Iterator[_Block]:
    """Blocks of rows with margins of their own."""
    parts = columns.parted(rows)
    notices.tell("columns_parted", len(parts) > 1)
    for part in parts:
        if part:
            yield _Block(part, min(row.left for row in part), max(row.right for row in part))


def _lines(blocks: Iterable[_Block], notices: Notices) -> Iterator[str]:
    """Paragraphs and rows of tables; what follows a table's end on the next page belongs to it."""
    prose: list[_Block] = []
    tables: list[grid.Grid] = []
    for block in blocks:
        if block.table is None:
            yield from _written(tables, notices)
            tables = []
            prose.append(block)
        else:
            yield from _paragraphs(prose)
            prose = []
            tables.append(block.table)
    yield from _paragraphs(prose)
    yield from _written(tables, notices)


def _written(tables: list[grid.Grid], notices: Notices) -> Iterator[str]:
    """The lines of tables that follow each other."""
    found = grid.joined(tables)
    notices.tell("tables_joined", len(tables) - len(found))
    for one in found:
        yield from grid.lines(one)


def _paragraphs(blocks: list[_Block]) -> Iterator[str]:
    """Join a row to the one before when that one ran to the right margin and this one starts at the left."""
    rows = [(row, block) for block in blocks for row in block.rows]
    size = statistics.median(row.size for row, _ in rows) if rows else 12.0
    held = ""
    ran = False
    for row, block in rows:
        listed = len(row.pieces) >= _LISTED
        if held and (listed or not (ran and row.left < block.left + 1.5 * size)):
            yield held
            held = ""
        held = _joined(held, row.words)
        to_the_edge = row.right > block.right - 2.5 * size
        ran = to_the_edge and not listed and not (held.endswith(_END) and row.right < block.right - size)
    if held:
        yield held


def _joined(held: str, words: str) -> str:
    """Two rows as one: a Latin word that was cut is whole again, two words stay apart."""
    if re.search(r"[A-Za-z]-$", held) and re.match(r"[a-z]", words):
        return held[:-1] + words
    apart = re.search(r"[A-Za-z0-9]$", held) and re.match(r"[A-Za-z]", words)
    return f"{held} {words}" if apart else held + words
