"""What the acts decide about time, without a database: what a report answers, what a pause leaves over."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.clock import SHANGHAI, Calendar, Pause, local, until
from luoshi.ledger.decisions import Owed, answered_by_report, begins, resumed

WEEKDAYS = Calendar({})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def owed(number: int, on: str, period: str = "") -> Owed:
    return Owed(number, date.fromisoformat(on), until(date.fromisoformat(on)), period)


@pytest.mark.parametrize(
    ("period", "on"),
    [
        ("", None),
        ("2026", date(2026, 1, 1)),
        ("2026-03", date(2026, 3, 1)),
        ("2026-Q2", date(2026, 4, 1)),
        ("2026-H2", date(2026, 7, 1)),
        ("2026-W10", date(2026, 3, 2)),
        ("2026-03-05", date(2026, 3, 5)),
    ],
)
def test_a_period_has_a_first_day(period: str, on: date | None) -> None:
    assert begins(period) == on


def test_a_report_meets_what_is_late_and_due_today_else_the_next_whose_time_has_come() -> None:
    arrange, third = owed(1, "2026-03-02"), owed(2, "2026-03-05")
    march, april = owed(3, "2026-03-25", "2026-03"), owed(4, "2026-04-27", "2026-04")
    everything = (april, march, third, arrange)
    assert answered_by_report(everything, at("2026-03-02T10:00")) == (1,)
    assert answered_by_report(everything, at("2026-03-03T10:00")) == (1,)
    assert answered_by_report(everything, at("2026-03-05T10:00")) == (1, 2)
    assert answered_by_report((third, march, april), at("2026-03-03T10:00")) == (2,)
    assert answered_by_report((march, april), at("2026-03-03T10:00")) == (3,)
    assert answered_by_report((april,), at("2026-03-26T10:00")) == ()
    assert answered_by_report(everything, at("2026-04-27T23:59")) == (1, 2, 3, 4)
    assert answered_by_report((), at("2026-04-27T10:00")) == ()


def test_duties_of_one_day_are_answered_together() -> None:
    assert answered_by_report((owed(7, "2026-03-05"), owed(8, "2026-03-05")), at("2026-03-03T10:00")) == (7, 8)


def test_a_pause_gives_back_what_was_left_and_no_more() -> None:
    pause = Pause(at("2026-03-06T09:00"), at("2026-03-20T09:00"), "post:1/person:1")
    due = resumed(owed(1, "2026-03-11"), pause, WEEKDAYS)
    assert due is not None
    assert due.on == date(2026, 3, 25)
    assert [step.code for step in due.why][0] == "clock.pause"


def test_a_turn_that_went_by_in_a_pause_is_not_owed_and_one_ahead_keeps_its_date() -> None:
    pause = Pause(at("2026-03-06T09:00"), at("2026-04-03T09:00"), "post:1/person:1")
    assert resumed(owed(1, "2026-03-25", "2026-03"), pause, WEEKDAYS) is None
    ahead = resumed(owed(2, "2026-04-27", "2026-04"), pause, WEEKDAYS)
    assert ahead is not None
    assert ahead.on == date(2026, 4, 27)


@given(
    due=st.integers(-60, 400),
    length=st.integers(1, 200),
    hour=st.integers(0, 23),
    period=st.sampled_from(["", "2026-03"]),
)
def test_a_pause_never_takes_time_away_and_never_hides_lateness(due: int, length: int, hour: int, period: str) -> None:
    began = at("2026-03-06T00:00") + timedelta(hours=hour)
    pause = Pause(began, began + timedelta(days=length), "post:1/person:1")
    on = date(2026, 3, 6) + timedelta(days=due)
    successor = resumed(Owed(1, on, until(on), period), pause, WEEKDAYS)
    if successor is None:
        assert period
        assert began < until(on) <= pause.to_at
        return
    before = (on - local(began).date()).days
    after = (successor.on - local(pause.to_at).date()).days
    if until(on) <= began:
        assert after == before < 0
    elif not period:
        assert before <= after <= before + 9
        assert WEEKDAYS.is_working(successor.on)
