"""Strict readers for settings from the environment: they refuse to guess."""

import datetime as dt
import os
from pathlib import Path


class SettingError(Exception):
    """A setting cannot be read as it stands; the message names it and the accepted values."""


def text(name: str, default: str = "") -> str:
    """`NAME`, or the content of the file that `NAME_FILE` names."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE={path}: {error.strerror}") from error
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    """`True` or `False`, spelled so; anything else is refused."""
    said = text(name, str(default))
    if said not in {"True", "False"}:
        raise SettingError(f"{name}={said!r}: write True or False")
    return said == "True"


def whole(name: str, default: int) -> int:
    """A whole number."""
    said = text(name, str(default))
    try:
        return int(said)
    except ValueError as error:
        raise SettingError(f"{name}={said!r}: write a whole number") from error


def within(name: str, default: int, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    found = whole(name, default)
    if not least <= found <= most:
        raise SettingError(f"{name}={found}: write a number from {least} to {most}")
    return found


def one_of(name: str, default: str, words: tuple[str, ...]) -> str:
    """One of the words, spelled so."""
    said = text(name, default)
    if said not in words:
        raise SettingError(f"{name}={said!r}: write one of {', '.join(words)}")
    return said


def time_of_day(name: str, default: str) -> dt.time | None:
    """A time of day, spelled 03:00; None for `off`."""
    said = text(name, default)
    if said == "off":
        return None
    try:
        return dt.datetime.strptime(said, "%H:%M").time()  # noqa: DTZ007  (a time has no zone)
    except ValueError as error:
        raise SettingError(f"{name}={said!r}: write a time such as 03:00, or off") from error


def home() -> Path:
    """The folder with the database, the files and the keys (`LUOSHI_HOME`)."""
    return Path(text("LUOSHI_HOME") or ".home").expanduser().resolve()
