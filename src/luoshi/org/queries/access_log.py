"""The access streams: sign-ins and openings of private values, for the auditor and nobody else (R13-01)."""

from datetime import datetime

from luoshi.org import access
from luoshi.org.access import Actor
from luoshi.record import queries as record
from luoshi.record.queries import EventRecord
from luoshi.record.refusals import Reason, Refused

PREFIX = "access:"


def access_log(
    actor: Actor, as_of: datetime, *, before: int | None = None, limit: int = 100
) -> tuple[EventRecord, ...]:
    """The events of all access streams recorded until `as_of`, newest first, before position `before`.

    Raises Refused for everybody but the auditor.
    """
    if not access.allows(actor, "access_log.see"):
        raise Refused([Reason("org.not_allowed", {"verb": "access_log.see"}, rule="R13-01")])
    return record.newest_events(prefix=PREFIX, as_of=as_of, before=before, limit=limit)
