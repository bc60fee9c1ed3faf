"""Through the door in a real browser: password, passkey (Chromium's virtual authenticator), a phone's codes."""

import datetime as dt
import re
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import CDPSession, Page
from tests.journeys.conftest import NOW, Enter, Office
from tests.journeys.office import PASSWORD, SHANGHAI


@pytest.fixture(scope="module")
def named(office: Office) -> Office:
    """The office by its name: browsers bind passkeys to names, never to numbers."""
    return Office(office.address.replace("127.0.0.1", "localhost"), office.home)


def authenticator(page: Page, *, verified: bool = True) -> CDPSession:
    """A device inside the browser that keeps passkeys and knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": verified, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def give_password(page: Page, office: Office, who: str) -> None:
    """The first step."""
    page.goto(f"{office.address}/sign-in")
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action='/sign-in'] button[type=submit]").click()


def sign_out(page: Page) -> None:
    page.locator(".sitting summary").click()
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in")


def test_a_liaison_signs_in_and_sees_her_name(enter: Enter) -> None:
    page = enter("lead")
    assert "陈晓禾" in page.locator(".sitting").inner_text()


def test_the_door_opens_without_javascript_too(enter: Enter) -> None:
    page = enter("lead", script=False)
    assert "陈晓禾" in page.locator(".sitting").inner_text()


def test_every_file_of_a_page_is_there(open_page: Callable[..., Page], office: Office) -> None:
    page = open_page()
    lost: list[str] = []
    page.on("response", lambda answer: lost.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"{office.address}/style")
    page.wait_for_load_state("networkidle")
    assert lost == []
    assert page.evaluate("typeof htmx") == "object"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(249, 249, 245)"


def test_a_passkey_is_registered_and_opens_the_door_alone_and_as_the_second_step(
    named: Office, open_page: Enter
) -> None:
    page = open_page()
    authenticator(page)
    give_password(page, named, "co")
    page.wait_for_url("**/")
    page.goto(f"{named.address}/security")
    page.locator("input[name=name]").fill("办公室电脑")
    page.get_by_role("button", name="登记通行密钥").click()
    page.get_by_text("“办公室电脑”").wait_for()
    sign_out(page)

    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url(f"{named.address}/")
    assert "赵一鸣" in page.locator(".sitting").inner_text()
    sign_out(page)

    give_password(page, named, "co")
    page.wait_for_url("**/sign-in/second")
    page.goto(f"{named.address}/ledger")
    assert "/sign-in?" in page.url, "a password alone opens no page"
    give_password(page, named, "co")
    page.get_by_role("button", name="用通行密钥验证").click()
    page.wait_for_url(f"{named.address}/")
    assert "赵一鸣" in page.locator(".sitting").inner_text()


def test_a_browser_without_the_passkey_is_told_so_and_may_go_on(named: Office, open_page: Enter) -> None:
    page = open_page()
    session = authenticator(page, verified=False)
    page.goto(f"{named.address}/sign-in")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.get_by_text("没有完成").wait_for()
    assert page.get_by_role("button", name="用通行密钥登录").is_enabled()
    session.detach()


def test_a_phone_is_set_up_and_asked_for_and_a_recovery_code_stands_in(named: Office, open_page: Enter) -> None:
    at = dt.datetime.fromisoformat(NOW).replace(tzinfo=SHANGHAI)
    page = open_page(size="phone")
    give_password(page, named, "township")
    page.wait_for_url("**/")
    page.goto(f"{named.address}/security")
    page.get_by_role("button", name="绑定动态口令").click()
    page.wait_for_url("**/security/code")
    page.wait_for_function("document.querySelector('img.qr').naturalWidth > 100")
    totp = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    page.locator("input[name=code]").fill(totp.at(at))
    page.get_by_role("button", name="确认绑定").click()
    page.wait_for_url("**/security")
    page.get_by_role("button", name="生成恢复码").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    assert all(re.fullmatch(r"([0-9A-Z]{5}-){3}[0-9A-Z]{5}", one) for one in codes)
    sign_out(page)

    give_password(page, named, "township")
    page.wait_for_url("**/sign-in/second")
    page.locator("input[name=code]").fill(totp.at(at))
    page.get_by_role("button", name="登录").last.click()
    assert "没有通过" in page.locator("#refusal").inner_text(), "this code confirmed the phone"
    page.locator("input[name=code]").fill(totp.at(at + dt.timedelta(seconds=30)))
    page.get_by_role("button", name="登录").last.click()
    page.wait_for_url(f"{named.address}/")
    sign_out(page)

    give_password(page, named, "township")
    page.locator("input[name=code]").fill(codes[0])
    page.get_by_role("button", name="登录").last.click()
    page.wait_for_url(f"{named.address}/")
    assert "田春生" in page.locator(".sitting").inner_text()
