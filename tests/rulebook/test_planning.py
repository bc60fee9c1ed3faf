"""What a clock owes: whose duties, under which choices, with which dates of the item itself."""

import datetime as dt

import pytest

from luoshi.clock import Calendar, recompute
from luoshi.record.refusals import Refused
from luoshi.rulebook import calendars, shipped
from luoshi.rulebook.planning import check_choices, plan_after, plan_duties, recurring
from luoshi.rulebook.shapes import ClockRule

RULES = shipped.shipped()
CALENDAR = calendars.from_files(RULES)
START = dt.datetime(2026, 3, 5, 2, tzinfo=dt.UTC)
LATER = dt.date(2027, 4, 5)


def _clock(code: str) -> ClockRule:
    rule = RULES[("clock", code)].rule
    assert isinstance(rule, ClockRule)
    return rule


def test_an_answer_that_is_not_offered_is_refused_and_a_foreign_choice_is_left_alone() -> None:
    clock = _clock("13710")
    assert plan_duties(clock, {"weather": "rain"}, START, CALENDAR, LATER)
    with pytest.raises(Refused) as refused:
        plan_duties(clock, {"complexity": "hard"}, START, CALENDAR, LATER)
    assert refused.value.reasons[0].code == "choice.not_offered"
    assert [one.code for one in check_choices(clock, {"weather": "rain", "complexity": "x"})] == [
        "choice.unknown",
        "choice.not_offered",
    ]


def test_the_more_urgent_the_sooner_it_is_signed_for() -> None:
    clock = _clock("13710")
    ends = []
    for urgency in ("normal", "urgent", "extra_urgent"):
        planned = plan_duties(clock, {"urgency": urgency}, START, CALENDAR, LATER)
        ends += [one.due.at for one in planned if (one.act, one.role) == ("sign", "lead")]
    assert len(ends) == 3
    assert ends == sorted(ends, reverse=True)


def test_a_complex_matter_may_hand_in_a_plan_instead() -> None:
    planned = plan_duties(_clock("13710"), {"complexity": "complex"}, START, CALENDAR, LATER)
    assert [one.instead for one in planned if one.act == "conclude"] == ["plan"]


def test_the_items_own_date_rules_its_conclusion_and_its_parts_end_before() -> None:
    for code in ("13710", "meeting_decision", "matter", "instruction", "report_task"):
        planned = plan_duties(_clock(code), {}, START, CALENDAR, LATER, due_on=dt.date(2026, 6, 14))
        assert [one.due.on for one in planned if one.act == "conclude"] == [dt.date(2026, 6, 14)]
        assert all(one.due.on < dt.date(2026, 6, 14) for one in planned if one.act == "part")
        assert all(one.due.on <= dt.date(2026, 6, 14) for one in planned if one.period)


def test_a_date_close_by_gives_the_co_units_at_least_today() -> None:
    planned = plan_duties(_clock("report_task"), {}, START, CALENDAR, LATER, due_on=dt.date(2026, 3, 6))
    assert [one.due.on for one in planned if one.act == "part"] == [dt.date(2026, 3, 5)]
    assert all(one.due.at > START for one in planned)


def test_an_ongoing_matter_has_no_end_until_it_is_given_one() -> None:
    clock, ongoing = _clock("13710"), {"complexity": "ongoing"}
    planned = plan_duties(clock, ongoing, START, CALENDAR, LATER)
    assert "conclude" not in {one.act for one in planned}
    assert len([one for one in planned if one.period]) == 13
    further = recurring(clock, ongoing, START, CALENDAR, through=dt.date(2027, 6, 30))
    assert [one.period for one in further][-3:] == ["2027-04", "2027-05", "2027-06"]
    assert further[-1].due.provisional


def test_the_watchers_are_on_the_same_clock() -> None:
    clock = _clock("13710")
    for anchor, act, role in (
        ("plan_handed_in", "approve_plan", "leader"),
        ("submitted", "verify", "office"),
        ("objected", "decide_objection", "office"),
        ("extension_asked", "decide_extension", "office"),
        ("concluded", "strike_off", "office"),
    ):
        (duty,) = plan_after(clock, anchor, {}, START, CALENDAR)
        assert (duty.act, duty.role) == (act, role)
        assert recompute(duty.due.why) == duty.due.at
    assert plan_after(clock, "handed_in", {}, START, CALENDAR) == ()


@pytest.mark.parametrize("code", [code for kind, code in RULES if kind == "clock"])
def test_every_shipped_clock_plans_and_explains_every_combination(code: str) -> None:
    clock = _clock(code)
    combinations: list[dict[str, str]] = [{}]
    for choice in clock.choices:
        combinations = [{**one, choice.code: answer} for one in combinations for answer in choice.codes]
    for choices in combinations:
        for calendar in (CALENDAR, Calendar({})):
            planned = plan_duties(clock, choices, START, calendar, LATER)
            assert {"sign"} <= {one.act for one in planned}
            for one in planned:
                assert one.due.why[0].code == "clock.rule"
                assert recompute(one.due.why) == one.due.at
                assert one.rule == f"clock/{code}"
            keys = [(one.act, one.role, one.period) for one in planned]
            assert len(keys) == len(set(keys))


def _on(code: str, choices: dict[str, str], start: dt.datetime, act: str, role: str) -> dt.date:
    """When the one duty of an act and role is due."""
    planned = plan_duties(_clock(code), choices, start, CALENDAR, LATER)
    (found,) = [one.due.on for one in planned if (one.act, one.role, one.period) == (act, role, "")]
    return found


@pytest.mark.parametrize(
    ("complexity", "start_on", "rolled", "stays"),
    [
        ("ordinary", dt.date(2026, 9, 28), dt.date(2026, 10, 8), dt.date(2026, 10, 5)),
        ("complex", dt.date(2026, 3, 5), dt.date(2026, 4, 7), dt.date(2026, 4, 5)),
    ],
)
def test_what_is_extra_urgent_waits_for_no_holiday(
    complexity: str, start_on: dt.date, rolled: dt.date, stays: dt.date
) -> None:
    start = dt.datetime.combine(start_on, dt.time(2), dt.UTC)
    for code in ("13710", "710"):
        said = {"complexity": complexity}
        assert _on(code, said, start, "conclude", "lead") == rolled
        assert _on(code, {**said, "urgency": "extra_urgent"}, start, "conclude", "lead") == stays


def test_a_part_is_never_due_after_the_whole_and_says_so() -> None:
    start = dt.datetime(2026, 2, 12, 2, tzinfo=dt.UTC)
    said = {"urgency": "extra_urgent"}
    for code in ("13710", "13710-literal"):
        assert _on(code, said, start, "part", "co") == _on(code, said, start, "conclude", "lead")
        (part,) = [one for one in plan_duties(_clock(code), said, start, CALENDAR, LATER) if one.act == "part"]
        assert "clock.with_whole" in {step.code for step in part.due.why}
        assert recompute(part.due.why) == part.due.at


def test_the_parts_of_a_long_matter_are_not_due_in_its_first_week() -> None:
    assert _on("710", {"complexity": "complex"}, START, "part", "co") == dt.date(2026, 3, 30)
    assert _on("710", {"complexity": "annual"}, START, "part", "co") == dt.date(2026, 12, 17)
    for code in ("13710", "13710-literal", "matter", "meeting_decision"):
        planned = plan_duties(_clock(code), {"complexity": "ongoing"}, START, CALENDAR, LATER)
        assert "part" not in {one.act for one in planned}
        dated = plan_duties(
            _clock(code), {"complexity": "ongoing"}, START, CALENDAR, LATER, due_on=dt.date(2026, 6, 30)
        )
        assert [one.due.on for one in dated if one.act == "part"] == [dt.date(2026, 6, 29)]


def test_a_co_unit_signs_as_fast_as_the_lead() -> None:
    for urgency in ("normal", "urgent", "extra_urgent"):
        planned = plan_duties(_clock("instruction"), {"urgency": urgency}, START, CALENDAR, LATER)
        assert len({one.due.at for one in planned if one.act == "sign"}) == 1


def test_the_steps_read_as_they_were_counted() -> None:
    """Hours have no first day; a part is counted back from a date and not from noon; a year's end is one step."""
    hour = plan_duties(_clock("13710"), {"urgency": "extra_urgent"}, START, CALENDAR, LATER)
    assert {step.code for one in hour if one.act == "sign" for step in one.due.why} >= {"clock.count_through"}
    (part,) = [
        one
        for one in plan_duties(_clock("report_task"), {}, START, CALENDAR, LATER, due_on=dt.date(2026, 6, 28))
        if one.act == "part"
    ]
    assert [step.code for step in part.due.why][1:3] == ["clock.from_due", "clock.count_back"]
    (whole,) = [one for one in plan_duties(_clock("report_task"), {}, START, CALENDAR, LATER) if one.act == "conclude"]
    assert [step.code for step in whole.due.why][1:] == ["clock.start", "clock.year_end", "clock.until"]
