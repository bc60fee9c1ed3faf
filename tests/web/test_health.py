"""What machines ask of the office: alive, ready, the figures. They learn nothing of people and items."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from tests.web.conftest import NOW, Enter

from luoshi.boards import health
from luoshi.ledger.operations import Opened
from luoshi.record import condition
from luoshi.record.operations import begin_tick, end_tick


def test_the_process_says_that_it_is_alive_without_asking_the_database() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert "Set-Cookie" not in answer.headers


@pytest.mark.django_db
def test_work_may_be_sent_until_the_loop_is_dead(clock: Any) -> None:
    assert Client().get("/healthz/ready").json() == {"ready": True, "against": []}, "a loop that never ran is not dead"
    end_tick(begin_tick(at=NOW), at=NOW - dt.timedelta(minutes=9), counts={})
    assert Client().get("/healthz/ready").status_code == 200
    end_tick(begin_tick(at=NOW), at=NOW - dt.timedelta(minutes=10), counts={})
    late = Client().get("/healthz/ready")
    assert (late.status_code, late.json()) == (503, {"ready": False, "against": ["tick"]})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "stands_for", "against"),
    [
        ("waiting_migrations", lambda: ("ledger.0009",), "migrations"),
        ("last_ticks", lambda _limit: (_ for _ in ()).throw(OperationalError("away")), "database"),
    ],
)
def test_no_work_is_sent_to_a_half_changed_or_absent_database(
    monkeypatch: pytest.MonkeyPatch, what: str, stands_for: Any, against: str
) -> None:
    monkeypatch.setattr(condition, what, stands_for)
    assert Client().get("/healthz/ready").json() == {"ready": False, "against": [against]}


@pytest.mark.django_db
@pytest.mark.parametrize(("free", "flag"), [(health.DISK_FULL - 1, 0), (health.DISK_LOW, 1)])
def test_no_work_is_sent_to_a_full_or_read_only_disk(monkeypatch: pytest.MonkeyPatch, free: int, flag: int) -> None:
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _path: SimpleNamespace(free=free, total=10 * free))
    monkeypatch.setattr(health.os, "statvfs", lambda _path: SimpleNamespace(f_flag=flag))
    assert Client().get("/healthz/ready").json()["against"] == ["disk"]


TOKEN = "a-token-of-the-house-26"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("how", "headers", "address", "status"),
    [
        ("off", {}, "127.0.0.1", 404),
        ("loopback", {}, "127.0.0.1", 200),
        ("loopback", {}, "::1", 200),
        ("loopback", {}, "10.0.0.9", 404),
        ("loopback", {"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 404),
        ("token", {}, "127.0.0.1", 404),
        ("token", {"Authorization": "Bearer something-else-altogether"}, "127.0.0.1", 404),
        ("token", {"Authorization": f"Bearer {TOKEN}"}, "10.0.0.9", 200),
    ],
)
def test_the_figures_are_for_whom_the_setting_lets_in(
    settings: Any, how: str, headers: dict[str, str], address: str, status: int
) -> None:
    settings.LUOSHI_METRICS, settings.LUOSHI_METRICS_TOKEN = how, TOKEN
    assert Client(headers=headers, REMOTE_ADDR=address).get("/metrics").status_code == status


def test_the_figures_count_and_name_nobody(enter: Enter, item: Opened) -> None:
    lead = enter("lead")
    for path in (
        f"/items/{item.number}",
        f"/items/{item.number}?text=陈晓禾",
        "/no/such/页",
        "/ledger?text=13800000000",
    ):
        lead.get(path)
    lead.post(f"/items/{item.number}/do/submit", {"statement": "已办结", "form_key": "k"})
    end_tick(begin_tick(at=NOW), at=NOW, counts={"urged": 3})
    said = Client().get("/metrics").content.decode()
    assert re.search(r'^luoshi_requests_total\{method="GET",route="item",status="200"\} [1-9]', said, re.MULTILINE)
    assert re.search(r'^luoshi_requests_total\{method="GET",route="none",status="404"\} [1-9]', said, re.MULTILINE)
    assert re.search(r'^luoshi_refusals_total\{code="[a-z_.]+"\} [1-9]', said, re.MULTILINE)
    assert 'luoshi_tick_done{what="urged"} 3.0' in said
    assert re.search(r"^luoshi_events_total [1-9]", said, re.MULTILINE)
    for secret in (item.number, "陈晓禾", "13800000000", "页", "lead", "post:"):
        assert secret not in said, secret


@pytest.mark.django_db
def test_every_figure_stands_in_the_documents_and_every_documented_one_exists(clock: Any) -> None:
    end_tick(begin_tick(at=NOW), at=NOW, counts={"urged": 3})
    for kind in ("verify", "backup"):
        condition.note(kind, at=NOW, is_whole=True, values={})
    said = Client().get("/metrics").content.decode()
    families = {line.split()[2] for line in said.splitlines() if line.startswith("# TYPE luoshi_")}
    page = (Path(__file__).resolve().parents[2] / "docs" / "health.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(luoshi_[a-z_]+)`", page))
    assert documented == {name for name in families if not name.endswith("_created")}
