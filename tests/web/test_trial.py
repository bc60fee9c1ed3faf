"""Bring your own Excel: on a board of its own within the visit, put right once, removed without a trace."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from tests import cast
from tests.intake import workbooks
from tests.web.conftest import NOW, Enter

from luoshi.intake import ledgers, templates
from luoshi.ledger.models import Item
from luoshi.record import queries as record


@pytest.fixture(autouse=True)
def home(clock: object, tmp_path: Path, settings: object) -> Path:
    """The third of March 2026, and a folder of its own for trials."""
    settings.LUOSHI_HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def send(client: Client, content: bytes, name: str = "我的台账.xlsx") -> tuple[int, str]:
    response = client.post("/trial", {"file": SimpleUploadedFile(name, content)}, follow=True)
    return response.status_code, response.content.decode()


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def lying(home: Path) -> list[Path]:
    return [path for path in (home / "trials").rglob("*") if path.is_file()]


def test_a_visitors_workbook_is_on_a_board_of_its_own_and_no_word_of_it_in_the_record(enter: Enter, home: Path) -> None:
    client, size = enter("lead"), record.head().size
    status, columns = send(client, workbooks.tricky())
    assert status == 200
    assert all(said in columns for said in ("牵头单位", "请核对", "改造老旧小区5个", "通讯录"))
    board = page(client, "/trial/board")
    assert all(said in board for said in ("县城管局", "新建停车场2处", "第8行", "已办结", "只是试用"))
    assert "撤销的旧事项" in board
    assert "隐藏行" in board
    only = page(client, "/trial/board?light=done")
    assert "完成招标" in only
    assert "新建停车场2处" not in only
    assert (record.head().size, Item.objects.count()) == (size, 0)
    assert len(lying(home)) == 1


def test_a_column_that_was_put_right_holds_and_the_office_remembers_it_when_asked(
    enter: Enter, county: cast.Cast
) -> None:
    client, area = enter("clerk"), county.actor("clerk", NOW).area_id
    _, shown = send(client, workbooks.tricky())
    fields = dict(re.findall(r'<select [^>]*name="([0-9a-f]{16}-\d+)">.*?<option value="(\w+)" selected>', shown))
    marks = list(dict.fromkeys(name.rpartition("-")[0] for name in fields))
    fields[f"{marks[1]}-2"] = "co"
    response = client.post("/trial/columns", fields)
    assert response.status_code == 302
    assert templates.settled(area) == {}
    assert "（没有写明牵头单位）" in page(client, "/trial/board")
    client.post("/trial/columns", {**fields, "remember": "1"})
    assert templates.settled(area)[marks[1]][2] == "co"
    send(client, workbooks.tricky())
    assert "（没有写明牵头单位）" in page(client, "/trial/board")


def test_columns_that_make_no_ledger_are_refused_and_a_liaison_settles_nothing_for_the_office(enter: Enter) -> None:
    client = enter("lead")
    _, shown = send(client, workbooks.tricky())
    fields = dict(re.findall(r'<select [^>]*name="([0-9a-f]{16}-\d+)">.*?<option value="(\w+)" selected>', shown))
    refused = client.post("/trial/columns", dict.fromkeys(fields, "note"))
    assert refused.status_code == 422
    assert "没有一列是“任务”" in refused.content.decode()
    assert "remember" not in shown
    size = record.head().size
    client.post("/trial/columns", {**fields, "remember": "1"})
    assert record.head().size == size


def test_removed_or_signed_out_nothing_is_left(enter: Enter, home: Path) -> None:
    client = enter("head")
    send(client, workbooks.tricky())
    client.get("/trial/remove")
    assert len(lying(home)) == 1
    assert "已经删除" in client.post("/trial/remove", follow=True).content.decode()
    assert lying(home) == []
    assert client.get("/trial/board").headers["location"] == "/trial?gone=1"
    send(client, workbooks.tricky())
    client.post("/sign-out")
    assert lying(home) == []


def test_another_sitting_sees_nothing_of_it(enter: Enter) -> None:
    send(enter("lead"), workbooks.tricky())
    other = enter("clerk")
    assert "我的台账" not in page(other, "/trial")
    assert other.get("/trial/board").status_code == 302
    assert other.get("/trial/export.xlsx").status_code == 302


def test_what_is_handed_out_reads_like_what_was_sent(enter: Enter) -> None:
    client = enter("lead")
    send(client, workbooks.tricky())
    content = client.get("/trial/export.xlsx").content
    first, second = (ledgers.understood(ledgers.sheets_of(one), year=2026) for one in (workbooks.tricky(), content))
    assert [line.title for line in first.lines] == [line.title for line in second.lines]
    assert [line.helps for line in first.lines] == [line.helps for line in second.lines]


def test_what_is_no_ledger_is_turned_away_with_a_reason(enter: Enter, home: Path) -> None:
    client = enter("lead")
    assert "没有找到台账" in send(client, _book([["姓名", "生日"], ["王某", "1月"]]))[1]
    assert send(client, b"PK\x03\x04 broken")[0] == 422
    status, said = send(client, _book([["机密★1年"], ["任务", "单位", "时限"], ["新建桥梁", "县水利局", "6月底"]]))
    assert status == 422
    assert "密级" in said
    assert not (home / "trials").exists() or lying(home) == []


def _book(rows: list[list[str]]) -> bytes:
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)  # type: ignore[union-attr]
    made.save(out)
    return out.getvalue()
