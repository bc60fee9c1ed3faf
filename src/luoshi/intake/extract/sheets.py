"""xlsx as a text: each sheet that is shown, its rows as lines of cells; what is hidden is told and left out."""

from luoshi.intake.extract import workbook
from luoshi.intake.extract.found import Found, Notices
from luoshi.intake.extract.package import DAMAGED
from luoshi.intake.extract.unreadable import Unreadable
from luoshi.reading import grid


def read(content: bytes) -> Found:
    """The shown cells of the shown sheets; behind the first, a sheet begins with its name. Raises Unreadable."""
    try:
        found = workbook.sheets(content)
    except DAMAGED as error:
        raise Unreadable("truncated") from error
    notices = Notices()
    lines: list[str] = []
    notices.tell("sheets_hidden", sum(sheet.hidden and any(map(any, sheet.rows)) for sheet in found))
    shown = [sheet for sheet in found if not sheet.hidden and any(map(any, sheet.rows))]
    for sheet in shown:
        if len(shown) > 1:
            lines.append(sheet.name)
        lines += grid.lines(_grid(sheet))
        notices.tell("rows_hidden", sum(any(sheet.rows[row]) for row in sheet.hidden_rows if row < len(sheet.rows)))
        notices.tell("columns_hidden", sum(_says(sheet, column) for column in sheet.hidden_columns))
    return Found("\n".join(lines), "", notices)


def _grid(sheet: workbook.Sheet) -> grid.Grid:
    return grid.of_sheet(
        sheet.rows, merged=sheet.merged, hidden_rows=sheet.hidden_rows, hidden_columns=sheet.hidden_columns
    )


def _says(sheet: workbook.Sheet, column: int) -> bool:
    """Whether anything stands in a column."""
    return any(column < len(row) and row[column] for row in sheet.rows)
