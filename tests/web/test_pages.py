"""Pages on a small county: past days, filters in the address, English throughout, a few queries each."""

import datetime as dt
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import cast
from tests.web.conftest import NOW, Enter
from tests.web.test_words import chinese_left

from luoshi.delivery import operations as delivery
from luoshi.ledger import operations as ledger
from luoshi.ledger.operations import Opened
from luoshi.org.access import system_actor

PAGES = ("/", "/ledger", "/ledger?state=every", "/board", "/seal", "/documents", "/documents/new", "/ledger/new",
         "/ledger/hand-over", "/password", "/ledger?text=nothing-like-this", "/units?unit=x")  # fmt: skip


@pytest.mark.parametrize("who", ["clerk", "lead", "vice_mayor", "auditor"])
def test_every_page_in_english_shows_chinese_in_data_only(enter: Enter, item: Opened, who: str) -> None:
    client = enter(who, language="en")
    numbered = () if who == "auditor" else (f"/items/{item.number}", f"/items/{item.number}/do/report")
    for path in (*PAGES, *numbered):
        response = client.get(path)
        assert response.status_code in (200, 404), path
        assert chinese_left(response.content.decode()) == [], path


def test_an_item_shows_its_basis_its_line_of_time_and_why(enter: Enter, item: Opened) -> None:
    page = enter("lead").get(f"/items/{item.number}").content.decode()
    assert "新建改扩建中小学校5所。" in page
    assert "将事项交办给" in page
    assert "为什么是这一天" in page
    assert "为什么是这个灯" in page
    assert page.index("moment-coming") < page.index("将事项交办给"), "what is to come stands above"


def test_a_notice_on_the_desk_names_its_item_and_leads_there(enter: Enter, item: Opened) -> None:
    delivery.deliver(at=NOW, actor=system_actor("tick"), limit=1000)
    desk = enter("lead").get("/").content.decode()
    notices = desk.split('id="notices"')[1]
    assert f'<a href="/items/{item.number}">新建改扩建中小学校5所</a>' in notices
    assert "将事项交办给" in notices
    assert item.number not in enter("stranger").get("/").content.decode()


def test_a_past_day_is_read_and_cannot_be_changed(
    enter: Enter, item: Opened, clock: Callable[[dt.datetime], None]
) -> None:
    clock(dt.datetime(2026, 3, 20, 2, tzinfo=dt.UTC))
    client = enter("lead")
    page = client.get(f"/items/{item.number}?as_of=2026-03-03").content.decode()
    assert "2026年3月3日" in page
    assert '<form method="post" action="/items' not in page
    assert client.get(f"/items/{item.number}?as_of=2026-03-01").status_code == 404, "it was a draft of the office then"
    wrong = client.get("/ledger?as_of=yesterday")
    assert wrong.status_code == 400
    assert "yesterday" in wrong.content.decode()


def test_the_board_counts_what_the_ledger_behind_it_lists(enter: Enter, item: Opened) -> None:
    client = enter("clerk")
    board = client.get("/board").content.decode()
    assert "县教育局" in board
    link = board.split('<th scope="row" lang="zh-Hans">县教育局</th>')[1].split('href="')[1].split('"')[0]
    assert item.number in client.get(link.replace("&amp;", "&")).content.decode()
    earlier = client.get("/board?as_of=2026-03-01").content.decode()
    assert "这一天还没有交办的事项" in earlier


def test_the_sum_of_a_unit_leaves_out_what_is_suspended_or_not_handed_over(
    enter: Enter, county: cast.Cast, item: Opened
) -> None:
    director, unit = county.actor("director", NOW), county.unit("education")
    for n, hand_over in enumerate((True, False)):
        more = ledger.open_item(
            actor=director, at=NOW, kind="matter", title=f"另一件{n}", issuing_office_id=county.office_id,
            basis=ledger.Basis(title="纪要", clause="", quote="另一件。"), due_on=dt.date(2026, 12, 20),
            assignments=[ledger.AssignmentSpec(role="lead", unit_id=unit)], acceptance="完成",
        )  # fmt: skip
        if hand_over:
            ledger.hand_over(actor=director, at=NOW, items=[(more.id, more.version)])
            ledger.suspend(
                actor=director, at=NOW, item_id=more.id, version=more.version + 1, reason="等批复",
                review_on=dt.date(2026, 6, 1),
            )  # fmt: skip
    client = enter("clerk")
    row = client.get("/board").content.decode().split(">县教育局</th>")[1].split("</tr>")[0]
    link = row.split('href="')[-1].split('"')[0].replace("&amp;", "&")
    listed = client.get(link).content.decode()
    assert "<b>1</b>" in row
    assert item.number in listed
    assert "另一件" not in listed


def test_filters_stand_in_the_address_and_narrow(enter: Enter, item: Opened) -> None:
    client = enter("clerk")
    assert item.number in client.get("/ledger?unit=教育局&text=中小学校&due_to=2026-12-31").content.decode()
    assert item.number not in client.get("/ledger?unit=财政局").content.decode()
    assert item.number not in client.get("/ledger?due_to=2026-06-30").content.decode()
    assert item.number not in client.get("/ledger?state=closed").content.decode()


def test_the_export_is_a_workbook_of_the_same_lines(enter: Enter, item: Opened) -> None:
    response = enter("clerk").get("/ledger/export?unit=教育局")
    assert response.status_code == 200
    assert response.content.startswith(b"PK")
    assert "ledger-2026-03-03.xlsx" in response.headers["Content-Disposition"]


QUERIES = tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("path", "most"), QUERIES["pages"].items())
def test_a_page_asks_the_database_no_oftener_than_the_list_says(
    enter: Enter, item: Opened, path: str, most: int
) -> None:
    client, address = enter("clerk"), path.replace("NUMBER", item.number)
    client.get(address)  # whatever a process asks once
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= most, [one["sql"][:100] for one in asked]


def test_an_item_is_opened_by_hand_and_handed_over_with_others(enter: Enter, item: Opened) -> None:
    client = enter("clerk")
    page = client.get("/ledger/new").content.decode()
    office = page.split('name="office"')[1].split('value="')[1].split('"')[0]
    said = {
        "verb": "open", "form_key": "k1", "kind": "matter", "office": office, "title": "开展校园食品安全检查",
        "basis": "县政府第3次常务会议纪要", "lead_unit": "教育局", "co_units": "财政局、柳树镇",
        "due_on": "2026-03-31", "acceptance": "覆盖全部食堂", "urgency": "normal", "klass": "ordinary",
        "term_class": "limited",
    }  # fmt: skip
    assert client.post("/ledger/new", said | {"lead_unit": "没有这个局"}).status_code == 422
    assert client.post("/ledger/new", said).status_code == 302
    waiting = client.get("/ledger/hand-over").content.decode()
    assert "开展校园食品安全检查" in waiting
    value = waiting.split('name="item" value="')[1].split('"')[0]
    done = client.post("/ledger/hand-over", {"item": value, "form_key": "k2"}, follow=True).content.decode()
    assert "已交办 1 件" in done
    assert client.post("/ledger/hand-over", {"form_key": "k3"}).status_code == 422


def test_an_item_with_a_long_past_draws_the_newest_of_it_and_says_how_much_more_there_is(
    enter: Enter, item: Opened, county: cast.Cast
) -> None:
    for n in range(40):
        ledger.report(actor=county.actor("lead", NOW), at=NOW, item_id=item.id, text=f"第{n}次反馈。")
    client = enter("lead")
    page, everything = (client.get(f"/items/{item.number}{query}").content.decode() for query in ("", "?events=all"))
    assert [one.count('<p class="prose" lang="zh-Hans">第') for one in (page, everything)] == [30, 40]
    assert "另有更早的 10 次反馈" in page
    assert '<a href="?events=all#time">另有更早的' in page
    assert "另有更早的" not in everything
    assert page.count('class="moment"') < everything.count('class="moment"')
