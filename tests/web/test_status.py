"""The status page: what is wrong and what to do about it, for those who run the house; a banner when it is grave."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import NOW, Enter
from tests.web.test_words import chinese_left

from luoshi.ledger.operations import Opened
from luoshi.record import condition
from luoshi.record.operations import begin_tick, end_tick
from luoshi.web import alarms

Clock = Callable[[dt.datetime], None]


@pytest.fixture(autouse=True)
def fresh_alarms(settings: Any, tmp_path: Path) -> Iterator[None]:
    """No alarm of another test, and a home in which nobody has noted a proof or a backup."""
    settings.LUOSHI_HOME = tmp_path
    alarms.forget()
    yield
    alarms.forget()


def ticked(at: dt.datetime, *, error: str = "") -> None:
    end_tick(begin_tick(at=at - dt.timedelta(seconds=2)), at=at, counts={"urged": 3, "lines": 0}, error=error)


def test_a_new_house_is_told_what_is_missing(enter: Enter, clock: Clock) -> None:
    page = enter("administrator").get("/status").content.decode()
    for said in ("定时处理还没有运行过", "还没有做过校验", "还没有备份过", "luoshi backup", "没有后台任务"):
        assert said in page
    assert chinese_left(enter("director", language="en").get("/status").content.decode()) == []


@pytest.mark.usefixtures("item")
def test_all_is_well_when_loop_proof_and_backup_are_fresh(enter: Enter, clock: Clock) -> None:
    administrator = enter("administrator")
    ticked(NOW)
    for kind in ("verify", "backup"):
        condition.note(kind, at=NOW, is_whole=True, values={})
    clock(NOW + dt.timedelta(minutes=3))
    page = administrator.get("/status").content.decode()
    assert "一切正常" in page
    assert "催办 3" in page
    assert "3 分钟前" in page
    assert "SQLite" in page or "PostgreSQL" in page
    assert "县教育局" not in page


def test_the_director_sees_the_short_form_and_an_officer_only_the_alarm(enter: Enter, clock: Clock) -> None:
    ticked(NOW - dt.timedelta(minutes=11))
    director = enter("director").get("/status").content.decode()
    assert "起没有动静" in director
    assert "磁盘剩余" not in director
    assert "校验码</dt>" not in director
    officer = enter("clerk")
    assert officer.get("/status").status_code == 404
    assert "起没有动静" in officer.get("/").content.decode()
    assert "起没有动静" not in enter("lead").get("/").content.decode()


def test_a_failed_proof_is_on_every_page_of_the_office_until_one_holds(enter: Enter, clock: Clock) -> None:
    officer = enter("clerk")
    ticked(NOW)
    condition.note("verify", at=NOW, is_whole=False, values={})
    assert "发现记录不完整" in officer.get("/ledger").content.decode()
    condition.note("verify", at=NOW + dt.timedelta(minutes=1), is_whole=True, values={})
    alarms.forget()
    assert "发现记录不完整" not in officer.get("/ledger").content.decode()


def test_a_tick_that_fails_and_a_clock_behind_the_log_are_told(enter: Enter, item: Opened, clock: Clock) -> None:
    administrator = enter("administrator")
    ticked(NOW, error="OperationalError")
    clock(dt.datetime(2026, 1, 1, 2, tzinfo=dt.UTC))
    page = administrator.get("/status").content.decode()
    assert "没有做完（OperationalError）" in page
    assert "服务器的时钟慢了" in page
    assert "0 秒前" in page, "a clock that was put back makes no negative age"
