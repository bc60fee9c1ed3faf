"""The days of the demo year: where it begins, when the report is given, at which hours an office acts."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from luoshi.clock.calendar import Calendar
from luoshi.clock.civil import DAY, SHANGHAI, add_months, first_moment, month_end

#: The office is set up this long before the visitor's day, and its first meeting follows.
_YEAR = 365
_FOUNDING = 24
#: A report younger than this has too little history to show; the year before is told instead.
_REPORT_AGE = 45


@dataclass(frozen=True)
class Frame:
    """The span that the demo tells: every act happens before the first moment of the day `as_of` in Shanghai."""

    seed: int
    as_of: dt.date
    calendar: Calendar

    @property
    def ends_at(self) -> dt.datetime:
        """First moment (UTC) of the visitor's day; nothing is played from then on."""
        return first_moment(self.as_of)

    @property
    def start_on(self) -> dt.date:
        """The first day of the year that is told."""
        return min(self.as_of - DAY * _YEAR, self.report_on - DAY * 20)

    @property
    def founded_on(self) -> dt.date:
        """The day the units, posts and persons stand from."""
        return self.start_on - DAY * _FOUNDING

    @property
    def report_on(self) -> dt.date:
        """The day the work report is given: early February, in the year of `as_of` when that is old enough."""
        given = self.calendar.roll(dt.date(self.as_of.year, 2, 3))
        if (self.as_of - given).days >= _REPORT_AGE:
            return given
        return self.calendar.roll(dt.date(self.as_of.year - 1, 2, 3))

    @property
    def report_year(self) -> int:
        """The year whose tasks the report sets."""
        return self.report_on.year

    def random(self, *key: object) -> Random:
        """Chances of their own for one subject, so that one line's fate never changes another's."""
        return Random(":".join(map(str, (self.seed, self.as_of, *key))))  # noqa: S311 - a schedule, not a secret

    def working(self, on: dt.date, *, back: bool = False) -> dt.date:
        """`on`, or the next (previous) working day."""
        return self.calendar.roll(on, back=back)

    def after(self, on: dt.date, days: int) -> dt.date:
        """The `days`-th working day after `on`; a working day itself for 0."""
        return self.calendar.add_working_days(on, days) if days else self.working(on)

    def month_end(self, on: dt.date, months: int) -> dt.date:
        """The last day of the month `months` after that of `on`."""
        return month_end(add_months(on.replace(day=1), months))


def moment(on: dt.date, chance: Random, *, early: bool = False) -> dt.datetime:
    """A moment (UTC) in office hours of `on`: 08:30 to 11:20 when `early`, else to 17:30 with the noon left out."""
    minutes = chance.randrange(0, 170) if early or chance.random() < 0.5 else chance.randrange(370, 540)
    at = dt.datetime(on.year, on.month, on.day, 8, 30, tzinfo=SHANGHAI)
    return (at + dt.timedelta(minutes=minutes, seconds=chance.randrange(60))).astimezone(dt.UTC)


def said(due_on: dt.date, start_on: dt.date) -> str:
    """A date as minutes say it: `6月底前`, `6月15日前`, `明年3月底前`, `年底前`."""
    year = {0: "", 1: "明年"}.get(due_on.year - start_on.year, f"{due_on.year}年")
    if (due_on.month, due_on.day) == (12, 31):
        return f"{year}年底前" if not year else f"{year}底前"
    if due_on == month_end(due_on):
        return f"{year}{due_on.month}月底前"
    return f"{year}{due_on.month}月{due_on.day}日前"
