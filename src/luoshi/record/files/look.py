"""The task of the child that looks at an uploaded file: what it is, whether it is whole; pictures are drawn anew."""

import importlib
from pathlib import Path
from typing import IO

from luoshi.record.files import kinds
from luoshi.record.sandbox import Answer, TurnedDown

#: The name in the folder under which a picture drawn anew lies.
DRAWN = "drawn"
#: What the first bytes promise → the module that looks whether it is so; its `look` gives the media type.
_LOOKERS = {kinds.PACKED: "packed", kinds.PDF: "paper", kinds.PNG: "picture", kinds.JPEG: "picture"}


def look(source: IO[bytes], folder: Path, *, promised: str, keep_place: bool) -> Answer:
    """`media_type` of the file, and `drawn`: whether the folder now holds the bytes to keep in its stead.

    `promised` is what the first bytes say. Raises TurnedDown: `damaged`, `encrypted`, `macros`, `polyglot`,
    `too_much`, `not_allowed`.
    """
    if promised != kinds.PACKED:
        _must_hide_nothing(source)
    # Each module brings a heavy library, and a child lives for one file.
    looker = importlib.import_module(f"luoshi.record.files.{_LOOKERS[promised]}")
    found: str = looker.look(source, folder / DRAWN, promised=promised, keep_place=keep_place)
    return {"media_type": found, "drawn": (folder / DRAWN).exists()}


def _must_hide_nothing(source: IO[bytes]) -> None:
    """Raises TurnedDown(`polyglot`) for a file that is an archive as well."""
    end = source.seek(0, 2)
    source.seek(max(0, end - kinds.TAIL))
    if kinds.hides_a_package(source.read()):
        raise TurnedDown("polyglot")
    source.seek(0)
