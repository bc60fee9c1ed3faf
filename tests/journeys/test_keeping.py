"""What is typed is not lost in a real browser, and nothing of it stays behind on a desk that others use."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.journeys.conftest import Office
from tests.journeys.office import PASSWORD

TYPED = "完成选址，征地协议已签三份。"


def kept(page: Page) -> list[str]:
    """The names of what this browser keeps."""
    names: list[str] = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('luoshi.keep:'))")
    return names


def report(page: Page, office: Office) -> str:
    """Open the form of a report on the first item; its address."""
    page.goto(f"{office.address}/ledger")
    page.locator("tbody th a").first.click()
    page.wait_for_url("**/items/**")
    address = f"{page.url}/do/report"
    page.goto(address)
    return address


def sign_in(page: Page, who: str) -> None:
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action='/sign-in'] button[type=submit]").click()


def test_a_report_survives_a_closed_tab_and_an_ended_sitting_and_is_sent_once(
    enter: Callable[..., Page], office: Office
) -> None:
    page = enter("lead")
    address = report(page, office)
    page.locator("textarea[name=text]").fill(TYPED)
    page.goto(address)
    text = page.locator("textarea[name=text]")
    expect(text).to_have_value("")
    page.locator("[data-keep-take]").click()
    expect(text).to_have_value(TYPED)
    page.context.clear_cookies(name="sessionid")
    page.locator("main form button.primary").click()
    expect(page.locator("input[name=kept]").first).to_be_attached()
    assert TYPED not in page.content()
    sign_in(page, "lead")
    page.wait_for_url("**/do/report")
    expect(page.locator("textarea[name=text]")).to_have_value(TYPED)
    page.locator("main form button.primary").dblclick()
    page.wait_for_url("**?done=report")
    expect(page.locator(".told", has_text=TYPED).first).to_be_visible()
    assert kept(page) == []
    page.goto(address)
    expect(page.locator("[data-keep-offer]")).to_be_hidden()


def test_nothing_typed_stays_behind_after_a_sign_out_or_for_the_next_person(
    enter: Callable[..., Page], office: Office
) -> None:
    page = enter("head")
    report(page, office)
    page.locator("textarea[name=text]").fill(TYPED)
    assert len(kept(page)) == 1
    page.locator(".sitting summary").click()
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in")
    assert kept(page) == []
    sign_in(page, "head")
    page.wait_for_url("**/")
    report(page, office)
    page.locator("textarea[name=text]").fill(TYPED)
    page.context.clear_cookies(name="sessionid")
    page.goto(f"{office.address}/sign-in")
    assert len(kept(page)) == 1, "she may come back to it"
    sign_in(page, "co")
    page.wait_for_url("**/")
    assert kept(page) == []
