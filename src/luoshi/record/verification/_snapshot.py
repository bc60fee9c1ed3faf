"""One moment of the database for the whole verification, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot(name: str = "") -> Iterator[None]:
    """Everything read inside shows one moment; writers are not held up. Inside an open transaction: that one.

    `name`: the moment that another process has open (PostgreSQL only).
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                if name:
                    cursor.execute("SET TRANSACTION SNAPSHOT %s", [name])
            yield
    else:
        # Django's own transactions are IMMEDIATE here, which would shut writers out for minutes.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def name() -> str:
    """A name by which another process may open this moment; empty on SQLite, where the first read fixes it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_export_snapshot()")
            return str(cursor.fetchone()[0])
        cursor.execute("SELECT size FROM record_loghead")
        cursor.fetchall()
        return ""
