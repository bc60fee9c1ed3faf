"""What is printed on the pages of a PDF: characters and rules with their places, by pdfium.

Places are points from the left and from the top of the page as it is looked at.
"""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from luoshi.intake.extract.unreadable import Unreadable

#: Radicals and compatibility forms that fonts name in place of the character people write.
_ODD = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFB00, 0xFB06))
_UNKNOWN = frozenset({0, 0xFFFE, 0xFFFF, 0xFFFD})
#: More than so many objects on a page are no rules of a table but a drawing.
_MOST_OBJECTS = 20_000
#: A bar thinner than this is a rule.
_THIN = 3.0
_UPRIGHT = 0.1


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character in its place."""

    char: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        """Its height, which a line's other measures follow."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height of its centre on the page."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight rule: upright at `at` from the left, else at `at` from the top; from `start` to `end` along it."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: glyphs in the order of the file, rules, whether there is a picture, how many glyphs nobody can read."""

    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Rule]
    has_picture: bool
    unknown: int


def sheets(content: bytes) -> Iterator[Sheet]:
    """The pages one by one. Raises Unreadable: encrypted, or truncated."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise Unreadable("encrypted" if locked else "truncated") from error
    try:
        if not len(document):
            raise Unreadable("truncated")
        for number in range(len(document)):
            try:
                page = document[number]
            except pypdfium2.PdfiumError as error:
                raise Unreadable("truncated") from error
            yield _sheet(page)
            page.close()
    finally:
        document.close()


class _Turned:
    """Places of a page as it is looked at, whatever way it was turned."""

    def __init__(self, page: Any) -> None:
        self._turn = pdfium.FPDFPage_GetRotation(page.raw)
        left, bottom, right, top = page.get_cropbox()
        self._left, self._bottom = left, bottom
        self._wide, self._high = right - left, top - bottom
        aside = self._turn % 2 == 1
        self.width, self.height = (self._high, self._wide) if aside else (self._wide, self._high)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the file: from the left, from the top."""
        x, y = x - self._left, y - self._bottom
        ways = ((x, y), (y, self._wide - x), (self._wide - x, self._high - y), (self._high - y, x))
        across, up = ways[self._turn]
        return across, self.height - up

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A rectangle of the file as (left, top, right, bottom)."""
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def is_level(self, angle: float) -> bool:
        """Whether a character stands upright on the page as it is looked at: stamps across the page do not."""
        quarter = 1.5707963
        turned = (angle - self._turn * quarter) % (4 * quarter)
        return bool(min(turned, 4 * quarter - turned) < _UPRIGHT)


def _sheet(page: Any) -> Sheet:
    turned = _Turned(page)
    text = page.get_textpage()
    glyphs, unknown = _glyphs(text.raw, turned)
    text.close()
    rules, has_picture = _drawn(page, turned)
    return Sheet(turned.width, turned.height, glyphs, rules, has_picture, unknown)


def _glyphs(text: Any, turned: _Turned) -> tuple[list[Glyph], int]:
    """The characters that stand upright, and how many there are whose meaning the file does not say."""
    found = []
    unknown = 0
    box = pdfium.FS_RECTF()
    at = ctypes.byref(box)
    for n in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, n)
        if code in _UNKNOWN or 0xE000 <= code <= 0xF8FF:
            unknown += 1
            continue
        if code <= 0x20 or pdfium.FPDFText_IsGenerated(text, n) == 1:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text, n, at) or not turned.is_level(
            pdfium.FPDFText_GetCharAngle(text, n)
        ):
            continue
        left, top, right, bottom = turned.box(box.left, box.bottom, box.right, box.top)
        if right > left and bottom > top:
            found.append(Glyph(_usual(code), left, top, right, bottom))
    return found, unknown


def _usual(code: int) -> str:
    """The character that people write."""
    if any(first <= code <= last for first, last in _ODD):
        return unicodedata.normalize("NFKC", chr(code))
    return chr(code)


def _drawn(page: Any, turned: _Turned) -> tuple[list[Rule], bool]:
    """The straight rules of the page, and whether there is a picture."""
    rules: list[Rule] = []
    has_picture = False
    for n, one in enumerate(page.get_objects(max_depth=4)):
        if n >= _MOST_OBJECTS:
            break
        if one.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            has_picture = True
        elif one.type == pdfium.FPDF_PAGEOBJ_PATH:
            rules += _rules(one, turned)
    return rules, has_picture


def _rules(path: Any, turned: _Turned) -> Iterator[Rule]:
    """The rules that a path draws: a thin bar is one, of a stroked path every straight piece."""
    left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    if not pdfium.FPDFPageObj_GetBounds(path.raw, left, bottom, right, top):
        return
    x0, y0, x1, y1 = turned.box(left.value, bottom.value, right.value, top.value)
    if x1 - x0 <= _THIN or y1 - y0 <= _THIN:
        yield from _bar(x0, y0, x1, y1)
        return
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    if pdfium.FPDFPath_GetDrawMode(path.raw, mode, stroked) and stroked.value:
        yield from _pieces(path, turned)


def _bar(x0: float, y0: float, x1: float, y1: float) -> Iterator[Rule]:
    """A thin rectangle as a rule; a dot is none."""
    if x1 - x0 > max(_THIN, y1 - y0):
        yield Rule(False, (y0 + y1) / 2, x0, x1)
    elif y1 - y0 > max(_THIN, x1 - x0):
        yield Rule(True, (x0 + x1) / 2, y0, y1)


def _pieces(path: Any, turned: _Turned) -> Iterator[Rule]:
    """The level and upright pieces of a stroked path."""
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = None
    for n in range(min(pdfium.FPDFPath_CountSegments(path.raw), _MOST_OBJECTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path.raw, n)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = turned.point(*matrix.on_point(x.value, y.value))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
            yield from _between(last, here)
        elif kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = here
        if pdfium.FPDFPathSegment_GetClose(segment) and first is not None:
            yield from _between(here, first)
        last = here


def _between(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    """The rule between two points, when it is level or upright."""
    (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    if x1 - x0 <= _THIN or y1 - y0 <= _THIN:
        yield from _bar(x0, y0, x1, y1)
