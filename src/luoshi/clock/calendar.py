"""Working days: which day is worked, what a rest day is called, which years are announced. Values in, values out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from luoshi.clock.civil import DAY

#: Years past the last announced one that the counting table covers; a date beyond it is counted day by day.
_AHEAD: Final = 15
_WEEKEND: Final = {5: "saturday", 6: "sunday"}


@dataclass(frozen=True, slots=True)
class Year:
    """One announced year. `off` maps a rest day to its name (a code such as `spring_festival`, or the
    area's own text); `working` holds the make-up working days (调休上班); `notices` the papers that say so.
    """

    year: int
    off: Mapping[dt.date, str]
    working: frozenset[dt.date]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """One stretch of a working day, Shanghai wall time, `opens` < `closes`."""

    opens: dt.time
    closes: dt.time

    @property
    def seconds(self) -> int:
        """Length of the stretch."""
        return _seconds(self.closes) - _seconds(self.opens)


OFFICE_HOURS: Final = (Hours(dt.time(8), dt.time(12)), Hours(dt.time(14, 30), dt.time(18)))


@dataclass(frozen=True)
class Calendar:
    """The working days of an area. A year that is not in `years` is *provisional*: Monday to Friday are worked,
    nothing else is known; results that depend on it say so and never raise (R1-25).
    """

    years: Mapping[int, Year]
    hours: tuple[Hours, ...] = OFFICE_HOURS
    code: str = "cn"

    @cached_property
    def known_through(self) -> dt.date | None:
        """The last day of the last announced year; None without any."""
        return dt.date(max(self.years), 12, 31) if self.years else None

    def is_provisional(self, on: dt.date) -> bool:
        """Whether the year of `on` has no announced calendar."""
        return on.year not in self.years

    def is_working(self, on: dt.date) -> bool:
        """Whether `on` is worked."""
        year = self.years.get(on.year)
        if year is not None:
            if on in year.off:
                return False
            if on in year.working:
                return True
        return on.weekday() < 5

    def name(self, on: dt.date) -> str:
        """What the day is: a rest day's name, `make_up` for a make-up working day, `` for an ordinary one."""
        year = self.years.get(on.year)
        if year is not None:
            if on in year.off:
                return year.off[on]
            if on in year.working:
                return "make_up"
        return _WEEKEND.get(on.weekday(), "")

    def roll(self, on: dt.date, *, back: bool = False) -> dt.date:
        """`on` itself when it is worked, else the next (or, with `back`, the previous) working day."""
        if self.is_working(on):
            return on
        return self.add_working_days(on, -1 if back else 1)

    def add_working_days(self, on: dt.date, days: int) -> dt.date:
        """The `days`-th working day after `on` (before it when negative); 0 gives `on` itself."""
        if days == 0:
            return on
        table = self._table
        place = on.toordinal() - table.first
        if 0 <= place < len(table.count):
            # count[place] = working days up to and including that day
            wanted = table.count[place] + days if days > 0 else table.count[place] - self.is_working(on) + days + 1
            if 1 <= wanted <= len(table.days):
                return dt.date.fromordinal(table.days[wanted - 1])
        return self._walk(on, days)

    def working_days_between(self, after: dt.date, through: dt.date) -> int:
        """How many working days lie in (after, through]; 0 when `through` is not later."""
        if through <= after:
            return 0
        table = self._table
        low, high = after.toordinal() - table.first, through.toordinal() - table.first
        if low >= 0 and high < len(table.count):
            return table.count[high] - table.count[low]
        return sum(self.is_working(after + DAY * n) for n in range(1, (through - after).days + 1))

    def _walk(self, on: dt.date, days: int) -> dt.date:
        """`add_working_days` outside the table: one day at a time."""
        step = DAY if days > 0 else -DAY
        left = abs(days)
        while left:
            on += step
            left -= self.is_working(on)
        return on

    @cached_property
    def _table(self) -> "_Table":
        """Cumulative working days, built once: one look-up instead of a walk for every date."""
        first = dt.date(min(self.years, default=2019) - 1, 1, 1)
        last = dt.date(max(self.years, default=2019) + _AHEAD, 12, 31)
        count: list[int] = []
        days: list[int] = []
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            if self.is_working(dt.date.fromordinal(ordinal)):
                days.append(ordinal)
            count.append(len(days))
        return _Table(first.toordinal(), count, days)


@dataclass(frozen=True, slots=True)
class _Table:
    """`count[i]`: working days from the first day through day `first + i`; `days`: their ordinals."""

    first: int
    count: list[int]
    days: list[int]


def _seconds(time: dt.time) -> int:
    return time.hour * 3600 + time.minute * 60 + time.second


def area_calendar(base: Calendar, own: Mapping[dt.date, str], *, code: str, hours: tuple[Hours, ...] = ()) -> Calendar:
    """`base` with an area's own rest days (本地放假日, such as a prefecture's founding day) and working hours.

    An own day in a year that is not announced leaves that year provisional: the day is not kept, since the year's
    calendar must be loaded first. Raises ValueError naming such days.
    """
    unknown = sorted(day for day in own if day.year not in base.years)
    if unknown:
        raise ValueError(f"years not announced: {', '.join(map(str, unknown))}")
    years = dict(base.years)
    for day, name in own.items():
        year = years[day.year]
        years[day.year] = Year(year.year, {**year.off, day: name}, year.working - {day}, year.notices)
    return Calendar(years, hours or base.hours, code)
