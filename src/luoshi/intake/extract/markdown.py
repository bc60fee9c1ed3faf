"""Markdown: the words without their marks, tables as lines of cells."""

import re

from luoshi.intake.extract import plain
from luoshi.intake.extract.found import Found
from luoshi.reading import grid

_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_RULE = re.compile(r"^ {0,3}\|? *:?-{3,}:? *(?:\| *:?-{3,}:? *)*\|? *$")
_LINE = re.compile(r"^ {0,3}(?:[-*_] *){3,}$")
_HEADING = re.compile(r"^ {0,3}#{1,6} +(.*?)(?: +#+)? *$")
_QUOTE = re.compile(r"^ {0,3}(?:> ?)+")
_BULLET = re.compile(r"^\s*[-*+] +(?:\[[ xX]\] +)?")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![*\w])")
_CODE = re.compile(r"`([^`\n]+)`")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:[^\n]*\n){0,60}?---[ \t]*\n")


def read(content: bytes) -> Found:
    """The words of a Markdown file. Raises Unreadable when its encoding cannot be told."""
    text = plain.decode(content).replace("\r\n", "\n").lstrip("\ufeff")
    rows = _COMMENT.sub("", _FRONT_MATTER.sub("", text)).split("\n")
    said: list[str] = []
    table: list[str] = []
    for row in [*rows, ""]:
        if _in_table(row, table):
            table.append(row)
            continue
        said += _table(table)
        table = []
        if "|" in row:
            table.append(row)
        elif not (_FENCE.match(row) or _LINE.match(row)):
            said.append(_words(row))
    return Found("\n".join(said))


def _in_table(row: str, table: list[str]) -> bool:
    """Whether a row goes on with the table that has begun."""
    return bool(table) and "|" in row


def _table(rows: list[str]) -> list[str]:
    """The lines of a table; rows with bars that are none stay as they are."""
    if len(rows) < 2 or not _RULE.match(rows[1]):
        return [_words(row) for row in rows]
    cells = [[grid.Cell(_words(cell)) for cell in _cells(row)] for at, row in enumerate(rows) if at != 1]
    return grid.lines(grid.laid_out(cells))


def _cells(row: str) -> list[str]:
    """The cells of a row; a bar behind a backslash is a word."""
    inside = row.strip().removeprefix("|")
    inside = inside[:-1] if inside.endswith("|") and not inside.endswith("\\|") else inside
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", inside)]


def _words(row: str) -> str:
    """A row without the marks of Markdown."""
    heading = _HEADING.match(row)
    said = heading.group(1) if heading else _BULLET.sub("", _QUOTE.sub("", row))
    said = _LINK.sub(r"\1", _PICTURE.sub("", said))
    said = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", said))
    return _ESCAPED.sub(r"\1", _CODE.sub(r"\1", said)).rstrip()
