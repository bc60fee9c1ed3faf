"""The schedule played through the rooms: the rules refuse none of it, and ticks change nothing that a board shows."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping

import pytest
from django.db import transaction

from luoshi.cli import tick
from luoshi.cli.demo import founding
from luoshi.cli.demo.player import Player
from luoshi.cli.demo.year import Year, plan_year
from luoshi.clock.civil import first_moment
from luoshi.ledger import queries
from luoshi.org import queries as org
from luoshi.org.access import system_actor
from luoshi.rulebook import operations as rulebook

pytestmark = pytest.mark.long

DAY = dt.date(2026, 11, 21)
VISIT = first_moment(DAY) + dt.timedelta(hours=9)
Board = Mapping[tuple[int, str, str | None], int]


@pytest.fixture(scope="module")
def year() -> Year:
    return plan_year(seed=1, as_of=DAY, scale=150)


def play(year: Year, between: Callable[[dt.datetime], None] = lambda _at: None) -> Player:
    """Found the county and play the year; `between` is called after every week."""
    rulebook.activate_shipped(actor="system:demo", at=first_moment(year.frame.founded_on))
    player = Player(year, founding.found(year.frame))
    for done in player.play():
        between(year.acts[done - 1].at)
    founding.open_accounts(player.founded, player.holders(), year.frame.ends_at)
    return player


def board(at: dt.datetime) -> Board:
    counts = queries.light_counts(system_actor("test"), as_of=at)
    return {(one.unit_id, one.light.time, one.light.pace): one.n for one in counts}


@pytest.mark.django_db
def test_the_rules_refuse_no_act_of_the_year_and_the_mix_is_a_countys(year: Year) -> None:
    player = play(year)
    assert player.troubles == []
    times = Counter[str]()
    for (_unit, time, _pace), n in board(VISIT).items():
        times[time] += n
    running = sum(times[time] for time in ("normal", "soon", "late", "severe"))
    assert times["severe"] > 0
    assert times["late"] > 0
    assert times["suspended"] == 1
    assert times["normal"] + times["soon"] > running / 2
    _persons_are_where_the_story_puts_them(player)
    _orders_that_wait_are_there(player)


def _persons_are_where_the_story_puts_them(player: Player) -> None:
    """The successor holds the post today and not yesterday; somebody stands in for the leader who is away."""
    post_id = player.founded.seats["交通局:liaison"].post_id
    today, yesterday = org.holder(post_id, as_of=VISIT), org.holder(post_id, as_of=VISIT - dt.timedelta(days=1))
    assert today is not None
    assert yesterday is not None
    assert (today.name, yesterday.name) == ("仝新程", "牛向前")
    away = org.holder(player.founded.seats["deputy5"].post_id, as_of=VISIT)
    assert away is not None
    assert away.name == "苏景文"


def _orders_that_wait_are_there(player: Player) -> None:
    """The three role cards of the sign-in page find work on their desks."""
    for key in ("director", "教育局:liaison", "deputy4"):
        desk = queries.desk(founding.actor_of(player.founded, key), as_of=VISIT)
        assert desk.owed, key


@pytest.mark.django_db
def test_the_year_with_ticks_and_without_gives_equal_boards(year: Year) -> None:
    days = [VISIT - dt.timedelta(days=back) for back in (0, 1, 20, 51, 120)]
    with transaction.atomic():
        play(year)
        without = _named([board(day) for day in days])
        transaction.set_rollback(True)
    play(year, between=lambda at: _tick(at))
    _tick(VISIT)
    assert _named([board(day) for day in days]) == without


def _tick(at: dt.datetime) -> None:
    tick.once(at=at)


def _named(boards: list[Board]) -> list[Counter[tuple[str, str, str | None]]]:
    """Boards by the units' names: another run gives other ids."""
    units = org.units(as_of=VISIT)
    named = []
    for one in boards:
        counts = Counter[tuple[str, str, str | None]]()
        for (unit_id, time, pace), n in one.items():
            counts[units[unit_id].name, time, pace] += n
        named.append(counts)
    return named
