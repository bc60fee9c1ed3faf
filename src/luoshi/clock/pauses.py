"""Suspension: the unused part of a limit starts again when the item is resumed (DESIGN §5)."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from luoshi.clock.calendar import Calendar
from luoshi.clock.civil import last_date, local, moment_text
from luoshi.clock.terms import Due, Step, Term, Value, due


@dataclass(frozen=True, slots=True)
class Pause:
    """Suspended from `from_at`, resumed at `to_at`, approved by the ref `by` (`post:1/person:2`)."""

    from_at: dt.datetime
    to_at: dt.datetime
    by: str


def after_pause(
    due_at: dt.datetime, pause: Pause, calendar: Calendar, *, unit: Literal["day", "working_day"] = "day"
) -> Due:
    """The limit of the successor duty: as many days (or working days) after resuming as were left when it stopped.

    A limit that had run out before the pause has nothing left: it is due on the day of resuming.
    """
    stopped_on = local(pause.from_at).date()
    if unit == "working_day":
        left = calendar.working_days_between(stopped_on, last_date(due_at))
    else:
        left = max(0, (last_date(due_at) - stopped_on).days)
    reckoned = due(Term(left, unit, anchor="resumed"), pause.to_at, calendar)
    values: dict[str, Value] = {
        "from_at": moment_text(pause.from_at),
        "to_at": moment_text(pause.to_at),
        "by": pause.by,
        "left": left,
    }
    return Due(reckoned.on, reckoned.at, reckoned.provisional, (Step("clock.pause", values), *reckoned.why))
