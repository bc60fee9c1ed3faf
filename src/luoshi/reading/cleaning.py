"""From a text with the dirt of its way to a clean text, with an offset map and a list of repairs.

The order is part of the method: readings in brackets go first (their proof is in the traditional characters), the
characters are simplified after that, punctuation is widened on simplified text, lines are judged last.
"""

import re

from luoshi.reading import lines, mojibake
from luoshi.reading._dictionaries import AFTER_SIMPLIFY, simplify
from luoshi.reading.mapped import Mapped

_WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_HALF = re.compile(r"[,;:!?()]")
_ENTITY = {
    "&nbsp;": " ",
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&ldquo;": "“",
    "&rdquo;": "”",
    "&mdash;": "—",
    "&middot;": "·",
}
_ENTITIES = re.compile("|".join(_ENTITY))
_HAN = re.compile(r"[\u4e00-\u9fff]")
_KEPT_ZHU = re.compile(r"(?<=[显昭名论原译编巨土专遗])著|著(?=[名作书称述录])")
_MARKS = "，。、；：！？“”‘’（）《》〈〉【】〔〕—…"
_STRAY = re.compile(rf"(?<=[\u4e00-\u9fff{_MARKS}])[ \t]+(?=[\u4e00-\u9fff{_MARKS}])")
_PRIVATE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ue000-\uf8ff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean(source: str) -> Mapped:
    """The cleaned text of `source` with its offset map and repairs."""
    text = Mapped(source)
    text.sub("", re.compile("\r\n?"), lambda m: "\n")
    text.sub("", _PRIVATE, lambda m: "")
    text.sub("", re.compile("[\u00a0\u3000\u2000-\u200a\t]"), lambda m: " ")
    text.sub("entity_resolved", _ENTITIES, lambda m: _ENTITY[m.group()])
    lost = re.compile(r"\?{2,}" if "????" in source else r"\?{3,}")
    text.sub("lost_blanks_removed", lost, lambda m: " ")
    for match in re.finditer("\ufffd+", text.text):
        text.note("bytes_lost", match.start(), match.end(), "", "open")
    mojibake.repair(text)
    _simplified(text)
    lines.drop_tail(text)
    lines.drop_page(text)
    _widened(text)
    text.sub("", re.compile(r"[ ]+(?=\n)|(?<=\n)[ ]+|\A\s+|\s+\Z"), lambda m: "")
    text.sub("", re.compile(r"\n{2,}"), lambda m: "\n")
    lines.drop_repeated(text)
    lines.part_paragraphs(text)
    lines.join_broken(text)
    _blanks(text)
    return text


def _simplified(text: Mapped) -> None:
    """Simplify a text that is traditional; a simplified one with a stray old form is left alone."""
    new = simplify(text.text)
    changed = sum(a != b and a != "著" for a, b in zip(text.text, new, strict=True))
    if changed < 5 or changed * 100 < len(_HAN.findall(text.text)):
        return
    kept = {m.start() for m in _KEPT_ZHU.finditer(new.replace("着", "著")) if text.text[m.start()] == "著"}
    new = "".join(b if i not in kept else "著" for i, b in enumerate(new))
    for slip, right in AFTER_SIMPLIFY:
        new = new.replace(slip, right)
    text.same_length("simplified", new)


def _widened(text: Mapped) -> None:
    """Half-width marks beside Chinese become full-width; between digits and Latin letters they stay."""
    chars = list(text.text)
    for match in _HALF.finditer(text.text):
        i = match.start()
        if _in_chinese(text.text, i):
            chars[i] = _WIDE[match.group()]
    text.same_length("widened", "".join(chars))


def _in_chinese(text: str, i: int) -> bool:
    """Whether the mark at `i` stands in Chinese text."""
    before = text[i - 1] if i else ""
    after = text[i + 1] if i + 1 < len(text) else ""
    if before.isdigit() and after.isdigit():
        return False
    if text[i] in ",:" and before.isascii() and before.isalnum() and after.isascii() and after.isalnum():
        return False
    near = text[max(0, i - 12) : i + 13]
    return bool(_HAN.search(near))


def _blanks(text: Mapped) -> None:
    """Remove stray blanks inside running text; in short lines they part words of a headline or names."""
    changes = []
    for start, end in lines.spans(text.text):
        if end - start < 60:
            continue
        changes += [
            (start + m.start(), start + m.end(), "")
            for m in _STRAY.finditer(text.text[start:end])
            if not re.search(r"(?:记者|作者|通讯员|书记|县长|市长|区长)$", text.text[start : start + m.start()])
        ]
    for a, b, new in changes:
        text.note("blank_removed", a, b, new)
    text.replace(changes)
