"""docx: paragraphs with their automatic numbers, tables, text boxes, in the order of the page."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from luoshi.intake.extract.numbering import Numbers
from luoshi.intake.extract.unreadable import Unreadable

_DAMAGED = (
    KeyError,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    zlib.error,
    zipfile.BadZipFile,
    etree.XMLSyntaxError,
)
_SKIPPED = {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_BREAKS = {qn("w:br"), qn("w:cr")}


def read(content: bytes) -> tuple[str, str]:
    """Text of the body, and apart from it the text of headers and footers. Raises Unreadable."""
    try:
        document = docx.Document(io.BytesIO(content))
        numbers = Numbers(document)
        body = "\n".join(_blocks(document, numbers))
        return body, "\n".join(_margins(document))
    except _DAMAGED as error:
        raise Unreadable("truncated") from error


def _blocks(document: Document, numbers: Numbers) -> Iterator[str]:
    """Each paragraph and table row as one line."""
    for element in _content(document.element.body):
        if element.tag == qn("w:tbl"):
            yield from _rows(Table(element, document))
        else:
            yield from _lines(Paragraph(element, document), numbers)


def _content(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also those inside content controls, which python-docx passes over."""
    for child in parent:
        if child.tag in {qn("w:p"), qn("w:tbl")}:
            yield child
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")}:
            yield from _content(child)


def _lines(paragraph: Paragraph, numbers: Numbers) -> Iterator[str]:
    """A paragraph behind its number, then the text boxes anchored in it."""
    boxes = [box for box in paragraph._p.iter(qn("w:txbxContent")) if not _skipped(box)]
    own = "".join(_text(paragraph._p))
    if own.strip():
        yield numbers.label(paragraph) + own
    for box in boxes:
        yield from ("".join(_text(inner)) for inner in box.iter(qn("w:p")))


def _text(element: etree._Element) -> Iterator[str]:
    """The words of a paragraph: insertions in, deletions, fallbacks and text boxes out."""
    for child in element:
        if child.tag in _SKIPPED or child.tag == qn("w:txbxContent"):
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:tab"):
            yield "\t" if element.tag == qn("w:r") else ""
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        else:
            yield from _text(child)


def _skipped(element: etree._Element) -> bool:
    """Whether an element stands inside something left out."""
    return any(above.tag in _SKIPPED for above in element.iterancestors())


def _rows(table: Table) -> Iterator[str]:
    """Rows with cells parted by a bar; a merged cell is said once in its row."""
    for row in table.rows:
        cells = []
        seen = None
        for cell in row.cells:
            if cell._tc is not seen:
                cells.append(" ".join("".join(_text(p._p)).strip() for p in cell.paragraphs).strip())
            seen = cell._tc
        if any(cells):
            yield " | ".join(cells)


def _margins(document: Document) -> Iterator[str]:
    """Words of headers and footers: not part of the text, but a secrecy mark may stand there."""
    for section in document.sections:
        for part in (section.header, section.first_page_header, section.footer):
            yield from (paragraph.text for paragraph in part.paragraphs)
