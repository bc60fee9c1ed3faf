"""The demo's year as a schedule: the same seed and day give the same one, and it holds what a county's year holds."""

import datetime as dt
from collections import Counter

import pytest

from luoshi.cli.demo import awkward, content, lines, papers
from luoshi.cli.demo.acts import digest
from luoshi.cli.demo.year import Year, plan_year
from luoshi.clock.civil import local

DAY = dt.date(2026, 11, 21)
STORIES = {story.name for story in awkward.stories()}


@pytest.fixture(scope="module")
def year() -> Year:
    return plan_year(seed=1, as_of=DAY)


def test_the_same_seed_and_day_give_the_same_year(year: Year) -> None:
    assert digest(plan_year(seed=1, as_of=DAY).acts) == digest(year.acts)


def test_another_seed_or_another_day_gives_another_year() -> None:
    years = [(1, DAY), (2, DAY), (1, DAY + dt.timedelta(days=1))]
    assert len({digest(plan_year(seed=seed, as_of=day, scale=40).acts) for seed, day in years}) == 3


def test_a_small_year_is_the_same_every_time_too() -> None:
    small = plan_year(seed=1, as_of=DAY, scale=40)
    assert len(small.acts) < 900
    assert digest(small.acts) == digest(plan_year(seed=1, as_of=DAY, scale=40).acts)


def test_the_year_holds_149_tasks_579_decisions_50_instructions_and_20_carried_lines(year: Year) -> None:
    first = Counter(key[0] for key in year.lines)
    assert (first["R"], first["M"], first["I"], first["C"]) == (149, 579, 50, 20)
    assert len(lines.meetings(year.frame)) == 27
    decisions = [line for line in year.lines.values() if line.kind == "meeting_decision"]
    assert len({line.title for line in decisions}) == 579


@pytest.mark.parametrize("day", ["2024-02-29", "2026-03-05", "2027-03-31"])
def test_on_any_day_the_county_is_whole_and_nothing_has_happened_yet_that_day(day: str) -> None:
    as_of = dt.date.fromisoformat(day)
    year = plan_year(seed=3, as_of=as_of)
    assert Counter(key[0] for key in year.lines)["M"] == 579
    assert len(lines.meetings(year.frame)) == 27
    moments = [act.at for act in year.acts]
    assert moments == sorted(moments)
    assert moments[-1] < year.frame.ends_at
    assert as_of.year - year.frame.report_year <= 1


def test_every_awkward_course_is_told_once(year: Year) -> None:
    assert set(year.stories.values()) == STORIES


def test_people_act_in_office_hours_on_working_days(year: Year) -> None:
    acting = [local(act.at) for act in year.acts if act.verb != "name_stand_in"]
    assert all(year.frame.calendar.is_working(at.date()) for at in acting)
    assert all(8 <= at.hour < 18 for at in acting)


def test_nobody_acts_on_a_line_before_it_was_handed_over(year: Year) -> None:
    handed = {key: act.at for act in year.acts if act.verb == "hand_over" for key in act.args["lines"]}
    assert all(handed[act.line] < act.at for act in year.acts if act.line)


def test_five_of_nine_townships_have_reported_on_the_campaign(year: Year) -> None:
    children = {key for key, line in year.lines.items() if line.parent == "T001"}
    reported = {act.line for act in year.acts if act.verb == "report" and act.line in children}
    assert (len(children), len(reported)) == (9, 5)


def test_an_offline_line_says_nothing_but_its_place(year: Year) -> None:
    line = year.lines["T099"]
    assert line.place
    assert (line.title, line.quote, line.clause, line.acceptance, dict(line.facts)) == ("", "", "", "", {})


def test_the_county_has_its_units_and_every_line_names_units_that_are_there(year: Year) -> None:
    county = content.county()
    assert len(county.of_kind("department")) == 40
    assert len(county.of_kind("township")) == 9
    assert len(county.of_kind("park")) == 2
    assert len([one for one in county.leaders if one.key.startswith("deputy")]) == 6
    known = {unit.short for unit in county.units}
    named = {unit for line in year.lines.values() for unit in (line.lead, *line.co)}
    assert named <= known
    assert {unit for leader in county.leaders for unit in leader.units} == known


def test_each_task_stands_in_the_report_word_for_word() -> None:
    report = papers.plain(content.report_paragraphs())
    assert all(task.text in report for task in content.report_tasks())


def test_the_fresh_minutes_name_days_that_lie_ahead(year: Year) -> None:
    text = "".join(said for _style, said in papers.fresh_minutes(year.frame))
    assert "{" not in text
    assert "2026年11月20日" in text
    assert "明年1月底" in text
