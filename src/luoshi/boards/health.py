"""How the installation is: the tick loop, the last proof, the last backup, the disk, what waits. Read only, no person.

The same reading serves `/healthz/ready`, `/metrics`, the status page and the banner. What is wrong comes as codes with
values; the words, with what to do, stand in this room's `messages.toml`.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

import luoshi
from luoshi.jobs import queries as jobs
from luoshi.jobs.queries import Tally
from luoshi.record import condition
from luoshi.record import queries as record
from luoshi.record.condition import TickRecord
from luoshi.record.queries import Head
from luoshi.record.refusals import Reason

#: A loop that was not heard of for this long is dead: ten of its turns.
TICK_DEAD_AFTER = timedelta(minutes=10)
VERIFY_OLD_AFTER = timedelta(days=8)
BACKUP_OLD_AFTER = timedelta(days=2)
#: Below this an upload or a checkpoint may not fit any more.
DISK_FULL, DISK_LOW = 64 * 2**20, 2 * 2**30
#: Events that wait to be told to people; a tick takes a thousand at a time.
BACKLOG_LONG = 5000
TURNS_SHOWN = 5
#: The log's last event may be that much younger than the clock says it is: several machines differ a little.
CLOCK_BEHIND = timedelta(minutes=2)
#: The background work that proves the record, as the worker names it.
VERIFICATION = "verification"
_ALARMING = frozenset({"health.verify_broken", "health.tick_dead"})


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk below the home folder, in bytes."""

    free: int
    size: int
    is_read_only: bool


@dataclass(frozen=True, slots=True)
class Done:
    """A proof or a backup: when it ended, whether all was whole, what it said of itself."""

    at: datetime
    is_whole: bool
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Health:
    """One reading. `waiting` is how many events nobody was told of yet; None for what was never done."""

    as_of: datetime
    version: str
    database: str
    database_size: int
    head: Head
    waiting: int
    turns: tuple[TickRecord, ...]
    verified: Done | None
    backed_up: Done | None
    disk: Disk
    jobs: tuple[Tally, ...]
    migrations: tuple[str, ...]
    #: Whether a virus scanner is set up; whether it answers, `luoshi doctor` asks.
    has_scanner: bool

    @property
    def tick_lag(self) -> timedelta | None:
        """How long ago the tick loop last lived; None when it never did. A clock put back makes no negative age."""
        return max(timedelta(0), self.as_of - self.turns[0].lived_at) if self.turns else None


def look(*, as_of: datetime, delivered: int) -> Health:
    """Everything, at `as_of`; `delivered` is the position up to which the log was told. About ten queries."""
    head = record.head()
    return Health(
        as_of=as_of,
        version=luoshi.__version__,
        database="PostgreSQL" if connection.vendor == "postgresql" else "SQLite",
        database_size=condition.database_size(),
        head=head,
        waiting=max(0, head.size - delivered),
        turns=condition.last_ticks(TURNS_SHOWN),
        verified=_last("verify", VERIFICATION),
        backed_up=_last("backup"),
        disk=disk(),
        jobs=jobs.tallies(),
        migrations=condition.waiting_migrations(),
        has_scanner=bool(settings.LUOSHI_CLAMD),
    )


def _last(kind: str, job_kind: str = "") -> Done | None:
    """The newest of what the command line noted and what background work of this kind did."""
    job, note = jobs.last(job_kind) if job_kind else None, condition.noted(kind)
    found = [Done(note.at, note.is_whole, note.values)] if note else []
    if job is not None and job.ended_at is not None:
        found.append(Done(job.ended_at, job.result.get("whole") is not False, job.result))
    return max(found, key=lambda one: one.at, default=None)


def disk() -> Disk:
    """The disk below the home folder. Raises OSError when it is not there."""
    home = Path(settings.LUOSHI_HOME)
    usage = shutil.disk_usage(home)
    flags = os.statvfs(home).f_flag if hasattr(os, "statvfs") else 0
    return Disk(usage.free, usage.total, bool(flags & getattr(os, "ST_RDONLY", 1)))


def not_ready(*, as_of: datetime) -> tuple[str, ...]:
    """Why no work should be sent here now, as codes; nothing when all is well. Raises nothing for a part that is away.

    A loop that never ran is none of them: `luoshi serve --no-tick` may stand alone while another machine ticks.
    """
    try:
        if condition.waiting_migrations():
            return ("migrations",)
        turns = condition.last_ticks(1)
    except Exception:  # whatever it is, the database is not of use now
        return ("database",)
    found = [] if not turns or as_of - turns[0].lived_at < TICK_DEAD_AFTER else ["tick"]
    try:
        held = disk()
    except OSError:
        return (*found, "disk")
    return (*found, "disk") if held.is_read_only or held.free < DISK_FULL else tuple(found)


def alarms(*, as_of: datetime) -> tuple[Reason, ...]:
    """What the supervision office must hear on every page: the loop is dead, or the last proof failed."""
    found = (*_verify_broken(_last("verify", VERIFICATION)), *_tick_warnings(condition.last_ticks(1), as_of))
    return tuple(one for one in found if one.code in _ALARMING)


def warnings(health: Health) -> tuple[Reason, ...]:
    """Everything that somebody should do something about, the worst first."""
    return (
        *_verify_broken(health.verified),
        *_tick_warnings(health.turns, health.as_of),
        *_disk_warnings(health.disk),
        *_age_warnings(health),
        *_work_warnings(health),
    )


def _verify_broken(verified: Done | None) -> tuple[Reason, ...]:
    if verified is None or verified.is_whole:
        return ()
    return (Reason("health.verify_broken", {"verified_at": verified.at}),)


def _tick_warnings(turns: tuple[TickRecord, ...], as_of: datetime) -> tuple[Reason, ...]:
    if not turns:
        return (Reason("health.tick_never"),)
    newest = turns[0]
    if as_of - newest.lived_at >= TICK_DEAD_AFTER:
        return (Reason("health.tick_dead", {"lived_at": newest.lived_at}),)
    return (Reason("health.tick_fails", {"error": newest.error, "tried_at": newest.lived_at}),) if newest.error else ()


def _disk_warnings(held: Disk) -> tuple[Reason, ...]:
    if held.is_read_only:
        return (Reason("health.disk_read_only"),)
    free = {"free_mb": held.free // 2**20}
    if held.free < DISK_FULL:
        return (Reason("health.disk_full", free),)
    return (Reason("health.disk_low", free),) if held.free < DISK_LOW else ()


def _age_warnings(health: Health) -> tuple[Reason, ...]:
    """Proofs and backups that were never made, or too long ago."""
    found = []
    for kind, done, old in (
        ("verify", health.verified, VERIFY_OLD_AFTER),
        ("backup", health.backed_up, BACKUP_OLD_AFTER),
    ):
        if done is None:
            found.append(Reason(f"health.{kind}_never"))
        elif health.as_of - done.at >= old:
            found.append(Reason(f"health.{kind}_old", {"done_at": done.at}))
        elif kind == "backup" and not done.is_whole:
            found.append(Reason("health.backup_incomplete", {"done_at": done.at}))
    return tuple(found)


def _work_warnings(health: Health) -> tuple[Reason, ...]:
    """Work set aside, people not told, a clock that was put back, tables not brought up to this version."""
    aside = sum(one.n for one in health.jobs if one.state == "set_aside")
    found = [Reason("health.jobs_set_aside", {"n": aside})] if aside else []
    if health.waiting > BACKLOG_LONG:
        found.append(Reason("health.backlog", {"n": health.waiting}))
    recorded_at = health.head.recorded_at
    if recorded_at is not None and recorded_at - health.as_of >= CLOCK_BEHIND:
        found.append(Reason("health.clock_behind", {"recorded_at": recorded_at}))
    if health.migrations:
        found.append(Reason("health.migrations", {"n": len(health.migrations)}))
    return tuple(found)
