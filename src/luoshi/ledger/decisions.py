"""What the acts decide about time: what a report answers, what a pause leaves over. Pure: values in, values out.

No row is read or written here; the operations gather the facts, ask these functions and write what they say.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from luoshi.clock import Calendar, Due, Pause, Step, after_pause, fixed, local, moment_text


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty as the decisions see it: `period` is `2026-03`, `2026-Q1`, `2026-W10`, `2026`, a date, or empty."""

    id: int
    due_on: dt.date
    due_at: dt.datetime
    period: str = ""


def begins(period: str) -> dt.date | None:
    """First day of a period; None for the empty one, which has no beginning.

    Raises:
        ValueError: the text is no period.
    """
    if not period:
        return None
    year, _, rest = period.partition("-")
    if not rest:
        return dt.date(int(year), 1, 1)
    if rest[0] == "W":
        return dt.date.fromisocalendar(int(year), int(rest[1:]), 1)
    if rest[0] in "QH":
        months = 3 if rest[0] == "Q" else 6
        return dt.date(int(year), months * (int(rest[1:]) - 1) + 1, 1)
    return dt.date.fromisoformat(period) if "-" in rest else dt.date(int(year), int(rest), 1)


def answered_by_report(outstanding: Iterable[Owed], at: dt.datetime) -> tuple[int, ...]:
    """Ids of the duties that a report at `at` meets, the earliest first.

    All that are late or fall due today, for they fall together; with none of those, the earliest whose period has
    come and whatever is due on the same date. A report never pays for a period that has not begun (R1-08).
    """
    today = local(at).date()
    come = [duty for duty in outstanding if (begins(duty.period) or today) <= today]
    come.sort(key=lambda duty: (duty.due_at, duty.id))
    pressing = [duty for duty in come if duty.due_at <= at or duty.due_on <= today]
    if not pressing and come:
        pressing = [duty for duty in come if duty.due_on == come[0].due_on]
    return tuple(duty.id for duty in pressing)


def resumed(duty: Owed, pause: Pause, calendar: Calendar) -> Due | None:
    """The limit of the successor of a duty that a suspension closed; None when nothing is owed any more.

    What was not used up starts again; lateness that had run stays as long as it was (DESIGN §5). A turn of a
    recurring duty that went by in the pause is not owed, one that lies ahead keeps its date.
    """
    if duty.due_at <= pause.from_at:
        days = local(pause.to_at).date() - local(pause.from_at).date()
        late = fixed(duty.due_on + days, calendar, start_at=pause.to_at)
        return replace(late, why=(_paused(pause), *late.why))
    if duty.period:
        return fixed(duty.due_on, calendar, start_at=pause.to_at) if duty.due_at > pause.to_at else None
    return after_pause(duty.due_at, pause, calendar)


def _paused(pause: Pause) -> Step:
    """The step that tells of a pause in which nothing was left of the term."""
    values: dict[str, str | int] = {
        "from_at": moment_text(pause.from_at),
        "to_at": moment_text(pause.to_at),
        "by": pause.by,
        "left": 0,
    }
    return Step("clock.pause", values)
