"""Glyphs put together to rows of words, by their places alone."""

import re
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field

from luoshi.intake.extract.glyphs import Glyph

#: A gap so wide, in heights of the row, parts words of Latin letters; one so wide parts pieces of a row.
_BLANK, _APART = 0.22, 1.1
_LATIN = re.compile(r"[0-9A-Za-z%.,;:()\-+/&@]")


@dataclass(slots=True)
class Piece:
    """A stretch of a row without a wide gap in it."""

    words: str
    left: float
    right: float


@dataclass(slots=True)
class Row:
    """Glyphs on one line of the page."""

    top: float
    bottom: float
    pieces: list[Piece] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What the row says."""
        return " ".join(piece.words for piece in self.pieces)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.pieces[-1].right

    @property
    def size(self) -> float:
        """Its height."""
        return self.bottom - self.top


def rows(glyphs: Iterable[Glyph]) -> list[Row]:
    """The rows from the top; a small sign above or below the line belongs to it."""
    groups: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: (one.middle, one.left)):
        if groups and _same_row(groups[-1], glyph):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return [_row(group) for group in groups]


def _same_row(group: list[Glyph], glyph: Glyph) -> bool:
    """Whether a glyph stands on the row of the last few."""
    base = max(group[-8:], key=lambda one: one.size)
    overlap = min(base.bottom, glyph.bottom) - max(base.top, glyph.top)
    return overlap > 0.55 * min(base.size, glyph.size)


def _row(group: list[Glyph]) -> Row:
    """The glyphs of a row in order; one printed twice to look bold is one."""
    size = statistics.median(one.size for one in group)
    row = Row(min(one.top for one in group), max(one.bottom for one in group))
    last: Glyph | None = None
    for glyph in sorted(group, key=lambda one: one.left):
        if last is not None and glyph.char == last.char and glyph.left - last.left < 0.35 * (last.right - last.left):
            continue
        gap = 0.0 if last is None else glyph.left - last.right
        if last is None or gap > _APART * size:
            row.pieces.append(Piece(glyph.char, glyph.left, glyph.right))
        else:
            piece = row.pieces[-1]
            piece.words += (" " if _parts(last.char, glyph.char, gap, size) else "") + glyph.char
            piece.right = max(piece.right, glyph.right)
        last = glyph
    return row


def _parts(before: str, behind: str, gap: float, size: float) -> bool:
    """Whether a gap is a blank: between Latin letters and figures; Chinese needs a wide one."""
    if _LATIN.match(before) and _LATIN.match(behind):
        return gap > _BLANK * size
    if _LATIN.match(before) or _LATIN.match(behind):
        return gap > 0.8 * size
    return gap > 0.75 * size


def text(glyphs: Iterable[Glyph]) -> str:
    """The words of a cell, row by row."""
    return "\n".join(row.words for row in rows(glyphs))
