"""From a start and a term to a moment, with every step of the way (R1-20 to R1-24)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from luoshi.clock.calendar import Calendar
from luoshi.clock.civil import (
    DAY,
    add_months,
    date_text,
    last_date,
    local,
    moment_text,
    month_end,
    quarter_end,
    until,
    year_end,
)

Unit = Literal["hour", "working_hour", "day", "working_day", "week", "month", "quarter", "year"]
Roll = Literal["next", "none"]
Value = str | int

UNITS: Final[tuple[Unit, ...]] = ("hour", "working_hour", "day", "working_day", "week", "month", "quarter", "year")
#: Anchors that move the start to the end of its month, quarter or year before counting.
PERIOD_ENDS: Final = {"month_end": month_end, "quarter_end": quarter_end, "year_end": year_end}
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: a code (`clock.roll`) and values; dates and moments as canonical text."""

    code: str
    values: Mapping[str, Value]

    def as_json(self) -> dict[str, Value]:
        """`{"code": …, values…}`, ready for a duty's `why`."""
        return {"code": self.code, **self.values}


@dataclass(frozen=True, slots=True)
class Term:
    """A limit of time.

    `amount` of `unit`, counted from `anchor` (the event it runs from; `month_end`, `quarter_end` and `year_end` first
    move the start to that day), or counted back when `before`. `count_first_day` makes the start the first day
    (day, working_day, week). With a `cut_off`, a start later than it, or on a rest day, counts from the next working
    day (from the next day when nothing rolls). `roll`: what happens to an end on a rest day; with `before` it moves to
    the working day before, so that nobody gets less time.
    """

    amount: int
    unit: Unit
    anchor: str = "handed_over"
    before: bool = False
    count_first_day: bool = False
    cut_off: dt.time | None = None
    roll: Roll = "next"

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a term's amount is 0 or more; `before` counts back")
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit {self.unit!r}")
        if self.before and self.unit in {"hour", "working_hour"}:
            raise ValueError("hours are not counted back")


@dataclass(frozen=True, slots=True)
class Due:
    """A reckoned limit: the civil date `on`, the moment `at` (UTC; late from then), and why.

    `provisional`: a year on the way has no announced calendar, so the date may still move once.
    """

    on: dt.date
    at: dt.datetime
    provisional: bool
    why: tuple[Step, ...]

    def why_json(self) -> list[dict[str, Value]]:
        """The steps as JSON values."""
        return [step.as_json() for step in self.why]


def due(term: Term, start_at: dt.datetime, calendar: Calendar) -> Due:
    """When `term` runs out, counted from the aware moment `start_at`. Never raises for an unannounced year."""
    if term.unit == "hour":
        return _hours(term, start_at)
    if term.unit == "working_hour":
        return _working_hours(term, start_at, calendar)
    course = _course(term, start_at, calendar)
    return _close(course.on, until(course.on), _days_why(term, start_at, course, calendar), course.start_on, calendar)


def due_on(term: Term, start_at: dt.datetime, calendar: Calendar) -> dt.date:
    """The date of `due(...)` without its explanation: for counting many."""
    if term.unit in {"hour", "working_hour"}:
        return due(term, start_at, calendar).on
    return _course(term, start_at, calendar).on


def fixed(on: dt.date, calendar: Calendar, *, start_at: dt.datetime) -> Due:
    """A limit that is a date somebody set: it neither counts nor rolls; it runs until 24:00 of `on`."""
    steps = [_start(start_at), Step("clock.fixed", {"to_on": date_text(on)})]
    return _close(on, until(on), steps, local(start_at).date(), calendar)


class _Course(NamedTuple):
    """The days a term passes: start, start after the cut-off, after the period's end, counted to, rolled to."""

    start_on: dt.date
    after_cut_off: dt.date
    first: dt.date
    reached: dt.date
    on: dt.date


def _course(term: Term, start_at: dt.datetime, calendar: Calendar) -> _Course:
    start = local(start_at)
    start_on = after = start.date()
    if term.cut_off is not None and _is_after_hours(term, start, calendar):
        after = calendar.add_working_days(start_on, 1) if term.roll == "next" else start_on + DAY
    first = PERIOD_ENDS[term.anchor](after) if term.anchor in PERIOD_ENDS else after
    reached = _counted(term, first, calendar)
    on = calendar.roll(reached, back=term.before) if term.roll == "next" else reached
    return _Course(start_on, after, first, reached, on)


def _is_after_hours(term: Term, start: dt.datetime, calendar: Calendar) -> bool:
    """Whether the start lies after the cut-off, or, for a term that rolls, on a rest day (R1-22).

    Both count from the next working day: else Saturday morning would be due before Friday evening.
    """
    if term.cut_off is not None and start.time() > term.cut_off:
        return True
    return term.roll == "next" and not calendar.is_working(start.date())


def _counted(term: Term, first: dt.date, calendar: Calendar) -> dt.date:
    """The day that `amount` units from `first` reach, before any roll."""
    sign = -1 if term.before else 1
    if term.unit in _MONTHS:
        return add_months(first, sign * term.amount * _MONTHS[term.unit])
    if term.unit == "working_day":
        amount = term.amount - (term.count_first_day and term.amount > 0 and calendar.is_working(first))
        return calendar.add_working_days(first, sign * amount)
    days = term.amount * (7 if term.unit == "week" else 1)
    return first + DAY * sign * (days - (term.count_first_day and days > 0))


def _start(start_at: dt.datetime) -> Step:
    return Step("clock.start", {"start_at": moment_text(start_at)})


def _days_why(term: Term, start_at: dt.datetime, course: _Course, calendar: Calendar) -> list[Step]:
    """Start, cut-off, period end, count and roll, each rest day that was skipped by its name."""
    steps = [_start(start_at)]
    start_on, after, first, reached, on = course
    if after != start_on:
        steps += _cut_off_why(term, start_on, after, calendar)
    if term.anchor in PERIOD_ENDS:
        steps.append(Step(f"clock.{term.anchor}", {"to_on": date_text(first)}))
    steps += _count_why(term, first, reached, calendar)
    if on != reached:
        steps.append(Step("clock.roll_back" if on < reached else "clock.roll", {"to_on": date_text(on)}))
        steps += _rests(min(on + DAY, reached), max(on, reached + DAY), calendar)
    return steps


def _cut_off_why(term: Term, start_on: dt.date, after: dt.date, calendar: Calendar) -> list[Step]:
    if term.roll == "next" and not calendar.is_working(start_on):
        return [Step("clock.rest_start", {"to_on": date_text(after)}), *_rests(start_on, after, calendar)]
    cut_off = "" if term.cut_off is None else term.cut_off.strftime("%H:%M")
    step = Step("clock.cut_off", {"cut_off": cut_off, "to_on": date_text(after)})
    return [step, *_rests(start_on + DAY, after, calendar)]


def _count_why(term: Term, first: dt.date, reached: dt.date, calendar: Calendar) -> list[Step]:
    """The counting itself; for working days also the rest days between."""
    if term.amount == 0 and term.anchor in PERIOD_ENDS:
        return []  # the period's last day itself
    if term.amount == 0:
        return [Step("clock.same_day", {"to_on": date_text(reached)})]
    code = "clock.count_back" if term.before else "clock.count"
    if term.count_first_day and term.unit in {"day", "working_day", "week"}:
        code += "_first_day"
    steps = [Step(code, {"amount": term.amount, "unit": term.unit, "to_on": date_text(reached)})]
    if term.unit in _MONTHS and reached.day != first.day:
        steps.append(Step("clock.short_month", {"to_on": date_text(reached)}))
    if term.unit == "working_day":
        low, high = sorted((first, reached))
        # a first day that counts but is a rest day is skipped like the others
        counted = term.count_first_day
        steps += _rests(
            low if counted and not term.before else low + DAY, high + DAY * (counted and term.before), calendar
        )
    return steps


def _rests(start: dt.date, stop: dt.date, calendar: Calendar) -> list[Step]:
    """A step for each rest day in [start, stop)."""
    days = (start + DAY * n for n in range((stop - start).days))
    return [
        Step("clock.rest", {"rest_on": date_text(day), "rest": calendar.name(day)})
        for day in days
        if not calendar.is_working(day)
    ]


def _hours(term: Term, start_at: dt.datetime) -> Due:
    """Clock hours: they run through nights and holidays, so no calendar decides them."""
    at = (start_at + dt.timedelta(hours=term.amount)).astimezone(dt.UTC)
    steps = (
        _start(start_at),
        Step("clock.count_through", {"amount": term.amount, "unit": "hour", "to_on": date_text(last_date(at))}),
        Step("clock.until_moment", {"due_at": moment_text(at)}),
    )
    return Due(last_date(at), at, False, steps)


def _working_hours(term: Term, start_at: dt.datetime, calendar: Calendar) -> Due:
    """Hours that run only while the office is open; each stretch that was used is a step."""
    steps = [_start(start_at), Step("clock.count_hours", {"amount": term.amount, "unit": "working_hour"})]
    moment, left = local(start_at), term.amount * 3600
    cursor, at = moment.date(), moment
    while left:
        if not calendar.is_working(cursor):
            steps += _rests(cursor, cursor + DAY, calendar)
        for opens, closes in _open_stretches(cursor, calendar):
            begin = max(opens, moment)
            if not left or begin >= closes:
                continue
            at = min(closes, begin + dt.timedelta(seconds=left))
            left -= int((at - begin).total_seconds())
            steps.append(Step("clock.worked", {"from_at": moment_text(begin), "to_at": moment_text(at)}))
        cursor += DAY
    return _close(last_date(at), at.astimezone(dt.UTC), steps, moment.date(), calendar)


def _open_stretches(on: dt.date, calendar: Calendar) -> list[tuple[dt.datetime, dt.datetime]]:
    """The office hours of `on` as Shanghai moments; none on a rest day."""
    if not calendar.is_working(on):
        return []
    zone = local(until(on)).tzinfo
    return [
        (dt.datetime.combine(on, part.opens, zone), dt.datetime.combine(on, part.closes, zone))
        for part in calendar.hours
    ]


def _close(on: dt.date, at: dt.datetime, steps: list[Step], start_on: dt.date, calendar: Calendar) -> Due:
    """Add the years that are not announced and the moment reached."""
    low, high = (start_on.year, on.year) if start_on <= on else (on.year, start_on.year)
    unknown = [year for year in range(low, high + 1) if year not in calendar.years]
    steps += [Step("clock.provisional", {"year": year}) for year in unknown]
    if at == until(on):
        steps.append(Step("clock.until", {"due_on": date_text(on), "due_at": moment_text(at)}))
    else:
        steps.append(Step("clock.until_moment", {"due_at": moment_text(at)}))
    return Due(on, at, bool(unknown), tuple(steps))
