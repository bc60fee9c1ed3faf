"""What holds for every start and every term."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clock.rules import CALENDAR, moment

from luoshi.clock import (
    Cadence,
    Calendar,
    Hours,
    Pause,
    Term,
    Year,
    after_pause,
    area_calendar,
    due,
    due_on,
    fixed,
    last_date,
    local,
    moment_text,
    occurrences,
    read_moment,
    recompute,
    until,
)

_starts = st.datetimes(dt.datetime(2018, 6, 1), dt.datetime(2029, 6, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001
_days = st.dates(dt.date(2018, 1, 1), dt.date(2030, 12, 31))
_units = st.sampled_from(["day", "working_day", "week", "month", "quarter", "year"])
_cut_offs = st.one_of(st.none(), st.just(dt.time(15)), st.just(dt.time(17, 30)))
_anchors = st.sampled_from(["handed_over", "handed_over", "month_end", "quarter_end", "year_end"])
_terms = st.builds(
    Term,
    amount=st.integers(0, 60),
    unit=_units,
    anchor=_anchors,
    before=st.booleans(),
    count_first_day=st.booleans(),
    cut_off=_cut_offs,
    roll=st.sampled_from(["next", "none"]),
)
_forward = _terms.filter(lambda term: not term.before)
_hours = st.builds(Term, amount=st.integers(0, 60), unit=st.sampled_from(["hour", "working_hour"]))


@given(term=st.one_of(_terms, _hours), start_at=_starts)
def test_the_explanation_recomputes_to_the_same_moment(term: Term, start_at: dt.datetime) -> None:
    found = due(term, start_at, CALENDAR)
    assert recompute(found.why) == found.at
    assert due_on(term, start_at, CALENDAR) == found.on == last_date(found.at)


@given(term=_terms, start_at=_starts)
def test_a_limit_that_rolls_never_ends_on_a_rest_day(term: Term, start_at: dt.datetime) -> None:
    found = due(term, start_at, CALENDAR)
    if term.roll == "next":
        assert CALENDAR.is_working(found.on)
    elif term.unit != "working_day" and term.cut_off is None and term.anchor == "handed_over":
        assert not any(step.code == "clock.rest" for step in found.why)


@given(term=_forward, start_at=_starts)
def test_a_limit_never_ends_before_it_starts(term: Term, start_at: dt.datetime) -> None:
    assert due(term, start_at, CALENDAR).at > start_at


@given(term=_forward, start_at=_starts, later=st.integers(0, 10_000))
def test_who_starts_later_is_never_due_earlier(term: Term, start_at: dt.datetime, later: int) -> None:
    after = start_at + dt.timedelta(minutes=later)
    assert due(term, start_at, CALENDAR).at <= due(term, after, CALENDAR).at


@given(start_at=_starts, amount=st.integers(0, 40), more=st.integers(0, 10), unit=_units)
def test_a_longer_limit_never_ends_earlier(start_at: dt.datetime, amount: int, more: int, unit: str) -> None:
    ends = [due(Term(n, unit), start_at, CALENDAR).at for n in (amount, amount + more)]  # type: ignore[arg-type]
    assert ends[0] <= ends[1]


@given(term=_terms, start_at=_starts)
def test_a_year_that_is_not_announced_is_flagged_and_named(term: Term, start_at: dt.datetime) -> None:
    found = due(term, start_at, CALENDAR)
    first, last = sorted((local(start_at).year, found.on.year))
    unknown = [year for year in range(first, last + 1) if year not in CALENDAR.years]
    assert found.provisional is bool(unknown)
    assert [step.values["year"] for step in found.why if step.code == "clock.provisional"] == unknown


@given(on=_days, days=st.integers(-70, 70))
def test_the_table_counts_working_days_as_a_walk_does(on: dt.date, days: int) -> None:
    found = CALENDAR.add_working_days(on, days)
    assert found == (CALENDAR._walk(on, days) if days else on)
    if days > 0:
        assert CALENDAR.working_days_between(on, found) == days


def test_a_date_far_beyond_the_table_is_counted_too() -> None:
    far = due(Term(10, "working_day"), moment("2300-01-01T09:00"), CALENDAR)
    assert far.provisional
    assert recompute(far.why) == far.at
    assert CALENDAR.working_days_between(dt.date(2299, 1, 1), dt.date(2299, 1, 8)) == 5


@given(
    start_at=_starts,
    unit=st.sampled_from(["month", "quarter", "year"]),
    on=st.sampled_from(["last_working_day", "last_day", "day"]),
    day=st.integers(1, 31),
    amount=st.integers(1, 3),
)
def test_a_cadence_comes_once_a_period_and_explains_itself(
    start_at: dt.datetime, unit: str, on: str, day: int, amount: int
) -> None:
    cadence = Cadence(amount, unit, on, day)  # type: ignore[arg-type]
    through = local(start_at).date() + dt.timedelta(days=800)
    found = occurrences(cadence, start_at, through=through, calendar=CALENDAR)
    assert len({one.period for one in found}) == len(found)
    assert [one.due.at for one in found] == sorted(one.due.at for one in found)
    for one in found:
        assert CALENDAR.is_working(one.due.on)
        assert recompute(one.due.why) == one.due.at
        assert local(start_at).date() < one.due.on <= through


def test_a_weekly_cadence_names_its_week() -> None:
    friday = Cadence(1, "week", "weekday", 5)
    found = occurrences(friday, moment("2026-09-28T10:00"), through=dt.date(2026, 10, 20), calendar=CALENDAR)
    # 2 October is a holiday: that week's report waits for the first working day after it
    assert [(one.period, one.due.on.isoformat()) for one in found] == [
        ("2026-W40", "2026-10-08"),
        ("2026-W41", "2026-10-09"),
        ("2026-W42", "2026-10-16"),
    ]


@pytest.mark.parametrize(
    ("unit", "on", "day"), [("month", "weekday", 1), ("week", "day", 3), ("month", "day", 0), ("week", "weekday", 8)]
)
def test_a_cadence_that_makes_no_sense_is_refused(unit: str, on: str, day: int) -> None:
    with pytest.raises(ValueError, match="weekly|day is"):
        Cadence(1, unit, on, day)  # type: ignore[arg-type]


def test_a_term_that_makes_no_sense_is_refused() -> None:
    for wrong in ({"amount": -1, "unit": "day"}, {"amount": 1, "unit": "fortnight"}):
        with pytest.raises(ValueError, match="amount|unit"):
            Term(**wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="back"):
        Term(1, "hour", before=True)


@given(due_day=_days, stopped=st.integers(0, 40), rested=st.integers(0, 400))
def test_a_pause_gives_back_the_days_that_were_left(due_day: dt.date, stopped: int, rested: int) -> None:
    from_at = until(due_day) - dt.timedelta(days=stopped, hours=5)
    pause = Pause(from_at, from_at + dt.timedelta(days=rested), "post:1/person:2")
    found = after_pause(until(due_day), pause, CALENDAR)
    assert CALENDAR.is_working(found.on)
    assert recompute(found.why) == found.at
    assert found.why[0].values["left"] == stopped
    assert (found.on - local(pause.to_at).date()).days >= stopped
    working = after_pause(until(due_day), pause, CALENDAR, unit="working_day")
    left = CALENDAR.working_days_between(local(from_at).date(), due_day)
    assert CALENDAR.working_days_between(local(pause.to_at).date(), working.on) >= left


def test_a_pause_names_who_approved_it() -> None:
    pause = Pause(moment("2026-03-09T10:00"), moment("2026-04-10T10:00"), "post:1/person:2")
    found = after_pause(until(dt.date(2026, 3, 12)), pause, CALENDAR)
    assert found.on == dt.date(2026, 4, 13)
    assert found.why[0].code == "clock.pause"
    assert found.why[0].values["by"] == "post:1/person:2"


def test_a_date_that_was_set_stays_where_it_is() -> None:
    found = fixed(dt.date(2026, 10, 4), CALENDAR, start_at=moment("2026-03-05T10:00"))
    assert found.on == dt.date(2026, 10, 4)
    assert recompute(found.why) == found.at


def test_an_area_has_days_and_hours_of_its_own() -> None:
    founding = {dt.date(2026, 7, 20): "建州纪念日"}
    own = area_calendar(CALENDAR, founding, code="140829", hours=(Hours(dt.time(9), dt.time(17)),))
    start_at = moment("2026-07-17T10:00")
    assert due(Term(1, "working_day"), start_at, CALENDAR).on == dt.date(2026, 7, 20)
    found = due(Term(1, "working_day"), start_at, own)
    assert found.on == dt.date(2026, 7, 21)
    assert "建州纪念日" in [step.values.get("rest") for step in found.why]
    assert due(Term(9, "working_hour"), start_at, own).at == moment("2026-07-21T11:00")
    with pytest.raises(ValueError, match="2031"):
        area_calendar(CALENDAR, {dt.date(2031, 1, 1): "x"}, code="140829")


def test_a_calendar_without_any_year_is_all_provisional() -> None:
    empty = Calendar({})
    found = due(Term(3, "day"), moment("2026-03-05T10:00"), empty)
    assert (found.on, found.provisional) == (dt.date(2026, 3, 9), True)
    assert empty.known_through is None
    assert empty.is_provisional(dt.date(2026, 1, 1))


def test_days_have_names() -> None:
    assert CALENDAR.name(dt.date(2026, 10, 1)) == "national"
    assert CALENDAR.name(dt.date(2026, 10, 10)) == "make_up"
    assert CALENDAR.name(dt.date(2026, 10, 11)) == "sunday"
    assert CALENDAR.name(dt.date(2026, 10, 12)) == ""
    assert CALENDAR.known_through == dt.date(2026, 12, 31)
    assert Year(2026, {}, frozenset()).notices == ()


@given(at=_starts)
def test_a_moment_survives_its_text(at: dt.datetime) -> None:
    assert read_moment(moment_text(at)) == at


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        local(dt.datetime(2026, 3, 5))  # noqa: DTZ001
