"""docx: paragraphs with their automatic numbers, tables, text boxes, in the order of the page; as it was agreed upon.

Insertions count as text and deletions as gone; comments, hidden words, the table of contents, headers and footers are
left out; footnotes follow behind the text. What was left out is told.
"""

from collections.abc import Iterator
from typing import Any

from luoshi.intake.extract.found import Found, Notices
from luoshi.intake.extract.numbering import Numbers
from luoshi.intake.extract.package import DAMAGED, Package
from luoshi.intake.extract.styles import Styles, W, is_on, value
from luoshi.intake.extract.unreadable import Unreadable
from luoshi.reading import grid

_PARAGRAPH, _TABLE, _ROW, _CELL = W + "p", W + "tbl", W + "tr", W + "tc"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = {W + "del", W + "moveFrom"}
_AROUND = {W + "sdt", W + "sdtContent", W + "ins", W + "moveTo", W + "customXml", W + "smartTag"}
_SKIPPED = {_FALLBACK, W + "txbxContent", W + "pPr", W + "rPr", W + "rt", W + "instrText"}
_SIGNS = {W + "noBreakHyphen": "-", W + "cr": "\n", W + "tab": "\t"}
_NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}


def read(content: bytes) -> Found:
    """Text of the body, and apart from it the text of headers and footers. Raises Unreadable."""
    try:
        package = Package(content)
        walk = _Walk(package)
        body = "\n".join([*walk.blocks(package.xml("word/document.xml").find(W + "body")), *walk.notes()])
        return Found(body, "\n".join(_margins(package)), walk.notices)
    except DAMAGED as error:
        raise Unreadable("truncated") from error


class _Walk:
    """Goes through one document."""

    def __init__(self, package: Package) -> None:
        self.notices = Notices()
        self._styles = Styles(package.part("word/styles.xml"))
        self._numbers = Numbers(package.part("word/numbering.xml"), self._styles)
        self._notes = {kind: _by_id(package.part(f"word/{kind}s.xml"), kind) for kind in ("footnote", "endnote")}
        self._noted: list[tuple[str, str]] = []
        self._held = ""  # the words of a paragraph whose end was deleted: they belong to the next one

    def blocks(self, parent: Any) -> Iterator[str]:
        """Each paragraph, text box and row of a table as a line."""
        for child in parent if parent is not None else ():
            if child.tag == _PARAGRAPH:
                yield from self._paragraph(child)
            elif child.tag == _TABLE:
                yield from self._table(child)
            elif child.tag in _AROUND and not self._is_filler(child):
                yield from self.blocks(child)

    def notes(self) -> Iterator[str]:
        """Footnotes and endnotes, in the order in which the text names them."""
        for n, (kind, note_id) in enumerate(self._noted, start=1):
            note = self._notes[kind].get(note_id)
            said = "" if note is None else "".join("".join(self._words(one)) for one in note.iter(_PARAGRAPH)).strip()
            if said:
                self.notices.tell("notes_behind")
                yield f"注{n}：{said}"

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        """A paragraph behind its number, then the text boxes anchored in it."""
        properties = paragraph.find(W + "pPr")
        style = value(properties, "pStyle") or self._styles.default
        said = "".join(self._words(paragraph, self._styles.hides(style)))
        if self._styles.name(style).startswith("toc "):
            self.notices.tell("contents_dropped", bool(said.strip()))
            return
        mark = None if properties is None else properties.find(W + "rPr")
        if mark is not None and mark.find(W + "del") is not None:
            self._held += said
            return
        said, self._held = self._held + said, ""
        label = self._numbers.label(paragraph)
        if said.strip():
            yield label + said
        yield from self._boxes(paragraph)

    def _boxes(self, paragraph: Any) -> Iterator[str]:
        """The text boxes anchored in a paragraph, each once: not those that stand there for older programs."""
        for box in paragraph.iter(W + "txbxContent"):
            between = list(_until(box, paragraph))
            if not any(above.tag in _GONE or above.tag in {_FALLBACK, W + "txbxContent"} for above in between):
                self.notices.tell("boxes_in_place")
                yield from self.blocks(box)

    def _words(self, element: Any, hidden: bool = False) -> Iterator[str]:
        """The words of a paragraph: insertions in; deletions, hidden words, fields' codes and text boxes out."""
        for child in element:
            if child.tag == W + "r":
                yield from self._run(child, hidden)
            elif child.tag in _GONE:
                self.notices.tell("deletions_dropped", any(one.text for one in child.iter(W + "delText", W + "t")))
            elif child.tag not in _SKIPPED and not self._is_filler(child):
                self.notices.tell("insertions_kept", child.tag == W + "ins" and bool(list(child.iter(W + "t"))))
                yield from self._words(child, hidden)

    def _run(self, run: Any, hidden: bool) -> Iterator[str]:
        """The words of a run."""
        properties = run.find(W + "rPr")
        if properties is not None and properties.find(W + "vanish") is not None:
            hidden = is_on(properties, "vanish")
        elif self._styles.hides(value(properties, "rStyle")):
            hidden = True
        if hidden:
            self.notices.tell("hidden_dropped", any((one.text or "").strip() for one in run.iter(W + "t")))
            return
        for child in run:
            yield from self._piece(child)

    def _piece(self, child: Any) -> Iterator[str]:
        """What one element of a run says."""
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag == W + "br":
            # A page or a column ends where the layout wants it, in the middle of a sentence too.
            yield "" if child.get(W + "type") in {"page", "column"} else "\n"
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag in _NOTES:
            self._noted.append((_NOTES[child.tag], child.get(W + "id") or ""))
        elif child.tag == W + "commentReference":
            self.notices.tell("comments_dropped")
        elif child.tag not in _SKIPPED:
            yield from self._words(child)

    def _is_filler(self, element: Any) -> bool:
        """Whether a content control holds what stands there until somebody writes, or the table of contents."""
        if element.tag != W + "sdt":
            return False
        properties = element.find(W + "sdtPr")
        gallery = None if properties is None else properties.find(W + "docPartObj")
        contents = value(gallery, "docPartGallery") == "Table of Contents"
        self.notices.tell("contents_dropped", contents)
        return contents or is_on(properties, "showingPlcHdr")

    def _table(self, table: Any) -> Iterator[str]:
        """The rows of a table; one with a single column only frames what stands in it."""
        rows = [(row, list(_inside(row, _CELL))) for row in _inside(table, _ROW) if not self._is_gone(row)]
        if all(len(cells) <= 1 for _, cells in rows):
            for _, cells in rows:
                for cell in cells:
                    yield from self.blocks(cell)
            return
        laid = _Laid()
        for row, cells in rows:
            laid.begin(row.find(W + "trPr"))
            for cell in cells:
                laid.add(cell.find(W + "tcPr"), "\n".join(self.blocks(cell)))
        yield from grid.lines(grid.laid_out(laid.rows()))

    def _is_gone(self, row: Any) -> bool:
        """Whether a row was deleted under tracked changes."""
        properties = row.find(W + "trPr")
        gone = properties is not None and properties.find(W + "del") is not None
        self.notices.tell("deletions_dropped", gone)
        return gone


class _Laid:
    """The cells of a table as rows of spans: a vertical merge stands as a mark in each of its rows in the file."""

    def __init__(self) -> None:
        self._rows: list[list[list[Any]]] = []
        self._above: dict[int, list[Any]] = {}
        self._column = 0
        self._hidden = False

    def begin(self, properties: Any) -> None:
        """A new row; columns that it leaves out at its beginning are empty."""
        self._rows.append([])
        self._column, self._hidden = 0, is_on(properties, "hidden")
        if before := _span(properties, "gridBefore", 0):
            self._put("", before)

    def add(self, properties: Any, said: str) -> None:
        """The next cell of the row."""
        wide = _span(properties, "gridSpan", 1)
        merge = None if properties is None else properties.find(W + "vMerge")
        goes_on = merge is not None and merge.get(W + "val") != "restart" and self._column in self._above
        if goes_on:
            self._above[self._column][1] += 1
            self._column += wide
            return
        cell = self._put(said, wide)
        if merge is None:
            self._above.pop(self._column - wide, None)
        else:
            self._above[self._column - wide] = cell

    def _put(self, said: str, wide: int) -> list[Any]:
        cell = [said, 1, wide, self._hidden]
        self._rows[-1].append(cell)
        self._column += wide
        return cell

    def rows(self) -> list[list[grid.Cell]]:
        """The rows as the grid wants them."""
        return [[grid.Cell(*cell) for cell in row] for row in self._rows]


def _span(properties: Any, name: str, without: int) -> int:
    """How many columns; a span that says too much is cut."""
    said = value(properties, name)
    return min(int(said), grid.MOST_COLUMNS) if said and said.isdigit() else without


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those inside content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND:
            yield from _inside(child, tag)


def _until(element: Any, top: Any) -> Iterator[Any]:
    """What stands around an element, up to `top`."""
    for above in element.iterancestors():
        if above is top:
            return
        yield above


def _by_id(root: Any, kind: str) -> dict[str, Any]:
    """The notes of a part by their ids."""
    return {} if root is None else {note.get(W + "id") or "": note for note in root.iter(W + kind)}


def _margins(package: Package) -> Iterator[str]:
    """Words of headers and footers: not part of the text, but a secrecy mark may stand there."""
    for name in (*package.named("word/header"), *package.named("word/footer")):
        for paragraph in package.xml(name).iter(_PARAGRAPH):
            yield "".join(one.text or "" for one in paragraph.iter(W + "t"))
