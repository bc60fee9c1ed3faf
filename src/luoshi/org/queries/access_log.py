"""What the auditor reads and nobody else: sign-ins, openings and exports, and what administrators do (R12-07, R13-01).

Never business: an event of an item, a document or a draft is of no type that stands here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from luoshi.org import access
from luoshi.org._dates import start_of
from luoshi.org.access import Actor
from luoshi.record import messages
from luoshi.record import queries as record
from luoshi.record.queries import EventRecord
from luoshi.record.refusals import Reason, Refused

PREFIX = "access:"
#: The sorts of what is audited, and the first parts of their event types.
SORTS = {
    "access": ("access.sign", "access.first_step", "access.locked", "access.oidc", "access.ldap", "access.tries",
               "access.sittings", "access.access_log"),
    "opening": ("access.exported", "private.opened", "file.opened", "file.downloaded"),
    "account": ("account.", "access.code_", "access.passkey", "access.recovery", "access.factor", "access.second"),
    "authority": ("tenure.", "division.", "stand_in."),
    "directory": ("unit.", "post.", "person.", "area.", "body.", "issuing_office.", "private.kept"),
    "system": ("record.", "rule.", "job.", "expunging.", "file.expunge"),
}  # fmt: skip
#: What did not come about; everything else did.
_FAILED = ("_failed", "_refused", "_unknown", "_silent", "access.locked", "access.tries_counted", "job.failed")
RESULTS = ("done", "refused")


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the access log is narrowed to; everything may be left empty.

    One of `person_ids` did it; `about` are refs of what it was about; the days are civil dates, both inclusive.
    """

    person_ids: tuple[int, ...] | None = None
    sort: str = ""
    result: str = ""
    about: tuple[str, ...] | None = None
    from_on: date | None = None
    to_on: date | None = None


def access_log(
    actor: Actor,
    as_of: datetime,
    *,
    narrowed: LogFilter | None = None,
    before: int | None = None,
    limit: int = 100,
) -> tuple[EventRecord, ...]:
    """The audited events recorded until `as_of`, newest first, before position `before`.

    Without `narrowed` only the access streams. Raises Refused for everybody but the auditor.
    """
    if not access.allows(actor, "access_log.see"):
        raise Refused([Reason("org.not_allowed", {"verb": "access_log.see"}, rule="R13-01")])
    if narrowed is None:
        return record.newest_events(prefix=PREFIX, as_of=as_of, before=before, limit=limit)
    until = as_of if narrowed.to_on is None else min(as_of, start_of(narrowed.to_on + timedelta(days=1)))
    return record.newest_of(
        types_of(narrowed.sort, narrowed.result),
        as_of=until,
        since=start_of(narrowed.from_on) if narrowed.from_on else None,
        before=before,
        streams=None if narrowed.about is None else _streams(narrowed.about),
        actors=None if narrowed.person_ids is None else [f"person:{one}" for one in narrowed.person_ids],
        limit=limit,
    )


def _streams(about: Collection[str]) -> tuple[str, ...]:
    """The streams that tell of these refs."""
    return tuple(stream for ref in about for stream in (ref, f"{PREFIX}{ref}"))


@cache
def types_of(sort: str = "", result: str = "") -> tuple[str, ...]:
    """The audited event types of a sort (or all), with this result (or either), from the catalogue."""
    prefixes = SORTS.get(sort) or tuple(prefix for found in SORTS.values() for prefix in found)
    known = (code.removeprefix("event.") for code in messages.catalogue() if code.startswith("event."))
    wanted = [one for one in known if one.startswith((*prefixes, *(("access.",) if not sort else ())))]
    return tuple(sorted(one for one in wanted if not result or result_of(one) == result))


def sort_of(type_: str) -> str:
    """The sort of an event type; `access` for what no other sort names."""
    return next((sort for sort, prefixes in SORTS.items() if type_.startswith(prefixes)), "access")


def result_of(type_: str) -> str:
    """`refused` for a try that led nowhere, `done` for what came about."""
    return "refused" if any(mark in type_ for mark in _FAILED) else "done"
