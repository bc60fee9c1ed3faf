"""Where the command line meets the world: the present moment, the language, one-line errors."""

import datetime as dt
import os
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from luoshi.cli import environment

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """The present moment, aware, UTC: the only clock reading of the command line."""
    return dt.datetime.now(dt.UTC) + _shift()


def _shift() -> dt.timedelta:
    """How far the clock was set wrong on purpose: seconds in the file `LUOSHI_CLOCK_SHIFT`, in a demo home only."""
    path = os.environ.get("LUOSHI_CLOCK_SHIFT", "")
    if not path or not (environment.home() / "demo.json").exists():
        return dt.timedelta()
    return dt.timedelta(seconds=float(Path(path).read_text(encoding="ascii")))


def moment(said: str | None) -> dt.datetime:
    """`--as-of`: a date (the end of that day) or an ISO moment, read in Asia/Shanghai; now without one.

    Raises click.BadParameter with the accepted forms.
    """
    if not said:
        return now()
    try:
        if len(said) == 10:
            day = dt.date.fromisoformat(said)
            end = dt.datetime.combine(day, dt.time.max, tzinfo=SHANGHAI)
            return end.astimezone(dt.UTC)
        at = dt.datetime.fromisoformat(said)
    except ValueError as error:
        raise click.BadParameter(f"{said!r}: write 2026-03-05 or 2026-03-05T10:00") from error
    return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(dt.UTC)


def language() -> str:
    """`zh` or `en`: LUOSHI_LANG, then LANG; Chinese unless English is asked for."""
    said = os.environ.get("LUOSHI_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if said.lower().startswith("en") else "zh"


def seconds_since(began: float) -> float:
    """Seconds since the newcomer's command was typed (`LUOSHI_STARTED`, set by tools/demo.py), else since `began`.

    `began` is a reading of `time.perf_counter`.
    """
    said = os.environ.get("LUOSHI_STARTED", "")
    try:
        return time.time() - float(said)
    except ValueError:
        return time.perf_counter() - began
