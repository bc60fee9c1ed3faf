"""The ledger as a PDF to be printed and signed: A3 across, headings and the log's head on every page."""

import datetime as dt
import importlib
import importlib.util
import json
from typing import Any

from luoshi.clock.civil import local
from luoshi.reports.sheets import COLUMNS, PRINTED, LedgerSheet, cell, note, text

#: Widths of the printed columns, shares of the page; a number is never broken.
_SHARES = {
    "title": "2.6fr",
    "report": "2.6fr",
    "basis": "1.8fr",
    "quote": "2.6fr",
    "number": "40mm",
    "co_units": "1.3fr",
}
_COLOURS = {"red": "#b3261e", "yellow": "#8a6100", "blue": "#1d5a96", "green": "#2b6a2b", "grey": "#555555"}
#: Fonts with Chinese signs, the first that the machine has is used.
FONTS = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Source Han Serif SC", "SimSun", "Songti SC", "FandolSong")
_TEMPLATE = """
#set page(paper: "a3", flipped: true, margin: (x: 12mm, top: 14mm, bottom: 16mm),
  background: rotate(-22deg, text(26pt, fill: luma(225), sys.inputs.mark)),
  footer: context [#set text(7pt); #sys.inputs.anchor #h(1fr) #sys.inputs.mark #h(1fr)
    #counter(page).display("1 / 1", both: true)])
#set text(font: @FONTS@,
  lang: "zh", region: "cn", size: 8pt)
#set document(title: sys.inputs.title)
#let sheet = json(bytes(sys.inputs.sheet))
#align(center, text(18pt, weight: "bold", sys.inputs.title))
#for line in sheet.note [#text(8pt, line) #linebreak()]
#v(2mm)
#table(
  columns: sheet.widths.map(w => eval(w)),
  stroke: 0.4pt, inset: 3pt,
  table.header(..sheet.headings.map(h => table.cell(fill: luma(235), align: center, strong(h)))),
  ..sheet.rows.map(row => row.cells.enumerate().map(((n, c)) =>
    if n == sheet.light { text(fill: rgb(row.colour), strong(c)) } else { c })).flatten(),
)
""".replace("@FONTS@", json.dumps(FONTS).replace("[", "(").replace("]", ")"))


class PapersMissingError(Exception):
    """The PDF writer is not installed: it comes with the `papers` extra."""


def font() -> str | None:
    """The font that papers will use on this machine; None when it has none of them. Raises PapersMissingError."""
    if importlib.util.find_spec("typst") is None:
        raise PapersMissingError
    families = set(importlib.import_module("typst").Fonts().families())
    return next((one for one in FONTS if one in families), None)


def ledger_pdf(sheet: LedgerSheet) -> bytes:
    """The PDF as bytes; the same sheet gives the same bytes on the same machine. Raises PapersMissingError."""
    if importlib.util.find_spec("typst") is None:
        raise PapersMissingError
    typst: Any = importlib.import_module("typst")
    # The values go in as data and never as source: nothing that somebody typed is read as markup.

    headings = {column.field: column.heading for column in COLUMNS}
    values = {
        "note": note(sheet),
        "widths": [_SHARES.get(name, "1fr") if name != "ordinal" else "0.5fr" for name in PRINTED],
        "headings": [headings[name] for name in PRINTED],
        "light": PRINTED.index("light"),
        "rows": [
            {"cells": [text(cell(row, name)) for name in PRINTED], "colour": _COLOURS.get(row.colour, "#000000")}
            for row in sheet.rows
        ],
    }
    inputs = {
        "title": f"{sheet.title}（截至{sheet.as_of.isoformat()}）",
        "anchor": f"存证 {sheet.anchor}",
        "mark": sheet.mark,
        "sheet": json.dumps(values, ensure_ascii=False),
    }
    written: dt.datetime = local(sheet.written_at)
    pdf: bytes = typst.compile(
        _TEMPLATE.encode("utf-8"), format="pdf", sys_inputs=inputs, timestamp=int(written.timestamp())
    )
    return pdf
