"""What a page shows beside a file: its code, what the scanner said, a thumbnail, or the tombstone."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from luoshi.record import previews
from luoshi.record import queries as record
from luoshi.record.queries import ExpungingRecord, StoredFileRecord
from luoshi.web import telling


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Who had a file destroyed, when and why; names of the day."""

    at: dt.datetime
    proposed_by: str
    confirmed_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One kept file beside its name. `is_open`: it may be downloaded; `thumbnail`: one has been drawn already."""

    code: str
    size: int
    scan: str
    scan_by: str
    scanned_at: dt.datetime | None
    is_open: bool
    thumbnail: bool
    tombstone: Tombstone | None


def shown(hashes: Iterable[str], *, as_of: dt.datetime) -> Mapping[str, ShownFile]:
    """What is shown of each of the files that are kept; two queries, and one for the names of a tombstone."""
    stored = record.stored_files(hash for hash in hashes if hash)
    gone = record.tombstones(hash for hash, one in stored.items() if one.expunged_at)
    return {hash: _shown(one, gone.get(hash), as_of) for hash, one in stored.items()}


def _shown(stored: StoredFileRecord, gone: ExpungingRecord | None, as_of: dt.datetime) -> ShownFile:
    return ShownFile(
        code=record.file_code(stored.hash),
        size=stored.size,
        scan=stored.scan,
        scan_by=stored.scan_by,
        scanned_at=stored.scanned_at,
        is_open=stored.may_be_opened,
        thumbnail=stored.may_be_opened and previews.has_thumbnail(stored.hash),
        tombstone=tombstone(gone, as_of=as_of) if gone else None,
    )


def tombstone(gone: ExpungingRecord, *, as_of: dt.datetime) -> Tombstone:
    """The tombstone of an answered proposal, in names."""
    names = telling.book([gone.proposed_by, gone.answered_by], as_of=as_of)
    return Tombstone(
        at=gone.answered_at or as_of,
        proposed_by=names(gone.proposed_by),
        confirmed_by=names(gone.answered_by),
        reason=gone.reason,
    )
