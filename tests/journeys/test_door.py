"""Through the door in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page
from tests.journeys.conftest import Enter, Office


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
