"""Text PDF: paragraphs put together again from lines, tables row by row."""

import io
import re
import statistics
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from luoshi.intake.extract.unreadable import Unreadable

_PAGE_NUMBER = re.compile(r"^[-—－·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—－·\s]*$")
#: The thin space that typesetting puts between Chinese and figures is no blank.
_SET_APART = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、（）“”]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[\u4e00-\u9fff，。；：、（）“”])"
)
_END = ("。", "；", "：", "！", "？", "”", "…")


def read(content: bytes) -> tuple[str, str]:
    """The text of the file, and "" for its margins. Raises Unreadable: encrypted, truncated or a scan."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            if not pdf.pages:
                raise Unreadable("truncated")
            lines = [line for page in pdf.pages for line in _page(page)]
            pictures = any(page.images for page in pdf.pages)
    except (PdfminerException, PDFException, MalformedPDFException) as error:
        raise Unreadable(_reason(error)) from error
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, RecursionError) as error:
        raise Unreadable("truncated") from error
    text = _SET_APART.sub("", "\n".join(_paragraphs(lines)))
    if len(re.sub(r"\s", "", text)) < 10:
        raise Unreadable("scan" if pictures else "empty")
    return text, ""


def _reason(error: Exception) -> str:
    """encrypted for a file that asks for a password, else truncated."""
    inner = [error, *error.args, error.__cause__]
    return "encrypted" if any(isinstance(one, PDFPasswordIncorrect) for one in inner) else "truncated"


def _page(page: Any) -> Iterator[tuple[str, float, float, float, float]]:
    """Lines of a page as (words, left, right, page's left margin, page's right margin); table rows have no margins."""
    tables = page.find_tables()
    rest = page
    for table in tables:
        rest = rest.outside_bbox(table.bbox)
    lines = [(line, line["top"]) for line in rest.extract_text_lines(return_chars=False)]
    left = min((line["x0"] for line, _ in lines), default=0.0)
    right = max((line["x1"] for line, _ in lines), default=0.0)
    found = [(top, (line["text"], line["x0"], line["x1"], left, right)) for line, top in lines]
    for table in tables:
        for n, row in enumerate(table.extract()):
            cells = " | ".join(re.sub(r"\s*\n\s*", "", cell or "") for cell in row if cell is not None)
            found.append((table.bbox[1] + n / 1000, (cells, 0.0, 0.0, 0.0, 0.0)))
    for _, line in sorted(found, key=lambda one: one[0]):
        if line[0].strip() and not _PAGE_NUMBER.match(line[0]):
            yield line


def _paragraphs(lines: list[tuple[str, float, float, float, float]]) -> Iterator[str]:
    """Join a line to the one before when that one ran to the right margin and this one starts at the left."""
    prose = [(words, right - left) for words, left, right, _, _ in lines if right > left]
    size = statistics.median(width / max(1, len(words)) for words, width in prose) if prose else 12.0
    held = ""
    ran = False
    for words, left, right, margin, edge in lines:
        continues = ran and edge > 0 and left < margin + 1.5 * size
        if held and not continues:
            yield held
            held = ""
        held += words
        ran = edge > 0 and right > edge - 2.5 * size and not (words.endswith(_END) and right < edge - size)
    if held:
        yield held
