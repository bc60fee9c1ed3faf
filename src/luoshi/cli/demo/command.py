"""`luoshi demo`: a county with a year in it, on this machine, in under a minute."""

import datetime as dt
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import click
from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from luoshi import cli
from luoshi.cli import edge, serve
from luoshi.cli.demo import content, home
from luoshi.cli.demo.words import say

_SEED = 1


@click.command("demo")
@click.option("--as-of", "said", metavar="DATE", default=None, help="The visitor's day; today without it.")
@click.option("--seed", type=int, default=None, help="Another seed makes another year.")
@click.option("--serve/--no-serve", "serving", default=True, help="Serve the pages when the data is ready.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; LUOSHI_PORT or 8000 without it.")
@click.option("--scale", type=click.IntRange(1), default=1, hidden=True, help="For tests: one line in so many.")
def command(said: str | None, seed: int | None, serving: bool, port: int | None, scale: int) -> None:
    """Make a fictitious county with a year of events and serve it."""
    began = time.perf_counter()
    wanted = serve.wanted_port(port)
    console = Console()
    # Django must be ready before any room with tables is loaded, and says where the home is.
    cli.prepare(installed=False)
    try:
        with home.alone():
            note = _note_or_data(_Asked(_day(said), said is not None, seed, scale), console)
    except home.AnotherRunError as error:
        raise click.ClickException(say("another_run", folder=home.folder())) from error
    _cards(console)
    console.print(say("documents", folder=home.folder() / "documents"), soft_wrap=True)
    console.print(say("total", seconds=f"{edge.seconds_since(began):.1f}"))
    if serving:
        _serve(note, wanted)


def _day(said: str | None) -> dt.date:
    """The day asked for, or today in Shanghai. Raises click.BadParameter."""
    if said is None:
        return edge.now().astimezone(edge.SHANGHAI).date()
    try:
        return dt.date.fromisoformat(said)
    except ValueError as error:
        raise click.BadParameter(say("bad_day", said=said), param_hint="--as-of") from error


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line asks for: the day (today unless it was said), the seed, the scale."""

    as_of: dt.date
    is_said: bool
    seed: int | None
    scale: int


def _note_or_data(asked: _Asked, console: Console) -> home.Note:
    """The note of the data that is there, or of the data made now. Raises ClickException."""
    found, there = home.state(), home.read()
    if found == "other":
        raise click.ClickException(say("not_demo", folder=home.folder()))
    if found == "ready" and there is not None:
        return _reused(there, asked, console)
    if found == "half":
        console.print(say("half", folder=home.folder()), soft_wrap=True)
        home.clear()
    today = edge.now().astimezone(edge.SHANGHAI).date()
    seed = _SEED if asked.seed is None else asked.seed
    note = home.Note(seed, asked.as_of.isoformat(), "making", asked.as_of != today, home.database())
    from luoshi.cli.demo import making

    # A server's database is emptied only when the note says that a killed run of ours filled it.
    if not making.is_free(ours=found == "half"):
        raise click.ClickException(say("not_demo", folder=home.folder()))
    home.write(note)
    # The settings were read before the note was there; the server's worker is a fork of this process.
    settings.LUOSHI_DEMO = True
    return _made(note, asked.scale, console)


def _reused(note: home.Note, asked: _Asked, console: Console) -> home.Note:
    """The data that is there, unless other data was asked for, or another version made it."""
    other_day = asked.is_said and asked.as_of.isoformat() != note.as_of
    if other_day or asked.seed not in (None, note.seed):
        raise click.ClickException(say("other_data", folder=home.folder(), as_of=note.as_of, seed=note.seed))
    from luoshi.cli.demo import making

    making.refresh()
    console.print(say("reused", folder=home.folder(), as_of=note.as_of, seed=note.seed), soft_wrap=True)
    return note


def _made(note: home.Note, scale: int, console: Console) -> home.Note:
    """Make the data and say how long it took."""
    began = time.perf_counter()
    as_of = dt.date.fromisoformat(note.as_of)
    name = content.county().area["name"]
    console.print(say("making", county=name, as_of=note.as_of, seed=note.seed, folder=home.folder()), soft_wrap=True)
    from luoshi.cli.demo import making
    from luoshi.cli.demo.year import plan_year

    year = plan_year(seed=note.seed, as_of=as_of, scale=scale)
    with _progress(console) as bar:
        made = making.make(year, bar)
    seconds = time.perf_counter() - began
    done = replace(note, state="ready", seconds=round(seconds, 1))
    home.write(done)
    console.print(say("ready", seconds=f"{seconds:.1f}", acts=made.acts, items=len(year.lines)))
    console.print(say("steps", steps=", ".join(f"{name} {took:.1f}" for name, took in made.seconds.items())))
    if made.troubles:
        console.print(say("troubles", n=len(made.troubles)))
    return done


class _progress:  # noqa: N801 - used as a context manager only
    """A bar on a terminal, one line a step elsewhere; called with (step, done, whole)."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True) if console.is_terminal else None
        self._tasks: dict[str, Any] = {}
        self._console = console

    def __enter__(self) -> Callable[[str, int, int], None]:
        if self._bar is not None:
            self._bar.start()
        return self._tell

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _tell(self, step: str, done: int, whole: int) -> None:
        if self._bar is None:
            if done == 0:
                self._console.print(say(f"step_{step}"))
            return
        if step not in self._tasks:
            for before in self._tasks.values():
                self._bar.update(before, completed=self._bar.tasks[before].total)
            self._tasks[step] = self._bar.add_task(say(f"step_{step}"), total=whole)
        self._bar.update(self._tasks[step], completed=done)


def _cards(console: Console) -> None:
    """Who the visitor may be: name, login and the one password."""
    from luoshi.cli.demo import people

    table = Table(title=say("cards", password=people.PASSWORD))
    for heading in ("role", "person", "login"):
        table.add_column(say(f"card_{heading}"))
    for row in people.cards():
        table.add_row(*row)
    console.print(table)


def _serve(note: home.Note, wanted: int) -> None:
    """Serve the data; a day that was asked for stands still, so that nothing becomes late by itself."""
    if note.is_stopped:
        os.environ["LUOSHI_AS_OF"] = f"{note.as_of}T09:00"
    found = serve.free_port(wanted)
    click.echo(serve.say("address", address="127.0.0.1", port=found))
    click.echo(serve.say("stop"))
    serve.run(found, tick=True)
