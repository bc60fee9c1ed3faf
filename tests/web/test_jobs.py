"""Large exports and long documents from the page to the result, and who sees what of a background job."""

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from tests import cast
from tests.web.conftest import NOW, Enter

from luoshi.cli import handlers, work
from luoshi.jobs import folders, queries
from luoshi.ledger.operations import Opened
from luoshi.org import operations as org
from luoshi.record import queries as record

MINUTES = "晋源北县第3次常务会议纪要\n2026年1月12日\n" + "请县教育局牵头，县财政局配合，年底前新建幼儿园3所。\n" * 30
CLASSIFIED = "机密★20年\n" + MINUTES


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> None:
    settings.LUOSHI_HOME = tmp_path
    settings.LUOSHI_EXPORT_AT_ONCE, settings.LUOSHI_READ_AT_ONCE = -1, 0


def work_off(at: dt.datetime = NOW) -> int:
    return work.work_off(handlers.HANDLERS, now=lambda: at)


def key_of(page: str) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def export(client: Client, query: str = "") -> str:
    """The address of the job that a large export becomes."""
    page = client.get(f"/ledger/export{query}").content.decode()
    assert "在后台导出" in page
    answer = client.post(f"/ledger/export{query}", {"form_key": key_of(page)})
    assert answer.status_code == 302
    return answer.headers["Location"]


def take_in(client: Client, text: str) -> str:
    file = SimpleUploadedFile("纪要.txt", text.encode())
    return client.post("/documents/new", {"title": "", "file": file}).headers["Location"]


def seen(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_large_export_is_ordered_shown_and_fetched_by_its_owner_alone(enter: Enter, item: Opened) -> None:
    client = enter("clerk")
    job = export(client, "?text=幼儿园 小学&state=every")
    assert export(client, "?text=幼儿园 小学&state=every") == job, "the same order while it waits"
    assert "等待中" in seen(client, job)
    assert 'hx-get="' in seen(client, job)
    assert work_off() == 1
    job = export(client, "?text=中小学校")
    work_off()
    page = seen(client, job)
    assert "已完成" in page
    assert 'hx-get="' not in page
    answer = client.get(f"{job}/result")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''ledger-2026-03-0")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))["台账"]  # type: ignore[attr-defined]
    assert [row[1].value for row in sheet.iter_rows(min_row=3)] == [item.number]
    director = enter("director")
    assert [one.get(f"{job}/result").status_code for one in (director, enter("administrator"))] == [404, 404]
    assert director.get(job).status_code == 404


def test_what_was_searched_for_is_in_no_row_and_no_event_and_the_export_stands_in_the_access_stream(
    enter: Enter, item: Opened
) -> None:
    job = export(enter("clerk"), "?text=中小学校")
    assert "中小学校" not in str(queries.find(int(job.rpartition("/")[2]), owner=None))
    assert len(folders.parcels()) == 1
    work_off()
    assert folders.parcels() == []
    events = record.events_after(0, 1000)
    (taken_out,) = [one for one in events if one.type == "access.exported"]
    assert taken_out.stream.startswith("access:person:")
    assert taken_out.payload["n"] == 1
    assert not [one for one in events if "中小学校" in str(one.payload) and one.type.startswith(("job.", "access."))]


def test_a_small_export_is_handed_out_at_once_and_stands_in_the_access_stream_too(
    enter: Enter, item: Opened, settings: Any
) -> None:
    settings.LUOSHI_EXPORT_AT_ONCE = 100
    answer = enter("clerk").get("/ledger/export")
    assert load_workbook(io.BytesIO(answer.content))["台账"].max_row == 3
    assert [one.payload["n"] for one in record.events_after(0, 1000) if one.type == "access.exported"] == [1]


def test_an_export_holds_what_its_owner_may_see_and_nothing_when_she_has_left(
    enter: Enter, item: Opened, county: cast.Cast
) -> None:
    stranger, clerk = enter("stranger"), enter("clerk")
    theirs, mine = export(stranger), export(clerk)
    org.relieve(actor=county.founder, at=NOW, post_id=county.post("clerk"), on=NOW.date())
    work_off(NOW + dt.timedelta(days=2))
    content = b"".join(stranger.get(f"{theirs}/result").streaming_content)  # type: ignore[attr-defined]
    assert load_workbook(io.BytesIO(content))["台账"].max_row == 2, "headings and no line"
    left = queries.find(int(mine.rpartition("/")[2]), owner=None)
    assert (left.state, [one.code for one in left.reasons]) == ("failed", ["job.owner_left"])


def test_a_long_document_is_read_in_the_background_and_its_page_leads_to_the_review(
    enter: Enter, county: cast.Cast, clock: Callable[[dt.datetime], None]
) -> None:
    client = enter("clerk")
    job = take_in(client, MINUTES)
    assert job.startswith("/jobs/")
    assert take_in(client, MINUTES) == job
    assert "收进" not in str(record.events_after(0, 1000))
    work_off()
    page = seen(client, job)
    link = re.search(r'href="(/documents/\d+)"', page)
    assert link, page
    assert "幼儿园" in seen(client, link.group(1))
    assert "打开结果" in seen(client, "/jobs")
    again = take_in(client, MINUTES)
    work_off()
    assert "没有办成" in seen(client, again) or "未办成" in seen(client, again)
    assert [one.type for one in record.events_after(0, 1000)].count("document.taken_in") == 1


def test_nothing_of_a_classified_document_is_left_anywhere(enter: Enter, county: cast.Cast, tmp_path: Path) -> None:
    client = enter("clerk")
    job = take_in(client, CLASSIFIED)
    assert len(folders.parcels()) == 1
    work_off()
    page = seen(client, job)
    assert "未办成" in page
    assert "R13-15" in page
    assert "再试一次" not in page
    assert [path for path in tmp_path.rglob("*") if path.is_file() and "机密".encode() in path.read_bytes()] == []


def test_a_job_is_cancelled_and_tried_again_from_its_page_once_for_each_form(enter: Enter, item: Opened) -> None:
    client = enter("clerk")
    job = export(client)
    form = {"form_key": key_of(seen(client, job)), "verb": "cancel"}
    assert [client.post(job, form).status_code for _ in range(2)] == [302, 302]
    assert "已取消" in seen(client, job)
    late = client.post(job, {"form_key": "other", "verb": "cancel"})
    assert late.status_code == 422
    assert "已经结束" in late.content.decode()
    client.post(job, {"form_key": key_of(seen(client, job)), "verb": "retry"})
    assert "等待中" in seen(client, job)
    assert work_off() == 1


def test_the_administrator_sees_kinds_and_states_of_all_jobs_and_no_contents(
    enter: Enter, county: cast.Cast, clock: Callable[[dt.datetime], None]
) -> None:
    job = take_in(enter("clerk"), CLASSIFIED)
    work_off()
    admin = enter("administrator")
    for path in ("/jobs", "/jobs?state=failed", job):
        page = seen(admin, path)
        assert "读取来源文件" in page
        assert "未办成" in page
        for content in ("纪要", "R13-15", "密级", "/documents/"):
            assert content not in page.split("<main")[1], (path, content)
    assert "读取来源文件" not in seen(admin, "/jobs?state=waiting")
    assert "读取来源文件" not in seen(enter("director"), "/jobs")


def test_a_verification_is_ordered_from_the_page_and_its_result_stands_there(enter: Enter, item: Opened) -> None:
    director = enter("director")
    form = {"form_key": key_of(seen(director, "/jobs"))}
    job = director.post("/jobs/verify", form).headers["Location"]
    work_off()
    last = queries.last("verification")
    assert last is not None
    assert last.result["whole"]
    assert f"{last.result['size']}:{last.result['head']}" in seen(director, job)
    assert "记录完整" in seen(director, "/jobs")
    assert enter("clerk").post("/jobs/verify", form).status_code == 404


def test_a_reader_of_english_finds_every_word_of_the_pages(enter: Enter, item: Opened) -> None:
    client = enter("clerk", language="en")
    assert "My background jobs" in seen(client, "/jobs")
    page = client.get("/ledger/export").content.decode()
    job = client.post("/ledger/export", {"form_key": key_of(page)}).headers["Location"]
    assert "Export of the ledger" in seen(client, job)
    assert not re.findall(
        r"[\u4e00-\u9fff]", re.sub(r'<[^>]*lang="zh[^>]*>[^<]*', "", seen(client, job).split("<main")[1])
    )
