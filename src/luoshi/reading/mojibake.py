"""Undoes two accidents of mirror sites: readings written behind characters, and a GBK stream out of step.

A mirror turned the text into traditional characters and then replaced bytes, not characters: a character became
`character(reading)`. Where the byte pair stood across two characters, the halves before and behind it were read as
something else. Both leave proof in the bytes, and only what the bytes prove is changed.
"""

import re
import string
from itertools import chain

from luoshi.reading._dictionaries import readings
from luoshi.reading.mapped import Mapped

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_READING = rf"(?=[a-zü]*[{_TONED}])[a-zü{_TONED}]{{1,6}}"
_ANNOTATED = re.compile(rf"(.)[(（]({_READING})[)）]")
_UNTONED = re.compile(r"([\u4e00-\u9fff])[(（]([a-zü]{1,6})[)）]")
_SPLIT = re.compile(rf"([\u4e00-\u9fff])\?({_READING})\)")
#: A mark that was replaced across two characters: a `?` beside it, or a letter left over from the bytes behind it. The
#: bytes leave a hundred answers and more, so this is only marked.
_LOST = re.compile(
    r"\?[;!]\?|\?[;!](?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\?(?=[\u4e00-\u9fff])(?!\n)"
    r"|[;!][\u4e00-\u9fff]{1,4}[A-Za-z@-`{-~](?=[\u4e00-\u9fff，。、；”])"
)
_TRAILS = tuple(chain(range(0x40, 0x7F), range(0x80, 0xFF)))


def has_readings(text: str) -> bool:
    """Whether readings in brackets are a habit of this text (three and more that the dictionary confirms)."""
    found = 0
    for match in _ANNOTATED.finditer(text):
        found += match.group(2) in readings(match.group(1))
        if found >= 3:
            return True
    return False


def repair(text: Mapped) -> None:
    """Remove confirmed readings, bring shifted bytes back into step, mark what cannot be proved."""
    if not has_readings(text.text):
        return
    _in_step(text)
    text.sub("reading_removed", _ANNOTATED, _confirmed)
    text.sub("reading_removed", _UNTONED, _light)
    for match in _ANNOTATED.finditer(text.text):
        text.note("reading_unconfirmed", match.start(), match.end(), "", "open")
    _mark_lost(text)


def _mark_lost(text: Mapped) -> None:
    """List the places where bytes are missing and nothing proves which."""
    for match in _LOST.finditer(text.text):
        text.note("bytes_lost", match.start(), match.end(), "", "open")


def _confirmed(match: re.Match[str]) -> str | None:
    """The bare character when the dictionary confirms the reading behind it."""
    char, reading = match.groups()
    known = readings(char)
    return char if reading in known or _nearly(reading, known) else None


def _light(match: re.Match[str]) -> str | None:
    """The bare character when it has the light tone that the reading behind it shows (們(men))."""
    char, reading = match.groups()
    return char if reading in readings(char) or _nearly(reading, readings(char)) else None


def _nearly(reading: str, known: frozenset[str]) -> bool:
    """Whether the reading differs from a known one only by its tone: annotators disagree there."""
    return any(_bare(reading) == _bare(one) for one in known)


def _bare(reading: str) -> str:
    """A reading without tone marks."""
    table = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ", "aaaaeeeeiiiioooouuuuvvvvnnn")
    return reading.translate(table).replace("ü", "v")


def _in_step(text: Mapped) -> None:
    """Repair each `字?reading)` whose bytes give exactly one answer."""
    changes: list[tuple[int, int, str]] = []
    for match in _SPLIT.finditer(text.text):
        found = _candidates(text.text, match)
        if len(found) != 1:
            text.note("bytes_shifted", match.start(), match.end(), "", "open")
            continue
        end, restored = found[0]
        text.note("bytes_shifted", match.start(), end, restored)
        if not changes or changes[-1][1] <= match.start():
            changes.append((match.start(), end, restored))
    text.replace(changes)


def _candidates(text: str, match: re.Match[str]) -> list[tuple[int, str]]:
    """Every way back into step: the end in `text` and what must have stood from the character before the `?`.

    The second byte of that character is the first of the annotated one; its own second byte, which the replacement
    swallowed, is the first byte of what follows.
    """
    before, reading = match.groups()
    lead = _bytes(before)[1:]
    found: dict[str, int] = {}
    for trail in _TRAILS:
        char = _char(lead + bytes([trail]))
        if char is None or trail < 0x81 or reading not in readings(char):
            continue
        way = _resume(text, match.end(), bytes([trail]))
        if way is not None:
            found.setdefault(before + way[1], way[0])
    best = [(end, restored) for restored, end in found.items()]
    seen = [(end, restored) for end, restored in best if all(c in text for c in restored[1:])]
    return seen if len(best) > 1 and len(seen) == 1 else best


def _resume(text: str, at: int, held: bytes) -> tuple[int, str] | None:
    """Read on from `at` with one byte in hand until the bytes are in step; None when they never are."""
    for end in range(at + 1, min(at + 9, len(text)) + 1):
        if text[end - 1] in string.whitespace:
            return None
        held += _bytes(text[end - 1])
        if len(held) % 2:
            continue
        try:
            restored = held.decode("gbk")
        except UnicodeDecodeError:
            continue
        if len(restored) * 2 == len(held) and _fits(text, end, restored):
            return end, restored
    return None


def _fits(text: str, end: int, restored: str) -> bool:
    """Whether the restored characters are Chinese and agree with a reading that follows them."""
    follows = re.match(rf"\(({_READING})\)", text[end : end + 9])
    if follows and follows.group(1) not in readings(restored[-1]):
        return False
    return all("\u4e00" <= char <= "\u9fff" for char in restored)


def _bytes(char: str) -> bytes:
    """GBK bytes of a character; a lone `?` for what GBK has not."""
    return char.encode("gbk", errors="replace")


def _char(pair: bytes) -> str | None:
    """The character of two GBK bytes, None when there is none."""
    try:
        char = pair.decode("gbk")
    except UnicodeDecodeError:
        return None
    return char if len(char) == 1 else None
