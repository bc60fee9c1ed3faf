"""The ledger as a workbook: one sheet to work with, made to be printed, and a cover note."""

import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from luoshi.reports.sheets import COLUMNS, LedgerHeading, LedgerRow, LedgerSheet, cell, cover
from luoshi.reports.tables import escaped

#: Every text is written as text: nothing that somebody typed runs as a formula or becomes a link.
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False}

#: Tints behind a light's word: pale enough for black text and for a grey printer.
_TINTS = {"red": "#F6C9C5", "yellow": "#FBE9B0", "blue": "#D3E4F5", "green": "#D5EBD3", "grey": "#E4E4E4"}
_A3 = 8
_HEADING_ROW = 1


def ledger_xlsx(sheet: LedgerSheet) -> bytes:
    """The workbook of a whole sheet as bytes."""
    out = io.BytesIO()
    _write(xlsxwriter.Workbook(out, {**_SAFE, "in_memory": True}), sheet, sheet.rows)
    return out.getvalue()


def write_ledger(path: Path, heading: LedgerHeading, rows: Iterable[LedgerRow], *, beside: Path) -> int:
    """Write the workbook to `path` line by line, in memory that does not grow with them; returns their number.

    `beside` is a folder for what is not finished: it holds lines of the ledger, so never a place that others read.
    """
    options = {**_SAFE, "constant_memory": True, "tmpdir": str(beside)}
    return _write(xlsxwriter.Workbook(str(path), options), heading, rows)


def _write(book: xlsxwriter.Workbook, heading: LedgerHeading, rows: Iterable[LedgerRow]) -> int:
    """Cover and ledger; the cover is written last, because it says how many lines there are."""
    book.set_properties({"title": heading.title, "author": heading.issued_by, "comments": heading.anchor})
    front, page = book.add_worksheet("说明"), book.add_worksheet("台账")
    n = _ledger(book, page, heading, rows)
    _cover(book, front, heading, n)
    book.close()
    return n


def _cover(book: xlsxwriter.Workbook, page: Worksheet, heading: LedgerHeading, n: int) -> None:
    """The cover note: what this is, of which day, how it can be proved."""
    page.set_column(0, 0, 110)
    page.write_string(0, 0, heading.title, book.add_format({"bold": True, "font_size": 20}))
    body = book.add_format({"text_wrap": True, "valign": "top", "font_size": 12})
    for place, line in enumerate(cover(heading, n), 2):
        page.write_string(place, 0, line, body)
    page.set_paper(9)
    page.set_footer(_footer(heading))


def _footer(sheet: LedgerHeading) -> str:
    """The log's head on every printed page, and the page's number."""
    return f"&L&8存证 {sheet.anchor}\n{escaped(sheet.mark)}&R&8第&P页 共&N页"


def _ledger(book: xlsxwriter.Workbook, page: Worksheet, sheet: LedgerHeading, rows: Iterable[LedgerRow]) -> int:
    """The ledger itself: A3 across, one page wide, headings on every page. Returns the number of its lines."""
    last = len(COLUMNS) - 1
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    heading = book.add_format(
        {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#EDEDED"}
    )
    page.merge_range(0, 0, 0, last, f"{sheet.title}（截至{sheet.as_of.isoformat()}）", title)
    page.set_row(0, 30)
    for place, column in enumerate(COLUMNS):
        page.set_column(place, place, column.width)
        page.write_string(_HEADING_ROW, place, column.heading, heading)
    n = _rows(book, page, rows)
    page.freeze_panes(_HEADING_ROW + 1, 4)
    page.autofilter(_HEADING_ROW, 0, _HEADING_ROW + max(1, n), last)
    page.set_landscape()
    page.set_paper(_A3)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADING_ROW)
    page.print_area(0, 0, _HEADING_ROW + max(1, n), last)
    page.set_footer(_footer(sheet))
    return n


def _rows(book: xlsxwriter.Workbook, page: Worksheet, rows: Iterable[LedgerRow]) -> int:
    """The lines, in their order; dates as dates, so that the reader can sort by them."""
    plain = {"border": 1, "text_wrap": True, "valign": "top", "font_size": 10}
    body = book.add_format(plain)
    date = book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "center"})
    tints = {colour: book.add_format({**plain, "bg_color": tint, "bold": True}) for colour, tint in _TINTS.items()}
    place = _HEADING_ROW
    for place, row in enumerate(rows, _HEADING_ROW + 1):
        for at, column in enumerate(COLUMNS):
            value = cell(row, column.field)
            if value is None:
                page.write_blank(place, at, None, body)
            elif isinstance(value, dt.date):
                page.write_datetime(place, at, dt.datetime.combine(value, dt.time.min), date)
            elif isinstance(value, int):
                page.write_number(place, at, value, body)
            else:
                style = tints.get(row.colour, body) if column.field == "light" else body
                page.write_string(place, at, value, style)
    return place - _HEADING_ROW
