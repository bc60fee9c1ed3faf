"""What the tests of background work share: an order, a claim, what the log says."""

import datetime as dt
from typing import Any

from luoshi.jobs import operations, queries
from luoshi.jobs.records import JobRecord
from luoshi.record import queries as record

AT = dt.datetime(2026, 3, 5, 2, tzinfo=dt.UTC)
CLERK, LEAD = "post:3/person:9", "post:4/person:10"
LEASE = dt.timedelta(minutes=1)


def order(key: str = "export:1", **more: Any) -> JobRecord:
    said = {"actor": CLERK, "at": AT, "kind": "ledger_export", "parameters": {"unit": 3}, "key": key}
    return operations.enqueue(**{**said, **more})


def take(minute: int = 0, worker: str = "a", **more: Any) -> JobRecord | None:
    moment = AT + dt.timedelta(minutes=minute)
    said = {"worker": worker, "at": moment, "moment": moment, "lease": LEASE, "kinds": ["ledger_export"]}
    return next(iter(operations.claim(**{**said, **more})), None)


def taken(minute: int = 0, worker: str = "a") -> JobRecord:
    found = take(minute, worker)
    assert found is not None
    return found


def types() -> list[str]:
    return [one.type for one in record.events_after(0, 100)]


def state(job: JobRecord) -> str:
    return queries.find(job.id, owner=None).state
