"""The unit of work: rows and events in one transaction, sealed when the outermost one ends."""

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import models, transaction

from luoshi.record import messages, sealing
from luoshi.record.operations import _append, _lock
from luoshi.record.sealing import Pk
from luoshi.seal import canonical, digests

RowRef = tuple[str, Pk]
# Events of these streams change nothing that is remembered (see `remembered`).
_LEAVES_KNOWN = "item:"
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class _Pending:
    """An event that waits for its position, the digests of its rows and its hash."""

    type: str
    stream: str
    schema: int
    payload: str
    touched: tuple[RowRef, ...]
    actor: str
    on_behalf_of: str
    at: datetime
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class _Ending:
    """What is done outside the database when the work is written, and what when it is taken back."""

    keep: Callable[[], None]
    drop: Callable[[], None]


class _Open(threading.local):
    """The unit of work that is open in this thread."""

    def __init__(self) -> None:
        self.depth = 0
        self.pending: list[_Pending] = []
        self.endings: list[_Ending] = []
        self.afterwards: list[Callable[[], None]] = []
        self.known: dict[Hashable, Any] = {}


_open = _Open()


@dataclass(frozen=True, slots=True)
class Work:
    """One actor's view of the open unit of work: who writes, when, and for whom."""

    actor: str
    at: datetime
    on_behalf_of: str

    def record(
        self,
        type: str,
        *,
        stream: str,
        payload: Mapping[str, object],
        rows: Sequence[models.Model | tuple[type[models.Model], Pk]] = (),
        deleted: Sequence[RowRef] = (),
        happened_at: datetime | None = None,
        schema: int = 1,
    ) -> None:
        """Write an event of `type` about `stream`, naming every sealed row that was written or removed.

        `rows` are saved instances, or (model, primary key) after a bulk update; `deleted` are (table, primary key).
        Rows are read back when the outermost unit of work ends, so an instance may be stale. Raises ValueError for a
        type without a sentence, an unsaved row, a fact of the future; LookupError for a table that is not sealed;
        `NotCanonical` for a payload with floats.
        """
        if not messages.knows_event(type):
            raise ValueError(f"event type {type} has no sentence in any messages.toml")
        happened = _aware(happened_at or self.at)
        if happened > self.at:
            raise ValueError(f"{type} cannot have happened at {happened}, after {self.at}")
        touched = dict.fromkeys([*map(_row_ref, rows), *deleted])
        for name, _key in touched:
            sealing.table(name)
        pending = _Pending(
            type=type,
            stream=stream,
            schema=schema,
            payload=canonical.text(payload),
            touched=tuple(touched),
            actor=self.actor,
            on_behalf_of=self.on_behalf_of,
            at=self.at,
            happened_at=happened,
        )
        _open.pending.append(pending)
        if not stream.startswith(_LEAVES_KNOWN):
            _open.known.clear()

    def at_end(self, *, keep: Callable[[], None], drop: Callable[[], None]) -> None:
        """For what no transaction holds, such as files: `keep` is done as the last thing before the outermost unit is
        committed, `drop` when this unit is taken back. Neither may write to the database.
        """
        _open.endings.append(_Ending(keep, drop))


def afterwards(act: Callable[[], None]) -> None:
    """Do `act` when the outermost open unit is over, kept or taken back; at once when none is open.

    For the one thing that outlives a refusal: the event that tells of it.
    """
    if _open.depth:
        _open.afterwards.append(act)
    else:
        act()


def _row_ref(row: Any) -> RowRef:
    model, key = row if isinstance(row, tuple) else (type(row), row.pk)
    if key is None:
        raise ValueError(f"a row of {model.__name__} was not saved before its event")
    return model._meta.db_table, key


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its zone: {moment!r}")
    return moment.astimezone(UTC)


@contextmanager
def unit_of_work(*, actor: str, at: datetime, on_behalf_of: str | None = None) -> Iterator[Work]:
    """Open a unit of work, or join the one that is open in this thread; all of it is written or nothing.

    `actor` and `on_behalf_of` are refs (`post:3/person:9`), `at` the moment at the edge. An inner unit that raises
    takes back its own rows and events only. When the outermost unit ends, the events get positions and are sealed.
    """
    work = Work(actor=actor, at=_aware(at), on_behalf_of=on_behalf_of or "")
    if _open.depth:
        with _joined(), transaction.atomic():
            yield work
        return
    try:
        with _lock.write_lock(), transaction.atomic(), _joined():
            yield work
            _flush(_open.pending)
            _open.pending = []
            for ending in _open.endings:
                ending.keep()
            _open.endings = []
    finally:
        waiting, _open.afterwards = _open.afterwards, []
        for act in waiting:
            act()


@contextmanager
def _joined() -> Iterator[None]:
    """Count the depth; forget the events of a unit that raised, and drop what it laid down outside the database."""
    before, laid_down = len(_open.pending), len(_open.endings)
    _open.depth += 1
    try:
        yield
    except BaseException:
        del _open.pending[before:]
        _open.known.clear()
        dropped, _open.endings[laid_down:] = _open.endings[laid_down:], []
        for ending in dropped:
            ending.drop()
        raise
    finally:
        _open.depth -= 1
        if not _open.depth:
            _open.known.clear()


def remembered(key: Hashable, find: Callable[[], Found]) -> Found:
    """What `find` finds about persons, posts and units, asked once in the open unit of work; outside one, each time.

    Forgotten with the unit of work, when an inner one is taken back, and when an event tells of anything but an item.
    """
    if not _open.depth:
        return find()
    if key not in _open.known:
        _open.known[key] = find()
    found: Found = _open.known[key]
    return found


def _flush(pending: list[_Pending]) -> None:
    """Give the waiting events their positions, row digests and hashes, and write them."""
    if not pending:
        return
    _lock.hold_log()
    end = _append.end()
    rows_now = _digests_now(pending)
    events: list[_append.Sealed] = []
    last = end.last
    for position, one in enumerate(pending, end.frontier.size + 1):
        last = one.at if last is None else max(last, one.at)
        events.append(_event(position, one, last, rows_now))
    _append.append(events, end)


def _digests_now(pending: list[_Pending]) -> dict[RowRef, str]:
    """The digests of all touched rows as they stand now: a few queries a table, however many events."""
    keys: dict[str, dict[Pk, None]] = {}
    for one in pending:
        for name, key in one.touched:
            keys.setdefault(name, {})[key] = None
    return {
        (name, key): digest
        for name, wanted in keys.items()
        for key, digest in sealing.table(name).digests(tuple(wanted))
    }


def _event(position: int, one: _Pending, recorded_at: datetime, now: Mapping[RowRef, str]) -> _append.Sealed:
    """The event with its leaf hash; a row that is gone has no digest."""
    rows = canonical.text([[name, key, now.get((name, key))] for name, key in one.touched])
    header = digests.Header(
        position=position,
        stream=one.stream,
        type=one.type,
        schema=one.schema,
        happened_at=one.happened_at,
        recorded_at=recorded_at,
        actor=one.actor,
        on_behalf_of=one.on_behalf_of,
    )
    return _append.Sealed(header, one.payload, rows, digests.event_hash(header, one.payload, rows))
