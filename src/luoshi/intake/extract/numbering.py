"""Automatic numbers of docx paragraphs, which stand in no run: `w:numPr` through `numbering.xml`."""

import re
from collections import defaultdict

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree

_CN = "〇一二三四五六七八九"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographTraditional",
    "japaneseCounting",
    "taiwaneseCounting",
}


class Numbers:
    """Counts the numbered paragraphs of one document as they come."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[tuple[str, str], etree._Element] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        root = _numbering(document)
        if root is not None:
            self._load(root)

    def _load(self, root: etree._Element) -> None:
        """Remember the levels of every list and which list a number id belongs to."""
        for abstract in root.iter(qn("w:abstractNum")):
            for level in abstract.iter(qn("w:lvl")):
                self._levels[abstract.get(qn("w:abstractNumId"), ""), level.get(qn("w:ilvl"), "0")] = level
        for num in root.iter(qn("w:num")):
            self._abstract[num.get(qn("w:numId"), "")] = _value(num, "w:abstractNumId") or ""

    def label(self, paragraph: Paragraph) -> str:
        """The printed number of a paragraph ("" for one without), counted on."""
        found = _num_pr(paragraph)
        if found is None:
            return ""
        number, depth = found
        abstract = self._abstract.get(number)
        level = self._levels.get((abstract or "", str(depth)))
        if abstract is None or level is None:
            return ""
        counts = self._counts[abstract]
        counts[depth] = counts.get(depth, _start(level) - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        return self._said(abstract, level, counts)

    def _said(self, abstract: str, level: etree._Element, counts: dict[int, int]) -> str:
        """The level's pattern (`第%1条`, `（%2）`) with its counts put in."""
        pattern = _value(level, "w:lvlText") or ""
        if _value(level, "w:numFmt") == "bullet":
            return ""

        def count(match: re.Match[str]) -> str:
            depth = int(match.group(1)) - 1
            at = self._levels.get((abstract, str(depth)))
            style = _value(at, "w:numFmt") if at is not None else None
            return _printed(counts.get(depth, 1), style or "decimal")

        return re.sub(r"%(\d)", count, pattern)


def _numbering(document: Document) -> etree._Element | None:
    """The root of numbering.xml, None when the document has none."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering"):
            element: etree._Element = relation.target_part.element
            return element
    return None


def _num_pr(paragraph: Paragraph) -> tuple[str, int] | None:
    """Number id and level of a paragraph, its own or its style's."""
    sources = [paragraph._p.pPr]
    style = paragraph.style
    while style is not None:
        sources.append(style.element.find(qn("w:pPr")))
        style = style.base_style
    for properties in sources:
        num_pr = properties.find(qn("w:numPr")) if properties is not None else None
        if num_pr is not None:
            number = _value(num_pr, "w:numId")
            return (number, int(_value(num_pr, "w:ilvl") or 0)) if number and number != "0" else None
    return None


def _value(element: etree._Element, name: str) -> str | None:
    """The `w:val` of a child."""
    child = element.find(qn(name))
    return None if child is None else child.get(qn("w:val"))


def _start(level: etree._Element) -> int:
    """Where a level begins to count."""
    return int(_value(level, "w:start") or 1)


def _printed(number: int, style: str) -> str:
    """A count as it is printed."""
    if style in _CHINESE:
        return chinese(number)
    if style == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if style == "upperLetter" else letter
    return str(number)


def chinese(number: int) -> str:
    """A count up to 99 in Chinese: 3 → 三, 12 → 十二, 20 → 二十."""
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_CN[tens]}十")
    return head + (_CN[ones] if ones else "") or _CN[0]
