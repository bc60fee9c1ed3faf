"""What a worker does: claim jobs under a lease, keep it, finish, fail, give back.

A claim is named by worker and attempt. Whoever comes back after the lease has passed to another is told `Lost` before
anything is written, so the work of a job is done once however often it was begun.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from luoshi.jobs import folders, queries
from luoshi.jobs.models import Job, State
from luoshi.jobs.records import Cancelled, Finished, JobRecord, Lost
from luoshi.record.operations import Work, unit_of_work
from luoshi.record.refusals import Reason

# A job that broke this often, or killed its worker this often, is poison: it is set aside until a person has looked.
MOST_ATTEMPTS = 4
#: Before the second, third and fourth attempt.
_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))


def claim(
    *, worker: str, at: datetime, moment: datetime, lease: timedelta, kinds: Collection[str], limit: int = 1
) -> tuple[JobRecord, ...]:
    """Take up to `limit` jobs of these kinds that wait, or whose worker has not been heard of for its lease.

    `moment` is the machine's clock, which leases are measured with; `at` the edge's. Any number of workers may claim
    at once: nobody waits for another and no job is taken twice. Jobs that were cancelled meanwhile, or that have used
    up their attempts, end here.
    """
    with unit_of_work(actor=worker, at=at) as work:
        _end_abandoned(work, moment)
        ids = _take(worker, at, moment, moment + lease, sorted(kinds), limit)
        rows = Job.objects.filter(pk__in=ids).order_by("pk") if ids else ()
        return tuple(map(queries.job_record, rows))


def _take(worker: str, at: datetime, moment: datetime, until: datetime, kinds: Sequence[str], limit: int) -> list[int]:
    """The ids of what was taken, in one statement on either database."""
    if not kinds:
        return []
    adapt = connection.ops.adapt_datetimefield_value
    skip = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    # Only the number of kinds and a constant are put into the text; every value is a parameter.
    statement = f"""
        UPDATE jobs_job
        SET state = 'running', worker = %s, lease_until = %s, attempts = attempts + 1, run_at = NULL,
            started_at = COALESCE(started_at, %s)
        WHERE id IN (
            SELECT id FROM jobs_job
            WHERE kind IN ({", ".join(["%s"] * len(kinds))})
              AND ((state = 'waiting' AND (run_at IS NULL OR run_at <= %s))
                   OR (state = 'running' AND lease_until <= %s))
            ORDER BY id LIMIT %s {skip})
        RETURNING id"""  # noqa: S608
    values = [worker[:80], adapt(until), adapt(at), *kinds, adapt(moment), adapt(moment), limit]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [pk for (pk,) in cursor.fetchall()]


def _end_abandoned(work: Work, moment: datetime) -> None:
    """End the jobs whose worker died after they were cancelled, or for the last time."""
    dead = Q(state=State.RUNNING, lease_until__lte=moment)
    spent = Q(cancel_asked_at__isnull=False) | Q(attempts__gte=MOST_ATTEMPTS)
    for row in Job.objects.select_for_update(skip_locked=True).filter(dead & spent).order_by("pk"):
        if row.cancel_asked_at is not None:
            _end(row, State.CANCELLED, work.at)
        else:
            row.reasons = [_stored(Reason("job.worker_died", {"attempts": row.attempts}))]
            _end(row, State.SET_ASIDE, work.at)
            _tell(work, "job.set_aside", row)


def beat(*, claimed: JobRecord, until: datetime, done: int, total: int, doing: str) -> None:
    """Renew the lease and show how far the work is. Raises Lost or Cancelled when it must end."""
    with unit_of_work(actor=claimed.worker, at=until):
        kept = _mine(claimed).update(lease_until=until, n_done=max(0, done), n_total=max(0, total), doing=doing[:60])
    if not kept:
        raise Lost
    if _mine(claimed).filter(cancel_asked_at__isnull=False).exists():
        raise Cancelled


def finish(*, claimed: JobRecord, at: datetime, finished: Finished) -> Mapping[str, Any]:
    """End the job with what the handler brought: its effect, its file and the job's end are one transaction.

    Returns the values. Raises Lost or Cancelled before anything is written, and what the effect raises.
    """
    draft = finished.file
    digest, size = folders.digest(draft.path) if draft else ("", 0)
    with unit_of_work(actor=claimed.worker, at=at, on_behalf_of=claimed.owner) as work:
        row = _held(claimed)
        values = {**finished.values, **finished.effect()}
        row.result = values
        if draft is not None:
            row.file_hash, row.file_size, row.file_name = digest, size, draft.name[:255]
            # Before the commit: a worker killed in between leaves a file that the next attempt replaces.
            os.replace(draft.path, folders.result_path(row.pk))
        row.n_done = row.n_total
        _end(row, State.DONE, at)
        payload = {"job": row.kind, "result": values} | ({"file": f"file:{digest}"} if draft else {})
        work.record("job.finished", stream=f"job:{row.pk}", payload=payload, rows=[row])
    return values


def fail(*, claimed: JobRecord, at: datetime, moment: datetime, reasons: Sequence[Reason], for_good: bool) -> None:
    """The attempt did not succeed. `for_good`: it was refused, and trying again would not change that.

    Otherwise it waits for the next attempt, longer each time; after the last one it is set aside. Raises Lost.
    """
    with unit_of_work(actor=claimed.worker, at=at, on_behalf_of=claimed.owner) as work:
        row = _held(claimed, even_cancelled=True)
        row.reasons = [_stored(one) for one in reasons]
        if row.cancel_asked_at is not None:
            _end(row, State.CANCELLED, at)
        elif for_good:
            _end(row, State.FAILED, at)
            _tell(work, "job.failed", row)
        elif row.attempts >= MOST_ATTEMPTS:
            _end(row, State.SET_ASIDE, at)
            _tell(work, "job.set_aside", row)
        else:
            row.run_at = moment + _PAUSES[min(row.attempts, len(_PAUSES)) - 1]
            _put_back(row)


def release(*, claimed: JobRecord, at: datetime) -> None:
    """Give a job back that was not finished through no fault of its own (the worker stops, or somebody cancelled).

    The attempt does not count. Nothing happens when the job is no longer this worker's.
    """
    with unit_of_work(actor=claimed.worker, at=at):
        row = _mine(claimed).select_for_update().first()
        if row is None:
            return
        if row.cancel_asked_at is not None:
            _end(row, State.CANCELLED, at)
        else:
            row.attempts -= 1
            _put_back(row)


def _mine(claimed: JobRecord) -> QuerySet[Job]:
    """The row while it is under this very claim."""
    return Job.objects.filter(pk=claimed.id, state=State.RUNNING, worker=claimed.worker, attempts=claimed.attempts)


def _held(claimed: JobRecord, *, even_cancelled: bool = False) -> Job:
    """The row, held until the transaction ends. Raises Lost, or Cancelled."""
    row: Job | None = _mine(claimed).select_for_update().first()
    if row is None:
        raise Lost
    if row.cancel_asked_at is not None and not even_cancelled:
        raise Cancelled
    return row


def _end(row: Job, state: State, at: datetime) -> None:
    row.state, row.ended_at, row.lease_until, row.run_at = state, at, None, None
    row.save()


def _put_back(row: Job) -> None:
    row.state, row.lease_until, row.n_done, row.n_total, row.doing = State.WAITING, None, 0, 0, ""
    row.save()


def _stored(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "values": dict(reason.values), "rule": reason.rule}


def _tell(work: Work, type: str, row: Job) -> None:
    codes = [one["code"] for one in row.reasons]
    work.record(type, stream=f"job:{row.pk}", payload={"job": row.kind, "reasons": codes}, rows=[row])
