"""The task of the child that looks at an uploaded file: what it is, whether it is whole; pictures are drawn anew."""

from pathlib import Path
from typing import IO

from luoshi.record.files import kinds
from luoshi.record.sandbox import Answer, TurnedDown

#: The name in the folder under which a picture drawn anew lies.
DRAWN = "drawn"


def look(source: IO[bytes], folder: Path, *, promised: str, keep_place: bool) -> Answer:
    """`media_type` of the file, and `drawn`: whether the folder now holds the bytes to keep in its stead.

    `promised` is what the first bytes say. Raises TurnedDown: `damaged`, `encrypted`, `macros`, `polyglot`,
    `too_much`, `not_allowed`.
    """
    if promised == kinds.PACKED:
        from luoshi.record.files import packed  # loaded where it is needed: a child lives for one file

        return {"media_type": packed.kind_of(source), "drawn": False}
    _must_hide_nothing(source)
    if promised == kinds.PDF:
        from luoshi.record.files import paper

        paper.must_be_whole(source)
        return {"media_type": promised, "drawn": False}
    from luoshi.record.files import picture

    picture.draw_anew(source, folder / DRAWN, media_type=promised, keep_place=keep_place)
    return {"media_type": promised, "drawn": True}


def _must_hide_nothing(source: IO[bytes]) -> None:
    """Raises TurnedDown(`polyglot`) for a file that is an archive as well."""
    end = source.seek(0, 2)
    source.seek(max(0, end - kinds.TAIL))
    if kinds.hides_a_package(source.read()):
        raise TurnedDown("polyglot")
    source.seek(0)
