"""One writer at a time. SQLite's own waiting is unfair (seconds under load), a file lock is not."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from luoshi.record import condition

if sys.platform != "win32":
    import fcntl

# The key of the advisory lock on PostgreSQL: "luoshi" in ASCII.
ADVISORY_KEY = 0x6C756F736869


@contextmanager
def write_lock() -> Iterator[None]:
    """Held around the outermost unit of work; on PostgreSQL nothing (see `hold_log`).

    Every outermost unit opens the file anew, so threads exclude each other as processes do. Inside a transaction that
    somebody else began the database is locked already: to wait for the file then would be to wait in a circle.
    """
    if sys.platform == "win32" or connection.in_atomic_block or not _is_sqlite_file():
        yield
        return
    path = Path(settings.LUOSHI_HOME) / "write.lock"
    with path.open("ab") as held:
        began = time.perf_counter()
        fcntl.flock(held, fcntl.LOCK_EX)
        condition.add_wait(time.perf_counter() - began)
        yield


def _is_sqlite_file() -> bool:
    """A database in memory belongs to one process and needs no file."""
    return connection.vendor == "sqlite" and not connection.is_in_memory_db()  # type: ignore[attr-defined]


def hold_log() -> None:
    """From here to the end of the transaction nobody else appends: positions come in the order of commits."""
    if connection.vendor == "postgresql":
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_KEY])
        condition.add_wait(time.perf_counter() - began)
