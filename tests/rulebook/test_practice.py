"""Every rule of practice that anything names can be looked up, and the page about them is fresh."""

import re
from pathlib import Path

from click.testing import CliRunner

from luoshi.cli import rules
from luoshi.rulebook import practice

ROOT = Path(__file__).resolve().parents[2]
ID = re.compile(r"\bR\d{1,2}-\d{2}\b")


def test_every_id_that_code_rules_and_refusals_name_is_explained() -> None:
    files = [path for path in (ROOT / "src").rglob("*") if path.suffix in {".py", ".toml", ".html"}]
    named = {id_: path.name for path in files for id_ in ID.findall(path.read_text(encoding="utf-8"))}
    unknown = {id_: name for id_, name in named.items() if practice.practice(id_) is None}
    assert unknown == {}


def test_every_rule_of_practice_says_how_well_it_is_founded() -> None:
    for one in practice.practices().values():
        assert one.grade in practice.GRADES
        assert one.source or one.grade == "X"
        assert one.text("zh") != one.text("en")
    assert practice.practice("R9-99") is None


def test_the_page_is_fresh() -> None:
    assert (ROOT / "docs" / "practice.md").read_text(encoding="utf-8") == practice.page()


def test_one_rule_is_told_on_the_command_line() -> None:
    said = CliRunner().invoke(rules.command, ["practice", "r1-24"], env={"LUOSHI_LANG": "zh"})
    assert said.exit_code == 0
    assert "民法典第202条" in said.output
    assert CliRunner().invoke(rules.command, ["practice", "R9-99"]).exit_code == 1
    assert CliRunner().invoke(rules.command, ["practice"]).output == practice.page()
