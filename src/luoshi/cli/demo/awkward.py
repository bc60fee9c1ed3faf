"""The courses that are not ordinary: each of them happens in a county within a year, and every page must bear it."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from luoshi.cli.demo.course import Course, spread
from luoshi.cli.demo.fates import decide, holiday_before, limit, ordinary, run
from luoshi.cli.demo.frame import Frame
from luoshi.cli.demo.lines import Line
from luoshi.clock.civil import DAY, local

Tell = Callable[[Course], None]


@dataclass(frozen=True, slots=True)
class Story:
    """An awkward course: its name, which lines it may happen to, how it goes, how the line is changed before it."""

    name: str
    fits: Callable[[Line, Frame], bool]
    tell: Tell
    change: Callable[[Line, Frame], Line] = lambda line, _frame: line


def _age(line: Line, frame: Frame) -> int:
    """Days since the hand-over."""
    return (frame.as_of - line.handed_on).days


def _left(line: Line, frame: Frame) -> int:
    """Days from the visitor's day to the line's date; far off when it has none."""
    return (line.due_on - frame.as_of).days if line.due_on else 10_000


def _decision(line: Line) -> bool:
    return line.kind == "meeting_decision" and line.office == "ZF"


def _term(line: Line) -> int:
    return (line.due_on - line.handed_on).days if line.due_on else 0


def _work_days_before(course: Course, count: int) -> dt.date:
    """The day so many working days before the visitor's."""
    return course.frame.calendar.add_working_days(course.frame.as_of, -count)


def _start(course: Course) -> None:
    course.due_on = limit(course)
    course.sign(course.handed_at, [course.lead, *course.line.co])


# --- across a holiday ---------------------------------------------------------------------------------------------


def _in_holiday(line: Line, frame: Frame) -> Line:
    """The same line with its date on the second day of the last long holiday."""
    holiday = holiday_before(frame)
    return replace(line, due_on=holiday + DAY) if holiday else line


def _before_holiday(line: Line, frame: Frame) -> bool:
    holiday = holiday_before(frame)
    return _decision(line) and holiday is not None and 25 < (holiday - line.handed_on).days < 80


def _late_over_holiday(course: Course) -> None:
    """The date fell in the holiday; the unit came back and finished a week late."""
    _start(course)
    done = course.at(course.frame.after(course.due_on or course.frame.as_of, 5))
    run(course, done - DAY, pace=0.85)
    course.finish(done)


def _open_over_holiday(course: Course) -> None:
    """The date fell in the holiday, and nothing has come since."""
    _start(course)
    run(course, course.at((course.due_on or course.frame.as_of) - DAY * 5), pace=0.7)


# --- whose it is --------------------------------------------------------------------------------------------------

_OTHER = {
    "住建局": "城管局",
    "城管局": "住建局",
    "自然资源局": "林业局",
    "商务局": "市场监管局",
    "文旅局": "融媒体中心",
}


def _object(course: Course, at: dt.datetime) -> str:
    """The lead unit objects; the unit it names instead."""
    other = _OTHER.get(course.lead, "县政府办" if course.lead != "县政府办" else "行政审批局")
    words = course.words["reason"]
    course.take(
        at, course.head, "object_to", reason=words["objection"], duty_basis=words["objection_basis"], unit=other
    )
    return other


def _objection_upheld(course: Course) -> None:
    """The unit is right: another one leads from then, with new duties and a new start."""
    _start(course)
    objected = course.at(course.day(course.handed_at, 1))
    other = _object(course, objected)
    decided = course.at(course.day(objected, 1), early=True)
    course.take(
        decided, course.director, "decide_objection", upheld=True, reason=course.words["reason"]["objection_upheld"],
        unit=other,
    )  # fmt: skip
    course.lead, course.handed_at = other, decided
    course.line = replace(course.line, lead=other, co=tuple(unit for unit in course.line.co if unit != other))
    course.forget_duties()
    course.sign(decided, [other])
    run(course, course.frame.ends_at)


def _objection_rejected(course: Course) -> None:
    """The unit is not right, and does it after all."""
    _start(course)
    objected = course.at(course.day(course.handed_at, 1))
    _object(course, objected)
    decided = course.at(course.day(objected, 1), early=True)
    reason = course.words["reason"]["objection_rejected"]
    course.take(decided, course.director, "decide_objection", upheld=False, reason=reason)
    fate = decide(course)
    done = fate.done_at
    if done is not None and local(done).date() <= local(decided).date():
        done = None
    run(course, done - DAY if done else course.frame.ends_at, pace=fate.pace)
    if done is not None:
        course.finish(done)


def _objection_pending(course: Course) -> None:
    """The unit objected on the last working day; the office owes the answer."""
    _start(course)
    _object(course, course.at(_work_days_before(course, 1)))


# --- by when ------------------------------------------------------------------------------------------------------


def _ask(course: Course, days_before: int, more: int) -> tuple[dt.datetime, dt.date]:
    """Ask for `more` days, so many working days before the line's date: the moment and the date asked for."""
    due = course.due_on or course.frame.as_of
    at = course.at(course.frame.calendar.add_working_days(due, -days_before))
    run(course, at)
    until = course.frame.working(due + DAY * more)
    course.take(at, course.head, "ask_extension", until=until, reason=course.words["reason"]["extension"])
    return at, until


def _extension_granted(course: Course) -> None:
    """Asked in time and for good reasons; the first date stays visible."""
    _start(course)
    asked, until = _ask(course, 8, 20)
    words = course.words["reason"]["extension_granted"]
    decided = course.at(course.day(asked, 1), early=True)
    course.take(decided, course.director, "decide_extension", granted=True, due_on=until, reason=words)
    done = course.at(course.frame.calendar.add_working_days(until, -2))
    course.due_on = until
    if done < course.frame.ends_at:
        course.finish(done)


def _extension_refused(course: Course) -> None:
    """Asked in time for reasons that are none; late since."""
    _start(course)
    asked, _until = _ask(course, 8, 25)
    words = course.words["reason"]["extension_refused"]
    course.take(course.at(course.day(asked, 1)), course.director, "decide_extension", granted=False, reason=words)


def _extension_pending(course: Course) -> None:
    """Asked on the last working day; the office owes the answer."""
    _start(course)
    run(course, course.at(_work_days_before(course, 2)))
    until = course.frame.working((course.due_on or course.frame.as_of) + DAY * 15)
    at = course.at(_work_days_before(course, 1))
    course.take(at, course.head, "ask_extension", until=until, reason=course.words["reason"]["extension"])


# --- looked at, sent back, taken back -----------------------------------------------------------------------------


def _returned(course: Course) -> None:
    """Submitted in time, looked at, sent back; the unit has not come again."""
    _start(course)
    at = course.at(_work_days_before(course, 7))
    run(course, at - DAY)
    course.finish_parts(at)
    course.submit(at)
    course.send_back(at)


def _waiting(course: Course) -> None:
    """Submitted on the last working day; the office owes a look."""
    _start(course)
    at = course.at(_work_days_before(course, 1), early=True)
    run(course, at - DAY)
    course.finish_parts(at)
    course.submit(at)


def _finished_then(course: Course) -> dt.datetime:
    """An ordinary end well in time; the moment it was struck off."""
    _start(course)
    done = course.at((course.due_on or course.frame.as_of) - DAY * 3)
    run(course, done - DAY)
    return course.finish(done)


def _reopened(course: Course) -> None:
    """Struck off; the trouble came back; open again with a new date."""
    struck = _finished_then(course)
    at = course.at(max(_work_days_before(course, 12), course.day(struck, 3)))
    due = course.frame.working(course.frame.as_of + DAY * 18)
    course.take(at, course.director, "reopen", reason=course.words["reason"]["reopen"], due_on=due)
    course.sign(at, [course.lead])
    course.report(course.at(course.day(at, 4)), pace=0.8)


def _rechecked_bad(course: Course) -> None:
    """Struck off; the second look found it undone."""
    struck = _finished_then(course)
    at = course.at(max(_work_days_before(course, 6), course.day(struck, 3)))
    due = course.frame.working(course.frame.as_of + DAY * 25)
    note = course.words["reason"]["recheck_bad"]
    course.take(at, course.officer, "recheck", kept=False, note=note, method="on_site", due_on=due)
    course.sign(at, [course.lead])


def _rechecked(course: Course) -> None:
    """Struck off; the second look found it kept."""
    struck = _finished_then(course)
    at = course.at(course.day(struck, 30))
    course.take(at, course.officer, "recheck", kept=True, note=course.words["reason"]["recheck"], method="on_site")


# --- stopped ------------------------------------------------------------------------------------------------------


def _suspended(course: Course) -> None:
    """The ground is shifting above; the clock stands still."""
    _start(course)
    at = course.at(_work_days_before(course, 15))
    run(course, at)
    review = course.frame.working(course.frame.as_of + DAY * 30)
    course.take(at, course.director, "suspend", reason=course.words["reason"]["suspend"], review_on=review)


def _resumed(course: Course) -> None:
    """Stopped for two weeks, and running again."""
    _start(course)
    at = course.at(_work_days_before(course, 20))
    run(course, at)
    review = course.frame.working(course.frame.as_of - DAY * 5)
    course.take(at, course.director, "suspend", reason=course.words["reason"]["suspend"], review_on=review)
    course.take(course.at(course.day(at, 10)), course.director, "resume")


def _withdrawn(course: Course) -> None:
    """Overtaken by a decision of the city."""
    _start(course)
    at = course.at(course.day(course.handed_at, 14))
    run(course, at)
    course.take(at, course.director, "withdraw", reason=course.words["reason"]["withdraw"])


# --- plans --------------------------------------------------------------------------------------------------------


def _plan_waiting(course: Course) -> None:
    """The unit's plan lies before its leader."""
    _start(course)
    run(course, course.at(_work_days_before(course, 2)))
    _late_plan(course, 1)


def _plan_returned(course: Course) -> None:
    """The first plan came back; the second lies before the leader."""
    _start(course)
    run(course, course.at(_work_days_before(course, 6)))
    at = _late_plan(course, 5)
    back = course.at(course.day(at, 2), early=True)
    course.take(back, course.line.leader, "return_plan", reason=course.words["plan"]["returned"])
    _late_plan(course, 1)


def _stand_in(course: Course) -> None:
    """The leader is away; her stand-in approves the plan."""
    _start(course)
    run(course, course.at(_work_days_before(course, 6)))
    at = _late_plan(course, 5)
    course.take(course.at(course.day(at, 1)), course.line.leader, "approve_plan")


def _late_plan(course: Course, days_before: int) -> dt.datetime:
    """A plan handed in so many working days before the visitor comes, up to the line's date."""
    at = course.at(_work_days_before(course, days_before))
    course.hand_in_plan(at, spread(course.frame.as_of, course.due_on or course.frame.as_of + DAY * 60, 3))
    return at


def _complex(course: Course) -> None:
    """13710: too much for a month, so a dated plan stands in for the term and the clock follows its nodes (R1-04)."""
    _start(course)
    at = course.at(course.day(course.handed_at, 6))
    run(course, at)
    start = local(at).date()
    end = course.frame.working(max(start + DAY * 75, course.frame.as_of + DAY * 20))
    course.plan(at, spread(start, end, 3))
    for on in tuple(course.nodes):
        when = course.at(course.frame.calendar.add_working_days(on, -2))
        if when < course.frame.ends_at:
            course.due_on = end
            course.report(when, until=on)


def _open_decision(low: int, high: int, term: int = 0) -> Callable[[Line, Frame], bool]:
    """Decisions whose date lies `low` to `high` days ahead (negative: behind) with a term of `term` days or more."""
    return lambda line, frame: (
        _decision(line) and low <= _left(line, frame) <= high and _term(line) >= term and _age(line, frame) >= 12
    )


def _running(days: int, high: int) -> Callable[[Line, Frame], bool]:
    """Decisions handed over at least `days` ago whose date lies ten to `high` days ahead."""
    inside = _open_decision(10, high)
    return lambda line, frame: inside(line, frame) and _age(line, frame) >= days


def _led_by(units: Sequence[str], low: int, high: int) -> Callable[[Line, Frame], bool]:
    inside = _open_decision(low, high)
    return lambda line, frame: line.lead in units and inside(line, frame)


def _closed_long_ago(line: Line, frame: Frame) -> bool:
    return _decision(line) and -200 < _left(line, frame) < -60 and _term(line) >= 20


def stories() -> Iterator[Story]:
    """Every awkward course with the lines that it may happen to, the narrow ones first."""
    yield Story("just_arrived", _arrived_yesterday, lambda _course: None)
    yield Story("complex", _some_weeks_old, _complex, _on_13710)
    yield Story("plan_waiting", _led_by(("教育局", "卫健局", "民政局", "人社局"), 12, 120), _plan_waiting)
    yield Story("plan_returned", _led_by(("教育局", "卫健局", "民政局", "人社局", "文旅局"), 12, 120), _plan_returned)
    yield Story("stand_in", _led_by(("自然资源局", "住建局", "交通局", "城管局", "生态环境局"), 5, 150), _stand_in)
    yield Story("returned", _led_by(("教育局", "卫健局", "发改局", "民政局", "人社局"), -6, 60), _returned)
    yield Story("waiting", _led_by(("教育局", "卫健局", "公安局", "发改局"), 0, 90), _waiting)
    yield Story("objection_pending", _recent_instruction, _objection_pending, _just_handed_over)
    yield Story("objection_upheld", _open_decision(10, 150, 25), _objection_upheld)
    yield Story("objection_rejected", _open_decision(-60, 60, 25), _objection_rejected)
    yield Story("extension_granted", _open_decision(-14, 4, 32), _extension_granted)
    yield Story("extension_granted_done", _open_decision(-120, -40, 32), _extension_granted)
    yield Story("extension_refused", _open_decision(-25, -1, 32), _extension_refused)
    yield Story("extension_pending", _open_decision(11, 40, 32), _extension_pending)
    yield Story("overdue_holiday", _before_holiday, _open_over_holiday, _in_holiday)
    yield Story("late_over_holiday", _before_holiday, _late_over_holiday, _in_holiday)
    yield Story("reopened", _closed_long_ago, _reopened)
    yield Story("rechecked_bad", _closed_long_ago, _rechecked_bad)
    for number in range(6):
        yield Story(f"rechecked_{number + 1}", _closed_long_ago, _rechecked)
    yield Story("suspended", _running(32, 120), _suspended)
    yield Story("resumed", _running(38, 200), _resumed)
    for number in range(3):
        yield Story(f"withdrawn_{number + 1}", _open_decision(-200, -30, 32), _withdrawn)


def _some_weeks_old(line: Line, frame: Frame) -> bool:
    return line.kind == "instruction" and 20 <= _age(line, frame) <= 120


def _on_13710(line: Line, _frame: Frame) -> Line:
    """The same line as a complex matter under 13710."""
    return replace(line, clock="13710", choices={"complexity": "complex"}, urgency="normal")


def _arrived_yesterday(line: Line, frame: Frame) -> bool:
    """Handed over on the last working day: nobody has signed for it yet."""
    return line.kind == "instruction" and line.handed_on == frame.calendar.add_working_days(frame.as_of, -1)


def _recent_instruction(line: Line, frame: Frame) -> bool:
    return line.kind == "instruction" and _age(line, frame) <= 40 and line.lead != "教育局"


def _just_handed_over(line: Line, frame: Frame) -> Line:
    """The same line handed over two working days ago: the time to object has not run out."""
    on = frame.calendar.add_working_days(frame.as_of, -2)
    return replace(line, opened_on=on, handed_on=on)


def tell_ordinary(course: Course) -> None:
    """A line without a story of its own."""
    ordinary(course, decide(course))
