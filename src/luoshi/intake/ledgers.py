"""Workbooks of strangers as lines of a ledger: read in a process of their own, understood by `reading.ledgers`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from luoshi.intake import files, tables
from luoshi.reading import grid, ledgers, secrecy
from luoshi.reading.ledgers import LedgerBook
from luoshi.record.refusals import Reason, Refused

_OLD = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: texts by row and column, merged areas as (top, left, bottom, right), what is out of sight; from 0."""

    name: str
    rows: list[list[str]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    hidden: bool = False

    def as_data(self) -> dict[str, Any]:
        """The sheet as JSON data."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Sheet":
        """The sheet that `as_data` wrote."""
        merged = [(int(a), int(b), int(c), int(d)) for a, b, c, d in data["merged"]]
        return cls(**{**data, "merged": merged})


def sheets_of(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook or a csv, as its rows stand; of an old xls or et what LibreOffice makes of it.

    Raises:
        Refused: too big, not readable, empty, or bearing a secrecy mark (R13-15).
    """
    tables.refuse_too_big(content)
    if content.startswith(_OLD):
        content = files.read(content, name="", limit=tables.MOST_BYTES).made or b""
    answer = tables.rows_of(content)
    layouts = answer["layouts"]
    found = tuple(
        Sheet.from_data({"name": name, "rows": rows, **layout})
        for (name, rows), layout in zip(answer["sheets"], layouts, strict=True)
    )
    _refuse_secrets(found)
    return found


def _refuse_secrets(sheets: Sequence[Sheet]) -> None:
    """Raises Refused when a secrecy mark stands on a sheet, shown or hidden."""
    for sheet in sheets:
        if secrecy.mark("\n".join(" ".join(row) for row in sheet.rows)):
            raise Refused([Reason("intake.classified", rule="R13-15")])


def understood(
    sheets: Sequence[Sheet],
    *,
    directory: Sequence[tuple[str, int]] = (),
    year: int | None = None,
    settled: Mapping[str, Sequence[str]] | None = None,
) -> LedgerBook:
    """The lines of the shown sheets. `year`: of days without one; `settled`: columns put right before, by mark."""
    grids = [
        (
            sheet.name,
            grid.of_sheet(
                sheet.rows, merged=sheet.merged, hidden_rows=sheet.hidden_rows, hidden_columns=sheet.hidden_columns
            ),
        )
        for sheet in sheets
        if not sheet.hidden
    ]
    return ledgers.book(grids, directory=directory, year=year, settled=settled)
