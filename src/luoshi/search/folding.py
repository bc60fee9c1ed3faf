"""Text as it is compared: one spelling for all that a person would call the same words. Pure.

Folded text holds letters, digits and CJK characters in lower case and simplified form, NFKD (so full width is half
width and accents are gone), with one space where punctuation stood. White space between CJK characters means nothing
in Chinese and goes; between Latin words or figures it is a boundary like punctuation. Every character is folded by
itself, so a part of a text is always folded to a part of its folding.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache

import opencc

BOUNDARY, BLANK = " ", "\t"
#: Between two fields of one entry; no phrase reaches across it.
FIELD = "\n"
_FIRST_CJK = "\u2e80"


@cache
def _simplify() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


class _Table(dict[str, str]):
    """Character → what it folds to: letters, `BOUNDARY`, `BLANK` or nothing; filled as characters come up."""

    def __missing__(self, character: str) -> str:
        folded = self[character] = _fold_one(character)
        return folded


def _fold_one(character: str) -> str:
    if character == FIELD:
        return BOUNDARY
    if character.isspace():
        return BLANK
    if unicodedata.category(character) == "Cf":
        return ""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    bare = [one for one in apart if unicodedata.category(one)[0] != "M"]
    kept = "".join(one for one in bare if one.isalnum())
    if kept and not kept.isascii():
        kept = "".join(_simplify().convert(one) for one in kept)
    return kept or (BOUNDARY if bare else "")


_TABLE = _Table()


def fold_with_starts(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in `text` that it comes from."""
    letters: list[str] = []
    starts: list[int] = []
    gap = ""
    for place, character in enumerate(text):
        folded = _TABLE[character]
        if not folded:
            continue
        if folded in (BOUNDARY, BLANK):
            gap = BOUNDARY if BOUNDARY in (gap, folded) else BLANK
            continue
        if gap and letters and (gap == BOUNDARY or not (letters[-1] >= _FIRST_CJK or folded[0] >= _FIRST_CJK)):
            letters.append(BOUNDARY)
            starts.append(place)
        gap = ""
        for letter in folded:
            letters.append(letter)
            starts.append(place)
    return "".join(letters), starts


def fold(text: str) -> str:
    """The folded text of one field."""
    return fold_with_starts(text)[0]


def fold_fields(fields: tuple[str, ...]) -> str:
    """Several fields as one entry holds them: each folded, `FIELD` between them, empty ones left out."""
    return FIELD.join(folded for folded in map(fold, fields) if folded)


def grams(folded: str) -> list[str]:
    """Every pair of neighbouring characters of a folded text, once each, and the last character of each run alone.

    A text that holds a phrase holds every pair of it; the last characters let a single one be looked for as the
    beginning of a gram. The same in SQL: `search_grams` of the migration.
    """
    return list(dict.fromkeys(_grams(folded)))


def _grams(folded: str) -> Iterator[str]:
    for run in folded.replace(FIELD, BOUNDARY).split(BOUNDARY):
        for place in range(len(run)):
            yield run[place : place + 2]


def pairs(phrase: str) -> list[str]:
    """The grams of two characters that every text with this folded phrase holds."""
    return [gram for gram in grams(phrase) if len(gram) == 2]
