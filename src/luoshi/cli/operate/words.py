"""What the commands that keep an installation say, in Chinese and English: `texts.toml` beside this file."""

import tomllib
from functools import cache
from importlib import resources

import click

from luoshi.cli import edge


@cache
def texts() -> dict[str, dict[str, str]]:
    """code → {"zh": …, "en": …}."""
    raw = resources.files(__package__).joinpath("texts.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = tomllib.loads(raw)
    return found


def say(code: str, **values: object) -> str:
    """A sentence in the terminal's language."""
    return texts()[code][edge.language()].format(**values)


class Hindered(click.ClickException):
    """Something stands in the way; every reason in a sentence of its own, nothing was changed. Exit code 1."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = tuple(reasons)


def size(count: int) -> str:
    """Bytes for a person: `12.3 MB`."""
    number = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
