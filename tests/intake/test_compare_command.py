"""`luoshi read compare`: two papers in, what became of each promise out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from luoshi.cli import group

PLAN = "云岭县2025年政府工作报告\n一、2025年工作安排\n今年要改造老旧小区12个，建成青石大桥，救助困难群众800人。"
REVIEW = "云岭县2026年政府工作报告\n一、2025年工作回顾\n青石大桥建成通车，改造老旧小区9个。\n二、明年工作安排"


@pytest.fixture
def papers(tmp_path: Path) -> tuple[Path, Path]:
    """The plan and the review as files."""
    plan, review = tmp_path / "plan.txt", tmp_path / "review.txt"
    plan.write_text(PLAN, encoding="utf-8")
    review.write_text(REVIEW, encoding="utf-8")
    return plan, review


def compared(*words: object) -> Result:
    return CliRunner().invoke(group, ["read", "compare", *map(str, words)])


def test_two_papers_give_each_promise_its_verdict(papers: tuple[Path, Path]) -> None:
    data = json.loads(compared(*papers, "--format", "json").output)
    verdicts = {one["promise"]["text"]: one["status"] for one in data["answers"] if one["promise"]}
    assert next(v for k, v in verdicts.items() if "老旧小区" in k) == "missed"
    assert next(v for k, v in verdicts.items() if "青石大桥" in k) == "met"
    assert next(v for k, v in verdicts.items() if "困难群众" in k) == "dropped"
    assert (data["earlier"]["year"], data["later"]["year"]) == (2025, 2026)


def test_people_read_it_in_both_languages_and_may_ask_for_one_sort(
    papers: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUOSHI_LANG", "zh")
    assert "未兑现" in compared(*papers).output
    monkeypatch.setenv("LUOSHI_LANG", "en")
    only = compared(*papers, "--status", "missed").output
    assert "The number falls short of the promise" in only
    assert "青石大桥" not in only


def test_a_paper_that_cannot_answer_is_named(papers: tuple[Path, Path], tmp_path: Path) -> None:
    plan, _ = papers
    refused = compared(plan, tmp_path / "nothing.txt")
    assert refused.exit_code != 0
    assert "nothing.txt" in refused.output
