"""`luoshi demo` and `luoshi serve` as a newcomer meets them: in a process of their own, on a home of their own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey
DAY = "2026-11-21"


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHI_", "DATABASE_URL"))}
    return kept | {"LUOSHI_HOME": str(home), "LUOSHI_LANG": "zh"} | more


def luoshi(home: Path, *said: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from luoshi.cli import main; main()", *said]
    return subprocess.run(program, env=environment(home), capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo, made where a killed run has left half of one."""
    folder = tmp_path_factory.mktemp("demo")
    note = {"seed": 1, "as_of": DAY, "state": "making", "is_stopped": True, "database": "sqlite"}
    (folder / "demo.json").write_text(json.dumps(note), encoding="utf-8")
    (folder / "luoshi.sqlite3").write_bytes(b"half of a page")
    made = luoshi(folder, "demo", "--no-serve", "--as-of", DAY, "--scale", "300")
    assert made.returncode == 0, made.stderr
    assert "没有做完" in made.stdout
    assert "数据就绪" in made.stdout
    assert "乔雨晴" in made.stdout
    assert "拒绝" not in made.stdout
    return folder


def test_a_second_run_uses_the_data_that_is_there_and_says_so(home: Path) -> None:
    again = luoshi(home, "demo", "--no-serve")
    assert again.returncode == 0
    assert "沿用" in again.stdout
    other = luoshi(home, "demo", "--no-serve", "--as-of", "2026-01-15")
    assert other.returncode == 1
    assert DAY in other.stderr


def test_the_data_is_whole_and_the_documents_are_there(home: Path) -> None:
    assert luoshi(home, "verify").returncode == 0
    assert (home / "documents" / "县长办公会议纪要.docx").stat().st_size > 5000
    assert json.loads((home / "demo.json").read_text(encoding="utf-8"))["state"] == "ready"


def test_a_home_that_is_no_demo_is_refused_and_left_alone(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "luoshi.sqlite3").close()
    refused = luoshi(tmp_path, "demo", "--no-serve")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert (tmp_path / "luoshi.sqlite3").read_bytes() == b""


def test_a_first_run_serves_its_role_cards_and_stops_when_told_to(tmp_path: Path) -> None:
    said = ["demo", "--as-of", DAY, "--scale", "400", "--port", "8765"]
    program = [sys.executable, "-c", "from luoshi.cli import main; main()", *said]
    whole = environment(tmp_path / "home", PYTHONUNBUFFERED="1")
    with subprocess.Popen(program, env=whole, stdout=subprocess.PIPE, text=True, start_new_session=True) as served:
        assert served.stdout is not None
        address = next(line for line in served.stdout if "http://" in line).split("：", 1)[1].strip()
        try:
            page = _page(address)
            assert "教育局联络员" in page
            assert "督查室主任" in page
        finally:
            served.send_signal(signal.SIGTERM)
            assert served.wait(timeout=30) == 0


def _page(address: str) -> str:
    """The first page, once the server listens."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as page:
                text: bytes = page.read()
                return text.decode("utf-8")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    raise AssertionError("the server never answered")


def test_a_listed_item_is_shown_and_the_ledger_is_exported(home: Path, tmp_path: Path) -> None:
    listed = luoshi(home, "ledger", "list", "--format", "json", "--as-of", DAY)
    items = json.loads(listed.stdout)["items"]
    shown = luoshi(home, "ledger", "show", items[0]["number"], "--as-of", DAY)
    assert items[0]["number"] in shown.stdout
    assert "交办" in shown.stdout
    nothing = luoshi(home, "ledger", "show", "LS-X0-2000-M-0001")
    assert (nothing.returncode, "Traceback" in nothing.stderr) == (1, False)
    written = tmp_path / "ledger.xlsx"
    exported = luoshi(home, "ledger", "export", "--as-of", DAY, "--state", "open", "-o", str(written))
    assert exported.returncode == 0, exported.stderr
    assert written.read_bytes()[:2] == b"PK"


def test_an_empty_installation_is_made_once(tmp_path: Path) -> None:
    said = (
        "init", "--area-code", "149922", "--area-name", "沁禾县", "--office-name", "沁禾县人民政府督查室",
        "--admin-name", "甲某", "--admin-login", "admin", "--security-name", "乙某", "--security-login", "security",
        "--password", "Abcdef-1",
    )  # fmt: skip
    made = luoshi(tmp_path, *said)
    assert made.returncode == 0, made.stderr
    assert "admin" in made.stdout
    again = luoshi(tmp_path, *said)
    assert (again.returncode, "Traceback" in again.stderr) == (1, False)
    assert luoshi(tmp_path, "verify").returncode == 0
