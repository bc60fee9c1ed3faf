"""From a text with the dirt of its way to a clean text, with an offset map and a list of repairs.

The order is part of the method: wrong decoding goes first, for it hides everything else; readings in brackets next
(their proof is in the traditional characters); the characters are simplified after that, punctuation is widened on
simplified text, lines are judged last. Blanks at the ends of lines, empty lines and line ends are no listed repairs.
"""

import html
import re

from luoshi.reading import encodings, lines, mojibake, page
from luoshi.reading._dictionaries import AFTER_SIMPLIFY, simplify
from luoshi.reading.mapped import Mapped
from luoshi.reading.tables import BAR

_WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_HALF = re.compile(r"[,;:!?()]")
_QUOTES = str.maketrans("「」『』", "“”‘’")
_ENTITIES = re.compile(r"&(?:amp;)*(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_KEPT_ZHU = re.compile(r"(?<=[显昭名论原译编巨土专遗])著|著(?=[名作书称述录])")
_MARKS = "，。、；：！？“”‘’（）《》〈〉【】〔〕—…"
_STRAY = re.compile(rf"(?<=[\u4e00-\u9fff{_MARKS}])[ \t]+(?=[\u4e00-\u9fff{_MARKS}])")
_BESIDE_FIGURE = re.compile(r"(?<=[0-9%])[ ]+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[ ]+(?=[0-9])")
#: A line whose every character stands apart: 政 府 工 作 报 告.
_APART = re.compile(rf"(?:[\u4e00-\u9fff{_MARKS}\d] {{1,3}}){{3,}}[\u4e00-\u9fff{_MARKS}\d](?![^\s])")
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_BULLET = re.compile("(?m)^[ \t]*[\ue000-\uf8ff]+[ \t]*")
_PRIVATE = re.compile("[\ue000-\uf8ff]+")
_LETTERS = {chr(wide): chr(wide - 0xFEE0) for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
_LETTERS |= {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF41, 0xFF5B)} | {"％": "%", "．": "."}
_FULL_LETTER = re.compile(
    r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a％]|(?<=[0-9\uff10-\uff19])．(?=[0-9\uff10-\uff19])"
)
#: What reading a scan confuses, where no other word fits. Only marked: what stood there is for a person to say.
_MISREAD = re.compile(
    r"(?<=\d)[OoIl|](?=[\d年月日%％.．])|(?<=[\u4e00-\u9fff])[OoIl](?=\d{1,3}[年月日%％])|(?<=月)\d{1,2}曰"
    "|入民(?=政府|群众|代表|法院)|末来(?=[，的五三])|己经|干亿|百干|[—一]0(?=\\d年)"
)


def clean(source: str) -> Mapped:
    """The cleaned text of `source` with its offset map and repairs."""
    text = Mapped(source)
    text.sub("", re.compile("\r\n?"), lambda m: "\n")
    encodings.repair(text)
    text.sub("", re.compile("[\u0085\u2028\u2029\x0b\x0c]"), lambda m: "\n")
    _unseen(text)
    for _ in range(2):
        text.sub("entity_resolved", _ENTITIES, _entity)
    text.sub("", re.compile("[\u00a0\u3000\u2000-\u200a\u202f\u205f\t]"), lambda m: " ")
    lost = re.compile(r"\?{2,}" if "????" in source else r"\?{3,}")
    text.sub("lost_blanks_removed", lost, lambda m: " ")
    page.drop_noise(text)
    mojibake.repair(text)
    text.sub("narrowed", _FULL_LETTER, lambda m: _LETTERS[m.group()])
    _simplified(text)
    page.drop_tail(text)
    page.drop_page(text)
    _widened(text)
    lines.join_indented(text)
    text.sub("", re.compile(r"[ ]+(?=\n)|(?<=\n)[ ]+|\A\s+|\s+\Z"), lambda m: "")
    text.sub("", re.compile(r"\n{2,}"), lambda m: "\n")
    text.sub("blank_removed", _APART, lambda m: m.group().replace(" ", ""))
    page.drop_repeated(text)
    page.drop_note_marks(text)
    lines.part_paragraphs(text)
    lines.join_broken(text)
    _blanks(text)
    for match in _MISREAD.finditer(text.text):
        text.note("misread", match.start(), match.end(), "", "open")
    return text


def _unseen(text: Mapped) -> None:
    """Remove what nobody sees; a character of a private font inside a line was somebody's and is marked."""
    text.sub("invisible_removed", _INVISIBLE, lambda m: "")
    text.sub("control_removed", _CONTROL, lambda m: "")
    text.sub("bullet_removed", _BULLET, lambda m: "")
    text.sub("private_character", _PRIVATE, lambda m: "", "open")


def _entity(match: re.Match[str]) -> str:
    """What an HTML entity stands for, also one escaped twice; unknown names stay."""
    said = html.unescape(re.sub("&(?:amp;)+", "&", match.group()))
    return "" if said in "\u200b\u200c\u200d\ufeff\u00ad" else said


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
    text.same_length("simplified", new.translate(_QUOTES))


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
        row = text.text[start:end]
        if BAR in row:
            continue
        running = end - start >= 60 or ("。" in row and row.count(" ") * 4 >= len(row))
        found = list(_STRAY.finditer(row)) if running else []
        if running or re.search("[，。；]", row):
            found += _BESIDE_FIGURE.finditer(row)
        changes += [
            (start + m.start(), start + m.end(), "")
            for m in sorted(found, key=lambda m: m.start())
            if not re.search(r"(?:记者|作者|通讯员|书记|县长|市长|区长)$", row[: m.start()])
        ]
    for a, b, new in changes:
        text.note("blank_removed", a, b, new)
    text.replace(changes)
