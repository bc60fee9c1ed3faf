"""Files by the hash of their content: type by content, size limit, never half written."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from luoshi.record import queries
from luoshi.record.models import StoredFile
from luoshi.record.operations import _media, _places
from luoshi.record.operations._unit import unit_of_work
from luoshi.record.refusals import Reason, Refused


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A kept file: hex SHA-256 of its bytes, size in bytes, media type found in the content."""

    hash: str
    size: int
    media_type: str


def keep_file(*, content: bytes | Path, name: str, at: datetime, actor: str) -> FileRecord:
    """Keep a file and return its record; a file that is kept already is not written again and makes no event.

    Refuses empty files, files over `settings.LUOSHI_UPLOAD_LIMIT` bytes and content off the allow-list (whatever the
    name says). A picture is kept without the place and the device it was taken with (R13-03). The bytes are on the
    disk under their hash before the row exists.
    """
    data = _read(content, name)
    media_type = _media.media_type(data, name)
    if media_type is None:
        raise Refused([Reason("file.not_allowed", {"name": name})])
    data = _places.without_place(data, media_type)
    digest = hashlib.sha256(data).hexdigest()
    kept = queries.stored_file(digest)
    path = queries.file_path(digest)
    if kept is None or not path.exists():
        _write(path, data)
    if kept is not None:
        return FileRecord(kept.hash, kept.size, kept.media_type)
    with unit_of_work(actor=actor, at=at) as work:
        row = StoredFile(hash=digest, size=len(data), media_type=media_type, name=name[:255], kept_at=at)
        _made, fresh = StoredFile.objects.get_or_create(
            hash=digest, defaults={"size": row.size, "media_type": media_type, "name": row.name, "kept_at": at}
        )
        if fresh:
            payload = {"name": row.name, "size": row.size, "media_type": media_type}
            work.record("file.kept", stream=f"file:{digest}", payload=payload, rows=[row])
    return FileRecord(digest, len(data), media_type)


def _read(content: bytes | Path, name: str) -> bytes:
    """The bytes, with size looked at before a big file is read."""
    limit: int = settings.LUOSHI_UPLOAD_LIMIT
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    if size == 0:
        raise Refused([Reason("file.empty", {"name": name})])
    if size > limit:
        raise Refused([Reason("file.too_large", {"name": name, "limit_mb": limit // (1024 * 1024)})])
    return content if isinstance(content, bytes) else content.read_bytes()


def _write(path: Path, data: bytes) -> None:
    """Temporary name → fsync → rename → fsync of the folder: after a power cut there is the whole file or none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with draft.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
