"""Who looks, on which post and when, across sensitive pages (水印, R12-04): seen, and never in the way."""

from typing import Literal
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest

from luoshi.reports import marks
from luoshi.web import edge, sitting

#: Pages whose content is the office's own business: the mark lies over them on the screen and on paper.
SENSITIVE = frozenset(
    {"item.html", "act.html", "document.html", "draft.html", "preview.html", "export.html", "job.html",
     "directory_person.html"}
)  # fmt: skip
Where = Literal["", "paper", "screen"]
#: One tile of the pattern: two lines of small grey words on the slant.
_WIDTH, _HEIGHT = 380, 220
_TILE = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">
<g transform="rotate(-22 {x} {y})" fill="#808080" fill-opacity="0.17" text-anchor="middle"
 font-family="'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif">
<text x="{x}" y="{y}" font-size="15">{first}</text><text x="{x}" y="{below}" font-size="12">{second}</text></g></svg>
"""


def where(request: HttpRequest, template: str) -> Where:
    """Where this page bears the mark: nowhere, on paper only, or on the screen too (`LUOSHI_WATERMARK`)."""
    wanted = settings.LUOSHI_WATERMARK
    if wanted == "off" or not request.user.is_authenticated or sitting.find_actor(request) is None:
        return ""
    return "screen" if wanted == "all" or template in SENSITIVE else "paper"


def text(request: HttpRequest) -> str:
    """The mark in one line, for files that are taken out; empty when marks are off."""
    return marks.line(sitting.actor(request), edge.now(request), language=edge.language())


def tile(request: HttpRequest) -> str:
    """The pattern as SVG. Grey at a sixth of its strength: seen on white, black and paper, and easily read over."""
    first, second = marks.lines(sitting.actor(request), edge.now(request), language=edge.language())
    x, y = _WIDTH // 2, _HEIGHT // 2
    said = {"first": escape(first), "second": escape(second)}
    return _TILE.format(width=_WIDTH, height=_HEIGHT, x=x, y=y, below=y + 20, **said)
