"""The acceptance table of dates (tests/vectors/clock.toml), and every explanation recomputed from its steps."""

import datetime as dt
from typing import Any

import pytest
from tests.clock.rules import CALENDAR, RULES, moment, term, vectors

from luoshi.clock import due, recompute, until
from luoshi.rulebook.planning import plan_duties
from luoshi.rulebook.shapes import ClockRule

CASES = vectors("clock")


@pytest.mark.parametrize("case", CASES["rule"], ids=lambda case: case["case"])
def test_a_rule_gives_the_dates_of_the_table(case: dict[str, Any]) -> None:
    rule = RULES[("clock", case["clock"])].rule
    assert isinstance(rule, ClockRule)
    horizon = case.get("through", dt.date(2027, 3, 31))
    start_at = moment(case["start"])
    planned = plan_duties(rule, case.get("choices", {}), start_at, CALENDAR, horizon, due_on=case.get("own"))
    lead = [duty for duty in planned if duty.role == "lead"]
    once = {duty.act: duty.due.on for duty in lead if not duty.period}
    assert {act: once[act] for act in case.get("due", {})} == case.get("due", {})
    if "recurring" in case:
        assert [duty.due.on for duty in lead if duty.period] == case["recurring"]
    for duty in planned:
        assert recompute(duty.due.why) == duty.due.at
        assert duty.due.at > start_at


@pytest.mark.parametrize("case", CASES["term"], ids=lambda case: case["case"])
def test_a_limit_gives_the_date_of_the_table(case: dict[str, Any]) -> None:
    found = due(term(case["term"]), moment(case["start"]), CALENDAR)
    assert found.on == case["due"]
    assert found.at == (moment(case["at"]) if "at" in case else until(case["due"]))
    assert found.provisional is case.get("provisional", False)
    assert recompute(found.why) == found.at
    if "skips" in case:
        assert [step.values["rest_on"] for step in found.why if step.code == "clock.rest"] == case["skips"]
