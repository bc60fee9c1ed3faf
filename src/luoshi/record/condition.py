"""How the machine below the record is: turns of the tick loop, size of the database, migrations, waits for the lock."""

import json
import os
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from luoshi.record.models import TickRun


@dataclass(frozen=True, slots=True)
class TickRecord:
    """One turn of the tick loop; `ended_at` is None while it runs, or when it was killed. `error` is a class name."""

    started_at: datetime
    ended_at: datetime | None
    counts: Mapping[str, int]
    error: str

    @property
    def lived_at(self) -> datetime:
        """The last moment that the loop is known to have lived."""
        return self.ended_at or self.started_at


def last_ticks(limit: int) -> tuple[TickRecord, ...]:
    """The newest turns of the loop, newest first. One query."""
    found = TickRun.objects.order_by("-pk")[:limit]
    return tuple(TickRecord(one.started_at, one.ended_at, one.counts, one.error) for one in found)


def database_size() -> int:
    """How many bytes the database takes, indexes and what waits to be written included. One query."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT file FROM pragma_database_list WHERE name = 'main'")
        name = cursor.fetchone()[0]
    parts = [Path(name + ending) for ending in ("", "-wal")] if name else []
    return sum(part.stat().st_size for part in parts if part.exists())


def waiting_migrations() -> tuple[str, ...]:
    """The migrations that this version of the program has and the database has not, in their order (`room.name`).

    Raises django.db.Error when the database does not answer.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _backwards in plan)


@dataclass(frozen=True, slots=True)
class Note:
    """What a command said of its last run: when it ended, whether all was whole, and its figures."""

    at: datetime
    is_whole: bool
    values: Mapping[str, Any]


def note(kind: str, *, at: datetime, is_whole: bool, values: Mapping[str, Any]) -> None:
    """Note in the home folder that a `verify` or a `backup` ended; the newest replaces the one before, whole or not.

    A note and no event: it says when somebody last looked, and a disk that cannot be written must not stop a look.
    """
    path = _note_path(kind)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    said = {"at": at.isoformat(), "whole": is_whole, "values": dict(values)}
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        draft.write_text(json.dumps(said), encoding="utf-8")
        os.replace(draft, path)
    except OSError:
        return


def noted(kind: str) -> Note | None:
    """The last note of this kind; None without one, or when it cannot be read."""
    try:
        said = json.loads(_note_path(kind).read_text(encoding="utf-8"))
        return Note(datetime.fromisoformat(said["at"]), said["whole"] is True, said["values"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _note_path(kind: str) -> Path:
    return Path(settings.LUOSHI_HOME) / "notes" / f"{kind}.json"


class _Waited(threading.local):
    """How long this thread has waited to write, in seconds, since it was last asked."""

    seconds = 0.0


_waited = _Waited()


def add_wait(seconds: float) -> None:
    """This thread waited so long for the writer's lock."""
    _waited.seconds += seconds


def take_wait() -> float:
    """How many seconds this thread waited for the writer's lock since the last call."""
    seconds, _waited.seconds = _waited.seconds, 0.0
    return seconds
