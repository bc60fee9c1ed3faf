"""Files by the hash of their content: looked at in a child, scanned, moved to their place with their row."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

from luoshi.record import clamd, queries, sandbox
from luoshi.record.files import kinds, look
from luoshi.record.files.content import Content
from luoshi.record.models import StoredFile
from luoshi.record.operations import _bytes
from luoshi.record.operations._bytes import Incoming
from luoshi.record.operations._unit import Work, afterwards, unit_of_work
from luoshi.record.refusals import Reason, Refused

_LOOKS = "luoshi.record.files.look:look"
#: `file.…` for what a child says of a file.
TURNED_DOWN = frozenset({"damaged", "encrypted", "macros", "polyglot", "too_much", "too_slow", "not_allowed"})


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A kept file: hex SHA-256 of its bytes, size in bytes, media type found in the content."""

    hash: str
    size: int
    media_type: str


@dataclass(slots=True)
class Received:
    """A file that has been looked at and lies under a temporary name until it is kept or dropped.

    `path` holds the bytes that would be kept: of a picture those drawn anew. A `with` drops it at its end.
    """

    incoming: Incoming
    path: Path
    hash: str
    size: int
    media_type: str
    name: str
    verdict: clamd.Verdict | None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.incoming.drop()


def keep_file(*, content: Content, name: str, at: datetime, actor: str, keep_place: bool = False) -> FileRecord:
    """Keep a file and return its record; a file that is kept already is not written again and makes no event.

    `receive_file` and `keep_received` in one. In an open unit of work the bytes come to their place when it is
    committed; a unit that is taken back leaves none.
    """
    received = receive_file(content=content, name=name, at=at, actor=actor, keep_place=keep_place)
    try:
        with unit_of_work(actor=actor, at=at) as work:
            return keep_received(work, received, drop=True)
    except BaseException:
        received.incoming.drop()
        raise


def receive_file(*, content: Content, name: str, at: datetime, actor: str, keep_place: bool = False) -> Received:
    """Take a file in and look at it, before any unit of work: this may take seconds.

    A picture is drawn anew, without the place and the device it was taken with (R13-03); `keep_place` is for items
    whose acceptance standard names the place.

    Raises:
        Refused: it is empty, too large, not on the allow-list (whatever its name says), damaged, encrypted, bears
            macros, is two things at once, is a trap, carries a virus, or was expunged here before. Nothing is left.
    """
    incoming = _bytes.take_in(content, name)
    try:
        return _looked_at(incoming, name, at=at, actor=actor, keep_place=keep_place)
    except BaseException:
        incoming.drop()
        raise


def _looked_at(incoming: Incoming, name: str, *, at: datetime, actor: str, keep_place: bool) -> Received:
    """What the child and the scanner say; a file that lies here already needs neither."""
    known = _known(incoming.hash, name)
    if known is not None:
        return _received(incoming, incoming.path, incoming.hash, known, name)
    media_type, path = _kind(incoming, name, keep_place)
    if path == incoming.path:
        return _received(incoming, path, incoming.hash, media_type, name, _scanned(path, name, at=at, actor=actor))
    with path.open("rb") as held:
        digest = _bytes.digest_of(held)
    if path.stat().st_size > 2 * settings.LUOSHI_UPLOAD_LIMIT:
        raise Refused([Reason("file.too_much", {"name": name})])
    known = _known(digest, name)
    verdict = None if known else _scanned(path, name, at=at, actor=actor)
    return _received(incoming, path, digest, known or media_type, name, verdict)


def _received(
    incoming: Incoming, path: Path, digest: str, media_type: str, name: str, verdict: clamd.Verdict | None = None
) -> Received:
    """The bytes are on the disk from here on."""
    _bytes.sync(path)
    return Received(
        incoming=incoming,
        path=path,
        hash=digest,
        size=path.stat().st_size,
        media_type=media_type,
        name=name[:255],
        verdict=verdict,
    )


def _known(digest: str, name: str) -> str | None:
    """The media type of a file that is kept. Raises Refused for one that was expunged."""
    kept = queries.stored_file(digest)
    if kept is not None and kept.expunged_at is not None:
        raise Refused([Reason("file.expunged", {"name": name})])
    if kept is not None and kept.scan == "infected":
        raise Refused([Reason("file.infected", {"name": name, "found": ""})])
    return kept.media_type if kept else None


def _kind(incoming: Incoming, name: str, keep_place: bool) -> tuple[str, Path]:
    """The media type and the bytes to keep. Texts are told by their bytes alone; all others are opened in a child."""
    promised = kinds.kind(incoming.head, name)
    if promised in {kinds.TEXT, kinds.HTML}:
        wide = kinds.is_wide(incoming.head) and not kinds.hides_a_package(incoming.tail)
        promised = promised if incoming.is_text or wide else None
        if promised:
            return promised, incoming.path
    if promised is None:
        raise Refused([Reason(_unwanted(incoming), {"name": name})])
    arguments = {"promised": promised, "keep_place": keep_place}
    try:
        with incoming.path.open("rb") as held:
            found = sandbox.run(_LOOKS, source=held, folder=incoming.folder, arguments=arguments)
    except sandbox.TurnedDown as down:
        code = down.code if down.code in TURNED_DOWN else "damaged"
        raise Refused([Reason(f"file.{code}", {"name": name})]) from down
    return str(found["media_type"]), incoming.folder / look.DRAWN if found["drawn"] else incoming.path


def _unwanted(incoming: Incoming) -> str:
    """Why a file is not on the allow-list; a docx with a password is told from an old doc."""
    if not kinds.is_old_office(incoming.head):
        return "file.not_allowed"
    with incoming.path.open("rb") as held:
        return "file.encrypted" if kinds.is_locked(iter(lambda: held.read(1024 * 1024), b"")) else "file.old_office"


def _scanned(path: Path, name: str, *, at: datetime, actor: str) -> clamd.Verdict | None:
    """What the scanner says, None when there is none. Raises Refused for a virus; the event outlives the refusal."""
    with path.open("rb") as held:
        verdict = clamd.scan(settings.LUOSHI_CLAMD, held)
    if verdict is None or verdict.is_clean:
        return verdict
    payload = {"name": name[:255], "found": verdict.found, "by": verdict.by}

    def tell() -> None:
        with unit_of_work(actor=actor, at=at) as work:
            work.record("file.refused", stream="system:files", payload=payload)

    afterwards(tell)
    raise Refused([Reason("file.infected", {"name": name, "found": verdict.found})])


def keep_received(work: Work, received: Received, *, drop: bool = False) -> FileRecord:
    """Keep what was received, inside an open unit of work: the bytes come to their place as it is committed.

    With `drop` the temporary folder goes with the unit of work; without, whoever received the file drops it.
    """
    record = FileRecord(received.hash, received.size, received.media_type)
    row, fresh = _row(received, work.at)
    # What was expunged between looking and keeping stays expunged.
    if row.expunged_at is not None:
        raise Refused([Reason("file.expunged", {"name": received.name})])
    if fresh:
        payload = {"name": row.name, "size": row.size, "media_type": row.media_type, "scan": row.scan or "unscanned"}
        work.record("file.kept", stream=f"file:{row.hash}", payload=payload, rows=[row])
    work.at_end(
        keep=lambda: _settle(received, drop=drop), drop=received.incoming.drop if drop else lambda: None
    )  # fmt: skip
    return record


def _row(received: Received, at: datetime) -> tuple[StoredFile, bool]:
    """The file's row, held against whoever removes what nobody names; and whether it is new."""
    verdict = received.verdict
    defaults = {
        "size": received.size,
        "media_type": received.media_type,
        "name": received.name,
        "kept_at": at,
        "scan": "clean" if verdict else None,
        "scan_by": verdict.by if verdict else None,
        "scanned_at": at if verdict else None,
    }
    return StoredFile.objects.select_for_update().get_or_create(hash=received.hash, defaults=defaults)


def _settle(received: Received, *, drop: bool) -> None:
    """The bytes under their hash. Those that lie there are only marked as wanted again."""
    to = queries.file_path(received.hash)
    if to.exists():
        os.utime(to)
    elif received.path.exists():
        _bytes.place(received.path, to)
    if drop:
        received.incoming.drop()
