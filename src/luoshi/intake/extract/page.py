"""html: the text of a page without the portal around it."""

import re

import lxml.html
from lxml import etree

from luoshi.intake.extract import plain
from luoshi.intake.extract.counting import printed
from luoshi.intake.extract.found import Found
from luoshi.intake.extract.unreadable import Unreadable
from luoshi.reading import grid

_OUT = {
    "script",
    "style",
    "noscript",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "iframe",
    "select",
    "button",
    "template",
}
_CLUTTER = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|crumbs?|breadcrumb|share|footer|foot|sidebar|related|recommend|hot|comments?|copyright|toolbar"
    r"|ads?|login|search|links|pager|qrcode|toplink|bshare)(?:$|[\s_-]|\d)",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    "p|div|table|tr|li|ul|ol|h[1-6]|section|article|br|dl|dt|dd|blockquote|caption|center|body|thead|tbody|main|pre"
)
#: `type` of an ordered list → the format of its numbers.
_LISTS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
#: A row so long is a paragraph.
_LONG = 40
_SERVER = re.compile(r"<%.*?%>", re.DOTALL)


def read(content: bytes) -> Found:
    """The text of the page's main part, one line a block or a row of a table. Raises Unreadable."""
    source = _SERVER.sub("", plain.decode(content))
    source = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", source)
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    try:
        root = lxml.html.document_fromstring(source)
    except (etree.ParserError, ValueError) as error:
        raise Unreadable("empty") from error
    title = (root.findtext(".//title") or "").strip()
    heads = [head.text_content().strip() for head in root.iter("h1")]
    _strip(root)
    text = _tidy(_lines(_main(root)))
    head = next((h for h in heads if 4 <= len(h) <= 80), re.split(r"[_|\-—－]", title)[0].strip())
    if head and head not in text[: len(head) + 200]:
        text = f"{head}\n{text}"
    return Found(text)


def _strip(root: etree._Element) -> None:
    """Take out what is never part of a document."""
    for element in list(root.iter()):
        named = f"{element.get('class') or ''} {element.get('id') or ''}" if isinstance(element.tag, str) else ""
        out = not isinstance(element.tag, str) or element.tag in _OUT or _hidden(element)
        clutter = bool(_CLUTTER.search(named)) and element.tag not in {"body", "html"} and _weight(element) < 600
        if (out or clutter) and element.getparent() is not None:
            _drop(element)


def _drop(element: etree._Element) -> None:
    """Take an element out; the words behind it stay."""
    above, before = element.getparent(), element.getprevious()
    if above is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        above.text = (above.text or "") + element.tail
    above.remove(element)


def _hidden(element: etree._Element) -> bool:
    """Whether an element is not shown."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style or element.get("hidden") is not None


def _weight(element: etree._Element) -> int:
    """Characters of an element that stand in no link."""
    links = sum(len("".join(link.itertext())) for link in element.iter("a"))
    return len("".join(element.itertext())) - links


def _main(root: etree._Element) -> etree._Element:
    """The smallest element that holds three quarters of the page's words outside links."""
    body = root.find("body")
    found = root if body is None else body
    whole = _weight(found)
    while True:
        inner = next((c for c in found if isinstance(c.tag, str) and _weight(c) >= 0.75 * whole > 0), None)
        if inner is None or inner.tag in {"tbody", "tr", "p", "table"}:
            return found
        found = inner


def _lines(element: etree._Element) -> str:
    """The words of an element with line ends at its blocks."""
    if element.tag == "table" and not _frames(element):
        return "\n" + "\n".join(grid.lines(_grid(element))) + "\n"
    ends = "\n" if _BLOCK.fullmatch(str(element.tag)) or element.tag in {"td", "th"} else ""
    return ends + _number(element) + _inside(element) + ends


def _inside(element: etree._Element) -> str:
    """The words within an element."""
    parts = [_flat(element.text)]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_lines(child))
        parts.append(_flat(child.tail))
    return "".join(parts)


def _frames(table: etree._Element) -> bool:
    """Whether a table only lays out the page: a table stands in it, it has one column, or a cell holds a whole text."""
    if table.find(".//table") is not None:
        return True
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    if all(len(row) <= 1 for row in rows):
        return True
    return len(rows) <= 3 and any(_is_prose(cell) for row in rows for cell in row)


def _is_prose(cell: etree._Element) -> bool:
    """Whether a cell holds several paragraphs."""
    long = [row for row in _tidy(_inside(cell)).split("\n") if len(row) >= _LONG]
    return len(long) >= 3 or sum(map(len, long)) > 20 * _LONG


def _grid(table: etree._Element) -> grid.Grid:
    """The cells of a table with what they reach over."""
    return grid.laid_out(
        [
            [
                grid.Cell(_tidy(_inside(cell)), _span(cell, "rowspan"), _span(cell, "colspan"), _hidden(row))
                for cell in row
                if cell.tag in {"td", "th"}
            ]
            for row in table.iter("tr")
        ]
    )


def _span(cell: etree._Element, name: str) -> int:
    """How many rows or columns a cell reaches over; nonsense is one."""
    said = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return max(1, int(said.group(1))) if said else 1


def _number(element: etree._Element) -> str:
    """The number that a browser prints before an entry of an ordered list."""
    above = element.getparent()
    if element.tag != "li" or above is None or above.tag != "ol":
        return ""
    style = f"{above.get('style') or ''};{element.get('style') or ''}".replace(" ", "")
    if "list-style:none" in style or "list-style-type:none" in style:
        return ""
    said = re.match(r"\s*(\d{1,4})", element.get("value") or above.get("start") or "")
    place = (int(said.group(1)) if said else 1) + (
        0 if element.get("value") else sum(1 for one in element.itersiblings("li", preceding=True))
    )
    if "cjk-" in style or "chinese" in style:
        return f"{printed(place, 'chineseCounting')}、"
    return f"{printed(place, _LISTS.get(above.get('type') or '1', 'decimal'))}. "


def _flat(said: str | None) -> str:
    """Words with the source's own line ends as blanks."""
    return re.sub(r"[\r\n\t ]+", " ", said or "")


def _tidy(text: str) -> str:
    """Lines without blanks around them, empty ones dropped."""
    rows = (re.sub(r"[ \u00a0\u3000]+", " ", row).strip() for row in text.split("\n"))
    return "\n".join(row for row in rows if row)
