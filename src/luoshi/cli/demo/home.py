"""The demo's home folder: new, ready, half-made by a run that was killed, or somebody's real one."""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings

import luoshi

State = Literal["new", "ready", "half", "other"]
_NOTE = "demo.json"
_SCHEMA = "luoshi.demo/1"
_MADE = ("luoshi.sqlite3", "luoshi.sqlite3-wal", "luoshi.sqlite3-shm", "files", "static", "documents")


class AnotherRunError(Exception):
    """Another `luoshi demo` is making this home at this moment."""


@dataclass(frozen=True, slots=True)
class Note:
    """What `demo.json` says: of which seed and day the data is, whether it is whole, whether the clock stands still.

    `database` tells one database from another, so that a note never speaks for a database that it does not know.
    """

    seed: int
    as_of: str
    state: str
    is_stopped: bool
    database: str
    version: str = luoshi.__version__
    seconds: float = 0.0
    schema: str = _SCHEMA


def folder() -> Path:
    """The home folder."""
    return Path(settings.LUOSHI_HOME)


def database() -> str:
    """Which database this is: `sqlite` (it lies in the home), or a digest of a server's host, port and name."""
    used = settings.DATABASES["default"]
    if used["ENGINE"].endswith("sqlite3"):
        return "sqlite"
    return hashlib.sha256(f"{used['HOST']}:{used['PORT']}/{used['NAME']}".encode()).hexdigest()


def read() -> Note | None:
    """The note of the home; None where there is none or it cannot be read as one."""
    try:
        raw = json.loads((folder() / _NOTE).read_text(encoding="utf-8"))
        return Note(**raw)
    except (OSError, ValueError, TypeError):
        return None


def write(note: Note) -> None:
    """Write the note whole or not at all."""
    path = folder() / _NOTE
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{_NOTE}")
    draft.write_text(json.dumps(asdict(note), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draft.replace(path)


def state() -> State:
    """How the home is: a database without the demo's note is somebody's own and is never touched."""
    note = read()
    if note is None:
        return "other" if (folder() / "luoshi.sqlite3").exists() or (folder() / _NOTE).exists() else "new"
    if note.database != database():
        return "other"
    return "ready" if note.state == "ready" else "half"


def clear() -> None:
    """Take away what a killed run left; keys stay."""
    for name in _MADE:
        path = folder() / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else makes this home meanwhile. Raises AnotherRunError; the lock goes with the process."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder() / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AnotherRunError from error
        yield
