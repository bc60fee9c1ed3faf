"""Files in: bounded, typed by content, read in a process of their own, refused with one clear sentence. No database."""

import contextlib
import dataclasses
import hashlib
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from luoshi.reading import secrecy
from luoshi.record import sandbox
from luoshi.record.files.content import Content
from luoshi.record.refusals import Reason, Refused

_READS = "luoshi.intake.extract.task:text_of"
_LIMITS = sandbox.Limits(cpu_seconds=60, wall_seconds=90)
#: What the child says of every file, in the words of this room.
_OF_ANY = {"damaged": "truncated", "too_much": "too_much_inside"}


@dataclasses.dataclass(frozen=True, slots=True)
class Extracted:
    """A file's text, and what the file is."""

    name: str
    sha256: str
    size: int
    media_type: str
    text: str


def read_path(path: Path, *, limit: int) -> Extracted:
    """The text of the file at `path`, at most `limit` bytes. Raises Refused, or OSError if it cannot be opened."""
    return read(path, name=path.name, limit=limit)


def read(content: Content, *, name: str, limit: int) -> Extracted:
    """The text of a file. Raises Refused: empty, too big, not readable, or bearing a secrecy mark (R13-15)."""
    with tempfile.TemporaryDirectory(prefix="luoshi-") as folder, _opened(content, Path(folder), limit) as source:
        size = source.seek(0, io.SEEK_END)
        if size > limit:
            raise Refused([Reason("intake.too_big", {"megabytes": limit // (1024 * 1024)})])
        answer = _answer(source, Path(folder))
        source.seek(0)
        digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    text = answer["text"]
    if secrecy.mark(text) or secrecy.mark(answer["margins"]):
        raise Refused([Reason("intake.classified", rule="R13-15")])
    return Extracted(name, digest, size, answer["media_type"], text)


@contextlib.contextmanager
def _opened(content: Content, folder: Path, limit: int) -> Iterator[IO[bytes]]:
    """The content as a file that a child can read where it lies; never more of it than one byte over the limit."""
    if isinstance(content, Path):
        with content.open("rb") as held:
            yield held
        return
    pieces = io.BytesIO(content) if isinstance(content, bytes) else content
    pieces.seek(0)
    with (folder / "in").open("w+b") as copy:
        while copy.tell() <= limit and (piece := pieces.read(min(1024 * 1024, limit + 1 - copy.tell()))):
            copy.write(piece)
        copy.flush()
        pieces.seek(0)
        yield copy


def _answer(source: IO[bytes], folder: Path) -> sandbox.Answer:
    """What the reading process answers; one that dies or takes too long is a refusal too."""
    try:
        return sandbox.run(_READS, source=source, folder=folder, limits=_LIMITS)
    except sandbox.TurnedDown as down:
        raise Refused([Reason(f"intake.{_OF_ANY.get(down.code, down.code)}")]) from down
