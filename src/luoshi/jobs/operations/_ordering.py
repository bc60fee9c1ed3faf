"""What people do with jobs: order one, cancel it, have it tried again."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from luoshi.jobs import queries
from luoshi.jobs.models import ALIVE, Job, State
from luoshi.jobs.records import JobRecord
from luoshi.record.operations import Work, unit_of_work
from luoshi.record.refusals import NotVisible, Reason, Refused

#: Ids and codes: what a person wrote has other signs in it, and belongs into a parcel.
_CODE = re.compile(r"[A-Za-z0-9_.:/+\-]{0,200}")
_ENDED_BADLY = (State.FAILED, State.SET_ASIDE, State.CANCELLED)


def enqueue(
    *,
    actor: str,
    at: datetime,
    kind: str,
    parameters: Mapping[str, Any],
    key: str,
    on_behalf_of: str = "",
    run_at: datetime | None = None,
    for_ever: bool = False,
) -> JobRecord:
    """Order a job and return it. While the same `key` is waiting or running, the first order is returned instead.

    With `for_ever` the key counts for ended jobs too: the work of one night is ordered once. `run_at`: not before this
    moment of the machine's clock. Raises ValueError for parameters that are more than ids and codes.
    """
    if not _is_coded(dict(parameters)):
        raise ValueError(f"{kind}: parameters are ids and codes; what a person wrote belongs into the parcel")
    with unit_of_work(actor=actor, at=at, on_behalf_of=on_behalf_of) as work:
        first = _standing(key, for_ever)
        if first is not None:
            return queries.job_record(first)
        row = Job(kind=kind, parameters=dict(parameters), key=key, owner=actor, on_behalf_of=on_behalf_of)
        row.made_at, row.run_at = at, run_at
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            # Two orders at once on PostgreSQL: the other one was first.
            first = _standing(key, for_ever)
            if first is None:
                raise
            return queries.job_record(first)
        work.record("job.ordered", stream=f"job:{row.pk}", payload={"job": kind, "order": parameters}, rows=[row])
    return queries.job_record(row)


def _standing(key: str, for_ever: bool) -> Job | None:
    """The order of this key that is alive, or with `for_ever` any that ever was."""
    same = Job.objects.filter(key=key)
    return (same if for_ever else same.filter(state__in=ALIVE)).order_by("-pk").first()


def _is_coded(value: Any) -> bool:
    """Whether a parameter is an id or a code, or a list or a mapping of such."""
    if isinstance(value, str):
        return _CODE.fullmatch(value) is not None
    if isinstance(value, Mapping):
        return all(_is_coded(name) and _is_coded(one) for name, one in value.items())
    if isinstance(value, list | tuple):
        return all(map(_is_coded, value))
    return value is None or isinstance(value, int)


def cancel(*, actor: str, at: datetime, job_id: int, owner: str | None, on_behalf_of: str = "") -> JobRecord:
    """Cancel a job: at once while it waits, at its next step while it runs. Nothing of it is left.

    `owner`: only a job of this owner; None when the caller may cancel everybody's. Raises NotVisible, and Refused when
    the job has ended.
    """
    with unit_of_work(actor=actor, at=at, on_behalf_of=on_behalf_of) as work:
        row = _held(job_id, owner)
        if row.state not in ALIVE:
            raise Refused([Reason("job.ended", {"job": row.kind})])
        if row.cancel_asked_at is None:
            row.cancel_asked_at = at
            if row.state == State.WAITING:
                row.state, row.ended_at = State.CANCELLED, at
            row.save()
            _tell(work, "job.cancelled", row)
    return queries.job_record(row)


def retry(*, actor: str, at: datetime, job_id: int, owner: str | None, on_behalf_of: str = "") -> JobRecord:
    """Have a job tried again that was refused, set aside or cancelled, with all its attempts before it.

    Raises NotVisible, and Refused when it is alive or done, or when the same order stands already.
    """
    with unit_of_work(actor=actor, at=at, on_behalf_of=on_behalf_of) as work:
        row = _held(job_id, owner)
        if row.state not in _ENDED_BADLY or _standing(row.key, False) is not None:
            raise Refused([Reason("job.not_again", {"job": row.kind})])
        row.state, row.attempts, row.run_at, row.reasons = State.WAITING, 0, None, []
        row.cancel_asked_at = row.started_at = row.ended_at = None
        row.n_done = row.n_total = 0
        row.doing = ""
        row.save()
        _tell(work, "job.tried_again", row)
    return queries.job_record(row)


def _held(job_id: int, owner: str | None) -> Job:
    """The row, held until the transaction ends. Raises NotVisible."""
    row = Job.objects.select_for_update().filter(pk=job_id).first()
    if row is None or owner not in (None, row.owner):
        raise NotVisible
    return row


def _tell(work: Work, type: str, row: Job) -> None:
    work.record(type, stream=f"job:{row.pk}", payload={"job": row.kind}, rows=[row])
