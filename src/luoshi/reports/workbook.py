"""The ledger as a workbook: one sheet to work with, made to be printed, and a cover note."""

import datetime as dt
import io

import xlsxwriter

from luoshi.reports.sheets import COLUMNS, LedgerSheet, cell, note

#: Tints behind a light's word: pale enough for black text and for a grey printer.
_TINTS = {"red": "#F6C9C5", "yellow": "#FBE9B0", "blue": "#D3E4F5", "green": "#D5EBD3", "grey": "#E4E4E4"}
_A3 = 8
_HEADING_ROW = 1


def ledger_xlsx(sheet: LedgerSheet) -> bytes:
    """The workbook as bytes. Every text is written as text: nothing that somebody typed runs as a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": sheet.title, "author": sheet.issued_by, "comments": sheet.anchor})
    _cover(book, sheet)
    _ledger(book, sheet)
    book.close()
    return out.getvalue()


def _cover(book: xlsxwriter.Workbook, sheet: LedgerSheet) -> None:
    """The cover note: what this is, of which day, how it can be proved."""
    page = book.add_worksheet("说明")
    page.set_column(0, 0, 110)
    page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 20}))
    body = book.add_format({"text_wrap": True, "valign": "top", "font_size": 12})
    for place, line in enumerate(note(sheet), 2):
        page.write_string(place, 0, line, body)
    page.set_paper(9)
    page.set_footer(_footer(sheet))


def _footer(sheet: LedgerSheet) -> str:
    """The log's head on every printed page, and the page's number."""
    return f"&L&8存证 {sheet.anchor}&R&8第&P页 共&N页"


def _ledger(book: xlsxwriter.Workbook, sheet: LedgerSheet) -> None:
    """The ledger itself: A3 across, one page wide, headings on every page."""
    page = book.add_worksheet("台账")
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
    _rows(book, page, sheet)
    page.freeze_panes(_HEADING_ROW + 1, 4)
    page.autofilter(_HEADING_ROW, 0, _HEADING_ROW + max(1, len(sheet.rows)), last)
    page.set_landscape()
    page.set_paper(_A3)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADING_ROW)
    page.print_area(0, 0, _HEADING_ROW + max(1, len(sheet.rows)), last)
    page.set_footer(_footer(sheet))


def _rows(book: xlsxwriter.Workbook, page: "xlsxwriter.workbook.Worksheet", sheet: LedgerSheet) -> None:
    """The lines; dates as dates, so that the reader can sort by them."""
    plain = {"border": 1, "text_wrap": True, "valign": "top", "font_size": 10}
    body = book.add_format(plain)
    date = book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "center"})
    tints = {colour: book.add_format({**plain, "bg_color": tint, "bold": True}) for colour, tint in _TINTS.items()}
    for place, row in enumerate(sheet.rows, _HEADING_ROW + 1):
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
