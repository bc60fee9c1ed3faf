"""`luoshi read`: a document to a draft ledger on the terminal, without a database."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from luoshi.cli.read import command
from tests.intake import papers
from tests.intake.conftest import REPORT


def luoshi_read(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告.txt"
    path.write_text(REPORT, encoding="gb18030")
    return path


def test_json_is_the_agreed_shape_and_every_quote_stands_in_the_text(report: Path) -> None:
    result = luoshi_read(report, "--format", "json")
    assert result.exit_code == 0
    data = json.loads(result.output)
    assert data["schema"] == "luoshi.reading/1"
    assert {"name", "sha256", "media_type", "characters"} <= data["source"].keys()
    assert all(data["text"][item["start"] : item["end"]] == item["quote"] for item in data["items"])
    school = next(item for item in data["items"] if "幼儿园" in item["quote"])
    assert school["due"].items() >= {"said": "年底前", "on": "2026-12-31", "kind": "explicit"}.items()
    assert school["units"][0].items() >= {"name": "县教育局", "role": "lead"}.items()
    assert data["source"]["notices"] == []


def test_the_year_is_taken_from_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "要点.txt"
    path.write_text("县水利局要在6月底前完成河道清淤工程。", encoding="utf-8")
    data = json.loads(luoshi_read(path, "--format", "json", "--year", "2031").output)
    assert data["items"][0]["due"]["on"] == "2031-06-30"


def test_the_table_shows_rows_and_coverage(report: Path) -> None:
    result = luoshi_read(report)
    assert result.exit_code == 0
    assert "重点工作" in result.output or "幼儿园" in result.output
    assert "条草稿" in result.output


def test_the_workbook_opens_again_with_every_row(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    assert luoshi_read(report, "-o", out).exit_code == 0
    items = len(json.loads(luoshi_read(report, "--format", "json").output)["items"])
    book = openpyxl.load_workbook(io.BytesIO(out.read_bytes()))
    assert book.sheetnames == ["草稿台账", "逐句标注"]
    assert book["草稿台账"].max_row == items + 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "没有文字"),
        (papers.locked_pdf(), "密码"),
        (papers.text_docx()[:900], "不完整"),
        ("机密★1年\n通知".encode(), "R13-15"),
    ],
)
def test_bad_input_is_one_sentence_and_writes_nothing(tmp_path: Path, content: bytes, words: str) -> None:
    path, out = tmp_path / "来文.txt", tmp_path / "out.json"
    path.write_bytes(content)
    result = luoshi_read(path, "-o", out)
    assert result.exit_code == 1
    assert words in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert not out.exists()


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.txt", tmp_path):
        result = luoshi_read(path)
        assert result.exit_code == 1
        assert "Traceback" not in result.output


def test_english_is_spoken_when_asked_for(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUOSHI_LANG", "en")
    assert "drafts from" in luoshi_read(report).output
