"""Reads one file from standard input and writes its text, or why not, as JSON to standard output."""

import importlib
import json
import sys
from typing import Any

from luoshi.intake.extract import kinds, plain
from luoshi.intake.extract.unreadable import Unreadable

try:
    import resource
except ImportError:  # not on this system: the parent's time limit remains
    resource = None  # type: ignore[assignment]

#: media type → the module that reads it; loaded when it is needed, for they are heavy
_READERS = {kinds.DOCX: "word", kinds.PDF: "paper", kinds.HTML: "page"}

_SECONDS = 60
_MEMORY = 2 * 1024 * 1024 * 1024
_LONGEST = 3_000_000


def bound() -> None:
    """Bound this process's time and memory, where the system can."""
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def text_of(content: bytes) -> dict[str, Any]:
    """Media type, text and margins of a file. Raises Unreadable."""
    media_type = kinds.kind(content)
    text, margins = "", ""
    if media_type in _READERS:
        read = importlib.import_module(f"luoshi.intake.extract.{_READERS[media_type]}").read
        text, margins = read(content)
    else:
        text = plain.decode(content)
    if not text.strip():
        raise Unreadable("empty")
    if len(text) > _LONGEST:
        raise Unreadable("too_much_inside")
    return {"media_type": media_type, "text": text, "margins": margins}


def main() -> None:
    """The child's whole life."""
    bound()
    try:
        answer = text_of(sys.stdin.buffer.read())
    except Unreadable as refused:
        answer = {"refused": refused.code}
    except MemoryError:
        answer = {"refused": "too_much_inside"}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main()
