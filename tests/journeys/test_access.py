"""No page has a serious fault of access, and none is wider than its window, in every size and language."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.journeys.conftest import Enter, Office

PAGES = (
    "/",
    "/ledger",
    "/board",
    "/documents",
    "/documents/new",
    "/ledger/new",
    "/ledger/hand-over",
    "/directory",
    "/directory/persons",
    "/seal",
    "/jobs",
    "/style",
)


@pytest.fixture
def serious() -> Iterator[list[str]]:
    """Collects faults; fails at the end with all of them."""
    found: list[str] = []
    yield found
    assert found == []


def look(page: Page, name: str, found: list[str]) -> None:
    """Add what axe finds serious, and a page wider than its window."""
    for fault in Axe().run(page).response["violations"]:
        if fault["impact"] in ("serious", "critical"):
            nodes = "; ".join(str(node["target"]) for node in fault["nodes"][:3])
            found.append(f"{name}: {fault['id']} {nodes}")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        found.append(f"{name}: {wide} px too wide")


@pytest.mark.parametrize(
    ("size", "language", "theme"),
    [("office", "zh-CN", "light"), ("phone", "zh-CN", "dark"), ("wide", "en-GB", "light"), ("phone", "en-GB", "light")],
)
def test_no_page_has_a_serious_fault(
    enter: Enter, office: Office, serious: list[str], size: str, language: str, theme: str
) -> None:
    page = enter("clerk", size=size, language=language)
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    for path in PAGES:
        page.goto(f"{office.address}{path}")
        look(page, f"{path} {size} {language} {theme}", serious)
    page.goto(f"{office.address}/ledger")
    page.locator("tbody a").first.click()
    for panel in page.locator("details.fold:not([open]) > summary").all():
        if panel.is_visible():
            panel.click()
    look(page, f"item {size} {language} {theme}", serious)


def test_the_door_has_no_serious_fault(enter: Enter, office: Office, serious: list[str]) -> None:
    page = enter("lead", size="phone")
    page.context.clear_cookies()
    page.goto(f"{office.address}/sign-in")
    look(page, "/sign-in", serious)


def test_everything_is_reached_by_keyboard_alone(enter: Enter, office: Office) -> None:
    page = enter("lead")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('button')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/do/**")
