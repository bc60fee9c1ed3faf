"""How a labelled document is decoded and cut: apart from the product's own cleaner and cutter, which change.

A label names (document, start, end), counted in characters of `decode`. This file must therefore stay as it is:
a change here leaves labels without a sentence, and the loader counts those.
"""

import hashlib
import html
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx

# The ends of a sentence; the narrow signs neither behind a letter nor in a row, since `&nbsp;` and `????` (lost
# spaces) hold them too.
_END = re.compile(r"(?:[。；！？]|(?<![A-Za-z;!?&\s])[;!?](?![;!?]))+[”’）》」』]*")
# What may stand around a sentence without belonging to it: white space, its entities, what is left of it.
_EDGE = r"(?:[\s\ufeff\u200b]|&(?:nbsp|ensp|emsp);|\?{2,})+"
_LEADING = re.compile(_EDGE)
_TRAILING = re.compile(_EDGE + r"\Z")
_LOST = re.compile(r"\?{2,}|[\s\ufeff\u200b]+")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a decoded document: start and end in characters, the text between them, its digest."""

    start: int
    end: int
    text: str
    digest: str


def document_hash(data: bytes) -> str:
    """SHA-256 of the file as it lies there, in hex."""
    return hashlib.sha256(data).hexdigest()


def decode(data: bytes, suffix: str) -> str:
    """The text of a file: docx as its paragraphs, one a line; else UTF-8, UTF-16 with its mark, or GB 18030."""
    if suffix.lower() == ".docx":
        return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def fold(text: str) -> str:
    """A sentence without white space, its entities and remains, in one width: what a digest is taken of."""
    return _LOST.sub("", unicodedata.normalize("NFKC", _LOST.sub("", html.unescape(text))))


def digest(text: str) -> str:
    """The first 12 hex digits of the SHA-256 of the folded sentence."""
    return hashlib.sha256(fold(text).encode()).hexdigest()[:12]


def cut(text: str) -> list[Sentence]:
    """Every sentence of a decoded text, in order: cut after 。；！？ with closing quotes, and at line ends."""
    sentences = []
    for start, end in _pieces(text):
        opening = _LEADING.match(text, start, end)
        start = opening.end() if opening else start
        closing = _TRAILING.search(text[start:end])
        end = start + closing.start() if closing else end
        if start < end and fold(text[start:end]):
            sentences.append(Sentence(start, end, text[start:end], digest(text[start:end])))
    return sentences


def read(path: Path) -> tuple[str, list[Sentence]]:
    """The document's hash and its sentences."""
    data = path.read_bytes()
    return document_hash(data), cut(decode(data, path.suffix))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Spans between two ends, edges not yet trimmed."""
    position = 0
    for line in text.split("\n"):
        start = 0
        for match in _END.finditer(line):
            yield position + start, position + match.end()
            start = match.end()
        yield position + start, position + len(line)
        position += len(line) + 1
