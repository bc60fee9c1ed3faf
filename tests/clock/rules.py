"""Values that the tests of the clock share, read from files when the module is imported."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from luoshi.clock import SHANGHAI, Term
from luoshi.rulebook import calendars, shipped

RULES = shipped.shipped()
CALENDAR = calendars.from_files(RULES)
VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def vectors(name: str) -> dict[str, list[dict[str, Any]]]:
    """The cases of `tests/vectors/<name>.toml`."""
    return tomllib.loads((VECTORS / f"{name}.toml").read_text(encoding="utf-8"))


def moment(text: str) -> dt.datetime:
    """A moment on a Shanghai wall clock."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(dt.UTC)


def term(said: dict[str, Any]) -> Term:
    """A term as a vector file writes it."""
    cut_off = said.get("cut_off")
    return Term(**{**said, "cut_off": dt.time.fromisoformat(cut_off) if cut_off else None})
