"""PDF: whether it opens without a password, and its pages as pictures."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pypdfium2
from PIL import Image

from luoshi.record.sandbox import TurnedDown

_END = b"%%EOF"
#: The mark of the end stands within so many bytes of it, whatever a program has put behind it.
_END_WITHIN = 4096
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_POINTS_A_SIDE = 14_400  # the largest page that the format itself allows
#: Pixels of a preview's longer side.
SIDE = 1600


def open_paper(source: IO[bytes]) -> Any:
    """The open document. Raises TurnedDown: `encrypted` when it asks for a password, else `damaged`."""
    source.seek(0)
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise TurnedDown("encrypted" if getattr(error, "err_code", None) == _PASSWORD else "damaged") from error


def look(source: IO[bytes], to: Path, *, promised: str, keep_place: bool) -> str:
    """It opens, has its end, and its first and last page are there. Raises TurnedDown."""
    del to, keep_place
    document = open_paper(source)
    end = source.seek(0, 2)
    source.seek(max(0, end - _END_WITHIN))
    if _END not in source.read() or not len(document):
        raise TurnedDown("damaged")
    try:
        for number in {0, len(document) - 1}:
            width, height = document[number].get_size()
            if not (0 < width <= _POINTS_A_SIDE and 0 < height <= _POINTS_A_SIDE):
                raise TurnedDown("damaged")
    except pypdfium2.PdfiumError as error:
        raise TurnedDown("damaged") from error
    return promised


def pages(source: IO[bytes], most: int) -> tuple[int, Iterator[Image.Image]]:
    """How many pages there are, and the pictures of the first `most` of them. Raises TurnedDown."""
    document = open_paper(source)
    return len(document), (_drawn(document, number) for number in range(min(most, len(document))))


def _drawn(document: Any, number: int) -> Image.Image:
    try:
        page = document[number]
        width, height = page.get_size()
        scale = min(SIDE / max(width, height, 1), 4)
        drawn: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    except pypdfium2.PdfiumError as error:
        raise TurnedDown("damaged") from error
    return drawn.convert("RGB")
