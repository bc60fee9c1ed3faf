"""Fields of a row, by the tables an officer can correct (tests/vectors/reading_fields.toml)."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from luoshi.reading import dates, quantities, read
from luoshi.reading.records import DraftItem

VECTORS = tomllib.loads((Path(__file__).parents[1] / "vectors" / "reading_fields.toml").read_text(encoding="utf-8"))
PAPER = dt.date(2026, 2, 25)


def said(one: dict[str, Any]) -> str:
    return str(one["said"])


@pytest.mark.parametrize("case", VECTORS["due"], ids=said)
def test_a_deadline_is_the_last_day_that_keeps_it(case: dict[str, Any]) -> None:
    for text in (case["said"], f"各单位{case['said']}完成整改"):
        due = dates.due(text, 0, len(text), year=2026, dated_on=PAPER)
        assert due is not None
        assert (str(due.on) if due.on else "") == case["on"]
        assert text[due.start : due.end] == due.said


@pytest.mark.parametrize("case", VECTORS["no_due"], ids=said)
def test_what_is_no_deadline_gives_none(case: dict[str, Any]) -> None:
    assert dates.due(case["said"], 0, len(case["said"]), year=2026, dated_on=PAPER) is None


@pytest.mark.parametrize("case", VECTORS["rhythm"], ids=said)
def test_a_rhythm_says_how_often_and_by_when(case: dict[str, Any]) -> None:
    found = dates.recurrence(case["said"], 0, len(case["said"]))
    assert found is not None
    assert (found.freq, found.interval, found.by) == (case["freq"], case.get("interval", 1), case.get("by"))


@pytest.mark.parametrize("case", VECTORS["target"], ids=said)
def test_a_target_is_what_is_to_be_reached(case: dict[str, Any]) -> None:
    ((one,), _) = quantities.quantities(case["said"], 0, len(case["said"]), building=False)
    assert [one.indicator, one.comparator, one.value, one.unit or ""] == case["want"]
    for name in ("mode", "high", "base", "rule"):
        assert name not in case or getattr(one, name) == case[name]


@pytest.mark.parametrize("case", VECTORS["amount"], ids=said)
def test_money_and_sizes_stand_apart_from_targets(case: dict[str, Any]) -> None:
    targets, (one,) = quantities.quantities(case["said"], 0, len(case["said"]), building=False)
    assert targets == ()
    assert [one.what, one.value, one.unit] == case["want"]


PLAN = """柳河县2026年政府工作报告
二、2026年工作安排
力促总投资12.5亿元的5个重点项目建设落地见效。完成白杨路、青石路等6条道路改造。
决不允许出现拖欠农民工工资的情况。对连续两次排名靠后的单位，进行约谈问责。
探索开展“一件事”改革试点，必须在6月底前关停临河砖厂，确保全县供水管网改造40公里。
附件：重点项目清单
1. 白杨水厂，投资3.5亿元
2. 东环大桥，投资4亿元
3. 体育中心，投资2亿元
"""


def row(words: str) -> DraftItem:
    (found,) = [one for one in read(PLAN).items if words in one.quote and "投资3" not in one.quote]
    return found


def test_a_promise_with_a_count_asks_for_its_list_and_shows_what_is_short() -> None:
    promised = row("重点项目建设").list_asked
    assert promised is not None
    assert (promised.count, promised.listed, promised.shortfall) == (5, 3, 2)
    assert (promised.money, promised.money_shortfall) == ("12.5亿元", "30000.0")
    named = row("6条道路").list_asked
    assert named is not None
    assert (named.count, named.named, named.listed, named.shortfall) == (6, 2, None, 4)


def test_what_must_never_happen_is_watched_and_never_due() -> None:
    ban = row("决不允许")
    assert (ban.watch, ban.type, ban.due.kind, ban.due.rule) == (True, "mechanism", "none", "watch")
    assert not row("供水管网").watch


def test_the_grade_of_wording_is_kept_with_its_place() -> None:
    text = read(PLAN).text
    graded = {words: row(words).wording for words in ("重点项目建设", "砖厂", "供水管网", "一件事")}
    assert {words: one and one.grade for words, one in graded.items()} == {
        "重点项目建设": "strive",
        "砖厂": "must",
        "供水管网": "ensure",
        "一件事": "explore",
    }
    assert all(one and text[one.start : one.end] == one.said for one in graded.values())


def test_a_rule_has_a_case_and_what_follows() -> None:
    found = row("约谈问责").trigger
    assert found is not None
    assert (found.case, found.then) == ("对连续两次排名靠后的单位", "进行约谈问责")
