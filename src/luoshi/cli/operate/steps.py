"""Progress on standard error: a bar on a terminal, one line a step elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from luoshi.cli.operate.words import say


@contextmanager
def step(code: str, length: int, **values: object) -> Iterator[Callable[[int], None]]:
    """Announce a step of `length` (bytes or events); the function inside is told how much more is done."""
    label = say(f"step_{code}", **values)
    if not sys.stderr.isatty():
        click.echo(label, err=True)
        yield lambda _more: None
        return
    with click.progressbar(length=max(length, 1), label=label, file=sys.stderr) as bar:
        yield bar.update
