"""Undoes a text that was decoded by the wrong table: UTF-8 read as Latin-1 or as GBK, GBK read as Latin-1.

Only what decodes without a fault is changed, so that every repair is a proof; what has lost bytes on the way
(replacement characters, 锟斤拷) is marked for a person.
"""

import re
from collections.abc import Iterator

from luoshi.reading.mapped import Mapped

#: What cp1252 shows for the bytes 0x80 to 0x9F; the five it has not stand for themselves.
_CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_LATIN = re.compile(rf"[\u0080-\u00ff{_CP1252}]{{2,}}")
_WIDE = re.compile("[^\x00-\x7f\ufffd]{2,}")
_LOST = re.compile("\ufffd+|(?:锟斤拷|锟斤|烫烫烫|屯屯屯)+")
#: Characters that only a wrong table brings into a Chinese text: 的 and 了 of UTF-8 read as GBK begin with them.
_WRONG = re.compile("[鐨勪鍙浠鎴鏀骞鍥鍦鍏鍔嬪紑璁鏂]")
_HABIT = 3
_LONG = 6
_CHARACTER = 3  # bytes of a Chinese character in UTF-8


def repair(text: Mapped) -> None:
    """Decode runs of wrongly decoded text anew and mark lost bytes."""
    if len(re.findall("[\u00c0-\u00ff]", text.text)) >= _HABIT:
        _recode(text, _LATIN, ("utf-8", "gb18030"))
    if len(_WRONG.findall(text.text)) >= _HABIT:
        _recode(text, _WIDE, ("utf-8",))
    for match in _LOST.finditer(text.text):
        text.note("bytes_lost", match.start(), match.end(), "", "open")


def _recode(text: Mapped, runs: re.Pattern[str], tables: tuple[str, ...]) -> None:
    """Replace each run that one of `tables` decodes, character by character so that places stay exact."""
    changes: list[tuple[int, int, str]] = []
    proved = [(match, _decoded(match.group(), tables)) for match in runs.finditer(text.text)]
    long = sum(found is not None and len(match.group()) >= _LONG for match, found in proved)
    for match, found in proved:
        # Two letters with accents may be a word; beside long runs that decode they are part of the same accident.
        if found is None or len(match.group()) < (2 if long >= _HABIT else _LONG):
            continue
        whole, bounds = found
        text.note("decoded_again", match.start(), match.start() + bounds[-1], whole)
        places = zip(bounds, bounds[1:], whole, strict=False)
        changes += [(match.start() + a, match.start() + b, char) for a, b, char in places]
    text.replace(changes)


def _decoded(run: str, tables: tuple[str, ...]) -> tuple[str, list[int]] | None:
    """What the bytes of a run say by the right table, with the bounds in the run of each character.

    A last character whose bytes were lost stays as it is. None where nothing is proved.
    """
    one = _single if tables[-1] == "gb18030" else _double
    pieces = [one(char) for char in run]
    if None in pieces:
        return None
    raw = b"".join(piece or b"" for piece in pieces)
    owner = [i for i, piece in enumerate(pieces) for _ in piece or b""]
    for table in tables:
        try:
            whole = raw.decode(table)
        except UnicodeDecodeError as fault:
            if len(raw) - fault.start > _CHARACTER or fault.start < _CHARACTER:
                continue
            whole = raw[: fault.start].decode(table)
        if _is_chinese(whole):
            return whole, [*(owner[at] for at in _starts(whole, table)), _end(whole, table, owner, run)]
    return None


def _end(whole: str, table: str, owner: list[int], run: str) -> int:
    """Where in the run the decoded part ends."""
    used = len(whole.encode(table))
    return owner[used] if used < len(owner) else len(run)


def _single(char: str) -> bytes | None:
    """The byte that Latin-1 or cp1252 shows as `char`."""
    for table in ("latin-1", "cp1252"):
        try:
            return char.encode(table)
        except UnicodeEncodeError:
            continue
    return None


def _double(char: str) -> bytes | None:
    """The bytes that GBK shows as `char`."""
    try:
        return char.encode("gb18030")
    except UnicodeEncodeError:
        return None


def _is_chinese(said: str) -> bool:
    """Whether a decoded run is Chinese: Chinese characters and marks, nothing else."""
    good = sum(
        "\u4e00" <= c <= "\u9fff" or c in "，。、；：？！“”‘’（）《》〈〉【】〔〕…—·　％" or c.isascii() for c in said
    )
    return good == len(said) and not said.isascii()


def _starts(whole: str, table: str) -> Iterator[int]:
    """The offset in bytes of each character."""
    at = 0
    for char in whole:
        yield at
        at += len(char.encode(table))
