"""Lights, pace and ladder (tests/vectors/lights.toml); every pair of time and pace has a colour, a word and a shape."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clock.rules import CALENDAR, RULES, moment, vectors

from luoshi.clock import first_moment, last_date, local, until
from luoshi.clock.ladder import looks, next_look
from luoshi.clock.lights import PACES, TIMES, Light, Moments, light, time_moments, worst
from luoshi.clock.pace import Curve, Point, node_curve, pace_moments, plan_curve, planned_at
from luoshi.rulebook.shapes import LadderRule, SchemeRule

CASES = vectors("lights")
_scheme = RULES[("scheme", "jining")].rule
_ladder = RULES[("ladder", "default")].rule
assert isinstance(_scheme, SchemeRule)
assert isinstance(_ladder, LadderRule)
SCHEME, LADDER = _scheme.scheme, _ladder.rungs
HALF = dt.date(2026, 6, 30)
YEAR = plan_curve(dt.date(2026, 1, 26), dt.date(2026, 12, 31))


@pytest.mark.parametrize("case", CASES["time"], ids=lambda case: case["case"])
def test_a_limit_shows_the_light_of_the_table(case: dict[str, Any]) -> None:
    found = time_moments(until(case["due_on"]), urgency=case.get("urgency", "normal"), scheme=SCHEME, calendar=CALENDAR)
    moments = Moments(found.soon_at, found.late_at, found.severe_at)
    shown = light(moments, as_of=moment(case["as_of"]), state="open")
    assert shown == Light(case["light"])
    assert SCHEME.show(shown).colour == case["colour"]


@pytest.mark.parametrize("case", CASES["pace"], ids=lambda case: case["case"])
def test_progress_shows_the_light_of_the_table(case: dict[str, Any]) -> None:
    as_of = until(HALF)
    assert planned_at(YEAR, as_of) == 5000
    pace = pace_moments(YEAR, case["progress"])
    moments = Moments(None, None, None, pace.behind_at, pace.far_behind_at, pace.ahead_until)
    shown = light(moments, as_of=as_of, state="open")
    assert shown.pace == case["light"]
    assert SCHEME.show(shown).colour == case["colour"]


@pytest.mark.parametrize("case", CASES["ladder"], ids=lambda case: case["case"])
def test_the_ladder_climbs_as_the_table_says(case: dict[str, Any]) -> None:
    start_at, due_at = moment(case["start"]), until(case["due_on"])
    found = looks(due_at, LADDER, CALENDAR, start_at=start_at)
    assert [f"{local(one.at):%Y-%m-%dT%H:%M} {one.step}" for one in found] == case["looks"]
    seen = []
    at: dt.datetime | None = start_at
    while at is not None:
        look = next_look(due_at, at, LADDER, CALENDAR, start_at=start_at)
        seen.append(look)
        at = look[0] if look else None
    assert seen == [*((one.at, one.step) for one in found), None]


def test_every_pair_has_a_colour_a_word_and_a_shape() -> None:
    for time in TIMES:
        for pace in PACES:
            shown = SCHEME.show(Light(time, pace))
            assert shown.colour
            assert shown.shape
            assert shown.word("zh") != shown.word("en")
    # nobody has to tell two lights apart by colour: each word has a shape of its own
    shapes = {one.word_zh: one.shape for one in SCHEME.table.values()}
    assert len(set(shapes.values())) == len(shapes)


def test_states_that_stand_apart_hide_the_clock() -> None:
    long_late = Moments(late_at=moment("2026-01-01T00:00"), severe_at=moment("2026-01-08T00:00"))
    as_of = moment("2026-06-01T00:00")
    assert light(long_late, as_of=as_of, state="open").time == "severe"
    assert light(long_late, as_of=as_of, state="submitted").time == "severe"
    assert light(long_late, as_of=as_of, state="open", suspended=True).time == "suspended"
    assert light(long_late, as_of=as_of, state="concluded").time == "done"
    assert light(long_late, as_of=as_of, state="closed", concluded_late=True).time == "done_late"
    assert light(long_late, as_of=as_of, state="withdrawn").time == "withdrawn"
    assert light(long_late, as_of=as_of, state="draft").time == "normal"


def test_what_was_made_up_later_is_yellow_and_never_blue() -> None:
    assert SCHEME.show(Light("done_late")).colour == "yellow"
    assert SCHEME.show(Light("done")).colour == "blue"


def test_the_worst_light_stands_for_many() -> None:
    shown = [SCHEME.show(Light(time)) for time in ("normal", "severe", "done", "late")]
    found = worst(shown)
    assert found is not None
    assert found.word_zh == "严重超期"
    assert worst([]) is None


def test_the_quarter_curve_follows_the_calendar_for_a_year_and_the_term_for_less() -> None:
    ends = [YEAR.planned(dt.date(2026, month, day)) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))]
    assert ends == [2000, 5000, 7500, 10000]
    short = plan_curve(dt.date(2026, 3, 1), dt.date(2026, 4, 10))
    assert [short.planned(dt.date(2026, 3, 11)), short.planned(dt.date(2026, 4, 10))] == [2000, 10000]
    one_day = plan_curve(dt.date(2026, 3, 5), dt.date(2026, 3, 5))
    assert one_day.planned(dt.date(2026, 3, 5)) == 10000


def test_nodes_owe_nothing_until_their_day() -> None:
    curve = node_curve(
        dt.date(2026, 3, 1), [(dt.date(2026, 6, 30), 4000), (dt.date(2026, 4, 30), 3000), (dt.date(2026, 4, 30), 3000)]
    )
    assert curve.planned(dt.date(2026, 4, 29)) == 0
    assert curve.planned(dt.date(2026, 4, 30)) == 6000
    assert pace_moments(curve, 0).behind_at == until(dt.date(2026, 4, 30))
    assert pace_moments(curve, 5500).behind_at == until(dt.date(2026, 6, 30))
    assert pace_moments(curve, 9000).behind_at is None


def test_a_curve_that_falls_is_refused() -> None:
    with pytest.raises(ValueError, match="rise"):
        Curve(dt.date(2026, 1, 1), (Point(dt.date(2026, 2, 1), 500), Point(dt.date(2026, 3, 1), 400)))


_days = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))


@given(start=_days, length=st.integers(1, 500), progress=st.integers(0, 10_000), gap=st.integers(1, 4000))
def test_falling_behind_is_solved_exactly(start: dt.date, length: int, progress: int, gap: int) -> None:
    """The moment written down is the first at which the comparison, made day by day, would say so."""
    end = start + dt.timedelta(days=length)
    curve = plan_curve(start, end)
    found = pace_moments(curve, progress, behind_gap=gap, far_behind_gap=gap + 1)
    days = (curve.starts_on + dt.timedelta(days=n) for n in range((end - curve.starts_on).days + 2))
    behind = next((day for day in days if curve.planned(day) - progress > gap), None)
    assert found.behind_at == (None if behind is None else until(behind))
    if found.behind_at is not None and found.far_behind_at is not None:
        assert found.behind_at <= found.far_behind_at
        assert planned_at(curve, found.behind_at) - progress > gap
        assert planned_at(curve, found.behind_at - dt.timedelta(microseconds=1)) - progress <= gap


@given(due=_days, step=st.sampled_from(["normal", "urgent", "extra_urgent"]), hours=st.integers(-400, 400))
def test_a_light_only_grows_worse_while_nothing_is_done(due: dt.date, step: str, hours: int) -> None:
    found = time_moments(until(due), urgency=step, scheme=SCHEME, calendar=CALENDAR)
    moments = Moments(found.soon_at, found.late_at, found.severe_at)
    as_of = first_moment(due) + dt.timedelta(hours=hours)
    order = ["normal", "soon", "late", "severe"]
    now, later = (light(moments, as_of=at, state="open").time for at in (as_of, as_of + dt.timedelta(days=1)))
    assert order.index(later) >= order.index(now)
    assert last_date(found.late_at) == due
