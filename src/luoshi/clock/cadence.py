"""Recurring limits: every month by the 25th, on the last working day, every quarter, every Friday (R1-08, R6-06)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from luoshi.clock.calendar import Calendar
from luoshi.clock.civil import DAY, add_months, date_text, local, moment_text, month_end, until
from luoshi.clock.terms import Due, Roll, Step

Every = Literal["week", "month", "quarter", "year"]
On = Literal["last_working_day", "last_day", "day", "weekday"]

EVERY: Final[tuple[Every, ...]] = ("week", "month", "quarter", "year")
ON: Final[tuple[On, ...]] = ("last_working_day", "last_day", "day", "weekday")
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Cadence:
    """One limit in every `amount` periods of `unit`.

    `on`: the period's last working day, its last day, day `day` of its last month (short months: their last day), or
    weekday `day` (1 Monday … 7 Sunday) of a week. `roll` moves a rest day to the next working day. `first_after`: days
    that must lie between the start and the first limit, so that nobody reports on the day of the hand-over.
    """

    amount: int
    unit: Every
    on: On
    day: int = 0
    roll: Roll = "next"
    first_after: int = 0

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError("a cadence comes every 1 or more periods")
        if (self.on == "weekday") != (self.unit == "week"):
            raise ValueError("a weekly cadence is on a weekday, and only a weekly one")
        if self.on in {"day", "weekday"} and not 1 <= self.day <= (31 if self.on == "day" else 7):
            raise ValueError("day is 1 to 31 of a month, or 1 (Monday) to 7 of a week")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One limit of a cadence: its period (`2026-03`, `2026-Q1`, `2026-W10`, `2026`) and when it is due."""

    period: str
    due: Due


def occurrences(
    cadence: Cadence, start_at: dt.datetime, *, through: dt.date, calendar: Calendar
) -> tuple[Occurrence, ...]:
    """The limits of `cadence` after the start, as far as the date `through`, earliest first."""
    start_on = local(start_at).date()
    found: list[Occurrence] = []
    for period, end in _periods(cadence, start_on):
        wanted, on = _day(cadence, end, calendar)
        if on > through and end > through:
            break
        if start_on + DAY * cadence.first_after < on <= through:
            found.append(Occurrence(period, _due(cadence, start_at, wanted, on, calendar)))
    return tuple(found)


def _periods(cadence: Cadence, start_on: dt.date) -> Iterator[tuple[str, dt.date]]:
    """(name, last day) of each period from the one the start lies in, without end."""
    if cadence.unit == "week":
        sunday = start_on + DAY * (7 - start_on.isoweekday())
        while True:
            year, week, _ = sunday.isocalendar()
            yield f"{year}-W{week:02}", sunday
            sunday += DAY * 7 * cadence.amount
    months = _MONTHS[cadence.unit]
    first = start_on.replace(day=1, month=(start_on.month - 1) // months * months + 1)
    while True:
        yield _period_name(cadence, first), month_end(add_months(first, months - 1))
        first = add_months(first, months * cadence.amount)


def _period_name(cadence: Cadence, first: dt.date) -> str:
    if cadence.unit == "year":
        return str(first.year)
    if cadence.unit == "quarter":
        return f"{first.year}-Q{first.month // 3 + 1}"
    return f"{first.year}-{first.month:02}"


def _day(cadence: Cadence, end: dt.date, calendar: Calendar) -> tuple[dt.date, dt.date]:
    """(the day the cadence names in the period that ends on `end`, the day it is due)."""
    if cadence.on == "last_working_day":
        return end, calendar.roll(end, back=True)
    if cadence.on == "weekday":
        wanted = end - DAY * (7 - cadence.day)
    elif cadence.on == "day":
        wanted = end.replace(day=min(cadence.day, end.day))
    else:
        wanted = end
    return wanted, calendar.roll(wanted) if cadence.roll == "next" else wanted


def _due(cadence: Cadence, start_at: dt.datetime, wanted: dt.date, on: dt.date, calendar: Calendar) -> Due:
    """The limit with its steps: the day named, each rest day between it and the day it is due."""
    steps = [
        Step("clock.start", {"start_at": moment_text(start_at)}),
        Step("clock.fixed" if cadence.on != "last_working_day" else "clock.period_end", {"to_on": date_text(wanted)}),
    ]
    if on != wanted:
        steps.append(Step("clock.roll_back" if on < wanted else "clock.roll", {"to_on": date_text(on)}))
        low, high = (on + DAY, wanted + DAY) if on < wanted else (wanted, on)
        days = (low + DAY * n for n in range((high - low).days))
        steps += [Step("clock.rest", {"rest_on": date_text(d), "rest": calendar.name(d)}) for d in days]
    unknown = [year for year in range(local(start_at).year, on.year + 1) if year not in calendar.years]
    steps += [Step("clock.provisional", {"year": year}) for year in unknown]
    steps.append(Step("clock.until", {"due_on": date_text(on), "due_at": moment_text(until(on))}))
    return Due(on, until(on), bool(unknown), tuple(steps))
