"""Private files: encrypted piece by piece under the key of their record, under a random name, opened for a reason."""

import json
import secrets
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from luoshi.record import queries
from luoshi.record.models import PrivateFile, RecordKey
from luoshi.record.operations import _bytes, _keys, _private
from luoshi.record.operations._files import Received
from luoshi.record.operations._unit import Work, unit_of_work
from luoshi.record.refusals import Reason, Refused
from luoshi.seal import digests

_PIECE = 1024 * 1024
_TAG = 16
_LONGEST_HEAD = 64 * 1024
_MAGIC = b"luoshi private file 1\n"


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A private file that was opened: its name, its media type and its bytes."""

    name: str
    media_type: str
    content: bytes


def keep_private_file(work: Work, received: Received, *, stream: str) -> int:
    """Keep a received file among the private values of a record, inside an open unit of work; returns its id.

    Name and type are encrypted with the bytes. The event `private.file_kept` holds the size and SHA-256(salt ‖ hex
    SHA-256 of the bytes), nothing else. Refuses a record whose private values were erased.
    """
    key = _private.key_of(stream, work.at)
    if key.erased_at is not None:
        raise Refused([Reason("private.erased", {"name": received.name})])
    opened = _keys.unwrap(key.wrapped, master=settings.LUOSHI_KEY, stream=stream)
    salt, place = secrets.token_bytes(_private.SALT_BYTES), secrets.token_hex(16)
    sealed = received.incoming.folder / "sealed"
    head = json.dumps({"name": received.name, "media_type": received.media_type, "salt": salt.hex()}).encode()
    with received.path.open("rb") as plain, sealed.open("xb") as out:
        _seal(AESGCM(opened), place, head, plain, out)
    _bytes.sync(sealed)
    row = PrivateFile.objects.create(
        key=key,
        place=place,
        commitment=digests.commitment(salt, received.hash),
        size=received.size,
        kept_at=work.at,
    )
    payload = {"file": row.pk, "size": row.size, "commitment": row.commitment}
    work.record("private.file_kept", stream=stream, payload=payload, rows=[key, row])
    work.at_end(keep=lambda: _bytes.place(sealed, queries.private_path(place)), drop=lambda: None)
    return row.pk


def open_private_file(*, actor: str, at: datetime, stream: str, file_id: int, reason: str) -> OpenedFile:
    """The file in plain; writes `private.opened` on the access stream of the record, which the auditor reads.

    Refuses without a reason, for an unknown file, and for an erased one.
    """
    if not reason.strip():
        raise Refused([Reason("private.no_reason")])
    with unit_of_work(actor=actor, at=at) as work:
        row = PrivateFile.objects.select_related("key").filter(pk=file_id, key__stream=stream).first()
        if row is None:
            raise Refused([Reason("private.unknown", {"name": str(file_id)})])
        if row.erased_at is not None:
            raise Refused([Reason("private.erased", {"name": str(file_id)})])
        with unsealed(row, row.key) as (head, pieces):
            content = b"".join(pieces)
        payload = {"name": f"file {file_id}", "serial": 1, "reason": reason}
        work.record("private.opened", stream=f"access:{stream}", payload=payload)
    return OpenedFile(head["name"], head["media_type"], content)


def _seal(cipher: AESGCM, place: str, head: bytes, plain: IO[bytes], out: IO[bytes]) -> None:
    """Head and pieces, each under its own nonce, bound to place, number and whether it is the last."""
    out.write(_MAGIC)
    piece, number = head, 0
    while True:
        following = plain.read(_PIECE)
        nonce = secrets.token_bytes(_keys.NONCE_BYTES)
        closed = cipher.encrypt(nonce, piece, _bound(place, number, last=not following))
        out.write(struct.pack("!L", len(closed)) + nonce + closed)
        if not following:
            return
        piece, number = following, number + 1


def _bound(place: str, number: int, *, last: bool) -> bytes:
    return f"{place}\n{number}\n{'last' if last else 'more'}".encode()


@contextmanager
def unsealed(row: PrivateFile, key: RecordKey) -> Iterator[tuple[dict[str, str], Iterator[bytes]]]:
    """The head (name, media_type, salt) and the pieces of a private file. Raises `WrongKey` for bytes that do not open.

    FileNotFoundError when there are none.
    """
    cipher = AESGCM(_keys.unwrap(key.wrapped, master=settings.LUOSHI_KEY, stream=key.stream))
    path: Path = queries.private_path(row.place)
    with path.open("rb") as held:
        pieces = _pieces(cipher, row.place, held)
        yield json.loads(next(pieces)), pieces


def _pieces(cipher: AESGCM, place: str, held: IO[bytes]) -> Iterator[bytes]:
    wrong = _keys.WrongKey(f"private file {place} does not open under its record key")
    if held.read(len(_MAGIC)) != _MAGIC:
        raise wrong
    number, length = 0, held.read(4)
    while True:
        size = int.from_bytes(length, "big")
        if len(length) < 4 or not _TAG <= size <= max(_PIECE, _LONGEST_HEAD) + _TAG:
            raise wrong
        nonce, closed = held.read(_keys.NONCE_BYTES), held.read(size)
        length = held.read(4)
        try:
            yield cipher.decrypt(nonce, closed, _bound(place, number, last=not length))
        except (InvalidTag, ValueError) as error:
            raise wrong from error
        if not length:
            return
        number += 1
