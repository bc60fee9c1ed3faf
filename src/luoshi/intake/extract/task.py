"""The task of the child: the text of one file, or why there is none."""

import importlib
from pathlib import Path
from typing import IO

from luoshi.intake.extract import kinds, plain
from luoshi.intake.extract.unreadable import Unreadable
from luoshi.record.sandbox import Answer

#: media type → the module that reads it; loaded when it is needed, for they are heavy
_READERS = {kinds.DOCX: "word", kinds.PDF: "paper", kinds.HTML: "page"}
_LONGEST = 3_000_000


def text_of(source: IO[bytes], folder: Path) -> Answer:
    """Media type, text and margins of a file. Raises Unreadable."""
    del folder
    content = source.read()
    media_type = kinds.kind(content)
    text, margins = "", ""
    if media_type in _READERS:
        read = importlib.import_module(f"luoshi.intake.extract.{_READERS[media_type]}").read
        text, margins = read(content)
    else:
        text = plain.decode(content)
    if not text.strip():
        raise Unreadable("empty")
    if len(text) > _LONGEST:
        raise Unreadable("too_much_inside")
    return {"media_type": media_type, "text": text, "margins": margins}
