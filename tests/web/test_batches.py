"""Several files or a zip dropped at once: background work that names each file with what became of it."""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import cast
from tests.intake import papers
from tests.web.conftest import NOW, Enter

from luoshi.cli import handlers, work
from luoshi.jobs import folders
from luoshi.record import queries as record

SCHOOL = "晋源北县第3次常务会议纪要\n2026年1月12日\n请县教育局牵头，县财政局配合，年底前新建幼儿园3所。\n"
ROAD = "晋源北县第4次常务会议纪要\n2026年1月19日\n请县交通运输局牵头，6月底前完成东环路改造。\n"


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> None:
    settings.LUOSHI_HOME = tmp_path


def work_off(at: dt.datetime = NOW) -> int:
    return work.work_off(handlers.HANDLERS, now=lambda: at)


def send(client: Client, *files: tuple[str, bytes]) -> str:
    """Send files at once; where the answer leads."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    answer = client.post("/documents/new", {"title": "", "file": sent})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def seen(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def taken_in() -> int:
    return [one.type for one in record.events_after(0, 1000)].count("document.taken_in")


def packed(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def test_several_files_become_documents_and_the_one_that_fails_is_named_with_its_reason(
    enter: Enter, county: cast.Cast
) -> None:
    client = enter("clerk")
    job = send(
        client,
        ("教育.txt", SCHOOL.encode()),
        ("道路.docx", papers.text_docx(*ROAD.split("\n"))),
        ("空.txt", b""),
        ("教育（副本）.txt", SCHOOL.encode()),
        ("机要.txt", "机密★20年\n纪要".encode()),
    )
    assert job.startswith("/jobs/")
    assert taken_in() == 0
    work_off()
    page = seen(client, job)
    assert "录入了2份，3份没有录入。" in page
    for words in ("第3次常务会议纪要", "第4次常务会议纪要", "没有文字", "只收一份", "密级标志"):
        assert words in page
    assert taken_in() == 2
    assert "第4次常务会议纪要" in seen(client, "/documents")
    assert folders.parcels() == []
    link = re.search(r'href="(/documents/\d+)"[^>]*>晋源北县第4次常务会议纪要', page)
    assert link, page
    assert "东环路" in seen(client, link.group(1))
    listed = b"".join(client.get(f"{job}/result").streaming_content)  # type: ignore[attr-defined]
    assert "机要.txt,未录入" in listed.decode("utf-8-sig")


def test_a_reader_of_english_is_told_in_english(enter: Enter, county: cast.Cast) -> None:
    client = enter("clerk")
    job = send(client, ("空.txt", b""), ("=cmd.txt", b""))
    work_off()
    page = client.get(job, headers={"Accept-Language": "en"}).content.decode()
    assert "0 taken in, 2 not taken in." in page
    assert "The file holds no text." in page
    assert "&#39;=cmd.txt" not in page
    listed = b"".join(client.get(f"{job}/result").streaming_content)  # type: ignore[attr-defined]
    assert "'=cmd.txt" in listed.decode("utf-8-sig")


def test_a_zip_is_taken_in_file_by_file_and_an_archive_in_it_is_not_opened(enter: Enter, county: cast.Cast) -> None:
    client = enter("clerk")
    inner = packed(("里面.txt", ROAD.encode()))
    job = send(client, ("一季度.zip", packed(("纪要/教育.txt", SCHOOL.encode()), ("里.zip", inner))))
    work_off()
    page = seen(client, job)
    assert "一季度.zip/纪要/教育.txt" in page
    assert "压缩包里还有压缩包" in page
    assert taken_in() == 1


def test_one_file_alone_leads_to_its_review_at_once_and_nothing_chosen_is_told(enter: Enter, county: cast.Cast) -> None:
    client = enter("clerk")
    assert send(client, ("教育.txt", SCHOOL.encode())).startswith("/documents/")
    answer = client.post("/documents/new", {"title": ""})
    assert answer.status_code == 422


def test_what_was_taken_in_before_is_named_and_the_rest_is_kept(enter: Enter, county: cast.Cast) -> None:
    client = enter("clerk")
    send(client, ("教育.txt", SCHOOL.encode()))
    job = send(client, ("教育.txt", SCHOOL.encode()), ("道路.txt", ROAD.encode()))
    work_off()
    assert "已经收过" in seen(client, job)
    assert taken_in() == 2


def test_what_was_left_out_of_a_file_is_told_above_its_review(enter: Enter, county: cast.Cast) -> None:
    client = enter("clerk")
    page = seen(client, send(client, ("修订.docx", papers.numbered_docx())))
    assert "修订中已删除的文字没有读" in page
    assert "修订中插入的文字已读作正文" in page
