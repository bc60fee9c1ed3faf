"""Files in: bounded, typed by content, read in a process of their own, refused with one clear sentence. No database.

Most files need one child. An old office file is turned into a new one by LibreOffice in a first child, a scan is read
by OCR in a second one; where these are not installed, the refusal says so.
"""

import contextlib
import dataclasses
import hashlib
import io
import tempfile
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from luoshi.reading import secrecy
from luoshi.record import sandbox
from luoshi.record.files import office_program
from luoshi.record.files.content import Content
from luoshi.record.refusals import Reason, Refused

_READS = "luoshi.intake.extract.task:text_of"
_CONVERTS = "luoshi.intake.extract.office:converted"
_SEES = "luoshi.intake.extract.scan:text_of"
_LIMITS = sandbox.Limits(cpu_seconds=60, wall_seconds=90)
_OFFICE_LIMITS = sandbox.Limits(
    cpu_seconds=90, wall_seconds=120, memory=4 * 1024**3, file_bytes=256 * 1024**2, open_files=1024
)  # fmt: skip
#: Seconds a page, for two processors; a document of a hundred scanned pages is the longest.
_OCR_LIMITS = sandbox.Limits(
    cpu_seconds=1080, wall_seconds=540, memory=8 * 1024**3, file_bytes=256 * 1024**2, open_files=256
)  # fmt: skip
#: How files begin that another program may have to read.
_BY_OFFICE, _BY_OCR = (b"\xd0\xcf\x11\xe0", b"{\\rt"), (b"%PDF", b"\x89PNG", b"\xff\xd8\xff")
#: What the child says of every file, in the words of this room.
_OF_ANY = {"damaged": "truncated", "too_much": "too_much_inside"}


@dataclasses.dataclass(frozen=True, slots=True)
class Extracted:
    """A file's text, and what the file is.

    `media_type` and `made` are of what LibreOffice made of an old office file: it is kept in its stead, for it bears no
    macros. `notices`: what was left out or filled in on the way to the text (`word.notice.…`), and how often.
    """

    name: str
    sha256: str
    size: int
    media_type: str
    text: str
    made: bytes | None = dataclasses.field(default=None, repr=False)
    notices: Mapping[str, int] = dataclasses.field(default_factory=dict)


def read_path(path: Path, *, limit: int) -> Extracted:
    """The text of the file at `path`, at most `limit` bytes. Raises Refused, or OSError if it cannot be opened."""
    return read(path, name=path.name, limit=limit)


def read(content: Content, *, name: str, limit: int) -> Extracted:
    """The text of a file. Raises Refused: empty, too big, not readable, or bearing a secrecy mark (R13-15)."""
    with tempfile.TemporaryDirectory(prefix="luoshi-") as folder, _opened(content, Path(folder), limit) as source:
        size = source.seek(0, io.SEEK_END)
        if size > limit:
            raise Refused([Reason("intake.too_big", {"megabytes": limit // (1024 * 1024)})])
        answer = _read(source, Path(folder))
        source.seek(0)
        digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    text = answer["text"]
    if secrecy.mark(text) or secrecy.mark(answer["margins"]):
        raise Refused([Reason("intake.classified", rule="R13-15")])
    return Extracted(name, digest, size, answer["media_type"], text, answer.get("made"), answer["notices"])


def has_ocr() -> bool:
    """Whether scans can be read here: the extra `ocr` is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def may_take_long(content: Content) -> bool:
    """Whether a file may need more than seconds: another program has to read it."""
    if isinstance(content, bytes):
        head = content[:8]
    elif isinstance(content, Path):
        with content.open("rb") as held:
            head = held.read(8)
    else:
        content.seek(0)
        head = content.read(8)
        content.seek(0)
    return head.startswith(_BY_OFFICE) or (has_ocr() and head.startswith(_BY_OCR))


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


def _read(source: IO[bytes], folder: Path) -> sandbox.Answer:
    """Media type, text, margins and notices, by whatever the file needs. Raises Refused."""
    answer = _answer(_READS, source, folder, _LIMITS)
    if answer["by"] == "office":
        return _by_office(source, folder, answer["media_type"])
    if answer["by"] == "ocr":
        return _by_ocr(source, folder, answer["media_type"])
    return answer


def _by_office(source: IO[bytes], folder: Path, media_type: str) -> sandbox.Answer:
    """An old office file, by way of the new one that LibreOffice makes of it."""
    program = office_program.find()
    if not program:
        raise Refused([Reason("intake.old_office")])
    arguments = {"media_type": media_type, "program": program}
    try:
        made = _answer(_CONVERTS, source, folder, _OFFICE_LIMITS, arguments, office_program.SOCKETS)
    finally:
        office_program.sweep()
    with (folder / made["made"]).open("rb") as converted:
        answer = _answer(_READS, converted, folder, _LIMITS)
    if "text" not in answer:
        raise Refused([Reason("intake.truncated")])
    notices = {"converted": 1, **answer.get("notices", {})}
    return {**answer, "notices": notices, "made": (folder / made["made"]).read_bytes()}


def _by_ocr(source: IO[bytes], folder: Path, media_type: str) -> sandbox.Answer:
    """A picture or a scanned PDF, read by OCR."""
    if not has_ocr():
        raise Refused([Reason("intake.picture" if media_type.startswith("image/") else "intake.scan")])
    return _answer(_SEES, source, folder, _OCR_LIMITS, {"media_type": media_type})


def _answer(
    task: str,
    source: IO[bytes],
    folder: Path,
    limits: sandbox.Limits,
    arguments: Mapping[str, object] | None = None,
    sockets: tuple[str, ...] = (),
) -> sandbox.Answer:
    """What a child answers; one that dies or takes too long is a refusal too."""
    try:
        return sandbox.run(task, source=source, folder=folder, arguments=arguments, limits=limits, sockets=sockets)
    except sandbox.TurnedDown as down:
        raise Refused([Reason(f"intake.{_OF_ANY.get(down.code, down.code)}")]) from down
