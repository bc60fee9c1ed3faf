"""Where an installation keeps its keys and its notes; no more than paths, so that every command may ask quickly."""

import os
from pathlib import Path

from luoshi.cli import environment

RECORD_KEY, SESSION_KEY = "record-key", "session-key"
#: which setting may hold a key in place of its file
VARIABLES = {RECORD_KEY: "LUOSHI_KEY", SESSION_KEY: "LUOSHI_SECRET_KEY"}
_NEXT = ".next"
_UNDERWAY = "underway.json"


def secrets() -> Path:
    """Where the home keeps its keys."""
    return environment.home() / "secrets"


def underway() -> Path:
    """A note that lies in the home from the first step of an upgrade or a restore to the last."""
    return environment.home() / _UNDERWAY


def record_key() -> Path | None:
    """The file that the record key is read from; None when it stands in the environment itself."""
    return _source(RECORD_KEY)


def session_key() -> Path | None:
    """The file that the session key is read from; None when it stands in the environment itself."""
    return _source(SESSION_KEY)


def _source(name: str) -> Path | None:
    """The file of `NAME_FILE`, as `environment.text` reads it; without it and `NAME`, the one in the home."""
    variable = VARIABLES[name]
    said = os.environ.get(f"{variable}_FILE")
    if said:
        return Path(said).expanduser().resolve()
    return None if os.environ.get(variable) else secrets() / name


def next_key(path: Path) -> Path:
    """Beside a record key: the one that a change of keys has begun to use and not yet finished."""
    return path.with_name(path.name + _NEXT)


def keys_are_changing() -> bool:
    """A change of the record key was begun and not finished."""
    path = record_key()
    return path is not None and next_key(path).exists()
