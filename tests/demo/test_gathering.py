"""A person does a day's acts of one kind in one go, and no line's story is told in another order for it."""

import datetime as dt

from luoshi.cli.demo.acts import Act
from luoshi.cli.demo.gathering import gathered
from luoshi.cli.demo.year import plan_year

MORNING = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
YEAR = plan_year(seed=1, as_of=dt.date(2026, 11, 21), scale=40)
FIRST, SECOND = [key for key, line in YEAR.lines.items() if not line.parent][:2]


def after(minutes: int) -> dt.datetime:
    return MORNING + dt.timedelta(minutes=minutes)


def test_signatures_of_one_unit_and_day_fall_together_and_those_of_another_do_not() -> None:
    acts = [
        Act(after(0), "教育局:liaison", "sign_for", FIRST),
        Act(after(9), "教育局:liaison", "sign_for", SECOND),
        Act(after(12), "财政局:liaison", "sign_for", SECOND),
    ]
    told = [(act.at, act.who, act.line) for act in gathered(acts, YEAR.lines)]
    assert told == [
        (after(9), "教育局:liaison", FIRST),
        (after(9), "教育局:liaison", SECOND),
        (after(12), "财政局:liaison", SECOND),
    ]


def test_an_act_stays_where_its_line_goes_on_before_the_last_of_the_day() -> None:
    acts = [
        Act(after(0), "officer1", "verify", FIRST),
        Act(after(5), "officer1", "conclude", FIRST),
        Act(after(9), "officer1", "verify", SECOND),
    ]
    assert list(gathered(acts, YEAR.lines)) == acts


def test_what_has_been_gathered_stays_as_it_is() -> None:
    assert gathered(YEAR.acts, YEAR.lines) == YEAR.acts
