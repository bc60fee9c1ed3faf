"""The end of the log, read and written without the framework's objects: every act of the product passes here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from luoshi.seal.digests import Header
from luoshi.seal.tree import Frontier


@dataclass(frozen=True, slots=True)
class End:
    """How far the log goes: the tree so far and the moment of the newest event, None before the first."""

    frontier: Frontier
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event with its position and its leaf hash."""

    header: Header
    payload: str
    rows: str
    leaf: bytes


_READ = "SELECT size, frontier, last_recorded_at FROM record_loghead WHERE id = 1"
_WRITE = """
INSERT INTO record_loghead (id, size, frontier, head, last_recorded_at) VALUES (1, %s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET
    size = excluded.size, frontier = excluded.frontier, head = excluded.head,
    last_recorded_at = excluded.last_recorded_at
"""
_APPEND = """
INSERT INTO record_event
    (position, stream, type, schema, happened_at, recorded_at, actor, on_behalf_of, payload, rows, algorithm, hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def end() -> End:
    """The end of the log as the open transaction sees it."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        found = cursor.fetchone()
    if found is None:
        return End(Frontier(), None)
    size, frontier, last = found
    # SQLite's driver makes a moment without a zone of the column's text, which is in UTC.
    return End(Frontier.read(size, frontier), last.replace(tzinfo=UTC) if last and last.tzinfo is None else last)


def append(events: Sequence[Sealed], after: End) -> None:
    """Write the events behind the end, and the new end."""
    frontier = after.frontier.extend(event.leaf for event in events)
    moment = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(_APPEND, [_values(event) for event in events])
        last = moment(events[-1].header.recorded_at)
        cursor.execute(_WRITE, [frontier.size, frontier.text(), frontier.root().hex(), last])


def _values(event: Sealed) -> tuple[Any, ...]:
    moment = connection.ops.adapt_datetimefield_value
    header = event.header
    return (
        header.position,
        header.stream,
        header.type,
        header.schema,
        moment(header.happened_at),
        moment(header.recorded_at),
        header.actor,
        header.on_behalf_of,
        event.payload,
        event.rows,
        header.algorithm,
        event.leaf.hex(),
    )
