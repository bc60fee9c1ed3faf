"""What becomes of an ordinary line: done in time, done late, still open and on the way, or lagging."""

import datetime as dt
from dataclasses import dataclass
from itertools import zip_longest

from luoshi.cli.demo.course import Course, owed_by_lead, punctual, spread
from luoshi.cli.demo.frame import Frame
from luoshi.clock.civil import DAY, local
from luoshi.rulebook.planning import PlannedDuty

#: Chances by the unit's quality (worse, as most, better): still open though the date went by, by how long ago.
_OPEN_LATE = ((7, (0.70, 0.35, 0.12)), (25, (0.10, 0.015, 0.0)), (10_000, (0.006, 0.002, 0.0)))
_DONE_LATE = (0.22, 0.08, 0.03)
_MISSED = ((7, (0.30, 0.12, 0.03)), (35, (0.03, 0.004, 0.0)))
_RETURNED = (0.12, 0.05, 0.02)
_EARLY = 0.10


@dataclass(frozen=True, slots=True)
class Fate:
    """`done_at`: when the line is submitted, None while it is open; `pace`: how fast it runs; `returned`: once.

    `missed`: the last duty that has come is not done.
    """

    done_at: dt.datetime | None
    pace: float = 1.0
    returned: bool = False
    missed: bool = False


def decide(course: Course) -> Fate:
    """The fate of an ordinary line by its date, its unit and chance."""
    due = limit(course)
    chance, quality = course.chance, course.quality
    if due is None:
        return Fate(None, missed=_missed(course))
    gone = (course.frame.as_of - due).days
    if gone <= 0:
        return _ahead(course, due)
    p_open = next(table[quality] for days, table in _OPEN_LATE if gone <= days)
    if chance.random() < p_open:
        return Fate(None, pace=chance.choice((0.6, 0.75, 0.85)))
    returned = chance.random() < _RETURNED[quality]
    if gone > 4 and chance.random() < _DONE_LATE[quality]:
        late = chance.randrange(2, min(15, gone))
        return Fate(course.at(due + DAY * late), pace=0.85, returned=returned)
    first = course.day(course.handed_at, 2)
    early = course.frame.calendar.add_working_days(due, -chance.choice((0, 1, 1, 2, 3, 5)) - (6 if returned else 0))
    return Fate(course.at(max(first, course.frame.working(early, back=True))), returned=returned)


def _ahead(course: Course, due: dt.date) -> Fate:
    """The fate of a line whose date lies ahead: most run on, some are done early, a few lag."""
    chance, quality = course.chance, course.quality
    handed = local(course.handed_at).date()
    room = (course.frame.as_of - handed).days
    if room > 25 and (due - handed).days > 25 and chance.random() < _EARLY:
        return Fate(course.at(handed + DAY * chance.randrange(20, room)))
    pace = chance.choices((1.0, 0.8, 0.5), weights=((80, 15, 5), (92, 6, 2), (98, 2, 0))[quality])[0]
    return Fate(None, pace=pace, missed=_missed(course))


def _missed(course: Course) -> bool:
    """Whether the unit owes a report that should have been given, by how long ago that was."""
    come = [duty for duty in owed_by_lead(course) if duty.due.at <= course.frame.ends_at]
    if not come:
        return False
    ago = (course.frame.ends_at - come[-1].due.at).days
    chances = next((table for days, table in _MISSED if ago <= days), (0.0, 0.0, 0.0))
    return course.chance.random() < chances[course.quality]


def limit(course: Course) -> dt.date | None:
    """The date by which the line must be done: its own, or what the clock rule makes of the hand-over."""
    if course.line.due_on is not None:
        return course.line.due_on
    return next((duty.due.on for duty in course.duties() if duty.act == "conclude"), None)


def ordinary(course: Course, fate: Fate) -> None:
    """Sign, report as owed, and finish when the fate says so."""
    course.due_on = limit(course)
    course.sign(course.handed_at, [course.lead, *course.line.co])
    stop_at = fate.done_at - DAY if fate.done_at else course.frame.ends_at
    run(course, stop_at, pace=fate.pace, missed=fate.missed)
    if fate.done_at is not None:
        course.finish(fate.done_at, returned=fate.returned)
    elif course.line.co and course.chance.random() < 0.3:
        course.finish_parts(course.at(course.frame.as_of - DAY * course.chance.randrange(5, 12)))


def run(course: Course, stop_at: dt.datetime, *, pace: float = 1.0, missed: bool = False) -> None:
    """The lead unit plans and reports as it owes until `stop_at`; with `missed` not what was due last."""
    _plan_owed(course)
    due = [duty for duty in owed_by_lead(course) if duty.due.at <= stop_at + DAY * 6]
    come = [duty for duty in due if duty.due.at <= course.frame.ends_at]
    last: PlannedDuty | None = come[-1] if missed and come else None
    for duty, following in zip_longest(due, due[1:]):
        if last is not None and duty.due.at >= last.due.at:
            return
        when = max(punctual(course, duty, course.chance), course.soon(course.handed_at, 90))
        if when < min(stop_at, course.frame.ends_at):
            # A node that falls due before the next report is reached with this one; a unit far behind is weeks late.
            ahead = following.due.on - DAY if following else duty.due.on + DAY * 12
            course.report(when, pace, until=ahead if pace > 0.55 else duty.due.on - DAY * 20)


def _plan_owed(course: Course) -> None:
    """Hand in the plan that the clock asks for, with nodes up to the line's date."""
    owed = next((duty for duty in course.duties() if duty.act == "plan"), None)
    if owed is None:
        return
    start = local(course.handed_at).date()
    end = course.due_on or dt.date(start.year, 12, 31)
    at = course.at(course.frame.working(owed.due.on - DAY * course.chance.randrange(1, 5), back=True))
    # Nothing is promised for the weeks before the first report.
    dates = [on for on in spread(start, end, 4) if on == end or (on - start).days >= 45]
    course.plan(max(at, course.soon(course.handed_at, 200)), dates)


def holiday_before(frame: Frame) -> dt.date | None:
    """The first day of the last public holiday of three days or more that is over a week ago; None without any."""
    calendar = frame.calendar
    day = frame.as_of - DAY * 12
    while day > frame.start_on + DAY * 40:
        rest = [day - DAY * n for n in range(3)]
        if all(not calendar.is_working(one) for one in rest) and any(one.weekday() < 5 for one in rest):
            while not calendar.is_working(day - DAY):
                day -= DAY
            return day
        day -= DAY
    return None
