"""The task of the child: the text of one file, or why there is none."""

import importlib
from pathlib import Path
from typing import IO

from luoshi.intake.extract import kinds
from luoshi.intake.extract.found import Found
from luoshi.intake.extract.unreadable import Unreadable
from luoshi.record.sandbox import Answer

#: media type → the module that reads it; loaded when it is needed, for they are heavy
_READERS = {
    kinds.TEXT: "text",
    kinds.MARKDOWN: "markdown",
    kinds.HTML: "page",
    kinds.DOCX: "word",
    kinds.PDF: "paper",
    kinds.XLSX: "sheets",
    kinds.OFD: "ofd",
}
_LONGEST = 3_000_000


def text_of(source: IO[bytes], folder: Path) -> Answer:
    """Media type, text, margins and notices of a file; `by` says what else is needed to read it: "office" or "ocr".

    Raises Unreadable.
    """
    del folder
    content = source.read()
    media_type = kinds.kind(content)
    if media_type in kinds.OFFICE:
        return {"media_type": media_type, "by": "office"}
    if media_type.startswith("image/"):
        return {"media_type": media_type, "by": "ocr"}
    try:
        found = _reader(media_type, content)
    except Unreadable as down:
        if down.code == "scan":
            return {"media_type": media_type, "by": "ocr"}
        raise
    if not found.text.strip():
        raise Unreadable("empty")
    if len(found.text) > _LONGEST:
        raise Unreadable("too_much_inside")
    return {
        "media_type": media_type, "by": "", "text": found.text, "margins": found.margins, "notices": found.notices,
    }  # fmt: skip


def _reader(media_type: str, content: bytes) -> Found:
    """What the reader of this kind finds."""
    found: Found = importlib.import_module(f"luoshi.intake.extract.{_READERS[media_type]}").read(content)
    return found
