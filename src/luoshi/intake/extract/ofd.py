"""OFD (GB/T 33190): the text objects and rules of its pages, laid out as those of a PDF are."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from luoshi.intake.extract import paper
from luoshi.intake.extract.found import Found
from luoshi.intake.extract.glyphs import Glyph, Rule, Sheet
from luoshi.intake.extract.package import DAMAGED, Package, resolved
from luoshi.intake.extract.unreadable import Unreadable

#: The format measures in millimetres, the layout in points.
_POINT = 72 / 25.4
_MOST_PAGES, _MOST_GLYPHS = 5_000, 3_000_000
_A4 = (0.0, 0.0, 210.0, 297.0)
_STEP = re.compile(r"([MLBQACS])|(-?\d+(?:\.\d+)?)")
_THIN = 1.0
Matrix = tuple[float, float, float, float, float, float]


def read(content: bytes) -> Found:
    """The text of the file. Raises Unreadable: encrypted, truncated, or a scan."""
    try:
        package = Package(content)
        return paper.laid(_sheets(package))
    except DAMAGED as error:
        raise Unreadable("truncated") from error


def _local(element: Any) -> str:
    """A tag without its namespace: writers use several."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _each(root: Any, name: str) -> Iterator[Any]:
    return (one for one in root.iter() if _local(one) == name)


def _sheets(package: Package) -> Iterator[Sheet]:
    """The pages of all documents in the file."""
    root = package.xml("OFD.xml")
    if any(_local(one) in {"Encryptions", "EncryptInfo"} for one in root.iter()):
        raise Unreadable("encrypted")
    n = 0
    for place in _each(root, "DocRoot"):
        name = resolved((place.text or "").strip(), "")
        folder = name.rpartition("/")[0]
        document = package.xml(name)
        area = next((_numbers(one.text) for one in _each(document, "PhysicalBox")), list(_A4))
        templates = {
            one.get("ID"): resolved(str(one.get("BaseLoc")), folder) for one in _each(document, "TemplatePage")
        }
        for page in _each(document, "Page"):
            if not page.get("BaseLoc"):
                continue
            n += 1
            if n > _MOST_PAGES:
                raise Unreadable("too_much_inside")
            yield _sheet(package, resolved(str(page.get("BaseLoc")), folder), templates, area)


def _sheet(package: Package, name: str, templates: dict[str | None, str], area: list[float]) -> Sheet:
    """A page with what its templates print on it."""
    page = package.xml(name)
    area = next((_numbers(one.text) for one in _each(page, "PhysicalBox")), area)
    parts = [package.part(templates.get(one.get("TemplateID"), "")) for one in _each(page, "Template")]
    glyphs: list[Glyph] = []
    rules: list[Rule] = []
    has_picture = False
    for root in (*(part for part in parts if part is not None), page):
        for one in _each(root, "TextObject"):
            glyphs += _glyphs(one)
        for one in _each(root, "PathObject"):
            rules += _rules(one)
        has_picture = has_picture or any(True for _ in _each(root, "ImageObject"))
    if len(glyphs) > _MOST_GLYPHS:
        raise Unreadable("too_much_inside")
    wide, high = (area[2] * _POINT, area[3] * _POINT) if len(area) == 4 else (595.0, 842.0)
    return Sheet(wide, high, glyphs, rules, has_picture, 0)


def _numbers(said: str | None) -> list[float]:
    """The numbers of an attribute."""
    return [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", said or "")]


def _matrix(element: Any) -> Matrix:
    """From the places of an object to those of its page."""
    x, y = (_numbers(element.get("Boundary")) or [0.0, 0.0])[:2]
    own = _numbers(element.get("CTM"))
    a, b, c, d, e, f = own if len(own) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return a, b, c, d, e + x, f + y


def _on(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e) * _POINT, (b * x + d * y + f) * _POINT


def _glyphs(element: Any) -> Iterator[Glyph]:
    """The characters of a text object that stand upright."""
    matrix = _matrix(element)
    if abs(matrix[1]) > 0.1 * abs(matrix[0]):
        return
    size = (_numbers(element.get("Size")) or [4.0])[0]
    for code in _each(element, "TextCode"):
        words = (code.text or "").strip("\r\n")
        x, y = (_numbers(code.get(name)) or [0.0] for name in ("X", "Y"))
        across, down = (_deltas(code.get(name)) for name in ("DeltaX", "DeltaY"))
        at_x, at_y = x[0], y[0]
        for n, char in enumerate(words):
            step = across[min(n, len(across) - 1)] if across else 0.0
            wide = step if 0 < step <= size else size * (1.0 if ord(char) > 0x2E7F else 0.5)
            left, base = _on(matrix, at_x, at_y)
            right, _ = _on(matrix, at_x + wide, at_y)
            high = size * abs(matrix[3]) * _POINT
            if not char.isspace() and right > left:
                yield Glyph(char, left, base - 0.88 * high, right, base + 0.12 * high)
            at_x += step
            at_y += down[min(n, len(down) - 1)] if down else 0.0


def _deltas(said: str | None) -> list[float]:
    """The steps between characters; `g 5 3.5` says five times the same."""
    found: list[float] = []
    parts = iter((said or "").split())
    for part in parts:
        if part != "g":
            found.append(float(part))
            continue
        times, step = int(next(parts, "0")), float(next(parts, "0"))
        found += [step] * min(times, 100_000)
    return found


def _rules(element: Any) -> Iterator[Rule]:
    """The level and upright lines of a path."""
    matrix = _matrix(element)
    data = next((one.text or "" for one in _each(element, "AbbreviatedData")), "")
    last: tuple[float, float] | None = None
    first: tuple[float, float] | None = None
    sign, held = "", list[float]()
    for match in _STEP.finditer(data + " C"):
        if match.group(2):
            held.append(float(match.group(2)))
            continue
        here = _on(matrix, *held[:2]) if sign in {"M", "L"} and len(held) >= 2 else None
        if sign == "L" and last and here:
            yield from _between(last, here)
        if sign == "M":
            first = here
        last = here or last
        if match.group(1) == "C" and sign == "L" and first and last:
            yield from _between(last, first) if match.end() <= len(data) else ()
        sign, held = match.group(1), []


def _between(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    """The rule between two points, when it is level or upright."""
    (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    if y1 - y0 <= _THIN < x1 - x0:
        yield Rule(False, (y0 + y1) / 2, x0, x1)
    elif x1 - x0 <= _THIN < y1 - y0:
        yield Rule(True, (x0 + x1) / 2, y0, y1)
