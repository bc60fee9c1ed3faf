"""One moment of the database as a file, while others go on writing; and such a file back into an empty database."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from luoshi.cli.operate import disk, programs
from luoshi.cli.operate.disk import FilePart, Progress
from luoshi.cli.operate.manifest import Snapshot
from luoshi.cli.operate.words import Hindered, say

SQLITE_FILE = "database.sqlite3"
POSTGRES_FILE = "database.dump"
_PAGES_A_STEP = 2000
Ask = Callable[[str], Sequence[Sequence[Any]]]


def weight() -> int:
    """About how many bytes a snapshot takes: the database's own size. `cli.prepare()` must have been called."""
    from django.db import connection

    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        return sum(one.stat().st_size for one in (path, path.with_name(path.name + "-wal")) if one.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def take(folder: Path, progress: Progress = disk.silent) -> Snapshot:
    """Write one moment of the database into `folder` and tell what it says. Raises Hindered."""
    from django.db import connection

    return _take_sqlite(folder, progress) if connection.vendor == "sqlite" else _take_postgres(folder)


def _take_sqlite(folder: Path, progress: Progress) -> Snapshot:
    """By the online backup of SQLite, from a reading transaction: writers go on, the copy shows one moment."""
    from django.db import connection

    path, target = Path(str(connection.settings_dict["NAME"])), folder / SQLITE_FILE
    target.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as source:
            # Without a transaction of its own the copying would begin anew whenever somebody writes.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            with closing(sqlite3.connect(target, isolation_level=None)) as copy:
                _copy_pages(source, copy, progress)
                # One file that reads anywhere, also from a disk that cannot be written to.
                copy.execute("PRAGMA journal_mode=DELETE")
                told = _told(lambda sql: copy.execute(sql).fetchall())
    except sqlite3.Error as error:
        raise Hindered([say("snapshot_failed", why=error)]) from error
    disk.sync(target)
    part = FilePart(target.name, target.stat().st_size, disk.sha256(target))
    return Snapshot("sqlite", sqlite3.sqlite_version, part, **told)


def _copy_pages(source: sqlite3.Connection, copy: sqlite3.Connection, progress: Progress) -> None:
    """Copy every page, telling the bytes as they go."""
    (page,) = source.execute("PRAGMA page_size").fetchone()
    seen = 0

    def tell(_status: int, remaining: int, total: int) -> None:
        nonlocal seen
        progress((total - remaining - seen) * page)
        seen = total - remaining

    source.backup(copy, pages=_PAGES_A_STEP, progress=tell, sleep=0)


def _take_postgres(folder: Path) -> Snapshot:
    """By `pg_dump` on the very snapshot in which the log's head is read."""
    from django.db import connection, transaction

    target = folder / POSTGRES_FILE
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # This transaction only holds the moment open while the other program reads it, however long that takes.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")

        def ask(sql: str) -> Sequence[Sequence[Any]]:
            cursor.execute(sql)
            found: Sequence[Sequence[Any]] = cursor.fetchall()
            return found

        ((version, moment),) = ask("SELECT current_setting('server_version'), pg_export_snapshot()")
        dump = programs.find("pg_dump", at_least=int(version.split(".")[0]))
        target.touch(mode=0o600)
        said = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}", f"--file={target}")
        programs.run(dump, *said, database=connection.settings_dict)
        told = _told(ask)
    disk.sync(target)
    part = FilePart(target.name, target.stat().st_size, disk.sha256(target))
    return Snapshot("postgresql", version, part, **told)


def _told(ask: Ask) -> dict[str, Any]:
    """What the database says of itself at the snapshot's moment; reads only what every version has."""
    head = ask("SELECT size, head FROM record_loghead WHERE id = 1")
    size, digest = head[0] if head else (0, "")
    last = ask("SELECT hash FROM record_event ORDER BY position DESC LIMIT 1")
    applied: dict[str, list[str]] = {}
    for app, name in ask("SELECT app, name FROM django_migrations ORDER BY app, name"):
        applied.setdefault(app, []).append(name)
    wrappings = ask("SELECT DISTINCT wrapping FROM record_recordkey WHERE wrapping <> '' ORDER BY wrapping")
    return {
        "anchor": f"{size}:{digest}" if head else "",
        "last_event": last[0][0] if last else "",
        "migrations": applied,
        "wrappings": [one for (one,) in wrappings],
    }


def put_back(file: Path, engine: str) -> None:
    """A snapshot's file into the empty database of the settings. Raises Hindered."""
    from django.db import connection

    if engine == "sqlite":
        disk.copy(file, Path(str(connection.settings_dict["NAME"])))
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        major = int(cursor.fetchone()[0].split(".")[0])
    connection.close()
    restore = programs.find("pg_restore", at_least=major)
    said = ("--single-transaction", "--no-owner", "--no-privileges", "--exit-on-error")
    programs.run(
        restore, *said, f"--dbname={connection.settings_dict['NAME']}", str(file), database=connection.settings_dict
    )
