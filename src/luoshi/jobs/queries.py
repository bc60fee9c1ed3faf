"""Every read of background work that others may use."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Count, Min

from luoshi.jobs import folders
from luoshi.jobs.models import ALIVE, Job, State
from luoshi.jobs.records import JobRecord
from luoshi.record.refusals import NotVisible, Reason


@dataclass(frozen=True, slots=True)
class Tally:
    """How many jobs of one kind are in one state, and when the oldest of them was ordered."""

    kind: str
    state: str
    n: int
    oldest_at: datetime


def find(job_id: int, *, owner: str | None, on_behalf_of: str = "") -> JobRecord:
    """One job of this owner, for the same leader; None: whoever's. Raises NotVisible."""
    row = Job.objects.filter(pk=job_id).first()
    if row is None or (owner is not None and (row.owner, row.on_behalf_of) != (owner, on_behalf_of)):
        raise NotVisible
    return job_record(row)


def mine(owner: str, *, on_behalf_of: str = "", before: int | None = None, limit: int = 50) -> tuple[JobRecord, ...]:
    """The newest jobs of an owner, before the one with the id `before`. One query."""
    rows = Job.objects.filter(owner=owner, on_behalf_of=on_behalf_of).order_by("-pk")
    return tuple(map(job_record, (rows if before is None else rows.filter(pk__lt=before))[:limit]))


def newest(*, states: Collection[str] = (), before: int | None = None, limit: int = 50) -> tuple[JobRecord, ...]:
    """The newest jobs of everybody, in these states. One query."""
    rows = Job.objects.order_by("-pk")
    rows = rows.filter(state__in=states) if states else rows
    return tuple(map(job_record, (rows if before is None else rows.filter(pk__lt=before))[:limit]))


def last(kind: str) -> JobRecord | None:
    """The last job of this kind that was done: its `result` and `ended_at`. None when none was."""
    row = Job.objects.filter(kind=kind, state=State.DONE).order_by("-pk").first()
    return None if row is None else job_record(row)


def last_of(key: str) -> JobRecord | None:
    """The newest job of this key, however it stands. One query."""
    row = Job.objects.filter(key=key).order_by("-pk").first()
    return None if row is None else job_record(row)


def alive(kind: str) -> JobRecord | None:
    """The oldest job of this kind that waits or runs."""
    row = Job.objects.filter(kind=kind, state__in=ALIVE).order_by("pk").first()
    return None if row is None else job_record(row)


def tallies() -> tuple[Tally, ...]:
    """How many jobs of each kind are in each state, for the status page and for metrics. One query."""
    rows = Job.objects.values_list("kind", "state").annotate(n=Count("pk"), oldest_at=Min("made_at"))
    return tuple(Tally(*row) for row in rows.order_by("kind", "state"))


def file_of(job: JobRecord) -> Path | None:
    """The result file of a job; None when it has none, or when it has expired."""
    path = folders.result_path(job.id)
    return path if job.file_hash and path.is_file() else None


def may_try_again(job: JobRecord) -> bool:
    """Whether trying again can help: it ended badly, and what came with the order still lies here."""
    name = job.parameters.get("parcel")
    return job.state in ("failed", "set_aside", "cancelled") and (not name or folders.parcel_lies(name))


def job_record(row: Job) -> JobRecord:
    """The record of a job's row."""
    return JobRecord(
        id=row.pk,
        kind=row.kind,
        parameters=row.parameters,
        key=row.key,
        owner=row.owner,
        on_behalf_of=row.on_behalf_of,
        state=str(row.state),
        worker=row.worker,
        attempts=row.attempts,
        is_cancel_asked=row.cancel_asked_at is not None,
        n_done=row.n_done,
        n_total=row.n_total,
        doing=row.doing,
        result=row.result,
        file_hash=row.file_hash,
        file_name=row.file_name,
        file_size=row.file_size,
        reasons=tuple(Reason(one["code"], one["values"], one["rule"]) for one in row.reasons),
        run_at=row.run_at,
        lease_until=row.lease_until,
        made_at=row.made_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
