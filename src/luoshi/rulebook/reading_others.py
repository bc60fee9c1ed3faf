"""Lighting schemes, ladders and calendars from their tables."""

import datetime as dt
import itertools
from typing import Final

from luoshi.clock import Hours
from luoshi.clock.ladder import Rung
from luoshi.clock.lights import APART, PACES, TIMES, PaceLight, Scheme, Shown, Time
from luoshi.rulebook.reading_clocks import read_term
from luoshi.rulebook.shapes import CalendarRule, Head, Holiday, LadderRule, SchemeRule
from luoshi.rulebook.tables import Table

COLOURS: Final = ("blue", "green", "yellow", "orange", "red", "grey")
SHAPES: Final = (
    "circle",
    "ring",
    "half",
    "star",
    "triangle",
    "triangle_down",
    "square",
    "diamond",
    "check",
    "check_late",
    "pause",
    "cross",
    "dash",
)
STEPS: Final = ("remind", "mark_late", "urge", "bulletin")
URGENCIES: Final = ("normal", "urgent", "extra_urgent")
_ANY: Final = "any"


def read_scheme(table: Table, head: Head) -> SchemeRule:
    """The scheme of a file whose `[scheme]` is `head`: thresholds and a row for every pair of time and pace."""
    top = Table(table.data.get("scheme", {}), ("scheme",), table.faults)
    at_once = top.texts("severe_at_once", default=())
    for one in at_once:
        if one not in URGENCIES:
            top.fault("not_one_of", "severe_at_once", value=one, options=list(URGENCIES))
    behind, far = top.whole("behind_gap"), top.whole("far_behind_gap")
    if far <= behind:
        top.fault("gaps", "far_behind_gap")
    shown = _rows(table)
    scheme = Scheme(head.code, top.whole("soon_days"), top.whole("severe_days"), frozenset(at_once), behind, far, shown)
    return SchemeRule(head, scheme)


def _rows(table: Table) -> dict[tuple[Time, PaceLight | None], Shown]:
    """`[[light]]` rows: the first that fits a pair shows it; `any` fits every time or pace."""
    rows: list[tuple[str, str, Shown]] = []
    for one in table.tables("light"):
        time, pace = one.one_of("time", (*TIMES, _ANY)), one.one_of("pace", (*map(_pace, PACES), _ANY), default=_ANY)
        words = one.words("word")
        colour, shape = one.one_of("colour", COLOURS), one.one_of("shape", SHAPES)
        level = one.whole("level", default=0)
        rows.append((time, pace, Shown(colour, words.zh, words.en, shape, -1 if time in APART else level)))
        one.close()
    found: dict[tuple[Time, PaceLight | None], Shown] = {}
    for time_light, pace_light in itertools.product(TIMES, PACES):
        fits = [s for t, p, s in rows if t in {time_light, _ANY} and p in {_pace(pace_light), _ANY}]
        if fits:
            found[(time_light, pace_light)] = fits[0]
        else:
            table.fault("light_missing", "light", time=time_light, pace=_pace(pace_light))
    return found


def _pace(pace: PaceLight | None) -> str:
    return pace or "none"


def read_ladder(table: Table, head: Head) -> LadderRule:
    """The ladder of a file whose `[ladder]` is `head`."""
    rungs = []
    for one in table.tables("rung"):
        step, term = one.one_of("step", STEPS), read_term(one, "term")
        rungs.append(Rung(step, term, one.time("at") or dt.time(0), one.whole("over_days", default=0)))
        one.source()
        one.flag("local", default=False)
        one.close()
    if not rungs:
        table.fault("missing_key", "rung")
    return LadderRule(head, tuple(rungs))


def read_calendar(table: Table, head: Head) -> CalendarRule:
    """A year's holidays: `[[holiday]]` with `from`, `to` and the make-up days `work`."""
    top = Table(table.data.get("calendar", {}), ("calendar",), table.faults)
    year = top.whole("year", least=1990)
    hours = tuple(_hours(top, text) for text in top.texts("hours", default=()))
    holidays = []
    for one in table.tables("holiday"):
        holiday = Holiday(one.text("name"), one.date("from"), one.date("to"), one.dates("work"))
        _check_holiday(one, holiday, year)
        one.close()
        holidays.append(holiday)
    _refuse_double_days(table, holidays)
    return CalendarRule(head, top.text("area"), year, hours, tuple(holidays))


def _check_holiday(table: Table, holiday: Holiday, year: int) -> None:
    if holiday.end < holiday.start:
        table.fault("ends_before_start", "to")
    days = (holiday.start, holiday.end, *holiday.work)
    # a New Year holiday may begin, or be made up for, in the last days of the year before
    if any(day.year != year and (day.year, day.month) != (year - 1, 12) for day in days if day != dt.date.max):
        table.fault("other_year", "from", year=year)


def _refuse_double_days(table: Table, holidays: list[Holiday]) -> None:
    """A day that is both worked and off, or a make-up day that is worked anyway, is a slip of the pen."""
    off = {day for one in holidays for day in holiday_days(one)}
    for number, holiday in enumerate(holidays):
        for day in holiday.work:
            if day in off or day.weekday() < 5:
                table.faults.add("not_a_make_up", ("holiday", number, "work"), value=day)


def holiday_days(holiday: Holiday) -> list[dt.date]:
    """The rest days of a holiday, first to last."""
    return [holiday.start + dt.timedelta(days=n) for n in range(min((holiday.end - holiday.start).days + 1, 60))]


def _hours(table: Table, text: str) -> Hours:
    """`08:00-12:00`."""
    try:
        opens, closes = (dt.time.fromisoformat(part) for part in text.split("-"))
        if opens >= closes:
            raise ValueError(text)
        return Hours(opens, closes)
    except ValueError:
        table.fault("bad_value", "hours", value=text, expected="hours")
        return Hours(dt.time(8), dt.time(12))
