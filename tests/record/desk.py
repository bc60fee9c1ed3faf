"""What the tests of this room share: moments, a few sealed rows, and the attacker with a database console."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connection

from luoshi.record import triggers
from luoshi.record.operations import FileRecord, keep_file

AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
CLERK = "post:3/person:9"


def after(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def keep(number: int) -> FileRecord:
    """One sealed row and one event."""
    content = f"关于第{number}件事项的反馈".encode()
    return keep_file(content=content, name=f"反馈{number}.txt", at=after(number), actor=CLERK)


def sql(statement: str, *values: object) -> int:
    """What an administrator types into the database's own console; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@contextmanager
def attacker() -> Iterator[None]:
    """The triggers out of the way, as an owner of the database can have it."""
    triggers.drop(connection)
    try:
        yield
    finally:
        triggers.create(connection)
