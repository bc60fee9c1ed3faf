"""What the head of a paper says of itself: sort, issuer, number, date and year in every written form."""

import datetime as dt

import pytest

from luoshi.reading.facts import facts
from luoshi.reading.records import DocumentFacts


def told(text: str) -> DocumentFacts:
    return facts(text, None, None, text)


@pytest.mark.parametrize(
    ("head", "sort"),
    [
        ("云岭县2026年政府工作报告", "work_report"),
        ("云岭县人民政府常务会议纪要", "minutes"),
        ("关于印发《2026年重点工作责任分解表》的通知", "decomposition"),
        ("关于印发《云岭县河道管护办法》的通知", "rules"),
        ("云岭县防汛抢险应急工作方案", "plan"),
        ("关于做好秋收工作的通知", "notice"),
        ("在全县工作落实大会上的讲话", "speech"),
        ("抓落实怎么干，听三位县长怎么说", "interview"),
        ("县里开了一个会\n云岭日报讯（记者 某某）昨天县里开会。", "news_report"),
        ("用心用力抓落实\n抓落实要靠人。\n（作者系云岭县县长）", "article"),
        ("各位代表：\n现在报告工作。\n一、2025年工作回顾\n很好。", "work_report"),
        ("春天来了", None),
    ],
)
def test_the_sort_of_a_paper_is_known(head: str, sort: str | None) -> None:
    assert told(head).type == sort


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("云岭县2026年政府工作报告", "report_task"),
        ("关于印发《2026年重点工作责任分解表》的通知", "report_task"),
        ("关于印发《2026年政府工作报告重点任务实施方案》的通知", "report_task"),
        ("春天来了", "report_task"),
        ("云岭县人民政府常务会议纪要", "meeting_decision"),
        ("关于落实县长批示的通知", "instruction"),
        ("关于做好秋收工作的通知", "matter"),
        ("云岭县防汛抢险应急工作方案", "matter"),
        ("关于印发《云岭县河道管护办法》的通知", "matter"),
    ],
)
def test_the_kind_of_items_fits_the_sort_of_the_paper(head: str, kind: str) -> None:
    assert told(f"{head}\n2026年1月6日\n").kind == kind


@pytest.mark.parametrize(
    "said",
    [
        "2026年3月5日",
        "二〇二六年三月五日",
        "二○二六年三月五日",
        "二零二六年三月五日",
        "2026-03-05",
        "2026.3.5",
        "2026/3/5",
    ],
)
def test_a_date_is_read_in_every_written_form(said: str) -> None:
    assert told(f"关于做好春耕工作的通知\n云岭县人民政府\n{said}\n请抓好落实。").dated_on == dt.date(2026, 3, 5)


def test_a_plan_made_in_winter_is_of_the_year_in_its_title() -> None:
    assert told("云岭县2027年工作要点\n（2026年12月28日）\n抓好落实。").year == 2027
    assert told("关于云岭县2025年计划执行情况的报告\n2026年1月9日\n很好。").year == 2026


def test_the_number_of_a_paper_is_proof_of_its_year() -> None:
    found = told("云岭县人民政府办公室\n云政办〔2026〕12号\n关于做好春耕工作的通知\n请抓好落实。")
    assert (found.number, found.year, found.issuer) == ("云政办〔2026〕12号", 2026, "云岭县人民政府办公室")


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("云岭县农业农村局印发《春耕方案》的通知", "云岭县农业农村局"),
        ("现在，我代表云岭县人民政府，向大会报告工作。", "云岭县人民政府"),
        ("关于春耕的通知\n请抓好落实。\n云岭县农业农村局\n2026年3月5日", "云岭县农业农村局"),
        ("春天来了", None),
    ],
)
def test_the_issuer_is_as_printed(head: str, issuer: str | None) -> None:
    assert told(head).issuer == issuer


def test_a_deadline_in_the_text_is_never_the_papers_date() -> None:
    text = "关于春耕的通知\n各乡镇人民政府：\n请于2026年4月15日前报送。\n云岭县农业农村局\n2026年3月5日\n附件：任务表"
    found = told(text)
    assert (found.dated_on, found.issuer) == (dt.date(2026, 3, 5), "云岭县农业农村局")
    assert told("关于做好春耕工作的通知\n请于2026年4月15日前报送方案。").dated_on is None


def test_a_portals_card_tells_date_issuer_and_number() -> None:
    card = "发布机构：云岭县人民政府办公室\n生成日期：2026-03-05\n文号：云政办〔2026〕9号\n关于春耕的通知\n抓好落实。"
    table = "发布机构 | 云岭县人民政府办公室\n文号 | 云政办〔2026〕9号 | 成文日期： | 2026年03月05日\n抓好落实。"
    for text in (card, table):
        found = told(text)
        assert (found.issuer, found.number) == ("云岭县人民政府办公室", "云政办〔2026〕9号")
        assert found.dated_on == dt.date(2026, 3, 5)


def test_the_stamp_of_a_page_is_a_date_unless_the_title_speaks_of_another_year() -> None:
    assert told("县长主持召开常务会议\n2026-02-27 08:12 来源：云岭日报\n会议指出，要抓好落实。").dated_on == dt.date(
        2026, 2, 27
    )
    assert told("云岭县2024年工作报告\n2026-02-27 08:12 来源：转载\n现在报告工作。").dated_on is None


@pytest.mark.parametrize(
    "line", ["云政办〔2026〕9号", "2026年3月5日", "附件：", "各乡镇人民政府", "云岭县委书记某某讲话"]
)
def test_what_stands_beside_a_title_is_none(line: str) -> None:
    assert told(f"{line}\n云岭县春耕工作方案\n抓好落实。").title == "云岭县春耕工作方案"


def test_a_year_far_ahead_in_a_title_is_no_year_of_the_paper() -> None:
    assert told("云岭县第十四个五年规划和2035年远景目标任务分工方案\n抓好落实。").year != 2035


@pytest.mark.parametrize(
    ("end", "issuer"),
    [
        ("云 岭 县 农 业 农 村 局\n2026年3月5日", "云岭县农业农村局"),
        ("云岭县农业农村局办公室 2026年3月5日印", "云岭县农业农村局办公室"),
        ("云岭县农业农村局\n（2026年3月5日印发）", "云岭县农业农村局"),
    ],
)
def test_a_sign_off_tells_who_and_when(end: str, issuer: str) -> None:
    found = told(f"关于春耕的通知\n请抓好落实，确保不误农时。\n{end}")
    assert (found.issuer, found.dated_on) == (issuer, dt.date(2026, 3, 5))


def test_who_agreed_is_not_who_issued() -> None:
    assert told("关于春耕方案的通知\n方案已经县人民政府同意，现印发给你们。").issuer is None
