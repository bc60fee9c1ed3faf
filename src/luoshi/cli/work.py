"""The worker: carries out background jobs one after another, beside the ticks (docs/jobs.md)."""

import datetime as dt
import logging
import os
import socket
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luoshi.cli import edge

if TYPE_CHECKING:
    from luoshi.jobs.records import Handler, JobRecord, Stopped
    from luoshi.record.refusals import Reason

#: A worker that was not heard of for so long is dead, and its job goes to another.
LEASE = dt.timedelta(seconds=60)
#: How often it is heard of, and how often the page's figures move.
SECONDS_BETWEEN_BEATS = 2.0
#: A handler that makes no step for so long hangs: its lease is let go.
SECONDS_WITHOUT_STEP = 600.0
SECONDS_BETWEEN_LOOKS = 2.0
SECONDS_BETWEEN_CHORES = 60.0
_log = logging.getLogger("luoshi.work")


def worker_name() -> str:
    """Who works, for the row of a job: unlike any other worker that lives or ever lived."""
    return f"worker:{socket.gethostname()[:30]}:{os.getpid()}:{time.time_ns() // 1_000_000:x}"


@dataclass
class Course:
    """How far one job is: the handler tells it, the beat writes it down and brings back whether to stop."""

    leaving: threading.Event
    done: int = 0
    total: int = 0
    doing: str = ""
    stepped: float = field(default_factory=time.monotonic)
    ended: "Stopped | None" = None

    def step(self, done: int, total: int, doing: str = "") -> None:
        """See `luoshi.jobs.records.Progress`."""
        from luoshi.jobs.records import Leaving

        self.done, self.total, self.doing = done, total, doing or self.doing
        self.stepped = time.monotonic()
        if self.ended is not None:
            raise self.ended
        if self.leaving.is_set():
            raise Leaving


def work_off(
    handlers: "Mapping[str, Handler]",
    *,
    now: Callable[[], dt.datetime],
    leaving: threading.Event | None = None,
    machine: Callable[[], dt.datetime] = edge.now,
    most: int = 0,
) -> int:
    """Carry out what waits until nothing does (or `most` jobs); returns how many were begun.

    `now`: the office's moment, which a demonstration may stop; `machine`: the clock that leases run by. Killed at any
    moment it loses nothing: the effect of a job and its end are one transaction, and the lease passes to another.
    """
    from luoshi.jobs import operations

    leaving = leaving or threading.Event()
    worker, begun = worker_name(), 0
    while not leaving.is_set() and (not most or begun < most):
        taken = operations.claim(worker=worker, at=now(), moment=machine(), lease=LEASE, kinds=handlers.keys())
        if not taken:
            break
        begun += 1
        _carry_out(taken[0], handlers[taken[0].kind], now, machine, leaving)
    return begun


def _carry_out(
    job: "JobRecord",
    handler: "Handler",
    now: Callable[[], dt.datetime],
    machine: Callable[[], dt.datetime],
    leaving: threading.Event,
) -> None:
    """One attempt at one job: done, given back, refused, or broken."""
    from luoshi.jobs import folders, operations
    from luoshi.jobs.records import Lost, Stopped
    from luoshi.record.refusals import Reason, Refused

    course, over = Course(leaving), threading.Event()
    beating = threading.Thread(target=_beat, args=(job, course, over, machine), daemon=True)
    beating.start()
    try:
        finished = handler(job, course)
        operations.finish(claimed=job, at=now(), finished=finished)
        _drop_parcel(job)
    except Stopped:
        operations.release(claimed=job, at=now())
    except Refused as refused:
        _failed(job, now(), machine(), refused.reasons, for_good=True)
        _drop_parcel(job)
    except Exception as error:
        # The message may quote what somebody wrote; where it broke says enough.
        where = "".join(traceback.format_tb(error.__traceback__))
        _log.error("job %s (%s) broke: %s\n%s", job.id, job.kind, type(error).__name__, where)
        _failed(job, now(), machine(), [Reason("job.broke", {"error": type(error).__name__})], for_good=False)
    finally:
        over.set()
        beating.join(timeout=SECONDS_BETWEEN_BEATS)
        folders.drop_drafts(job.id, job.attempts)
    if isinstance(course.ended, Lost):
        _log.warning("job %s (%s) went to another worker", job.id, job.kind)


def _failed(
    job: "JobRecord", at: dt.datetime, moment: dt.datetime, reasons: "Sequence[Reason]", *, for_good: bool
) -> None:
    """Write down that an attempt failed, unless the job is another's meanwhile."""
    from luoshi.jobs import operations
    from luoshi.jobs.records import Lost

    try:
        operations.fail(claimed=job, at=at, moment=moment, reasons=reasons, for_good=for_good)
    except Lost:
        _log.warning("job %s (%s) went to another worker", job.id, job.kind)


def _drop_parcel(job: "JobRecord") -> None:
    """What came with the order is not kept once it has been answered."""
    from luoshi.jobs import folders

    if job.parameters.get("parcel"):
        folders.drop_parcel(job.parameters["parcel"])


def _beat(job: "JobRecord", course: Course, over: threading.Event, machine: Callable[[], dt.datetime]) -> None:
    """Keep the lease while the handler works, on a connection of this thread's own."""
    from django.db import Error, connections

    try:
        while course.ended is None and not over.wait(SECONDS_BETWEEN_BEATS):
            if time.monotonic() - course.stepped > SECONDS_WITHOUT_STEP:
                return
            try:
                _beat_once(job, course, machine)
            except Error as error:
                _log.warning("no beat of job %s: %s", job.id, type(error).__name__)
    finally:
        connections.close_all()


def _beat_once(job: "JobRecord", course: Course, machine: Callable[[], dt.datetime]) -> None:
    """Renew the lease, show how far it is, and take along whether it must end."""
    from luoshi.jobs import operations
    from luoshi.jobs.records import Stopped

    try:
        operations.beat(claimed=job, until=machine() + LEASE, done=course.done, total=course.total, doing=course.doing)
    except Stopped as ended:
        course.ended = ended


def loop(leaving: threading.Event) -> None:
    """Look for work every few seconds until `leaving` is set; `cli.prepare()` must have been called."""
    from django.db import connections

    from luoshi.cli import handlers

    next_chores = 0.0
    while not leaving.is_set():
        try:
            if time.monotonic() >= next_chores:
                next_chores = time.monotonic() + SECONDS_BETWEEN_CHORES
                chores(at=office_now(), moment=edge.now())
            work_off(handlers.HANDLERS, now=office_now, leaving=leaving)
        except Exception as error:  # the one loop that must outlive whatever it meets
            _log.error("looking for work: %s", type(error).__name__)
            connections.close_all()
        leaving.wait(SECONDS_BETWEEN_LOOKS)
    connections.close_all()


def chores(*, at: dt.datetime, moment: dt.datetime) -> None:
    """Order the verification of the night once it is time, and remove results that have expired."""
    from django.conf import settings

    from luoshi.cli.handlers import VERIFICATION
    from luoshi.jobs import operations
    from luoshi.record import queries as record

    local = at.astimezone(edge.SHANGHAI)
    if settings.LUOSHI_VERIFY_AT is not None and local.time() >= settings.LUOSHI_VERIFY_AT:
        operations.enqueue(
            actor="system:tick",
            at=at,
            kind=VERIFICATION,
            parameters={"size": record.head().size},
            key=f"{VERIFICATION}:{local.date().isoformat()}",
            for_ever=True,
        )
    operations.sweep(at=at, moment=moment, keep=dt.timedelta(days=settings.LUOSHI_RESULT_DAYS))


def start(leaving: threading.Event) -> threading.Thread:
    """The loop in a thread of this process: reminders do not wait for a long export."""
    thread = threading.Thread(target=loop, args=(leaving,), name="luoshi-work", daemon=True)
    thread.start()
    return thread


def once(now: Callable[[], dt.datetime]) -> int:
    """The chores, and everything that waits: what one `luoshi tick` does of it. Returns the number of jobs begun."""
    from luoshi.cli import handlers

    chores(at=now(), moment=edge.now())
    return work_off(handlers.HANDLERS, now=now)


def stands_still() -> bool:
    """Whether this is a demonstration whose day was stopped (`LUOSHI_AS_OF`)."""
    from django.conf import settings

    return bool(settings.LUOSHI_DEMO and os.environ.get("LUOSHI_AS_OF"))


def office_now() -> dt.datetime:
    """The present moment; in a demonstration whose day stands still, that day."""
    return edge.moment(os.environ["LUOSHI_AS_OF"]) if stands_still() else edge.now()
