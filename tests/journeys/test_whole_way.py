"""The whole way in a real browser: a document becomes items that are followed until one is struck off."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Enter, Office

MINUTES = """县政府第5次常务会议纪要

会议议定以下事项：

一、关于校园食品安全。会议决定，由县教育局牵头，县财政局配合，4月30日前完成全县学校食堂专项检查，检查覆盖率达到100%。

二、关于行政事业性收费。会议要求，县财政局3月20日前拿出收费清理清单，报县政府。

三、关于人居环境。会议决定，由柳树镇人民政府牵头，10月31日前建成人居环境整治示范村3个。
"""


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    """The minutes as a text file."""
    path = tmp_path / "常务会议纪要.txt"
    path.write_text(MINUTES, encoding="utf-8")
    return path


def open_fold(page: Page, verb: str) -> None:
    """Open an act's panel on the item's page, if it is folded."""
    panel = page.locator(f"#act-{verb}")
    assert panel.count(), page.locator("main").inner_text()
    if panel.get_attribute("open") is None:
        panel.locator("summary").first.click()


def do(page: Page, verb: str, **said: str) -> None:
    """Fill an act's form on the item's page and send it."""
    open_fold(page, verb)
    form = page.locator(f"#act-{verb} form")
    for name, value in said.items():
        field = form.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value={value}]").check()
        elif field.first.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "file":
            field.set_input_files(value)
        else:
            field.fill(value)
    form.locator("button.primary").click()
    page.wait_for_load_state()
    assert "done=" in page.url, page.locator("main").inner_text()


def take_in(page: Page, office: Office, minutes: Path) -> None:
    """The clerk loads the minutes, confirms the drafts with a lead unit, and hands them over."""
    page.goto(f"{office.address}/documents/new")
    page.locator("input[name=file]").set_input_files(minutes)
    page.get_by_role("button", name="录入").click()
    page.wait_for_url(re.compile(r"/documents/\d+$"))
    expect(page.locator("article.draft").first).to_be_visible()


@pytest.mark.parametrize(
    "script",
    [pytest.param(True, marks=pytest.mark.postgres, id="with script"), pytest.param(False, id="without script")],
)
def test_a_paper_becomes_items_and_one_is_struck_off(
    enter: Enter, office: Office, minutes: Path, tmp_path: Path, script: bool
) -> None:
    if not script:
        minutes.write_text(MINUTES.replace("第5次", "第6次").replace("校园食品", "校园消防"), encoding="utf-8")
    clerk = enter("clerk", script=script)
    take_in(clerk, office, minutes)
    document = clerk.url
    draft = clerk.locator("article.draft", has_text="食堂").first
    clerk.goto(f"{office.address}{draft.get_by_role('link', name='修改').get_attribute('href')}")
    clerk.locator("[name=lead_unit]").fill("县教育局")
    clerk.locator("[name=due_on]").fill("2026-04-30")
    clerk.locator("[name=acceptance]").fill("检查覆盖全部学校食堂")
    clerk.locator("[name=co_units]").fill("")
    clerk.get_by_role("button", name="保存并采纳").click()
    expect(clerk.locator("#publish")).to_contain_text("发布已采纳的 1 条")
    clerk.locator("#publish").click()
    expect(clerk.locator("article.draft-confirmed")).to_have_count(1)

    clerk.goto(f"{document}?show=confirmed")
    number = clerk.locator("article.draft .code").first.inner_text()
    clerk.goto(f"{office.address}/ledger/hand-over")
    clerk.get_by_role("button", name="交办勾选的").click()
    expect(clerk.get_by_role("status")).to_contain_text("已交办")

    lead = enter("lead", script=script)
    expect(lead.locator("main")).to_contain_text("食堂")
    lead.goto(f"{office.address}/items/{number}")
    do(lead, "sign_for")
    do(lead, "hand_in_plan", title_0="完成检查", due_on_0="2026-04-20", note="分片包校")
    proof = tmp_path / "检查记录.txt"
    proof.write_text("检查记录全文", encoding="utf-8")
    leader = enter("vice_mayor", script=script)
    leader.goto(f"{office.address}/items/{number}")
    do(leader, "approve_plan")

    lead.goto(f"{office.address}/items/{number}")
    open_fold(lead, "report")
    lead.locator("#act-report [name=nodes]").first.check()
    do(lead, "report", text="检查全部完成", progress="100", evidence=str(proof))
    head = enter("head", script=script)
    head.goto(f"{office.address}/items/{number}")
    do(head, "submit", statement="检查覆盖全部学校食堂，申请办结")

    clerk.goto(f"{office.address}/items/{number}")
    do(clerk, "verify", method="on_site", passed="no", note="两所学校没有记录")
    do(clerk, "return_item", reason="补齐两所学校的检查记录")
    head.goto(f"{office.address}/items/{number}")
    expect(head.locator("main")).to_contain_text("补齐两所学校的检查记录")
    do(head, "submit", statement="已补齐，再次申请办结", evidence=str(proof))
    clerk.goto(f"{office.address}/items/{number}")
    do(clerk, "verify", method="on_site", passed="yes", note="已补齐")
    director = enter("director", script=script)
    director.goto(f"{office.address}/items/{number}")
    do(director, "conclude", grade="good")
    do(director, "strike_off")
    expect(director.locator(".item-head")).to_contain_text("已销号")

    director.goto(f"{office.address}/board")
    expect(director.locator("main")).to_contain_text("县教育局")
    director.goto(f"{office.address}/board?as_of=2026-02-28")
    expect(director.locator(".past")).to_contain_text("2026年2月28日")
    expect(director.locator("main")).to_contain_text("这一天还没有交办的事项")


def test_a_double_click_makes_one_event(enter: Enter, office: Office) -> None:
    page = enter("co")
    page.get_by_role("link", name="清理规范行政事业性收费").first.click()
    open_fold(page, "sign_for")
    page.locator("#act-sign_for button.primary").dblclick()
    page.wait_for_url("**?done=sign_for")
    expect(page.locator(".moment", has_text="签收")).to_have_count(1)


def test_the_second_of_two_people_is_told(enter: Enter, office: Office) -> None:
    first, second = enter("director"), enter("clerk")
    for page in (first, second):
        page.goto(f"{office.address}/ledger?text=人居环境整治示范村建设")
        page.locator("tbody a").first.click()
        open_fold(page, "edit")
    do(first, "edit", klass="key")
    second.locator("#act-edit [name=urgency]").select_option("urgent")
    second.locator("#act-edit button.primary").click()
    expect(second.locator("#refusal")).to_contain_text("您打开以后，这个事项被改过")
    expect(second.locator("#refusal")).to_contain_text("周正言")
    expect(second.locator("[name=urgency]")).to_have_value("urgent")


def test_a_unit_is_offered_while_it_is_typed(enter: Enter, office: Office) -> None:
    page = enter("director")
    page.goto(f"{office.address}/ledger")
    page.locator("[name=unit]").press_sequentially("教育", delay=30)
    expect(page.locator("#units option")).to_have_count(1)
