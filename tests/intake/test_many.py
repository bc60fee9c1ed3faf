"""A folder, a zip or many files in one call: each is read or named with its reason."""

import json
import os
import signal
import stat
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from luoshi.cli.read import command
from luoshi.cli.reading.pool import Pool, Worker
from luoshi.intake import gathering
from luoshi.record.refusals import Refused
from tests.intake import papers
from tests.intake.office_files import packed

LIMIT = 30 * 1024 * 1024
SCHOOL = "县教育局牵头，县财政局配合，6月底前新建幼儿园3所。"
ROAD = "县交通运输局要在年底前完成东环路改造。"


def luoshi_read(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])


def names_and_reasons(path: Path, most: int = 100) -> dict[str, str]:
    """What a path holds, each file with the code it is refused with before it is read."""
    with gathering.gathered([path], limit=LIMIT, most=most) as found:
        return {one.name: one.refused.code if one.refused else "" for one in found}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a text, a Word file, an empty one, and what is nobody's document."""
    path = tmp_path / "来文"
    (path / "一季度").mkdir(parents=True)
    (path / "一季度" / "教育.txt").write_text(SCHOOL, encoding="gb18030")
    (path / "道路.docx").write_bytes(papers.text_docx(ROAD))
    (path / "空.txt").write_bytes(b"")
    (path / "~$道路.docx").write_bytes(b"x")
    (path / ".DS_Store").write_bytes(b"x")
    return path


def test_a_folder_gives_a_line_of_json_for_each_file_in_order(folder: Path) -> None:
    result = luoshi_read(folder, "--format", "json", "--jobs", "2")
    assert result.exit_code == 1
    said = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["source"]["name"] for one in said] == ["一季度/教育.txt", "空.txt", "道路.docx"]
    assert [one["schema"] for one in said] == ["luoshi.reading/1", "luoshi.refusal/1", "luoshi.reading/1"]
    assert said[0]["items"][0]["units"][0]["name"] == "县教育局"
    assert said[1]["refused"][0]["code"] == "intake.empty"
    assert "空.txt: 文件里没有文字" in result.stderr
    assert "读了2份，1份没有读成" in result.stderr


def test_a_file_for_each_document_goes_to_a_folder(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "台账"
    assert luoshi_read(folder / "一季度", folder / "道路.docx", "--format", "xlsx", "-o", out).exit_code == 0
    made = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    assert made == ["一季度/教育.txt.xlsx", "道路.docx.xlsx"]


def test_without_a_form_every_file_is_a_row_of_a_table(folder: Path) -> None:
    result = luoshi_read(folder)
    assert "道路.docx" in result.stdout
    assert "没有文字" in result.stdout


def test_workbooks_of_many_files_need_a_folder(folder: Path) -> None:
    result = luoshi_read(folder, "--format", "xlsx")
    assert result.exit_code == 1
    assert "-o" in result.output


def test_a_zip_gives_its_files_by_the_names_that_chinese_windows_wrote(tmp_path: Path) -> None:
    name = "通知/教育.txt".encode("gbk")
    content = packed(("n" * len(name), SCHOOL.encode()), ("__MACOSX/._教育.txt", b"x"), ("目录/", b""))
    path = tmp_path / "来文.zip"
    path.write_bytes(content.replace(b"n" * len(name), name))
    assert names_and_reasons(path) == {"通知/教育.txt": ""}


def test_what_is_dangerous_in_a_zip_is_named_and_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "来文.zip"
    link = zipfile.ZipInfo("链接.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("教育.txt", SCHOOL)
        archive.writestr("../../外面.txt", SCHOOL)
        archive.writestr("/etc/外面.txt", SCHOOL)
        archive.writestr(link, "/etc/passwd")
        archive.writestr("炸弹.txt", bytes(LIMIT + 1))
        archive.writestr("里.zip", packed(("甲.txt", SCHOOL.encode())))
    assert names_and_reasons(path) == {
        "教育.txt": "",
        "../../外面.txt": "intake.archive_outside",
        "/etc/外面.txt": "intake.archive_outside",
        "链接.txt": "intake.archive_outside",
        "炸弹.txt": "intake.too_big",
        "里.zip": "",
    }
    result = luoshi_read(path, "-o", tmp_path / "出")
    assert "里.zip: 压缩包里还有压缩包" in result.stderr
    assert [one.name for one in (tmp_path / "出").rglob("*.json")] == ["教育.txt.json"]


def test_a_zip_of_too_many_files_or_none_is_refused(tmp_path: Path) -> None:
    many, none = tmp_path / "多.zip", tmp_path / "空.zip"
    many.write_bytes(packed(*((f"{n}.txt", b"x") for n in range(12))))
    none.write_bytes(packed())
    with pytest.raises(Refused) as refused:
        names_and_reasons(many, most=10)
    assert [one.code for one in refused.value.reasons] == ["intake.too_many_inside"]
    assert names_and_reasons(none) == {"空.zip": "intake.nothing_inside"}


def test_a_zip_that_is_spoiled_is_named_and_the_other_files_go_on(tmp_path: Path) -> None:
    whole = packed(("教育.txt", SCHOOL.encode() * 50), ("道路.txt", ROAD.encode() * 50))
    spoiled = bytearray(whole)
    spoiled[60:70] = b"\xff" * 10
    (tmp_path / "坏.zip").write_bytes(bytes(spoiled))
    assert names_and_reasons(tmp_path / "坏.zip") == {"教育.txt": "intake.truncated", "道路.txt": ""}


def test_a_worker_that_dies_costs_one_document(tmp_path: Path) -> None:
    path = tmp_path / "教育.txt"
    path.write_text(SCHOOL, encoding="utf-8")
    order = {"path": str(path), "name": "一", "year": None, "limit": LIMIT, "form": "", "language": "zh", "out": ""}
    worker = Worker()
    assert worker.read(order).done["items"] == 1
    os.kill(worker.id, signal.SIGKILL)
    assert [reason.code for reason in worker.read(order).reasons] == ["intake.stopped"]
    assert not worker.lives
    # What our own reading breaks on is told likewise, and the worker goes on.
    broken = {"path": str(path), "name": "坏"}
    outcomes = list(Pool(1).outcomes([broken, order]))
    assert [[reason.code for reason in one.reasons] for one in outcomes] == [["intake.stopped"], []]
