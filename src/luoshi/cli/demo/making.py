"""Makes the demo's data step by step: tables, rules, county, a year of acts, accounts, documents, static files."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from luoshi.cli.demo import founding, papers
from luoshi.cli.demo.player import Player, Trouble
from luoshi.cli.demo.year import Year
from luoshi.clock.civil import DAY, first_moment
from luoshi.rulebook import operations as rulebook


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: seconds by step, acts played, acts that the rules refused."""

    seconds: dict[str, float]
    acts: int
    troubles: tuple[Trouble, ...]


def make(year: Year, tell: Callable[[str, int, int], None]) -> Made:
    """Make everything of `year` in an empty home; `tell(step, done, whole)` is called as it goes."""
    seconds: dict[str, float] = {}
    player: Player | None = None
    acts = len(year.acts)

    def tables() -> None:
        call_command("migrate", verbosity=0, interactive=False)

    def county() -> None:
        nonlocal player
        rulebook.activate_shipped(actor=founding.ACTOR.ref, at=first_moment(year.frame.founded_on))
        player = Player(year, founding.found(year.frame))

    def play() -> None:
        assert player is not None
        for done in player.play():
            tell("year", done, acts)

    def accounts() -> None:
        assert player is not None
        at = year.frame.ends_at - DAY / 24
        founding.open_accounts(player.founded, player.holders(), at)
        papers.write_for_visitor(settings.LUOSHI_HOME / "documents", year.frame)

    steps = {"tables": tables, "county": county, "year": play, "accounts": accounts, "static": collect_static}
    for name, step in steps.items():
        tell(name, 0, acts if name == "year" else 1)
        began = time.perf_counter()
        step()
        seconds[name] = time.perf_counter() - began
    assert player is not None
    return Made(seconds, acts, tuple(player.troubles))


def collect_static() -> None:
    """Static files with their hashes, so that the server may send them."""
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)


def refresh() -> None:
    """Bring data that is there up to this version: tables that are new, and the static files."""
    call_command("migrate", verbosity=0, interactive=False)
    collect_static()


def is_free(*, ours: bool) -> bool:
    """Whether the database may be filled: it has no tables, or those that a killed run of `ours` left, now dropped.

    SQLite's file lies in the home, which has been looked at; a server's database could be anybody's.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        if not connection.introspection.table_names(cursor):
            return True
        if ours:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        return ours
