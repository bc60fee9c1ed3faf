"""The faults: each breaks something for a while and makes it whole again. Drawn from a seed, so that a run repeats."""

import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress

from tests.faults.house import House

Fault = Callable[[House, random.Random], None]


def kill_web(house: House, _random: random.Random) -> None:
    """SIGKILL to the process that draws pages."""
    house.kill("web")


def kill_tick(house: House, _random: random.Random) -> None:
    """SIGKILL to the tick process."""
    house.kill("tick")


def kill_all(house: House, _random: random.Random) -> None:
    """SIGKILL to the server, its pages and its tick, in an order of chance's own."""
    house.kill("main", "web", "tick")


def kill_database(house: House, drawn: random.Random) -> None:
    """SIGKILL to the database; SQLite has no process but those that write."""
    if house.postgres is None:
        house.kill("web", "tick")
        return
    if drawn.random() < 0.4:
        house.postgres.kill_backend()
        return
    house.postgres.kill()
    time.sleep(drawn.uniform(0.2, 1.5))
    house.postgres.start()


def database_away(house: House, drawn: random.Random) -> None:
    """It goes away and returns."""
    seconds = drawn.uniform(0.5, 3)
    if house.postgres is not None:
        house.postgres.stop()
        time.sleep(seconds)
        house.postgres.start()
        return
    with closing(sqlite3.connect(house.home / "luoshi.sqlite3", timeout=20, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(seconds)
        other.execute("ROLLBACK")


def disk_full(house: House, drawn: random.Random) -> None:
    """Not a byte is left; then somebody makes room, and starts the database again if it gave up."""
    assert house.disk is not None
    house.disk.fill()
    time.sleep(drawn.uniform(0.5, 2.5))
    house.disk.free()
    if house.postgres is not None:
        with suppress(RuntimeError):  # it runs already
            house.postgres.start()


def disk_read_only(house: House, drawn: random.Random) -> None:
    """The disk fails and turns read-only; then everything is stopped, the disk checked and mounted again."""
    assert house.disk is not None
    house.disk.turn_read_only()
    time.sleep(drawn.uniform(0.5, 2))
    house.pause()
    if house.postgres is not None:
        house.postgres.kill()
        time.sleep(0.5)
    house.disk.repair()
    if house.postgres is not None:
        house.postgres.start()
    house.go_on()


def clock_jumps(house: House, drawn: random.Random) -> None:
    """Some hours forward or back, and right again."""
    house.put_clock(drawn.choice([-86_400, -3_600, -120, 120, 3_600, 86_400]))
    time.sleep(drawn.uniform(0.3, 1.5))
    house.put_clock(0)


FAULTS: dict[str, Fault] = {
    "kill_web": kill_web,
    "kill_tick": kill_tick,
    "kill_all": kill_all,
    "kill_database": kill_database,
    "database_away": database_away,
    "disk_full": disk_full,
    "disk_read_only": disk_read_only,
    "clock_jumps": clock_jumps,
}
#: What needs a disk of the trial's own.
OF_DISKS = frozenset({"disk_full", "disk_read_only"})
