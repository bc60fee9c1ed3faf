"""A ledger in the columns that its office drew itself: what was read is written again, and reads the same."""

import io

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from luoshi.reading.ledgers import LedgerBook, LedgerLine, LedgerTable

_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_WIDE, _NARROW = 30, 12
_BROAD = frozenset({"task", "measure", "progress", "target", "standard", "problems", "next"})


def own_columns_xlsx(book: LedgerBook) -> bytes:
    """The tables of a ledger, each sheet with its own: heads as they were, merged cells filled, sections across.

    Every text is written as text: nothing that somebody typed runs as a formula. Reading it again gives the same
    lines.
    """
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, _SAFE)
    pages: dict[str, tuple[Worksheet, int]] = {}
    for table in book.tables:
        page, at = pages.get(table.sheet) or (made.add_worksheet(table.sheet[:31] or None), 0)
        pages[table.sheet] = (page, _table(made, page, at, table))
    made.close()
    return out.getvalue()


def _table(made: xlsxwriter.Workbook, page: Worksheet, at: int, table: LedgerTable) -> int:
    """Write one table from row `at` on; returns the first row below it."""
    last = len(table.columns) - 1
    bold = made.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
    head = made.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "bg_color": "#EDEDED"})
    if table.title and at == 0:
        _across(page, at, last, table.title, bold)
        at += 1
    for column in table.columns:
        wide = _WIDE if column.field in _BROAD else _NARROW
        page.set_column(column.at, column.at, wide, None, {"hidden": column.hidden})
        page.write_string(at, column.at, column.head, head)
    at = _lines(made, page, at + 1, table.lines, last)
    for _, role, said in table.aside:
        if role == "note":
            _across(page, at, last, said, bold)
            at += 1
        elif role == "total":
            page.write_string(at, 0, said, bold)
            at += 1
    return at + 1


def _lines(made: xlsxwriter.Workbook, page: Worksheet, at: int, lines: tuple[LedgerLine, ...], last: int) -> int:
    """The lines, each section named above its first."""
    body = made.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    bold = made.add_format({"bold": True})
    section = ""
    for line in lines:
        if line.section != section:
            section = line.section
            _across(page, at, last, section, bold)
            at += 1
        for x, said in enumerate(line.cells):
            if said:
                page.write_string(at, x, said, body)
        if line.hidden:
            page.set_row(at, None, None, {"hidden": True})
        at += 1
    return at


def _across(page: Worksheet, at: int, last: int, said: str, style: object) -> None:
    """A text across the table."""
    if last > 0:
        page.merge_range(at, 0, at, last, said, style)
    else:
        page.write_string(at, 0, said, style)
