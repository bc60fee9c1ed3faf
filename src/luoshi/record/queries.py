"""Every read of the record that others may use."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Q

from luoshi.record.models import Event, Expunging, LogHead, OnceKey, PrivateFile, PrivateValue, RecordKey, StoredFile
from luoshi.seal import tree

#: So many digits of its hash name a file among people.
CODE = 12

#: How many positions of the log `newest_of` looks at first.
_FIRST_WINDOW = 5000


@dataclass(frozen=True, slots=True)
class Head:
    """How far the log goes and the hash that stands for all of it; `str()` is the anchor printed on papers.

    `recorded_at` is when its last event was; None before the first.
    """

    size: int
    head: str
    recorded_at: datetime | None = None

    def __str__(self) -> str:
        return f"{self.size}:{self.head}"


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event of the log; `payload` is plain JSON (dates and moments as canonical text)."""

    position: int
    stream: str
    type: str
    schema: int
    happened_at: datetime
    recorded_at: datetime
    actor: str
    on_behalf_of: str
    payload: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class StoredFileRecord:
    """A kept file: hex SHA-256, size in bytes, media type, the name it first came under.

    `scan`: `clean`, `infected`, or `unscanned` when no scanner has looked; `expunged_at` is set when only the tombstone
    is left.
    """

    hash: str
    size: int
    media_type: str
    name: str
    kept_at: datetime
    scan: str = "unscanned"
    scan_by: str = ""
    scanned_at: datetime | None = None
    expunged_at: datetime | None = None

    @property
    def may_be_opened(self) -> bool:
        """Whether its bytes may be handed out: not when they are gone, not when they are known to harm."""
        return self.expunged_at is None and self.scan != "infected"


def _record(event: Event) -> EventRecord:
    return EventRecord(
        position=event.position,
        stream=event.stream,
        type=event.type,
        schema=event.schema,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        actor=event.actor,
        on_behalf_of=event.on_behalf_of,
        payload=json.loads(event.payload),
        hash=event.hash,
    )


def head() -> Head:
    """The present head of the log; size 0 and the hash of nothing before the first event."""
    row = LogHead.objects.filter(pk=1).first()
    return Head(row.size, row.head, row.last_recorded_at) if row else Head(0, tree.EMPTY.hex())


def events(*, stream: str, as_of: datetime, after: int = 0, limit: int | None = None) -> tuple[EventRecord, ...]:
    """The events of one stream recorded until `as_of`, oldest first, behind position `after`."""
    found = Event.objects.filter(stream=stream, position__gt=after, recorded_at__lte=as_of).order_by("position")
    return tuple(map(_record, found if limit is None else found[:limit]))


def last_events(*, stream: str, as_of: datetime, after: int = 0, limit: int) -> tuple[EventRecord, ...]:
    """The newest events of one stream, behind position `after`, newest first. One query."""
    found = Event.objects.filter(stream=stream, position__gt=after, recorded_at__lte=as_of).order_by("-position")
    return tuple(map(_record, found[:limit]))


def count_events(*, stream: str, as_of: datetime) -> int:
    """How many events of one stream were recorded until `as_of`."""
    return Event.objects.filter(stream=stream, recorded_at__lte=as_of).count()


def events_of(streams: Collection[str], *, types: Collection[str], as_of: datetime) -> Iterator[EventRecord]:
    """The events of these types on any of these streams, recorded until `as_of`, oldest first within each stream.

    One query for each 500 streams, read as a stream.
    """
    wanted = sorted(streams)
    for start in range(0, len(wanted), 500):
        some = Event.objects.filter(stream__in=wanted[start : start + 500], type__in=types, recorded_at__lte=as_of)
        yield from map(_record, some.order_by("position").iterator(chunk_size=2000))


def events_after(position: int, limit: int) -> tuple[EventRecord, ...]:
    """The next `limit` events of the whole log behind `position` (0 for the beginning): how readers follow the log."""
    return tuple(map(_record, Event.objects.filter(position__gt=position).order_by("position")[:limit]))


def newest_events(*, prefix: str, as_of: datetime, before: int | None, limit: int) -> tuple[EventRecord, ...]:
    """The newest events, recorded until `as_of`, of all streams that begin with `prefix`, before position `before`."""
    found = Event.objects.filter(stream__startswith=prefix, recorded_at__lte=as_of).order_by("-position")
    return tuple(map(_record, (found if before is None else found.filter(position__lt=before))[:limit]))


def newest_of(
    types: Collection[str],
    *,
    as_of: datetime,
    since: datetime | None = None,
    before: int | None = None,
    streams: Collection[str] | None = None,
    actors: Collection[str] | None = None,
    limit: int,
) -> tuple[EventRecord, ...]:
    """The newest events of these types, recorded from `since` until `as_of`, before position `before`.

    `streams`: only of these; `actors`: only by these (`person:9`, on whatever post). The log is walked backwards in
    windows that grow, so that the newest hundred cost the same in a long log as in a short one.
    """
    found: list[Event] = []
    top, window = (before or head().size + 1), _FIRST_WINDOW
    wanted = Event.objects.filter(type__in=tuple(types), recorded_at__lte=as_of)
    if streams is not None:
        wanted = wanted.filter(stream__in=tuple(streams))
    if actors is not None:
        ends = [Q(actor__endswith=f"/{one}") for one in actors]
        wanted = wanted.filter(reduce(or_, ends, Q(actor__in=tuple(actors))))
    while len(found) < limit and top > 1:
        bottom = max(1, top - window)
        seen = wanted.filter(position__gte=bottom, position__lt=top).order_by("-position")
        found += seen[: limit - len(found)]
        if since is not None and Event.objects.filter(position=bottom, recorded_at__lt=since).exists():
            break
        top, window = bottom, window * 4
    return tuple(_record(one) for one in found if since is None or one.recorded_at >= since)


def events_at(positions: Collection[int]) -> tuple[EventRecord, ...]:
    """The events at these positions, oldest first."""
    found = Event.objects.filter(position__in=tuple(positions)).order_by("position")
    return tuple(map(_record, found)) if positions else ()


def event(position: int) -> EventRecord | None:
    """The event at this position."""
    found = Event.objects.filter(position=position).first()
    return _record(found) if found else None


def find_once(key: str) -> Any | None:
    """What the first use of a form's key returned; None while it is unspent."""
    found = OnceKey.objects.filter(key=key).first()
    return found.result if found else None


def has_private(*, stream: str, name: str) -> bool:
    """Whether a private value `name` of the record is kept and not erased; what it is stays closed."""
    return PrivateValue.objects.filter(key__stream=stream, key__erased_at=None, name=name).exists()


def file_path(hash: str) -> Path:
    """Where the bytes of a kept file lie; ValueError for anything that is not a hex SHA-256 (never a path)."""
    if len(hash) != 64 or set(hash) - set("0123456789abcdef"):
        raise ValueError("a file is named by 64 hex digits")
    return Path(settings.LUOSHI_FILES) / hash[:2] / hash


def wrappings() -> Mapping[str, int]:
    """How many record keys lie under each master key, by its identifier; erased ones under "". One query."""
    counted = RecordKey.objects.values_list("wrapping").annotate(count=Count("pk")).order_by("wrapping")
    return dict(counted)


def file_names() -> Iterator[str]:
    """Where the bytes of every kept file lie, below the files folder, with `/`; works on the tables of any version."""
    folder, kept = Path(settings.LUOSHI_FILES), StoredFile.objects.order_by("pk")
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        columns = connection.introspection.get_table_description(cursor, StoredFile._meta.db_table)
    if any(column.name == "expunged_at" for column in columns):
        kept = kept.filter(expunged_at=None)
    for hash in kept.values_list("pk", flat=True).iterator(chunk_size=2000):
        yield file_path(hash).relative_to(folder).as_posix()
    if PrivateFile._meta.db_table in tables:
        for place in PrivateFile.objects.filter(erased_at=None).order_by("pk").values_list("place", flat=True):
            yield private_path(place).relative_to(folder).as_posix()


def incoming_path() -> Path:
    """Where files lie under temporary names until they are kept or refused."""
    return Path(settings.LUOSHI_FILES) / ".incoming"


def previews_path(hash: str) -> Path:
    """Where the previews of a kept file lie; the folder may be removed at any time. ValueError as `file_path`."""
    return Path(settings.LUOSHI_FILES).parent / "previews" / file_path(hash).name


def private_path(place: str) -> Path:
    """Where the encrypted bytes of a private file lie; the folder of all for an empty name."""
    if set(place) - set("0123456789abcdef"):
        raise ValueError("a private file is named by hex digits")
    return Path(settings.LUOSHI_FILES) / "private" / place


def file_code(hash: str) -> str:
    """What people call a file by without saying what it is: the first twelve digits of its hash, in fours."""
    return " ".join((hash[:4], hash[4:8], hash[8:12]))


def stored_file(hash: str) -> StoredFileRecord | None:
    """The record of a kept file."""
    return stored_files([hash]).get(hash)


def stored_files(hashes: Iterable[str]) -> Mapping[str, StoredFileRecord]:
    """The records of those of the hashes that are kept. One query, none for none."""
    wanted = set(hashes)
    rows = StoredFile.objects.filter(pk__in=wanted) if wanted else ()
    return {row.hash: _stored(row) for row in rows}


def _stored(row: StoredFile) -> StoredFileRecord:
    return StoredFileRecord(
        hash=row.hash,
        size=row.size,
        media_type=row.media_type,
        name=row.name,
        kept_at=row.kept_at,
        scan=row.scan or "unscanned",
        scan_by=row.scan_by or "",
        scanned_at=row.scanned_at,
        expunged_at=row.expunged_at,
    )


def files_since(at: datetime, *, limit: int) -> tuple[StoredFileRecord, ...]:
    """The files kept since a moment whose bytes are there, the newest first, at most `limit`."""
    rows = StoredFile.objects.filter(kept_at__gte=at, expunged_at=None).order_by("-kept_at")[:limit]
    return tuple(map(_stored, rows))


def kept_files(hashes: Iterable[str]) -> frozenset[str]:
    """Those of the hashes whose bytes are kept. One query, none for none."""
    return frozenset(hash for hash, one in stored_files(hashes).items() if one.expunged_at is None)


@dataclass(frozen=True, slots=True)
class ExpungingRecord:
    """A proposal to destroy a file, and what became of it: refs of persons, `confirmed` None while it is open."""

    id: int
    file: StoredFileRecord
    reason: str
    proposed_at: datetime
    proposed_by: str
    answered_at: datetime | None
    answered_by: str
    confirmed: bool | None


def tombstones(hashes: Iterable[str]) -> Mapping[str, ExpungingRecord]:
    """Who destroyed which of these files, when and why. One query, none for none."""
    wanted = set(hashes)
    rows = Expunging.objects.filter(file__in=wanted, confirmed=True).select_related("file") if wanted else ()
    return {row.file_id: _expunging(row) for row in rows}


def expungings(*, limit: int) -> tuple[ExpungingRecord, ...]:
    """The open proposals to destroy a file, then the newest answered ones: at most `limit`."""
    rows = Expunging.objects.select_related("file").order_by(F("answered_at").desc(nulls_first=True), "-id")
    return tuple(map(_expunging, rows[:limit]))


def expunging(proposal_id: int) -> ExpungingRecord | None:
    """One proposal."""
    row = Expunging.objects.select_related("file").filter(pk=proposal_id).first()
    return _expunging(row) if row else None


def find_by_code(code: str) -> StoredFileRecord | None:
    """The kept file that people call so (`file_code`, blanks or not); None for none, or when it fits several."""
    said = "".join(code.split()).lower()
    if len(said) < CODE or set(said) - set("0123456789abcdef"):
        return None
    found = StoredFile.objects.filter(pk__startswith=said)[:2]
    return _stored(found[0]) if len(found) == 1 else None


def _expunging(row: Expunging) -> ExpungingRecord:
    return ExpungingRecord(
        id=row.pk,
        file=_stored(row.file),
        reason=row.reason,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        answered_at=row.answered_at,
        answered_by=row.answered_by or "",
        confirmed=row.confirmed,
    )
