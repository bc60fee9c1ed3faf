"""The search page: what is found stands with its item, what may not be seen is not there, a number opens its item."""

import re

import pytest
from tests.cast import Cast
from tests.web.conftest import NOW, Enter

from luoshi.intake import operations as intake
from luoshi.ledger import operations as ledger
from luoshi.ledger.operations import Opened
from luoshi.search import operations as search


def text(html: str) -> str:
    """What stands on the page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


@pytest.fixture
def reported(county: Cast, item: Opened) -> Opened:
    """The item with a report of its lead unit and one of its co-unit."""
    for who, said in (("lead", "城东小学<b>主体结构</b>封顶"), ("co", "补助资金已经拨付")):
        ledger.report(actor=county.actor(who, NOW), at=NOW, item_id=item.id, text=said)
    return item


def test_words_are_found_in_title_report_and_document_and_stand_marked(
    county: Cast, reported: Opened, enter: Enter
) -> None:
    content = "工作报告\n年底前建成中小学校和幼儿园。".encode()
    intake.take_in(actor=county.actor("clerk", NOW), at=NOW, content=content, name="报告.txt")
    page = enter("clerk").get("/search", {"q": "中小學校"}).content.decode()
    assert page.count("<mark>中小学校</mark>") == 2  # the title, the document
    assert f"/items/{reported.number}" in page
    assert "年底前建成中小学校和幼儿园。" in text(page)


def test_what_a_unit_wrote_is_shown_as_it_is_and_never_as_markup(reported: Opened, enter: Enter) -> None:
    page = enter("clerk").get("/search", {"q": "主体结构"}).content.decode()
    assert "城东小学&lt;b&gt;<mark>主体结构</mark>&lt;/b&gt;封顶" in page


def test_the_co_unit_finds_its_own_report_and_not_that_of_the_lead(reported: Opened, enter: Enter) -> None:
    co = enter("co")
    assert "补助资金" in text(co.get("/search", {"q": "拨付"}).content.decode())
    assert "没有找到“主体结构”" in text(co.get("/search", {"q": "主体结构"}).content.decode())
    assert "没有找到“拨付”" in text(enter("stranger").get("/search", {"q": "拨付"}).content.decode())
    assert enter("auditor").get("/search", {"q": "拨付"}).status_code == 404


@pytest.mark.parametrize("written", ["{number}", " {lower} ", "{wide}"])
def test_a_whole_number_leads_straight_to_its_item_for_those_who_see_it(
    written: str, item: Opened, enter: Enter
) -> None:
    forms = {"number": item.number, "lower": item.number.lower(), "wide": item.number.replace("-", "－")}
    said = {"q": written.format(**forms)}
    answer = enter("lead").get("/search", said)
    assert (answer.status_code, answer.headers.get("Location")) == (302, f"/items/{item.number}")
    assert enter("stranger").get("/search", said).status_code == 200


def test_results_are_narrowed_by_group_unit_year_and_state(reported: Opened, enter: Enter) -> None:
    clerk = enter("clerk")

    def n(**narrow: object) -> int:
        return clerk.get("/search", {"q": "小学"} | narrow).content.decode().count('class="hit"')

    assert n() == 2
    assert (n(group="report"), n(group="item"), n(group="document")) == (1, 1, 0)
    assert (n(year="2026"), n(year="2025")) == (2, 0)
    assert (n(state="open"), n(state="closed")) == (2, 0)
    assert (n(unit="县教育局"), n(unit="县财政局")) == (2, 0)
    assert n(group="nowhere") == 0


def test_a_group_of_many_places_goes_on_page_by_page(county: Cast, item: Opened, enter: Enter) -> None:
    for number in range(45):
        ledger.report(actor=county.actor("lead", NOW), at=NOW, item_id=item.id, text=f"第{number}次：校舍主体施工")
    clerk, seen, address = enter("clerk"), [], "/search?q=校舍主体&group=report"
    while address:
        page = clerk.get(address).content.decode()
        seen += re.findall(r"第(\d+)次", text(page))
        assert "45 条" in text(page)
        nexts = re.findall(r'href="(/search\?[^"]*after=\d+)"', page)
        address = nexts[0].replace("&amp;", "&") if nexts else ""
    assert seen == [str(number) for number in range(44, -1, -1)]
    first = clerk.get("/search", {"q": "校舍主体"}).content.decode()
    assert first.count('class="hit"') == 5
    assert "只看这一类" in text(first)


def test_an_empty_line_gives_advice_and_so_does_one_that_only_excludes(item: Opened, enter: Enter) -> None:
    clerk = enter("clerk")
    assert "写几个字" in text(clerk.get("/search").content.decode())
    assert "还要写一个要找的词" in text(clerk.get("/search", {"q": "-绿化"}).content.decode())
    assert "LS-" not in text(clerk.get("/search", {"q": "，。"}).content.decode()).replace("LS-…", "")
    assert clerk.get("/search", {"q": "x" * 5000, "after": "9" * 30, "year": "99999"}).status_code == 200


def test_the_page_says_while_the_index_is_not_complete(item: Opened, enter: Enter) -> None:
    clerk = enter("clerk")
    assert "索引还没有建完" not in clerk.get("/search", {"q": "小学"}).content.decode()
    search.begin_anew()
    assert "索引还没有建完" in clerk.get("/search", {"q": "小学"}).content.decode()


def test_the_box_stands_on_every_page_of_those_who_may_search_and_on_no_other(item: Opened, enter: Enter) -> None:
    assert 'id="find"' in enter("lead").get("/").content.decode()
    assert 'id="find"' not in enter("auditor").get("/").content.decode()


def test_a_search_is_of_today(item: Opened, enter: Enter) -> None:
    answer = enter("clerk").get("/search", {"q": "小学", "as_of": "2026-01-05"})
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/search?q=%E5%B0%8F%E5%AD%A6")


def test_a_page_of_results_takes_few_queries(
    reported: Opened, enter: Enter, django_assert_max_num_queries: "pytest.FixtureRequest"
) -> None:
    clerk = enter("clerk")
    clerk.get("/search", {"q": "小学"})
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        clerk.get("/search", {"q": "小学"})
