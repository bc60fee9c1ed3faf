"""The shipped rules as the schedule asks them: what a line owes, and by when. No database."""

import datetime as dt
from functools import cache

from luoshi.cli.demo.lines import Line
from luoshi.clock.calendar import Calendar
from luoshi.rulebook import calendars, shipped
from luoshi.rulebook.planning import PlannedDuty, plan_duties
from luoshi.rulebook.shapes import ClockRule, KindRule


@cache
def calendar(area: str) -> Calendar:
    """The working days of an area by the shipped calendars."""
    return calendars.from_files(shipped.shipped(), area)


@cache
def clock_of(kind: str, clock: str) -> ClockRule:
    """The clock rule that a line of `kind` runs on; `clock` names another than the kind's own."""
    rules = shipped.shipped()
    if not clock:
        rule = rules["kind", kind].rule
        if not isinstance(rule, KindRule):
            raise TypeError(f"{kind} is not a kind")
        clock = rule.clock
    found = rules["clock", clock].rule
    if not isinstance(found, ClockRule):
        raise TypeError(f"{clock} is not a clock rule")
    return found


def owed(line: Line, handed_at: dt.datetime, calendar: Calendar, horizon: dt.date) -> tuple[PlannedDuty, ...]:
    """What `line` owes from the hand-over at `handed_at` until `horizon`, earliest first."""
    return plan_duties(
        clock_of(line.kind, line.clock),
        {**line.choices, "urgency": line.urgency},
        handed_at,
        calendar,
        horizon,
        due_on=line.due_on,
    )
