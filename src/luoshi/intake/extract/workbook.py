"""xlsx: every sheet's texts by place, its merged areas, and what it hides. No formula is computed, no link followed."""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from luoshi.intake.extract.numfmt import shown
from luoshi.intake.extract.package import Package
from luoshi.intake.extract.unreadable import Unreadable

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 200, 60
_MOST_AREAS = 40_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: The strict kind of the format has names of its own.
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = re.compile(r"\{[^}]*/relationships\}id")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: texts by row and column, merged areas as (top, left, bottom, right), rows and columns out of sight.

    All places count from 0; areas include their ends. `hidden`: the whole sheet is out of sight.
    """

    name: str
    rows: list[list[str]]
    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    hidden: bool = False


def sheets(content: bytes) -> list[Sheet]:
    """The sheets in the order of the workbook. Raises Unreadable for more than fits, what `DAMAGED` names otherwise."""
    book = _Book(Package(content))
    return list(book.sheets())


class _Book:
    """A workbook's parts, and what its cells point to."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._root = package.xml("xl/workbook.xml")
        self._name = _STRICT if self._root.tag.startswith(_STRICT) else _MAIN
        self._relations = package.relations("xl/workbook.xml")
        self._strings = [self._text(one) for one in self._each(self._shared("sharedStrings"), "si")]
        self._formats = self._read_formats()
        properties = self._root.find(self._name + "workbookPr")
        self._since_1904 = properties is not None and properties.get("date1904") in {"1", "true"}

    def sheets(self) -> Iterator[Sheet]:
        """Every sheet that holds cells."""
        for n, one in enumerate(self._each(self._root, "sheet")):
            if n >= MOST_SHEETS:
                raise Unreadable("too_much_inside")
            relation = next((said for name, said in one.attrib.items() if _RELATION.fullmatch(str(name))), "")
            part = self._relations.get(str(relation), "")
            if "/worksheets/" not in f"/{part}":
                continue
            yield self._sheet(one, self._package.xml(part))

    def _shared(self, name: str) -> Any:
        """A part that the whole workbook shares, None when it has none."""
        part = next((part for part in self._relations.values() if part.endswith(f"/{name}.xml")), f"xl/{name}.xml")
        return self._package.part(part)

    def _each(self, root: Any, name: str) -> Iterator[Any]:
        return iter(()) if root is None else root.iter(self._name + name)

    def _text(self, node: Any) -> str:
        """All text of a string, without its phonetic hints."""
        runs = (one for one in node.iter(self._name + "t") if one.getparent().tag != self._name + "rPh")
        return "".join(one.text or "" for one in runs).replace("_x000D_", "")

    def _read_formats(self) -> list[int | str]:
        """The number format of each cell style: a built-in id, or its pattern."""
        root = self._shared("styles")
        own = {one.get("numFmtId"): str(one.get("formatCode") or "") for one in self._each(root, "numFmt")}
        styles = None if root is None else root.find(self._name + "cellXfs")
        ids = [] if styles is None else [str(one.get("numFmtId") or "0") for one in styles]
        return [own.get(one, int(one) if one.isdigit() else 0) for one in ids]

    def _sheet(self, one: Any, tree: Any) -> Sheet:
        """A sheet's rows, empty cells included, empty rows at the end left out."""
        rows: list[list[str]] = []
        hidden = []
        for row in self._each(tree, "row"):
            place = int(row.get("r") or len(rows) + 1)
            if place > MOST_ROWS:
                raise Unreadable("too_much_inside")
            rows += [[] for _ in range(place - len(rows))]
            rows[place - 1] = self._cells(row)
            if _is_hidden(row):
                hidden.append(place - 1)
        while rows and not any(rows[-1]):
            rows.pop()
        state = str(one.get("state") or "visible")
        return Sheet(str(one.get("name")), rows, self._merged(tree), hidden, self._away(tree), state != "visible")

    def _cells(self, row: Any) -> list[str]:
        """The texts of one row, each in its column."""
        cells: list[str] = []
        for cell in row.iter(self._name + "c"):
            column = _place(str(cell.get("r") or ""))[1] + 1 or len(cells) + 1
            if column > MOST_COLUMNS:
                continue
            cells += ["" for _ in range(column - len(cells))]
            cells[column - 1] = self._value(cell).strip()
        return cells

    def _value(self, cell: Any) -> str:
        """What a cell shows, as text."""
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return self._text(cell)
        found = cell.find(self._name + "v")
        said = (found.text if found is not None else "") or ""
        if kind == "s":
            return self._strings[int(said)] if said else ""
        if kind in {"str", "e", "b", "d"} or not said:
            return {"1": "TRUE", "0": "FALSE"}.get(said, said) if kind == "b" else said.replace("_x000D_", "")
        style = int(cell.get("s") or 0)
        known = self._formats[style] if style < len(self._formats) else 0
        return shown(said, known, since_1904=self._since_1904)

    def _merged(self, tree: Any) -> list[Area]:
        """The merged areas that lie within what is read."""
        found = []
        for one in self._each(tree, "mergeCell"):
            first, _, last = str(one.get("ref") or "").partition(":")
            (top, left), (bottom, right) = _place(first), _place(last)
            if 0 <= top <= bottom and 0 <= left <= right and top < MOST_ROWS and left < MOST_COLUMNS:
                found.append((top, left, min(bottom, MOST_ROWS - 1), min(right, MOST_COLUMNS - 1)))
        if len(found) > _MOST_AREAS:
            raise Unreadable("too_much_inside")
        return found

    def _away(self, tree: Any) -> list[int]:
        """The columns out of sight."""
        found: set[int] = set()
        for one in self._each(tree, "col"):
            if _is_hidden(one):
                first, last = int(one.get("min") or 1), int(one.get("max") or 1)
                found |= set(range(max(0, first - 1), min(last, MOST_COLUMNS)))
        return sorted(found)


def _is_hidden(element: Any) -> bool:
    """Whether a row or a column is hidden, or has no height or width."""
    if element.get("hidden") in {"1", "true"}:
        return True
    return any(element.get(name) in {"0", "0.0"} for name in ("ht", "width"))


def _place(reference: str) -> tuple[int, int]:
    """`C5` → (4, 2); (-1, -1) when it says no place."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return -1, -1
    column = 0
    for letter in match.group(1).upper():
        column = column * 26 + string.ascii_uppercase.index(letter) + 1
    return int(match.group(2)) - 1, column - 1
