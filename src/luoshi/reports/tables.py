"""A plain table as a workbook: a heading, rows, widths; moments as moments, everything else as text."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from luoshi.clock.civil import local

Cell = str | int | dt.date | dt.datetime | None


def table_xlsx(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, widths: Sequence[int], mark: str = ""
) -> bytes:
    """One sheet as bytes. Every text is written as text: nothing that somebody typed runs as a formula.

    `mark` stands at the foot of every printed page: who took it out, and when.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    write_table(book, title, headings, rows, widths=widths, mark=mark)
    book.close()
    return out.getvalue()


def write_table(
    book: xlsxwriter.Workbook,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    widths: Sequence[int],
    mark: str = "",
) -> None:
    """One more sheet of a workbook that is being written."""
    page = book.add_worksheet(title[:31])
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#EDEDED"})
    body = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"border": 1, "valign": "top", "num_format": "yyyy-mm-dd"})
    moment = book.add_format({"border": 1, "valign": "top", "num_format": "yyyy-mm-dd hh:mm"})
    for place, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, heading, head)
    for at, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, dt.datetime):
                page.write_datetime(at, place, local(value).replace(tzinfo=None), moment)
            elif isinstance(value, dt.date):
                page.write_datetime(at, place, dt.datetime.combine(value, dt.time.min), day)
            else:
                page.write_string(at, place, "" if value is None else str(value), body)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer(f"&L&8{escaped(mark)}&R&8&P / &N")


def escaped(mark: str) -> str:
    """A text for a header or footer, where `&` begins an instruction."""
    return mark.replace("&", "&&")
