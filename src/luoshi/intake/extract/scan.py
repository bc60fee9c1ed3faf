"""The task of the child that reads pictures: scanned pages and photographs, by OCR (the extra `ocr`).

The models lie inside the installed package: nothing is fetched. What is recognised is told as such, with the number of
lines that the recognition is not sure of.
"""

import importlib
import io
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pypdfium2
from PIL import Image, ImageOps

from luoshi.intake.extract import kinds, paper
from luoshi.intake.extract.found import Notices
from luoshi.intake.extract.rowed import Piece, Row
from luoshi.intake.extract.unreadable import Unreadable
from luoshi.record.sandbox import Answer

#: At three seconds a page, these are what the time of a child is enough for.
MOST_PAGES = 120
_DOTS = 200 / 72
#: Pixels of a page's longer side; more tells the recognition nothing.
_SIDE = 3000
_MOST_PIXELS = 80_000_000
_UNSURE = 0.85


def text_of(source: IO[bytes], folder: Path, *, media_type: str) -> Answer:
    """Media type, text, margins and notices of a scan. Raises Unreadable: empty, truncated, too_much_inside."""
    del folder
    content = source.read()
    notices = Notices()
    engine = _engine()
    pages = []
    for picture in _pictures(content, media_type):
        pages.append(_page(engine, picture, notices))
        notices.tell("recognised")
    found = paper.flowing(pages, notices)
    if not found.text.strip():
        raise Unreadable("empty")
    return {
        "media_type": media_type, "by": "ocr", "text": found.text, "margins": found.margins, "notices": found.notices,
    }  # fmt: skip


def _engine() -> Any:
    """The recognition, loaded once for all pages. Two threads: the machine has other work."""
    os.environ["OMP_NUM_THREADS"] = "2"
    logging.disable(logging.CRITICAL)
    return importlib.import_module("rapidocr").RapidOCR(params={"Global.log_level": "critical"})


def _pictures(content: bytes, media_type: str) -> Iterator[Image.Image]:
    """The pages as pictures. Raises Unreadable."""
    if media_type != kinds.PDF:
        try:
            Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
            found = ImageOps.exif_transpose(Image.open(io.BytesIO(content))) or Image.new("RGB", (1, 1))
            found.thumbnail((_SIDE, _SIDE))
            yield found.convert("RGB")
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            raise Unreadable("truncated") from error
        return
    document = pypdfium2.PdfDocument(content)
    if len(document) > MOST_PAGES:
        raise Unreadable("too_much_inside")
    for number in range(len(document)):
        page = document[number]
        scale = min(_DOTS, _SIDE / max(*page.get_size(), 1))
        yield page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")


def _page(engine: Any, picture: Image.Image, notices: Notices) -> paper.Page:
    """The rows of a page; boxes beside each other are pieces of one row."""
    said = engine(importlib.import_module("numpy").asarray(picture))
    rows: list[Row] = []
    boxes = [] if said.boxes is None else zip(said.boxes, said.txts, said.scores, strict=True)
    for corners, words, sure in sorted(boxes, key=lambda one: float(one[0][:, 1].mean())):
        notices.tell("unsure_lines", sure < _UNSURE)
        left, right = float(corners[:, 0].min()), float(corners[:, 0].max())
        top, bottom = float(corners[:, 1].min()), float(corners[:, 1].max())
        if not rows or (top + bottom) / 2 > rows[-1].bottom - 0.25 * rows[-1].size:
            rows.append(Row(top, bottom))
        rows[-1].pieces.append(Piece(str(words), left, right))
    for row in rows:
        row.pieces.sort(key=lambda piece: piece.left)
    return paper.Page(rows, [], float(picture.height))
