"""The place of a text where the words stand, with every one of them marked. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshi.search.folding import FIELD, fold_with_starts
from luoshi.search.wanted import Wanted

BEFORE, AFTER, LONGEST = 24, 60, 160
_WORD = 12  # how far a cut moves to leave a Latin word or a figure whole
_WINDOWS = 3
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text as it is written; `is_hit`: it is what was looked for."""

    text: str
    is_hit: bool


def snippet(text: str, wanted: Wanted) -> tuple[Piece, ...]:
    """The text, or the surroundings of the first place of each phrase, with all phrases in it marked."""
    folded, starts = fold_with_starts(text)
    marks = _merged(_places(folded, starts, wanted.phrases))
    if len(text) <= LONGEST:
        windows = [(0, len(text))]
    else:
        firsts = sorted({place for phrase in wanted.phrases for place in _first(folded, starts, phrase)})
        around = ((max(0, start - BEFORE), min(len(text), end + AFTER)) for start, end in firsts)
        windows = _merged(_whole(text, start, end) for start, end in around)[:_WINDOWS] or [(0, LONGEST)]
    return tuple(_pieces(text, windows, marks))


def _places(folded: str, starts: Sequence[int], phrases: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(start, end) in the text of every place where one of the phrases stands, those that overlap too."""
    for phrase in phrases:
        place = folded.find(phrase)
        while place >= 0:
            yield starts[place], starts[place + len(phrase) - 1] + 1
            place = folded.find(phrase, place + 1)


def _first(folded: str, starts: Sequence[int], phrase: str) -> Iterator[tuple[int, int]]:
    place = folded.find(phrase)
    if place >= 0:
        yield starts[place], starts[place + len(phrase) - 1] + 1


def _merged(spans: "Iterator[tuple[int, int]]") -> list[tuple[int, int]]:
    """Spans in order; those that touch are one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """A window that begins and ends beside no letter or digit of the same word, if one ends near."""
    for _ in range(_WORD):
        if start > 0 and _is_latin(text[start - 1]) and _is_latin(text[start]):
            start -= 1
        if end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end]):
            end += 1
    return start, end


def _is_latin(letter: str) -> bool:
    return letter.isalnum() and letter < "\u2e80" or letter in ".,%"


def _pieces(text: str, windows: Sequence[tuple[int, int]], marks: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The windows cut at the marks, dots where text is left out."""
    for number, (start, end) in enumerate(windows):
        if start > 0 or number:
            yield Piece(ELLIPSIS, False)
        here = start
        for mark_start, mark_end in marks:
            begin, stop = max(mark_start, start), min(mark_end, end)
            if begin >= stop:
                continue
            if begin > here:
                yield Piece(_plain(text[here:begin]), False)
            yield Piece(_plain(text[begin:stop]), True)
            here = stop
        if here < end:
            yield Piece(_plain(text[here:end]), False)
    if windows and windows[-1][1] < len(text):
        yield Piece(ELLIPSIS, False)


def _plain(text: str) -> str:
    """On one line."""
    return text.replace(FIELD, " ")
