"""A report is reviewed by keys alone in a real browser, by two officers at once, and published."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Enter, Office

REPORT = """晋源北县2026年政府工作报告

一、2025年工作回顾

过去一年，我们建成了青石大桥，新增就业3200人。

二、2026年工作安排

请县教育局牵头，县财政局配合，年底前新建幼儿园3所。加快东环路改造，6月底前开工建设白杨水库。建立重点工作一月一通报机制。

我们要以昂扬斗志奋勇前行。
"""


@pytest.fixture
def review(enter: Enter, office: Office, tmp_path: Path, request: pytest.FixtureRequest) -> Page:
    """The clerk's page of a report that was just taken in."""
    path = tmp_path / "报告.txt"
    path.write_text(f"{REPORT}\n{request.node.name}\n", encoding="utf-8")
    page = enter("clerk")
    page.goto(f"{office.address}/documents/new")
    page.locator("input[name=file]").set_input_files(path)
    page.get_by_role("button", name="录入").click()
    page.wait_for_url("**/documents/*")
    expect(page.locator("article.draft").first).to_be_visible()
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def look_again(page: Page) -> None:
    """As when the window comes to the front: the page asks at once what others have done."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def chosen(page: Page) -> str:
    """What the chosen card says."""
    return page.locator(".draft.is-chosen .draft-title").inner_text()


def to_sentence(page: Page, words: str) -> None:
    """Walk with the arrow to the sentence that says `words`."""
    for _ in range(30):
        press(page, "ArrowDown")
        if words in page.locator(".passage.is-chosen").inner_text():
            return
    raise AssertionError(words)


def fill_lead(page: Page, unit: str) -> None:
    """Open the chosen draft's form at its lead unit, write it, and save by keys."""
    press(page, "a")
    expect(page.locator(".draft-form [name=lead_unit]")).to_be_focused()
    page.keyboard.insert_text(unit)
    press(page, "Control+Enter")
    expect(page.locator(".draft-form")).to_have_count(0)


def test_a_report_is_reviewed_by_keys_alone_to_no_open_sentence_and_published(review: Page) -> None:
    page = review
    proposed = page.locator("article.draft-proposed")
    n = proposed.count()
    press(page, "n")
    assert "幼儿园" in chosen(page)
    press(page, "a")
    expect(proposed).to_have_count(n - 1)
    expect(page.locator("#publish")).to_contain_text("1")

    to_sentence(page, "昂扬斗志")
    press(page, "t")
    expect(page.locator(".passage-open", has_text="昂扬斗志")).to_have_count(1)
    expect(page.locator("#meter")).to_contain_text("还有 1 句没有着落")
    press(page, "p", "Enter")
    refusal = page.locator("#refusal")
    expect(refusal).to_contain_text("昂扬斗志")
    refusal.get_by_role("link", name="去看").click()
    expect(page.locator(".passage.is-chosen")).to_contain_text("昂扬斗志")
    press(page, "w")
    expect(page.locator("#why")).to_be_visible()
    press(page, "3")
    expect(page.locator("#meter")).to_contain_text("还有 0 句没有着落")

    while proposed.count():
        left = proposed.count()
        press(page, "n")
        if "通报机制" in chosen(page):
            press(page, "w")
            expect(page.locator("#why")).to_be_visible()
            press(page, "0")
            page.keyboard.insert_text("已有制度")
            press(page, "Enter")
        else:
            fill_lead(page, "县财政局")
        expect(proposed).to_have_count(left - 1)
    press(page, "p", "Enter")
    expect(page.locator("article.draft-confirmed")).not_to_have_count(0)
    expect(page.locator("article.draft-accepted")).to_have_count(0)
    page.locator("article.draft-confirmed .code").first.click()
    expect(page.locator("main")).to_contain_text("第2部分")


def test_each_step_is_taken_back_by_a_key_and_typing_sets_off_no_act(review: Page) -> None:
    page, cards = review, review.locator("article.draft")
    n = cards.count()
    press(page, "n", "s")
    parts = page.locator(".draft-form [name=parts]")
    expect(parts).to_be_focused()
    press(page, *["ArrowRight"] * 8, "Enter", "Control+Enter")
    expect(cards).to_have_count(n + 1)
    press(page, "m")
    expect(cards).to_have_count(n)
    press(page, "w")
    expect(page.locator("#why")).to_be_visible()
    press(page, "5")
    expect(page.locator("article.draft-waived")).to_have_count(1)
    for waived, count in ((0, n), (0, n + 1), (0, n)):
        press(page, "z")
        expect(page.locator("article.draft-waived")).to_have_count(waived)
        expect(cards).to_have_count(count)
    expect(page.locator("#undo button")).to_be_disabled()
    press(page, "n", "x", "n", "x", "Shift+W")
    expect(page.locator("#why")).to_be_visible()
    press(page, "4")
    expect(page.locator("article.draft-waived")).to_have_count(2)
    press(page, "z")
    expect(page.locator("article.draft-waived")).to_have_count(0)
    press(page, "e")
    title = page.locator(".draft-form [name=title]")
    expect(title).to_be_focused()
    page.keyboard.type("amwz")
    assert "amwz" in title.input_value()
    press(page, "Escape")
    expect(page.locator(".draft-form")).to_have_count(0)
    expect(page.locator("article.draft-proposed")).to_have_count(n)


def test_keys_count_with_a_chinese_input_method_on_and_not_while_it_composes(review: Page) -> None:
    page = review
    press(page, "n")
    first = chosen(page)
    fire = """(more) => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key: "Process", code: "KeyJ", keyCode: 229, bubbles: true, ...more}))"""
    page.evaluate(fire, {"isComposing": True})
    assert chosen(page) == first
    page.evaluate(fire, {})
    assert chosen(page) != first
    page.locator("#keys summary").click()
    page.locator("#keys-on").uncheck()
    page.locator("article.draft").first.click(position={"x": 300, "y": 5})
    first = chosen(page)
    press(page, "j")
    assert chosen(page) == first


def test_two_officers_see_each_other_and_the_second_is_told_what_the_first_did(review: Page, enter: Enter) -> None:
    clerk, director = review, enter("director")
    director.goto(clerk.url)
    press(director, "n")
    seen = director.locator(".draft.is-chosen").get_attribute("id")
    look_again(director)
    look_again(clerk)
    expect(clerk.locator("#others li")).to_have_count(1)
    expect(clerk.locator(f"#{seen}.is-watched")).to_have_count(1)
    press(clerk, "n", "a")
    expect(clerk.locator(f"#{seen}.draft-accepted")).to_have_count(1)
    press(director, "w")
    expect(director.locator("#why")).to_be_visible()
    press(director, "1")
    expect(director.locator("#refusal")).to_contain_text("采纳草稿")
    expect(director.locator(f"#{seen}.draft-accepted")).to_have_count(1)
    press(clerk, "z")
    expect(clerk.locator(f"#{seen}.draft-proposed")).to_have_count(1)
    look_again(director)
    expect(director.locator(f"#{seen}.draft-proposed")).to_have_count(1)


def test_a_key_or_a_filter_with_nothing_to_do_says_so(review: Page) -> None:
    page, said = review, review.locator("#said")
    press(page, "o")
    expect(said).to_have_text("没有“没有着落”的句子。")
    to_sentence(page, "昂扬斗志")
    expect(said).to_have_text("")
    press(page, "u")
    expect(said).to_have_text("这一句没有草稿，按 d 建草稿。")
    press(page, "a")
    expect(said).to_contain_text("先按 d 建草稿")
    expect(page.locator("article.draft-doubtful")).to_have_count(0)
    page.goto(f"{page.url.partition('?')[0]}?show=doubtful")
    expect(page.locator("#none")).to_contain_text("没有存疑的草稿")
    expect(page.locator(".none-other")).to_be_hidden()
    expect(page.locator(".passage", has_text="昂扬斗志")).to_be_visible()
