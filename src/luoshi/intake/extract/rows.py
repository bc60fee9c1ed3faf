"""The task of the child: the rows of a workbook (xlsx) or of a text table (csv), as text. No formula is computed."""

import csv
import io
from pathlib import Path
from typing import IO

from luoshi.intake.extract import plain, workbook
from luoshi.intake.extract.package import DAMAGED
from luoshi.intake.extract.unreadable import Unreadable
from luoshi.record.sandbox import Answer

Rows = list[list[str]]


def rows_of(source: IO[bytes], folder: Path) -> Answer:
    """`{"sheets": [[name, rows], …], "layouts": […]}`; a csv is one sheet without a name. Raises Unreadable.

    A layout holds what `workbook.Sheet` says besides: `merged`, `hidden_rows`, `hidden_columns`, `hidden`.
    """
    del folder
    content = source.read()
    if content.startswith(b"PK"):
        try:
            sheets = workbook.sheets(content)
        except DAMAGED as error:
            raise Unreadable("truncated") from error
    else:
        sheets = [workbook.Sheet("", _table(plain.decode(content)))]
    if not any(sheet.rows for sheet in sheets):
        raise Unreadable("empty")
    return {"sheets": [[sheet.name, sheet.rows] for sheet in sheets], "layouts": [_layout(sheet) for sheet in sheets]}


def _layout(sheet: workbook.Sheet) -> dict[str, object]:
    return {
        "merged": sheet.merged,
        "hidden_rows": sheet.hidden_rows,
        "hidden_columns": sheet.hidden_columns,
        "hidden": sheet.hidden,
    }


def _table(text: str) -> Rows:
    """The rows of a csv; comma, semicolon or tab, whichever the first line has most of."""
    first = text.lstrip("\ufeff").partition("\n")[0]
    delimiter = max(",;\t，", key=first.count)
    return [
        [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    ]
