"""Who may be at work at the same time: the service shares its home, an upgrade or a restore wants it alone."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from luoshi.cli import environment
from luoshi.cli.operate.words import Hindered, say

if sys.platform != "win32":
    import fcntl

_NAME = "service.lock"


@contextmanager
def serving() -> Iterator[None]:
    """Held by whatever works on the home day by day (pages, tick); any number at once. Raises Hindered."""
    with _held(environment.home() / _NAME, shared=True, refusal="being_changed"):
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Held by whoever changes the home as a whole. Raises Hindered while anybody serves or another one changes it."""
    with _held(environment.home() / _NAME, shared=False, refusal="being_used"):
        yield


@contextmanager
def only_one(path: Path, refusal: str) -> Iterator[None]:
    """Held by the only one who works at `path`'s folder. Raises Hindered with the sentence `refusal`."""
    with _held(path, shared=False, refusal=refusal):
        yield


def others() -> list[str]:
    """Another machine's service on the same PostgreSQL: the home's lock does not reach so far."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        (count,) = cursor.fetchone()
    return [say("others_connected", n=count)] if count else []


def must_be_alone_on_server() -> None:
    """Raises Hindered while somebody else is connected to the same database on PostgreSQL."""
    reasons = others()
    if reasons:
        raise Hindered(reasons)


@contextmanager
def _held(path: Path, *, shared: bool, refusal: str) -> Iterator[None]:
    """The lock goes with the process, however it ends."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = path.open("ab")
    except OSError as error:
        raise Hindered([say("lock_not_written", folder=path.parent, why=error.strerror)]) from error
    with opened as held:
        if sys.platform != "win32":
            try:
                fcntl.flock(held, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except OSError as error:
                raise Hindered([say(refusal, folder=path.parent)]) from error
        yield
