"""Line rules: lines broken in the middle, by a page layout or after a mark, and paragraphs run together."""

import re

from luoshi.reading import outline
from luoshi.reading.mapped import Mapped
from luoshi.reading.tables import BAR

_ENDS = tuple("。！？…；：.!?;:”’」』）)》】")
_RUN_TOGETHER = re.compile(r"(?<=[。！？”])[ \u3000]+(?=[\u4e00-\u9fff“])")


def join_indented(text: Mapped) -> None:
    """Join the lines of a hard-wrapped text whose paragraphs are told by an indent or an empty line."""
    rows = spans(text.text)
    width = _wrap_width(text.text, rows)
    if not width:
        return
    indented = sum(text.text[s:e].startswith("  ") for s, e in rows) >= _INDENTS
    parted = sum(not text.text[s:e].strip() for s, e in rows) >= _INDENTS
    if not indented and not parted:
        return
    changes = []
    for (start, end), (next_start, next_end) in zip(rows, rows[1:], strict=False):
        row, following = text.text[start:end], text.text[next_start:next_end]
        if not following.strip() or (indented and following.startswith("  ")) or outline.marker(following.strip()):
            continue
        if _width(row.rstrip()) >= width - 6 and BAR not in row:
            blanks = len(following) - len(following.lstrip())
            text.note("line_joined", end, next_start, "", "likely")
            changes.append((end, next_start + blanks, ""))
    text.replace(changes)


def join_broken(text: Mapped) -> None:
    """Join lines that were cut in the middle: after a semicolon or comma, or without any end in running text."""
    rows = spans(text.text)
    width = _wrap_width(text.text, rows)
    changes = []
    for (start, end), (next_start, next_end) in zip(rows, rows[1:], strict=False):
        if _belongs(text.text[start:end], text.text[next_start:next_end], width):
            text.note("line_joined", end, next_start, "", "likely")
            changes.append((end, next_start, ""))
    text.replace(changes)


def part_paragraphs(text: Mapped) -> None:
    """Restore the breaks of paragraphs that run together with a blank after a full stop."""
    changes = []
    for start, end in spans(text.text):
        if end - start < _WHOLE_DOCUMENT:
            continue
        for match in _RUN_TOGETHER.finditer(text.text, start, end):
            text.note("break_restored", match.start(), match.end(), "\n", "likely")
            changes.append((match.start(), match.end(), "\n"))
    text.replace(changes)


_INDENTS = 3
_WHOLE_DOCUMENT = 600  # characters: more than a paragraph of these texts, so paragraphs must be hidden inside
_LONGEST_WRAPPED = 160


def _width(row: str) -> int:
    """How wide a line prints: two for a Chinese character, one for a Latin letter or digit."""
    return sum(1 if char.isascii() else 2 for char in row)


def _wrap_width(text: str, rows: list[tuple[int, int]]) -> int:
    """The printed width of a hard-wrapped text (from a page layout); 0 where paragraphs are whole lines."""
    lengths = sorted(_width(text[s:e].rstrip()) for s, e in rows if e - s >= 12)
    if len(lengths) < 8 or lengths[-1] > _LONGEST_WRAPPED:
        return 0
    full = lengths[int(len(lengths) * 0.9)]
    near = [n for n in lengths if full - 6 <= n <= full + 6]
    return full if len(near) >= 0.4 * len(lengths) else 0


def _belongs(row: str, following: str, width: int) -> bool:
    """Whether `following` continues `row`."""
    row, following = row.rstrip(), following.strip()
    if not row or not following or outline.marker(following):
        return False
    if following[0] in _NEVER_FIRST or row[-1] in _NEVER_LAST:
        return True
    if outline.marker(row) and len(row) < 30 and not row.endswith(("、", "，")) and _width(row) < (width or 999) - 6:
        return False
    if following.startswith(("—", "－", "●", "■", "◆", "★", "▲", "※")) or BAR in row or BAR in following:
        return False
    if row.endswith(("；", ";")):
        return True
    if row.endswith(("，", "、", ",")):
        return len(row) > 12
    if width:
        return _width(row) >= width - 6 and not row.endswith(_ENDS[:7])
    running = "。" in row or len(row) > 45
    return running and not row.endswith(_ENDS) and len(following) > 1


#: Marks that no line begins or ends with.
_NEVER_FIRST = "，。、；：！？）》”’】〕"
_NEVER_LAST = "（《“‘【〔"


def spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each line, without its end mark."""
    found = []
    start = 0
    for row in text.split("\n"):
        found.append((start, start + len(row)))
        start += len(row) + 1
    return found
