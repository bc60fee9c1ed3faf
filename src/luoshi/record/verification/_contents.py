"""Files against their hashes, private values against their commitments."""

import hashlib
from pathlib import Path

from luoshi.record import queries
from luoshi.record.models import PrivateFile, PrivateValue, StoredFile
from luoshi.record.operations import _private, _private_files
from luoshi.record.operations._keys import WrongKey
from luoshi.record.verification._report import Findings
from luoshi.seal import digests


def check_files(findings: Findings) -> tuple[int, int]:
    """Hash every kept file again; returns (files, of them expunged). Of an expunged one there must be nothing left."""
    count = expunged = 0
    for row in StoredFile.objects.order_by("hash").iterator(chunk_size=500):
        count += 1
        try:
            path = queries.file_path(row.hash)
            if row.expunged_at is not None:
                expunged += 1
                if path.exists():
                    findings.add("verify.file_not_expunged", file=row.hash, name=row.name)
            elif not path.is_file():
                findings.add("verify.file_missing", file=row.hash, name=row.name)
            elif _hash(path) != row.hash:
                findings.add("verify.file_changed", file=row.hash, name=row.name)
        except (OSError, ValueError) as error:
            findings.add("verify.file_unreadable", file=row.hash, name=row.name, error=str(error))
    return count, expunged


def _hash(path: Path) -> str:
    with path.open("rb") as held:
        return hashlib.file_digest(held, "sha256").hexdigest()


def check_private(findings: Findings) -> tuple[int, int]:
    """Open every private value and file, compare its commitment; returns (both, of them erased). Nothing is shown."""
    count, erased = _check_private_files(findings)
    for row in PrivateValue.objects.select_related("key").order_by("id").iterator(chunk_size=500):
        count += 1
        where = {"stream": row.key.stream, "name": row.name, "serial": row.serial}
        if row.key.erased_at is not None:
            erased += 1
            if row.ciphertext:
                findings.add("verify.private_not_erased", **where)
            continue
        try:
            salt, value = _private.plain_value(row, row.key)
        except (WrongKey, UnicodeDecodeError):
            findings.add("verify.private_unreadable", **where)
            continue
        if digests.commitment(salt, value) != row.commitment:
            findings.add("verify.private_changed", **where)
    return count, erased


def _check_private_files(findings: Findings) -> tuple[int, int]:
    count = erased = 0
    for row in PrivateFile.objects.select_related("key").order_by("id").iterator(chunk_size=500):
        count += 1
        where = {"stream": row.key.stream, "name": f"file {row.pk}", "serial": 1}
        if row.erased_at is not None:
            erased += 1
            if queries.private_path(row.place).exists():
                findings.add("verify.private_not_erased", **where)
            continue
        try:
            salt, digest = _plain_digest(row)
        except (WrongKey, OSError, ValueError, KeyError):
            findings.add("verify.private_unreadable", **where)
            continue
        if digests.commitment(salt, digest) != row.commitment:
            findings.add("verify.private_changed", **where)
    return count, erased


def _plain_digest(row: PrivateFile) -> tuple[bytes, str]:
    """(salt, hex SHA-256) of a private file's bytes, a piece at a time."""
    digest = hashlib.sha256()
    with _private_files.unsealed(row, row.key) as (head, pieces):
        for piece in pieces:
            digest.update(piece)
    return bytes.fromhex(head["salt"]), digest.hexdigest()
