"""When something breaks below a page, people read a sentence and a number, in their language, and nothing else."""

import errno
import sqlite3
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import Client
from tests.web.conftest import Enter
from tests.web.test_words import chinese_left

from luoshi.ledger.operations import Opened
from luoshi.record import queries as record
from luoshi.web import errors, faults, middleware, watch

SECRET = "duplicate key (梁静仪, 13800000000)"


def caused(outer: BaseException, inner: BaseException) -> BaseException:
    """`outer`, as a database backend raises it: because of `inner`."""
    outer.__cause__ = inner
    return outer


def sqlite_error(code: int) -> BaseException:
    inner = sqlite3.OperationalError(SECRET)
    inner.sqlite_errorcode = code
    return caused(OperationalError(SECRET), inner)


def postgres_error(state: str) -> BaseException:
    inner = Exception(SECRET)
    inner.sqlstate = state  # type: ignore[attr-defined]
    return caused(OperationalError(SECRET), inner)


CASES = [
    (sqlite_error(13), faults.FULL),
    (sqlite_error(8 | (5 << 8)), faults.READ_ONLY),
    (sqlite_error(5), faults.BUSY),
    (sqlite_error(14), faults.AWAY),
    (postgres_error("53100"), faults.FULL),
    (postgres_error("57P01"), faults.AWAY),
    (postgres_error("25006"), faults.READ_ONLY),
    (postgres_error("42501"), faults.READ_ONLY),
    (postgres_error("58030"), faults.READ_ONLY),
    (postgres_error("40P01"), faults.BUSY),
    (OperationalError(SECRET), faults.AWAY),
    (InterfaceError(SECRET), faults.AWAY),
    (OSError(errno.ENOSPC, SECRET), faults.FULL),
    (OSError(errno.EROFS, SECRET), faults.READ_ONLY),
    (ProgrammingError(SECRET), faults.OURS),
    (FileNotFoundError(errno.ENOENT, SECRET), faults.OURS),
    (KeyError(SECRET), faults.OURS),
]


@pytest.mark.parametrize(("error", "kind"), CASES, ids=[f"{type(error).__name__}-{kind}" for error, kind in CASES])
def test_what_broke_is_told_from_numbers_and_states(error: Exception, kind: str) -> None:
    assert faults.kind(caused(RuntimeError("while drawing a page"), error)) == kind


def test_a_fault_is_told_with_a_number_and_never_with_what_it_quotes(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter("lead")
    client.raise_request_exception = False
    for error, kind in (CASES[0], CASES[1], CASES[2], CASES[5], CASES[-1]):
        monkeypatch.setattr(record, "head", lambda error=error: (_ for _ in ()).throw(error))
        for language in ("zh-CN", "en"):
            answer = client.get("/seal", headers={"accept-language": language})
            page, number = answer.content.decode(), answer.headers[watch.HEADER]
            assert answer.status_code == (500 if kind == faults.OURS else 503)
            assert number in page
            assert answer.headers["Content-Security-Policy"] == middleware.POLICY
            assert "13800000000" not in page
            assert str(errors._WORDS[kind][0]) in page if language == "zh-CN" else chinese_left(page) == []
            assert "再交一次" not in page, "nothing was sent, so nothing is to be sent again"


def test_who_sent_a_form_is_told_that_she_may_send_it_again(
    enter: Enter, item: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter("lead")
    client.raise_request_exception = False
    before = record.head().size
    monkeypatch.setattr("luoshi.web.once.spend_once", lambda **_: (_ for _ in ()).throw(OperationalError(SECRET)))
    said = {"text": "完成选址", "progress": "10", "form_key": "k1"}
    answer = client.post(f"/items/{item.number}/do/report", said)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "按“后退”回到表上再交一次就行" in answer.content.decode()
    assert record.head().size == before
    monkeypatch.undo()


def test_a_page_is_told_even_when_nothing_can_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    monkeypatch.setattr(errors, "page", lambda *_, **__: 1 / 0)
    monkeypatch.setattr(errors, "bare", lambda *_, **__: 1 / 0)
    answer = client.get("/no/such/page")
    assert answer.status_code == 500
    assert "administrator" in answer.content.decode()
    assert answer.headers[watch.HEADER] in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [(PermissionDenied(), 403, "不能打开这一页"), (RequestDataTooBig(), 413, "内容太多")],
)
def test_what_the_framework_refuses_is_a_page_of_ours(
    monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    monkeypatch.setattr("luoshi.web.pages.style.page", lambda *_, **__: (_ for _ in ()).throw(error))
    answer = Client().get("/style")
    assert (answer.status_code, words in answer.content.decode()) == (status, True)


def test_a_foreign_host_name_gets_a_page_without_its_own_words() -> None:
    answer = Client(headers={"host": "evil.example"}).get("/style")
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.django_db
def test_a_form_of_too_many_bytes_is_413(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = Client().post("/sign-in", "x" * 200, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


def test_a_form_sent_again_after_the_item_went_on_leads_where_the_first_one_led(enter: Enter, item: Opened) -> None:
    lead = enter("lead")
    node = {"title_0": "选址", "due_on_0": "2026-06-30", "rows": "1", "form_key": "k1"}
    first = lead.post(f"/items/{item.number}/do/hand_in_plan", node)
    assert first.status_code == 302
    before = record.head().size
    again = lead.post(f"/items/{item.number}/do/hand_in_plan", node | {"title_0": ""})
    assert (again.status_code, again.headers["Location"]) == (302, first.headers["Location"])
    assert record.head().size == before


def test_a_page_is_read_though_its_session_cannot_be_saved(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    client = enter("lead")
    client.raise_request_exception = False

    def full(*_args: object, **_kept: object) -> None:
        raise sqlite_error(13)

    monkeypatch.setattr("luoshi.org.sittings.SessionStore.save", full)
    monkeypatch.setattr("luoshi.web.entering.note_seen", lambda request: request.session.update({"seen": "now"}))
    assert client.get("/seal").status_code == 200
    assert client.post("/preferences/language", {"language": "en"}).status_code == 503


def test_a_form_longer_than_any_of_ours_is_refused_before_it_is_read(settings: Any) -> None:
    settings.LUOSHI_UPLOAD_LIMIT = 100
    answer = Client().post("/sign-in", "x" * 401, content_type="application/octet-stream")
    assert (answer.status_code, "内容太多" in answer.content.decode()) == (413, True)
    garbled = Client().generic("POST", "/sign-in", b"", headers={"content-length": "-1"})
    assert garbled.status_code == 413
