"""A running office for the journeys: its own home folder, its own process, a real Chromium."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from tests.journeys.office import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-03-05T10:00"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
SIZES = {"office": (1366, 768), "wide": (1920, 1080), "phone": (390, 844)}


@dataclass(frozen=True)
class Office:
    """A running installation: its address and its home folder."""

    address: str
    home: Path


def environment(home: Path) -> dict[str, str]:
    """The environment of a process that works in `home`, with the clock stopped at NOW."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHI_", "DATABASE_URL"))}
    return (
        kept
        | _database(home)
        | {
            "LUOSHI_HOME": str(home),
            "LUOSHI_AS_OF": NOW,
            "LUOSHI_LANG": "zh",
            "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
    )


def _database(home: Path) -> dict[str, str]:
    """On PostgreSQL a database of this home's own, copied from the migrated template; SQLite needs none."""
    if os.environ.get("LUOSHI_TEST_DATABASE") != "postgres":
        return {}
    import psycopg
    from psycopg import sql

    url, template = os.environ["DATABASE_URL"], os.environ["LUOSHI_TEST_TEMPLATE"]
    name = f"journey_{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
    head, _, query = url.partition("?")
    return {"DATABASE_URL": f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")}


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The cast's office with four items handed over, served as `luoshi serve` serves it."""
    home = tmp_path_factory.mktemp("office")
    (home / "demo.json").write_text("{}", encoding="utf-8")
    run = [sys.executable, "-m", "tests.journeys.office"]
    subprocess.run(run, check=True, cwd=ROOT, env=environment(home), timeout=120)
    yield from serve(home)


def serve(home: Path) -> Iterator[Office]:
    """Serve `home` on a free port until the fixture ends."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "luoshi"), "serve", "--no-tick", "--port", str(port)]
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(home), stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/style", process, home / "serve.log")
            yield Office(f"http://127.0.0.1:{port}", home)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the pages answer. Raises with the server's words when it ends instead."""
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(log.read_text(encoding="utf-8", errors="replace")[-3000:])
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer: {log.read_text(encoding='utf-8', errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium."""
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield running
    running.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(size, language, script=True)`: a page of a new person; console errors fail the test."""
    opened: list[BrowserContext] = []
    heard: list[str] = []

    def go(*, size: str = "office", language: str = "zh-CN", script: bool = True) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            locale=language,
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            java_script_enabled=script,
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda said: heard.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("pageerror", lambda error: heard.append(str(error)))
        return page

    yield go
    for context in opened:
        context.close()
    assert heard == []


Enter = Callable[..., Page]


@pytest.fixture
def enter(open_page: Callable[..., Page], office: Office) -> Enter:
    """`enter("lead")`: a page signed in as that person of the cast."""

    def go(who: str, **how: object) -> Page:
        page = open_page(**how)
        page.goto(f"{office.address}/sign-in")
        page.locator("input[name=login]").fill(who)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form[action='/sign-in'] button[type=submit]").click()
        page.wait_for_url("**/")
        return page

    return go
