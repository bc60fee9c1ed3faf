"""`luoshi tick`: remind and urge what is due, lay recurring duties out further, tell who must know."""

import contextlib
import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from luoshi import cli
from luoshi.cli import edge, search, upkeep, work
from luoshi.cli.operate import locks

if TYPE_CHECKING:
    from luoshi.org.access import Actor

# One transaction each: short enough that pages never wait long for the writer's lock.
BATCH = 200
# Longer than any page stays open; a form sent after that is refused by its own age.
KEYS_KEPT = dt.timedelta(days=30)
# How far the status page can look back: about a day.
TURNS_KEPT = 1500
# Seconds of one tick that go into filling the search.
INDEXING = 20.0
_TEXTS = {
    "counts": {
        "zh": "看过{duties}项待办：提醒{reminded}次，催办{urged}次，通报建议{put_up}次；"
        "续排定期待办{extended}个事项，重算暂定时限{settled}个事项；"
        "读取事件{events}条，写入告知{lines}条。",
        "en": "Looked at {duties} duties: {reminded} reminders, {urged} urges, {put_up} put up for the bulletin; "
        "recurring duties laid out for {extended} items, provisional dates settled for {settled}; "
        "read {events} events, wrote {lines} lines to the outbox.",
    },
    "not_here": {
        "zh": "--as-of 只能用于演示库：真实库里的提醒时间由时钟决定。请去掉 --as-of。",
        "en": "--as-of works only on a demo: on a real installation the clock decides. Leave --as-of out.",
    },
}


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did, in counts."""

    duties: int = 0
    reminded: int = 0
    urged: int = 0
    put_up: int = 0
    extended: int = 0
    settled: int = 0
    events: int = 0
    lines: int = 0
    scanned: int = 0
    removed: int = 0
    drawn: int = 0
    indexed: int = 0
    lit: int = 0

    def counts(self) -> dict[str, int]:
        """What was done, by name."""
        return asdict(self)


def once(*, at: dt.datetime, stop: threading.Event | None = None) -> Ticked:
    """Do everything that is due at `at`, in short transactions; killed between any two it loses nothing.

    `cli.prepare()` must have been called. Any number of processes may tick at once. Once `stop` is set, the batch under
    way is finished and the rest is left to the next tick.
    """
    from luoshi.org.access import system_actor

    actor, done = system_actor("tick"), Counter[str]()
    for more in _batches(at, actor, done):
        while not (stop and stop.is_set()) and more():
            pass
    if not (stop and stop.is_set()):
        done.update(upkeep.files(at=at, actor=actor, stop=stop))
        # After an upgrade, until the search holds what was there before; one short look otherwise.
        done["indexed"] += search.fill(at=at, stop=stop, seconds=INDEXING)
    _sweep(at)
    return Ticked(**done)


def _batches(at: dt.datetime, actor: "Actor", done: Counter[str]) -> tuple[Callable[[], bool], ...]:
    """What a tick repeats while there is a whole batch of it: each does one, counts it, says if it was."""
    from luoshi.delivery import operations as delivery
    from luoshi.ledger.operations import extend_horizon, settle_dates, settle_lights
    from luoshi.supervision import operations as supervision

    def looked() -> bool:
        found = supervision.look(at=at, actor=actor, limit=BATCH)
        done.update(asdict(found))
        return found.duties == BATCH

    def extended() -> bool:
        items = extend_horizon(at=at, actor=actor, limit=BATCH)
        done["extended"] += items
        return items == BATCH

    def settled() -> bool:
        items = settle_dates(at=at, actor=actor, limit=BATCH)
        done["settled"] += items
        return items == BATCH

    def told() -> bool:
        found = delivery.deliver(at=at, actor=actor, limit=BATCH * 5)
        done.update(asdict(found))
        return found.events == BATCH * 5

    def lit() -> bool:
        items = settle_lights(at=at, actor=actor, limit=BATCH * 10)
        done["lit"] += items
        return items == BATCH * 10

    return looked, extended, settled, told, lit


def _sweep(at: dt.datetime) -> None:
    """Remove what has had its day: spent form keys, trials, expired sittings, tries once they are told."""
    from luoshi.intake import trials
    from luoshi.org import operations as org
    from luoshi.org.access import system_actor
    from luoshi.record import operations as record

    record.forget_once_keys(before=at - KEYS_KEPT)
    trials.sweep(at=at)
    org.tell_tries(at=at, actor=system_actor("tick").ref)
    org.forget_sittings()


def turn(*, at: dt.datetime | None = None, stop: threading.Event | None = None) -> Ticked:
    """As `once` at `at` (now without it), with the row that tells the status page of it. Raises what stopped it."""
    from luoshi.record import operations as record

    begun = record.begin_tick(at=edge.now())
    try:
        done = once(at=at or edge.now(), stop=stop)
    except Exception as error:
        # A turn whose end cannot be written either looks like one that was killed.
        with contextlib.suppress(Exception):
            record.end_tick(begun, at=edge.now(), counts={}, error=type(error).__name__)
        raise
    record.end_tick(begun, at=edge.now(), counts=done.counts())
    record.forget_ticks(keep=TURNS_KEPT)
    return done


def _loop(every: int) -> None:
    """Tick until Ctrl-C; a tick that fails is told on standard error, and the next one tries again."""
    work.start(threading.Event())
    while True:
        try:
            _print(turn())
        except Exception as error:  # the one loop that must outlive whatever a tick meets
            # What an error quotes may be what somebody wrote: its class is enough here.
            click.echo(type(error).__name__, err=True)
        time.sleep(every)


def _print(ticked: Ticked) -> None:
    click.echo(_TEXTS["counts"][edge.language()].format(**asdict(ticked)))


@click.command("tick")
@click.option("--as-of", "as_of", metavar="DATE", help="Another moment than now; only on a demo.")
@click.option("--every", type=click.IntRange(1, 86400), metavar="SECONDS", help="Go on, with this pause between ticks.")
def command(as_of: str | None, every: int | None) -> None:
    """Remind and urge what is due, carry out background jobs; safe at any time, twice, or in several processes."""
    if as_of and every:
        raise click.UsageError("--as-of and --every exclude each other")
    cli.prepare()
    # Settings can only be read once Django is prepared.
    from django.conf import settings

    if as_of and not settings.LUOSHI_DEMO:
        raise click.ClickException(_TEXTS["not_here"][edge.language()])
    with locks.serving():
        if every:
            _loop(every)
        at = edge.moment(as_of)
        _print(turn(at=at))
        work.once(lambda: at)
