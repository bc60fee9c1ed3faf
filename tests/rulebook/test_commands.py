"""`luoshi clock` and `luoshi rules` as somebody types them."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from luoshi.cli import clock, rules
from luoshi.rulebook import documents, operations, shipped

ROOT = Path(__file__).resolve().parents[2]
THURSDAY = ["explain", "--clock", "13710", "--from", "2026-03-05T10:00"]


def _run(command: object, *words: str, language: str = "zh", **environment: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, words, env={"LUOSHI_LANG": language, "LUOSHI_RULES": "", **environment})  # type: ignore[arg-type]
    return result.exit_code, result.output


def _duties(*words: str) -> dict[str, dict[str, object]]:
    code, said = _run(clock.command, *words, "--format", "json")
    assert code == 0, said
    return {duty["act"]: duty for duty in json.loads(said)["duties"]}


def test_the_json_has_the_promised_shape() -> None:
    code, said = _run(clock.command, *THURSDAY, "--set", "complexity=ordinary", "--format", "json")
    assert code == 0
    answer = json.loads(said)
    assert set(answer) == {"duties"}
    for duty in answer["duties"]:
        assert list(duty) == ["act", "due_on", "due_at", "provisional", "why"]
        assert all({"code", "text"} <= set(step) and step["text"] != step["code"] for step in duty["why"])
    found = {duty["act"]: (duty["due_on"], duty["due_at"]) for duty in answer["duties"]}
    assert found["report"] == ("2026-03-09", "2026-03-10T00:00:00+08:00")
    assert found["conclude"] == ("2026-03-12", "2026-03-13T00:00:00+08:00")


def test_a_moment_with_an_offset_is_the_same_moment() -> None:
    words = ["explain", "--clock", "13710", "--from"]
    assert _duties(*words, "2026-03-05T02:00:00Z") == _duties(*words, "2026-03-05T10:00")
    assert _duties(*words, "2026-03-05")["arrange"]["due_on"] == "2026-03-05"


def test_the_explanation_names_the_day_that_was_skipped_in_both_languages() -> None:
    assert "跳过2026年3月8日（星期日）" in _run(clock.command, *THURSDAY)[1]
    assert "Skipped: 8 March 2026 (Sunday)" in _run(clock.command, *THURSDAY, language="en")[1]


def test_the_items_own_date_the_area_and_the_role_may_be_given() -> None:
    assert _duties(*THURSDAY, "--due", "2026-06-30")["conclude"]["due_on"] == "2026-06-30"
    assert set(_duties(*THURSDAY, "--role", "co", "--area", "140829")) == {"sign", "part"}
    ongoing = _run(clock.command, *THURSDAY, "--set", "complexity=ongoing", "--through", "2027-02-28")[1]
    assert "2027-02" in ongoing
    assert "暂定" in ongoing


@pytest.mark.parametrize(
    "words",
    [
        ["--clock", "999"],
        ["--clock", "13710", "--set", "weather=rain"],
        ["--clock", "13710", "--set", "complexity=hard"],
        ["--clock", "13710", "--set", "complexity"],
        ["--clock", "13710", "--from", "tomorrow"],
        ["--clock", "13710", "--from", "2026-02-30T10:00"],
        ["--clock", "13710", "--from", "0001-01-01"],
        ["--clock", "13710", "--from", "2026-03-05", "--due", "june"],
        [],
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(words: list[str]) -> None:
    for language in ("zh", "en"):
        code, said = _run(clock.command, "explain", *words, language=language)
        assert code == 2
        assert "Traceback" not in said
        assert len([line for line in said.splitlines() if line.startswith("Error")]) == 1


def test_it_needs_no_database_and_starts_fast(tmp_path: Path) -> None:
    environment = {**os.environ, "LUOSHI_HOME": str(tmp_path / "none"), "LUOSHI_RULES": "", "DATABASE_URL": "x"}
    script = "import sys; from luoshi.cli import main; main()"
    words = [sys.executable, "-c", script, "clock", *THURSDAY, "--format", "json"]
    spent = []
    for _ in range(3):
        before = os.times()
        said = subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout
        after = os.times()
        # processor time of the child: the wall's time is the neighbours' too
        spent.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert json.loads(said)["duties"]
    assert not (tmp_path / "none").exists()
    assert min(spent) < 0.6


def test_an_offices_folder_holds_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "clocks"
    folder.mkdir()
    text = (shipped.FOLDER / "clocks/13710.toml").read_text(encoding="utf-8")
    (folder / "13710.toml").write_text(text.replace('amount = 7, unit = "day" }', 'amount = 5, unit = "day" }'))
    code, said = _run(clock.command, *THURSDAY, "--format", "json", LUOSHI_RULES=str(tmp_path))
    assert code == 0
    assert {one["act"]: one["due_on"] for one in json.loads(said)["duties"]}["conclude"] == "2026-03-10"
    (folder / "13710.toml").write_text(text.replace("amount", "amont"))
    code, said = _run(clock.command, *THURSDAY, LUOSHI_RULES=str(tmp_path))
    assert code == 2
    assert "clocks/13710.toml第" in said


@pytest.mark.django_db
def test_check_tells_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    code, said = _run(rules.command, "copy", str(tmp_path))
    assert code == 0
    file = tmp_path / "clocks" / "710.toml"
    file.write_text(file.read_text().replace('amount = 7, unit = "day" }', 'amount = 9, unit = "day" }'))
    code, said = _run(rules.command, "check", str(tmp_path))
    assert code == 0
    assert "自带的规则" in said
    assert "term.amount: 7 → 9" in said
    assert said.count("= ") >= 19
    operations.activate_shipped(actor="system:init", at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    code, said = _run(rules.command, "check", str(tmp_path), language="en")
    assert "the active versions" in said
    assert "Handed over now:" in said
    assert "conclude: 2" in said


@pytest.mark.django_db
def test_activate_takes_all_files_or_none(tmp_path: Path) -> None:
    code, said = _run(rules.command, "activate")
    assert code == 0
    assert "rule:clock/13710@1" in said
    assert _run(rules.command, "activate")[1].strip() == "启用了0个新版本。"
    _run(rules.command, "copy", str(tmp_path))
    file = tmp_path / "clocks" / "710.toml"
    file.write_text(file.read_text().replace('unit = "day"', 'unit = "dya"', 1))
    code, said = _run(rules.command, "activate", str(tmp_path))
    assert code == 1
    assert "clocks/710.toml第" in said


def test_rules_are_listed_with_their_dates_and_hashes() -> None:
    code, said = _run(rules.command, "list")
    assert code == 0
    assert "clock/13710-literal" in said
    assert _run(rules.command, "list", LUOSHI_RULES="/no/such/folder")[0] == 1


def test_the_document_holds_the_list_of_shipped_rules_as_they_are() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert documents.shipped_list() in text, "write it anew with `luoshi rules document`"
    assert _run(rules.command, "document")[1] == documents.shipped_list()


def test_every_key_of_a_rule_file_is_documented() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    known = set(re.findall(r"[`[]([a-z_]+)[`\]]", text))
    missing = [key for key in documents.used_keys() if key not in known]
    assert missing == []


@pytest.mark.django_db
def test_check_names_every_fault_and_tells_new_files_and_changed_comments(tmp_path: Path) -> None:
    code, said = _run(rules.command, "check", str(tmp_path / "none"), language="en")
    assert (code, "There is no folder" in said) == (1, True)
    folder = tmp_path / "clocks"
    folder.mkdir()
    text = (shipped.FOLDER / "clocks/710.toml").read_text(encoding="utf-8")
    (folder / "own.toml").write_text(text.replace('code = "710"', 'code = "own"'), encoding="utf-8")
    (folder / "710.toml").write_text("# ours\n" + text, encoding="utf-8")
    code, said = _run(rules.command, "check", str(tmp_path))
    assert code == 0
    assert "+ clocks/own.toml  (clock/own)  新增" in said
    assert "只改了注释或排版" in said
    (folder / "own.toml").write_text(text.replace("source", "sauce", 3), encoding="utf-8")
    code, said = _run(rules.command, "check", str(tmp_path))
    assert code == 1
    assert said.count("clocks/own.toml第") >= 6
