"""The ladder of supervision (督办升级程序): what happens around a limit, and when to look next (R1-80 to R1-82)."""

import datetime as dt
from dataclasses import dataclass

from luoshi.clock.calendar import Calendar
from luoshi.clock.civil import first_moment, last_date, local
from luoshi.clock.terms import Term, due_on


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder.

    `step`: `remind`, `mark_late`, `urge`, `bulletin`. `term` counts from the day the limit ends (T), back when
    `before`; it happens at `at` (Shanghai wall time) of that day. `over_days`: only for limits longer than that many
    days, so that a three-day limit is not reminded on its first day.
    """

    step: str
    term: Term
    at: dt.time = dt.time(0)
    over_days: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """When something happens, and what."""

    at: dt.datetime
    step: str
    ordinal: int


def looks(
    due_at: dt.datetime, ladder: tuple[Rung, ...], calendar: Calendar, *, start_at: dt.datetime | None = None
) -> tuple[Look, ...]:
    """All steps around the limit `due_at`, earliest first. `start_at` (when the duty began) decides `over_days` and
    leaves out what would come before the duty itself; without it every rung counts.
    """
    last_on = last_date(due_at)
    noon = first_moment(last_on) + dt.timedelta(hours=12)
    length = None if start_at is None else (last_on - local(start_at).date()).days
    found = []
    for ordinal, rung in enumerate(ladder):
        if length is not None and length <= rung.over_days and rung.over_days:
            continue
        on = due_on(rung.term, noon, calendar)
        at = first_moment(on) + dt.timedelta(hours=rung.at.hour, minutes=rung.at.minute)
        if start_at is None or at > start_at:
            found.append(Look(at, rung.step, ordinal))
    return tuple(sorted(found, key=lambda look: (look.at, look.ordinal)))


def next_look(
    due_at: dt.datetime,
    as_of: dt.datetime,
    ladder: tuple[Rung, ...],
    calendar: Calendar,
    *,
    start_at: dt.datetime | None = None,
) -> tuple[dt.datetime, str] | None:
    """The first step strictly after `as_of`, or None when the ladder is at its end."""
    for look in looks(due_at, ladder, calendar, start_at=start_at):
        if look.at > as_of:
            return look.at, look.step
    return None
