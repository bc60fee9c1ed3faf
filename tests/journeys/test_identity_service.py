"""Through the office's identity service in a real browser, from the first click to the desk."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.identity_service import CLIENT_ID, SECRET, IdentityService, served
from tests.journeys.conftest import ROOT, _wait, environment, free_port

BIND = """
import datetime as dt, django
django.setup()
from luoshi.org import operations, queries
from luoshi.org.access import system_actor
account = next(one for one in queries.accounts() if one.login == "lead")
operations.bind_account(
    actor=system_actor("init"), at=dt.datetime.now(dt.UTC), account_id=account.id, door="oidc", subject="chen.xiaohe"
)
"""


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, IdentityService]]:
    """An office that has agreed with an identity service; the clock of both is the real one."""
    home, port = tmp_path_factory.mktemp("agreed"), free_port()
    address = f"http://127.0.0.1:{port}"
    with served(f"{address}/sign-in/oidc/back", {"1001": {"preferred_username": "chen.xiaohe"}}) as service:
        agreement = {
            "LUOSHI_OIDC_ISSUER": service.address,
            "LUOSHI_OIDC_CLIENT_ID": CLIENT_ID,
            "LUOSHI_OIDC_CLIENT_SECRET": SECRET,
        }
        around = environment(home) | agreement
        subprocess.run([sys.executable, "-m", "tests.journeys.office"], check=True, cwd=ROOT, env=around, timeout=120)
        subprocess.run([sys.executable, "-c", BIND], check=True, cwd=ROOT, env=around, timeout=60)
        luoshi = "import sys; from luoshi.cli import main; main()"
        command = [sys.executable, "-c", luoshi, "serve", "--no-tick", "--port", str(port)]
        with (home / "serve.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=around, stdout=log, stderr=log)
            try:
                _wait(f"{address}/style", process, home / "serve.log")
                yield address, service
            finally:
                process.terminate()
                process.wait(timeout=20)


def test_a_click_and_a_yes_lead_to_the_desk(
    open_page: Callable[..., Page], agreed: tuple[str, IdentityService]
) -> None:
    address, service = agreed
    page = open_page()
    page.goto(f"{address}/sign-in")
    page.get_by_role("link", name="单位统一认证登录").click()
    expect(page.get_by_role("heading", name="统一认证")).to_be_visible()
    assert page.url.startswith(service.address)
    page.get_by_role("button", name="同意").click()
    page.wait_for_url(f"{address}/")
    expect(page.locator(".sitting summary")).to_contain_text("陈晓禾")


def test_a_no_over_there_is_told_in_one_sentence_here(
    open_page: Callable[..., Page], agreed: tuple[str, IdentityService]
) -> None:
    address, service = agreed
    service.denies = True
    page = open_page()
    page.goto(f"{address}/sign-in")
    page.get_by_role("link", name="单位统一认证登录").click()
    page.get_by_role("button", name="同意").click()
    expect(page.get_by_role("alert")).to_contain_text("统一认证没有同意登录")
