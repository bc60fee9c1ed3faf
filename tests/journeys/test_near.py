"""Beside a draft stands what the office did before: the unit that led it, the item that is open with another number."""

from pathlib import Path

from playwright.sync_api import Page, expect
from tests.journeys.conftest import Enter, Office

FIRST = """晋源北县2026年第一批重点工作安排
2026年2月20日
请县教育局牵头，年底前新建公办托幼园2所。
"""
SECOND = """晋源北县2026年第二批重点工作安排
2026年3月2日
年底前新建公办托幼园5所。
"""


def take_in(page: Page, office: Office, path: Path, text: str) -> None:
    """Take in a document and come to its review."""
    path.write_text(text, encoding="utf-8")
    page.goto(f"{office.address}/documents/new")
    page.locator("input[name=file]").set_input_files(path)
    page.get_by_role("button", name="录入").click()
    page.wait_for_url("**/documents/*")


def test_a_suggested_lead_is_taken_over_by_one_click_and_the_open_item_stays_in_view(
    enter: Enter, office: Office, tmp_path: Path
) -> None:
    page = enter("clerk")
    take_in(page, office, tmp_path / "第一批.txt", FIRST)
    page.get_by_role("button", name="采纳", exact=True).click()
    page.locator("#publish").click()
    expect(page.locator("article.draft-confirmed")).to_have_count(1)
    take_in(page, office, tmp_path / "第二批.txt", SECOND)
    card = page.locator("article.draft")
    expect(card.locator(".near-alike")).to_contain_text("同一件事，数不同")
    expect(card.locator(".near-alike")).to_contain_text("2所")
    expect(card.locator(".near-leads")).to_contain_text("县教育局")
    expect(card.locator(".lacking")).to_have_count(1)
    card.get_by_role("button", name="由它牵头").click()
    expect(card.locator(".lacking")).to_have_count(0)
    expect(card.locator(".draft-facts")).to_contain_text("县教育局")
    expect(card.locator(".near-leads")).to_have_count(0)
    expect(card.locator(".near-alike")).to_contain_text("同一件事，数不同")
    card.locator(".near-alike a").click()
    expect(page.locator("main")).to_contain_text("新建公办托幼园2所")
