"""Bytes on the disk: taken in under a temporary name, moved to their place whole or not at all, removed for good."""

import contextlib
import hashlib
import io
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from luoshi.record import queries
from luoshi.record.files import kinds
from luoshi.record.files.content import Content, Readable
from luoshi.record.operations._unit import Work, afterwards
from luoshi.record.refusals import Reason, Refused

_PIECE = 1024 * 1024


@dataclass(slots=True)
class Incoming:
    """A file under a temporary name in a folder of its own: its size, hash, first and last bytes."""

    folder: Path
    path: Path
    size: int
    hash: str
    head: bytes
    tail: bytes
    is_text: bool

    def drop(self) -> None:
        """Remove folder and bytes; nothing when they are gone."""
        shutil.rmtree(self.folder, ignore_errors=True)


def take_in(content: Content, name: str) -> Incoming:
    """The bytes under a temporary name, never more than the limit, never all in memory.

    Raises Refused for an empty file and for one over `settings.LUOSHI_UPLOAD_LIMIT` bytes; nothing is left then.
    """
    if isinstance(content, Path):
        _must_fit(content.stat().st_size, name)
        with content.open("rb") as opened:
            return take_in(opened, name)
    pieces = io.BytesIO(content) if isinstance(content, bytes) else content
    pieces.seek(0)
    folder = queries.incoming_path() / secrets.token_hex(8)
    folder.mkdir(mode=0o700, parents=True)
    try:
        return _copied(pieces, folder, name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _must_fit(size: int, name: str) -> None:
    limit: int = settings.LUOSHI_UPLOAD_LIMIT
    if size == 0:
        raise Refused([Reason("file.empty", {"name": name})])
    if size > limit:
        raise Refused([Reason("file.too_large", {"name": name, "limit_mb": limit // (1024 * 1024)})])


def _copied(content: Readable, folder: Path, name: str) -> Incoming:
    """Copy piece by piece, hashing and looking for what no text has."""
    path, digest, size, is_text, head, tail = folder / "in", hashlib.sha256(), 0, True, b"", b""
    with path.open("xb") as out:
        while piece := content.read(_PIECE):
            size += len(piece)
            if size > settings.LUOSHI_UPLOAD_LIMIT:
                break
            out.write(piece)
            digest.update(piece)
            is_text = is_text and not any(byte in piece for byte in kinds.NEVER_IN_TEXT)
            head = head if len(head) >= kinds.HEAD else (head + piece)[: kinds.HEAD]
            tail = (tail + piece)[-kinds.TAIL :]
    _must_fit(size, name)
    return Incoming(folder, path, size, digest.hexdigest(), head, tail, is_text)


def sync(path: Path) -> None:
    """The bytes, or a folder's names, are on the disk when this returns."""
    held = os.open(path, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def place(path: Path, to: Path) -> None:
    """Give synced bytes their name; after a power cut there is the whole file or none."""
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.replace(to)
    sync(to.parent)


def remove(path: Path) -> None:
    """Remove a file or a folder; nothing when it is not there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
        sync(path.parent)


def remove_after(work: Work, *paths: Path) -> None:
    """Remove files and folders once the outermost unit of work is committed; one that is taken back removes nothing.

    Killed in between, the bytes remain: `sweep_files` finds them.
    """
    committed = False

    def note() -> None:
        nonlocal committed
        committed = True

    def go() -> None:
        for path in paths if committed else ():
            remove(path)

    work.at_end(keep=note, drop=lambda: None)
    afterwards(go)


def digest_of(held: IO[bytes]) -> str:
    """Hex SHA-256 of an open file."""
    return hashlib.file_digest(held, "sha256").hexdigest()  # type: ignore[arg-type]
