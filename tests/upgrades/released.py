"""Homes that released versions made, opened for the tests: a folder, and a database of its own of the run's kind."""

import json
import os
import subprocess
import tarfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from luoshi.cli.operate import programs
from tests import processes

FOLDER = Path(__file__).parent
VERSIONS = sorted(path.name for path in FOLDER.glob("v*") if path.is_dir())


def kind() -> str:
    return "sqlite" if os.environ["LUOSHI_TEST_DATABASE"] == "sqlite" else "postgresql"


def facts(version: str) -> dict[str, Any]:
    """What the version said of its own home when it made it."""
    found: dict[str, Any] = json.loads((FOLDER / version / "facts.json").read_text(encoding="utf-8"))[kind()]
    return found


@contextmanager
def opened(version: str, home: Path) -> Iterator[dict[str, str]]:
    """Unpack a version's home; yields the environment of processes that work on it, with keys from its own folder."""
    home.mkdir(mode=0o700)
    with tarfile.open(FOLDER / version / f"{kind()}.tar.xz") as archive:
        archive.extractall(home, filter="data")
    with own_database() as address:
        if address:
            psql = programs.find("psql", at_least=1)
            said = [str(psql), "--quiet", "--dbname", address["DATABASE_URL"], "--file", str(home / "database.sql")]
            subprocess.run(said, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120)
            (home / "database.sql").unlink()
        yield environment(home) | address


def environment(home: Path) -> dict[str, str]:
    """A clean environment: nothing of the run's own settings; compiled modules are kept, as where it is installed."""
    ours = ("LUOSHI_", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
    kept = {name: said for name, said in os.environ.items() if not name.startswith(ours)}
    return kept | {"LUOSHI_HOME": str(home), "LUOSHI_LANG": "en", "PYTHONPATH": str(processes.ROOT)}


@contextmanager
def own_database() -> Iterator[Mapping[str, str]]:
    """{"DATABASE_URL": …} of an empty database that goes with the test; {} on SQLite, where it lies in the home."""
    if kind() == "sqlite":
        yield {}
        return
    import psycopg

    url, name = os.environ["DATABASE_URL"], f"own_{uuid.uuid4().hex[:12]}"
    head, _, query = url.partition("?")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        yield {"DATABASE_URL": f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def luoshi(environment: Mapping[str, str], *said: object) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    import sys

    command = [sys.executable, "-c", "from luoshi.cli import main; main()", *map(str, said)]
    return subprocess.run(
        command,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def sql(environment: Mapping[str, str], statement: str) -> None:
    """What somebody with the database's password does behind the program's back."""
    if kind() == "sqlite":
        import sqlite3

        with sqlite3.connect(Path(environment["LUOSHI_HOME"]) / "luoshi.sqlite3") as database:
            database.execute(statement)
        database.close()
        return
    import psycopg

    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as server:
        server.execute(statement)  # type: ignore[call-overload]
