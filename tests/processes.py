"""Databases and processes of their own, for tests that kill writers or run several at once."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def database(home: Path, *, like: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """The environment of processes that share a fresh, migrated database and the folder `home`.

    With `like`, an environment of this function, the database begins as a copy of that one.
    """
    home.mkdir(exist_ok=True)
    environment = os.environ | {"LUOSHI_HOME": str(home), "PYTHONPATH": str(ROOT)}
    if os.environ["LUOSHI_TEST_DATABASE"] == "sqlite":
        shutil.copy(Path(like["LUOSHI_HOME"]) / "luoshi.sqlite3" if like else _migrated_sqlite(), home)
        yield environment
        return
    import psycopg

    url, name = os.environ["DATABASE_URL"], f"own_{uuid.uuid4().hex[:12]}"
    template = like["OWN_DATABASE"] if like else os.environ["LUOSHI_TEST_TEMPLATE"]
    head, _, query = url.partition("?")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[call-overload]
        own = f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
        yield environment | {"DATABASE_URL": own, "OWN_DATABASE": name}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


@cache
def _migrated_sqlite() -> Path:
    """A migrated SQLite file, made once a run."""
    home = Path(os.environ["LUOSHI_HOME"]) / "migrated"
    home.mkdir()
    environment = os.environ | {"LUOSHI_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, check=True, env=environment, cwd=ROOT, timeout=120)
    return home / "luoshi.sqlite3"


def start(module: str, *arguments: object, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start `python -m module …` and leave it running; standard output is piped."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(command, env=dict(environment), cwd=ROOT, stdout=subprocess.PIPE, text=True)


def run(module: str, *arguments: object, environment: Mapping[str, str]) -> str:
    """Run `python -m module …` to its end and return its output; fails with what it complained of."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, env=dict(environment), cwd=ROOT, timeout=120, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
