"""The task of the child: the rows of a workbook (xlsx) or of a text table (csv), as text. No formula is computed."""

import csv
import io
import zipfile
from pathlib import Path
from typing import IO, Any

from lxml import etree

from luoshi.intake.extract import plain
from luoshi.intake.extract.unreadable import Unreadable
from luoshi.record.sandbox import Answer

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 40, 10
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Rows = list[list[str]]


def rows_of(source: IO[bytes], folder: Path) -> Answer:
    """`{"sheets": [[name, rows], …]}`; a csv is one sheet without a name. Raises Unreadable."""
    del folder
    content = source.read()
    if content.startswith(b"PK"):
        try:
            sheets = _workbook(zipfile.ZipFile(io.BytesIO(content)))
        except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, IndexError) as error:
            raise Unreadable("truncated") from error
    else:
        sheets = [("", _table(plain.decode(content)))]
    if not any(rows for _, rows in sheets):
        raise Unreadable("empty")
    return {"sheets": [[name, rows] for name, rows in sheets]}


def _table(text: str) -> Rows:
    """The rows of a csv; comma, semicolon or tab, whichever the first line has most of."""
    first = text.lstrip("\ufeff").partition("\n")[0]
    delimiter = max(",;\t，", key=first.count)
    return [
        [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    ]


def _workbook(book: zipfile.ZipFile) -> list[tuple[str, Rows]]:
    """Every sheet by name, in the order of the workbook."""
    strings = _strings(book)
    relations = {
        one.get("Id"): str(one.get("Target")) for one in _parsed(book, "xl/_rels/workbook.xml.rels")
    }  # fmt: skip
    sheets = []
    for sheet in _parsed(book, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        target = relations[sheet.get(_RELATION)].removeprefix("/xl/").removeprefix("xl/")
        sheets.append((str(sheet.get("name")), _sheet(_parsed(book, f"xl/{target}"), strings)))
        if len(sheets) > MOST_SHEETS:
            raise Unreadable("too_much_inside")
    return sheets


def _parsed(book: zipfile.ZipFile, name: str) -> Any:
    """A part of the workbook; entities and outside addresses are not followed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(book.read(name), parser)


def _strings(book: zipfile.ZipFile) -> list[str]:
    """The texts that cells point to."""
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return [_text(one) for one in _parsed(book, "xl/sharedStrings.xml").iter(f"{_MAIN}si")]


def _text(node: Any) -> str:
    """All text of a string, without its phonetic hints."""
    runs = (one for one in node.iter(f"{_MAIN}t") if one.getparent().tag != f"{_MAIN}rPh")
    return "".join(one.text or "" for one in runs)


def _sheet(tree: Any, strings: list[str]) -> Rows:
    """The rows of a sheet, empty cells included, empty rows at the end left out."""
    rows: Rows = []
    for row in tree.iter(f"{_MAIN}row"):
        place = int(row.get("r") or len(rows) + 1)
        if place > MOST_ROWS:
            raise Unreadable("too_much_inside")
        rows += [[] for _ in range(place - len(rows))]
        rows[place - 1] = _cells(row, strings)
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _cells(row: Any, strings: list[str]) -> list[str]:
    """The texts of one row, each in its column."""
    cells: list[str] = []
    for cell in row.iter(f"{_MAIN}c"):
        column = _column(str(cell.get("r") or "")) or len(cells) + 1
        if column > MOST_COLUMNS:
            continue
        cells += ["" for _ in range(column - len(cells))]
        cells[column - 1] = _value(cell, strings).strip()
    return cells


def _column(ref: str) -> int:
    """`C5` → 3; 0 when a cell does not say where it stands."""
    number = 0
    for letter in ref:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number


def _value(cell: Any, strings: list[str]) -> str:
    """What a cell shows, as text; a whole number without its `.0`."""
    if cell.get("t") == "inlineStr":
        return _text(cell)
    found = cell.find(f"{_MAIN}v")
    said = (found.text if found is not None else "") or ""
    if cell.get("t") == "s":
        return strings[int(said)] if said else ""
    return said.removesuffix(".0")
