"""Recompute a moment from the steps of its explanation alone: an explanation that cannot do that is not one."""

import datetime as dt
from collections.abc import Sequence

from luoshi.clock.civil import (
    DAY,
    add_months,
    local,
    month_end,
    quarter_end,
    read_moment,
    until,
    year_end,
)
from luoshi.clock.terms import Step

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_JUMPS = {"clock.month_end": month_end, "clock.quarter_end": quarter_end, "clock.year_end": year_end}


class _Walk:
    """Where the recomputation stands: a day, the direction rest days push it, and a moment for hour limits."""

    def __init__(self) -> None:
        self.on = dt.date.min
        self.at: dt.datetime | None = None
        self.start_at = dt.datetime.min.replace(tzinfo=dt.UTC)
        self.push = DAY

    def start(self, step: Step) -> None:
        self.start_at = read_moment(str(step.values["start_at"]))
        self.on = local(self.start_at).date()

    def count(self, step: Step) -> None:
        amount, unit = int(step.values["amount"]), str(step.values["unit"])
        back = step.code.startswith("clock.count_back")
        self.push = -DAY if back else DAY
        if unit == "hour":
            self.at = self.start_at + dt.timedelta(hours=amount)
        elif unit in _MONTHS:
            self.on = add_months(self.on, (-1 if back else 1) * amount * _MONTHS[unit])
        else:
            amount *= 7 if unit == "week" else 1
            self.on += self.push * (amount - step.code.endswith("_first_day"))

    def step(self, step: Step) -> None:
        """Apply one step; notes (`short_month`, `provisional`, `until`) change nothing."""
        code = step.code
        if code == "clock.start":
            self.start(step)
        elif code == "clock.from_due":
            self.on = dt.date.fromisoformat(str(step.values["from_on"]))
        elif code in _JUMPS:
            self.on = _JUMPS[code](self.on)
        elif code == "clock.cut_off":
            self.on += DAY
        elif code in {"clock.fixed", "clock.period_end", "clock.with_whole"}:
            self.on = dt.date.fromisoformat(str(step.values["to_on"]))
        elif code.startswith("clock.count_hours"):
            self.at = self.start_at
        elif code.startswith("clock.count"):
            self.count(step)
        else:
            self.move(step)

    def move(self, step: Step) -> None:
        """Rolls set the direction, rest days push, worked stretches set the moment."""
        if step.code == "clock.roll_back":
            self.push = -DAY
        elif step.code == "clock.roll":
            self.push = DAY
        elif step.code == "clock.rest" and self.at is None:
            self.on += self.push
        elif step.code == "clock.worked":
            self.at = read_moment(str(step.values["to_at"]))


def recompute(steps: Sequence[Step]) -> dt.datetime:
    """The moment the steps lead to, without a calendar: each skipped rest day in them is one day further."""
    walk = _Walk()
    for step in steps:
        walk.step(step)
    return until(walk.on) if walk.at is None else walk.at
