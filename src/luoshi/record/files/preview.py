"""The task of the child that makes previews: pages as PNG of our own drawing, a text as a text."""

import html
import importlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import IO

from PIL import Image

from luoshi.record.files import kinds, office_program
from luoshi.record.sandbox import Answer, TurnedDown

Pages = tuple[int, Iterator[Image.Image]]
#: So many pages are drawn; the rest is in the file itself.
MOST_PAGES = 50
THUMBNAIL = 240
#: Pixels of a picture's longer side.
SIDE = 1600
MOST_TEXT = 200_000
_TAGS = re.compile(r"(?is)<(script|style|head)\b.*?</\1\s*>|<[^>]*>")
_BLANKS = re.compile(r"[ \t\r\f\v]*\n\s*\n+")


def preview(source: IO[bytes], folder: Path, *, media_type: str, office: str) -> Answer:
    """Write `page-1.png` … and `thumbnail.png`, or `text.txt`, into the folder; `pages` in all, `shown` of them drawn.

    `office` is the program that turns office files into PDF, "" for none. Raises TurnedDown: `no_office`, `no_preview`
    for what nothing here can show, `outside` for an office file that wants to load something from elsewhere.
    """
    if media_type in {kinds.TEXT, kinds.HTML}:
        (folder / "text.txt").write_text(_text(source, media_type), encoding="utf-8")
        return {"pages": 0, "shown": 0}
    if media_type == kinds.OFD:
        raise TurnedDown("no_preview")
    n, drawn = _pages(source, folder, media_type, office)
    shown = 0
    for shown, page in enumerate(drawn, start=1):
        page.save(folder / f"page-{shown}.png", "PNG")
        if shown == 1:
            page.thumbnail((THUMBNAIL, THUMBNAIL))
            page.save(folder / "thumbnail.png", "PNG")
    if not shown:
        raise TurnedDown("damaged")
    return {"pages": n, "shown": shown}


def _pages(source: IO[bytes], folder: Path, media_type: str, office: str) -> Pages:
    """How many pages there are, and the pictures of the first of them."""
    if media_type in kinds.PICTURES:
        found = _module("picture").open_picture(source, media_type)
        found.thumbnail((SIDE, SIDE))
        return 1, iter([_on_white(found)])
    pages: Pages
    if media_type == kinds.PDF:
        pages = _module("paper").pages(source, MOST_PAGES)
        return pages
    if not office:
        raise TurnedDown("no_office")
    _must_load_nothing(source)
    paper = office_program.as_paper(source, folder, media_type=media_type, program=office)
    pages = _module("paper").pages(paper, MOST_PAGES)
    return pages


def _module(name: str) -> ModuleType:
    """A module with a heavy library, loaded where it is needed: a child lives for one file."""
    return importlib.import_module(f"luoshi.record.files.{name}")


def _on_white(found: Image.Image) -> Image.Image:
    """What shines through is shown on white, and every picture in common colours."""
    if found.mode.startswith("I"):
        found = found.point(lambda value: value / 256).convert("L")
    shown = found.convert("RGBA")
    ground = Image.new("RGBA", shown.size, "white")
    ground.alpha_composite(shown)
    return ground.convert("RGB")


_OUTSIDE = re.compile(rb"""<(?:\w+:)?Relationship\b[^>]*\bTargetMode\s*=\s*["']External["'][^>]*>""", re.IGNORECASE)
_LINK = re.compile(rb"""\bType\s*=\s*["'][^"']*/hyperlink["']""", re.IGNORECASE)
_FETCHING = re.compile(rb"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|WEBSERVICE)\b")


def _must_load_nothing(source: IO[bytes]) -> None:
    """Raises TurnedDown(`outside`) for relations that are fetched when the file is opened; a link to click is none."""
    with zipfile.ZipFile(source) as held:
        for name in held.namelist():
            if name.lower().endswith(".rels"):
                fetched = (one for one in _OUTSIDE.findall(held.read(name)) if not _LINK.search(one))
                if next(fetched, None):
                    raise TurnedDown("outside")
            elif name.lower().endswith(".xml") and _FETCHING.search(held.read(name)):
                raise TurnedDown("outside")
    source.seek(0)


def _text(source: IO[bytes], media_type: str) -> str:
    """The beginning of a text, in whatever encoding; of a web page the words."""
    raw = source.read(MOST_TEXT * 4)
    text = raw.decode(_encoding(raw), errors="replace").lstrip("\ufeff")
    if media_type == kinds.HTML:
        text = _BLANKS.sub("\n", html.unescape(_TAGS.sub("\n", text))).strip()
    return text[:MOST_TEXT]


def _encoding(raw: bytes) -> str:
    if kinds.is_wide(raw):
        return "utf-16"
    try:
        raw[: MOST_TEXT * 3].decode("utf-8")
    except UnicodeDecodeError as error:
        # The last character of a piece may be cut in half.
        return "utf-8" if error.start > len(raw[: MOST_TEXT * 3]) - 4 else "gb18030"
    return "utf-8"
