"""Sentences and clauses: where one thing ends and the next begins."""

import re

from luoshi.reading.annex import BRACKET
from luoshi.reading.tables import BAR

_SENTENCE = re.compile(r"[。；！？]+[”’）》]*")
_OPEN = "“‘（《〈【〔「『"
_CLOSE = "”’）》〉】〕」』"
_CUT = "，；：。！？,;—"


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence: cut after 。；！？ with closing quotes, and at line ends.

    A table row is one, and a bracket that names who is responsible is not cut inside.
    """
    found = []
    at = 0
    for row in text.split("\n"):
        start = 0
        kept = [m.span() for m in BRACKET.finditer(row)]
        ends = {len(row)} if BAR in row else {m.end() for m in _SENTENCE.finditer(row)} | {len(row)}
        # A bracket behind a full stop ends with itself, or it would open the next sentence.
        ends |= {b for a, b in kept if row[:a].rstrip().endswith(("。", "；")) and row[b : b + 1] not in {"。", "；"}}
        for end in (e for e in sorted(ends) if not any(a < e < b for a, b in kept)):
            if row[start:end].strip():
                found.append((at + start, at + end))
            start = end
        at += len(row) + 1
    return found


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Start and end of every clause of a sentence, end marks left off; quotes and brackets are not cut inside."""
    found: list[tuple[int, int]] = []
    depth = 0
    first = start
    kept = [m.span() for m in BRACKET.finditer(text, start, end)] if "（" in text[start:end] else []
    for i in range(start, end):
        char = text[i]
        if any(a < i < b - 1 for a, b in kept):
            continue
        if char in _OPEN:
            depth += not _is_speech(text, i, end)
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif _cuts(text, first, i, end, depth):
            _keep(text, first, i, found)
            first = i + 1
    _keep(text, first, end, found)
    return found


def _cuts(text: str, first: int, at: int, end: int, depth: int) -> bool:
    """Whether a clause ends at `at`."""
    if text[at] == "、":
        return depth == 0 and _is_next_target(text, first, at)
    return text[at] in _CUT and (depth == 0 or text[at] in "。；") and not _is_range(text, at, end)


def _is_next_target(text: str, first: int, at: int) -> bool:
    """Whether a 、 parts two indicators, each with a share of its own (工业增长6%、投资增长8%)."""
    return bool(_SHARE_ENDS.search(text[first:at]) and _SHARE_NEXT.match(text, at + 1))


_SHARE_ENDS = re.compile(r"\d[%％](?:以上|以内|左右)?\Z")
_SHARE_NEXT = re.compile(r"[^，。；、\d]{3,24}\d[\d.]*[%％]")


def _is_range(text: str, at: int, end: int) -> bool:
    """Whether the dash at `at` stands between two numbers (1—2家)."""
    return text[at] == "—" and at + 1 < end and text[at - 1 : at].isdigit() and text[at + 1].isdigit()


def _is_speech(text: str, at: int, end: int) -> bool:
    """Whether the quote opening at `at` is somebody speaking, whose clauses count, and not a name or motto."""
    if text[at] != "“":
        return False
    closed = text.find("”", at, end)
    said = text[at : closed if closed >= 0 else end]
    return len(said) > 30 and "，" in said and "、" not in said.partition("，")[0]


def _keep(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    """Add a clause without the blanks around it, unless nothing is left."""
    while start < end and (text[start].isspace() or text[start] in "”’"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append((start, end))
