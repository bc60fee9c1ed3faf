"""A document of our own making is read: parts, labels, rows that one unit can be asked about."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading import read
from luoshi.reading.output import as_data
from luoshi.reading.quantities import number
from luoshi.reading.records import DraftItem, Reading
from tests.reading.test_cleaning import DIRT

REPORT = """柳河县2026年政府工作报告
2026年1月12日在柳河县第九届人民代表大会第一次会议上
一、2025年工作回顾
过去一年，我们建成了青石大桥，新增就业3200人。招商引资取得明显成效。
二、2026年工作安排
今年全县经济社会发展的主要预期目标是：地区生产总值增长6%左右，规模以上工业增加值增长8%以上，城镇登记失业率控制在4.5%以内。
（一）狠抓项目建设
项目是发展的牛鼻子。开工建设白杨水库，加快东环路、北环路改造，6月底前完成体育馆主体工程。总投资12.6亿元的18个项目要全部开工。
（二）强化督查问责
建立重点工作一月一通报机制，对连续两次排名靠后的单位，进行约谈问责。各乡镇每季度末向县政府报告进展情况。
请县教育局牵头，县财政局配合，年底前新建幼儿园3所。决不允许出现拖欠教师工资的情况。
我们要大力弘扬实干精神，以昂扬斗志奋勇前行。
"""
DIRECTORY = (("县教育局", 11), ("县财政局", 12), ("柳河县教育局", 11))


@pytest.fixture(scope="module")
def report() -> Reading:
    return read(REPORT, directory=DIRECTORY)


def row(reading: Reading, words: str) -> DraftItem:
    """The one row that says `words`."""
    found = [item for item in reading.items if words in item.quote]
    assert len(found) == 1, [item.quote for item in found]
    return found[0]


def label(reading: Reading, words: str) -> str:
    return next(p.label for p in reading.passages if words in reading.text[p.start : p.end])


def test_the_head_tells_title_date_and_year(report: Reading) -> None:
    assert report.facts.title == "柳河县2026年政府工作报告"
    assert str(report.facts.dated_on) == "2026-01-12"
    assert (report.facts.year, report.facts.kind) == (2026, "report_task")


def test_the_part_that_looks_back_gives_no_rows(report: Reading) -> None:
    assert label(report, "青石大桥") == "past"
    assert not any("青石大桥" in item.quote or "3200" in item.quote for item in report.items)


def test_parallel_targets_are_rows_of_their_own(report: Reading) -> None:
    found = [(t.indicator, t.comparator, t.value, t.unit) for item in report.items[:3] for t in item.targets]
    assert found == [
        ("地区生产总值增长", "≈", "6", "%"),
        ("规模以上工业增加值增长", ">=", "8", "%"),
        ("城镇登记失业率", "<=", "4.5", "%"),
    ]
    assert {item.type for item in report.items[:3]} == {"target"}


def test_parallel_tasks_are_parted_and_a_saying_is_none(report: Reading) -> None:
    assert row(report, "白杨水库").strength == row(report, "东环路").strength == "core"
    assert row(report, "白杨水库").id != row(report, "东环路").id
    assert label(report, "牛鼻子") == "frame"


def test_a_date_is_read_against_the_documents_year(report: Reading) -> None:
    due = row(report, "体育馆").due
    assert (due.said, str(due.on), due.kind) == ("6月底前", "2026-06-30", "explicit")


def test_money_of_a_project_is_no_target(report: Reading) -> None:
    item = row(report, "18个项目")
    assert [(a.what, a.value, a.unit) for a in item.amounts] == [("总投资", "12.6", "亿元")]
    assert [(t.indicator, t.value, t.unit) for t in item.targets] == [("项目", "18", "个")]


def test_a_mechanism_with_a_rhythm_and_one_with_a_consequence(report: Reading) -> None:
    monthly = row(report, "一月一通报")
    assert monthly.type == "mechanism"
    assert monthly.recurrence is not None
    assert (monthly.recurrence.freq, monthly.recurrence.times, monthly.due.kind) == ("monthly", 1, "recurring")
    called = row(report, "约谈问责")
    assert called.quote.startswith("对连续两次排名靠后的单位")
    assert (called.type, called.why) == ("mechanism", "reading.consequence")


def test_who_reports_to_whom(report: Reading) -> None:
    quarterly = row(report, "每季度末")
    assert quarterly.recurrence is not None
    assert (quarterly.recurrence.freq, quarterly.recurrence.by) == ("quarterly", "季度末")
    assert [u.name for u in quarterly.units if u.role == "owner"] == ["各乡镇"]


def test_lead_and_co_come_from_the_grammar_and_the_directory(report: Reading) -> None:
    item = row(report, "幼儿园3所")
    assert [(u.name, u.role, u.unit_id) for u in item.units] == [("县教育局", "lead", 11), ("县财政局", "co", 12)]
    assert str(item.due.on) == "2026-12-31"


def test_what_must_never_happen_is_core(report: Reading) -> None:
    assert row(report, "决不允许").why == "reading.full"


def test_attitude_is_framing(report: Reading) -> None:
    assert label(report, "昂扬斗志") == "frame"


def test_rows_stand_under_their_headings(report: Reading) -> None:
    assert row(report, "白杨水库").path[-2:] == ("二、2026年工作安排", "（一）狠抓项目建设")


def test_without_a_year_a_day_is_left_open_and_never_guessed() -> None:
    (item,) = read("县水利局要在6月底前完成河道清淤工程。").items
    assert (item.due.said, item.due.on, item.due.kind) == ("6月底前", None, "explicit")
    (told,) = read("县水利局要在6月底前完成河道清淤工程。", year=2025).items
    assert str(told.due.on) == "2025-06-30"


def test_the_output_has_the_agreed_shape(report: Reading) -> None:
    data = as_data(report, {"name": "报告.txt"})
    assert list(data) == ["schema", "source", "text", "passages", "items", "coverage", "outline"]
    assert data["schema"] == "luoshi.reading/1"
    assert set(data["passages"][0]) == {"start", "end", "path", "label", "why", "probability"}
    keys = "id quote start end title path type strength targets amounts due recurrence units persons"
    assert set(data["items"][0]) >= set(keys.split())
    assert all(data["text"][item["start"] : item["end"]] == item["quote"] for item in data["items"])
    assert data["items"][0]["targets"][0]["value"] == 6
    assert data["coverage"]["items"] == len(report.items)


def test_an_empty_text_and_a_text_without_tasks_give_nothing() -> None:
    assert read("").items == ()
    assert read("春天来了，柳树发芽，燕子从南方飞回。").items == ()


def check_spans(reading: Reading) -> None:
    """Every field lies in the text and reads as claimed."""
    text = reading.text
    for item in reading.items:
        assert text[item.start : item.end] == item.quote
        spanned = [*item.targets, *item.amounts, *item.units, *item.persons, item.recurrence]
        assert all(one is None or 0 <= one.start < one.end <= len(text) for one in spanned)
        assert all(text[u.start : u.end] == u.name for u in item.units)
        assert all(text[p.start : p.end] == p.who for p in item.persons)
        assert item.recurrence is None or text[item.recurrence.start : item.recurrence.end] == item.recurrence.said
        if item.due.said is not None:
            assert text[item.due.start : item.due.end] == item.due.said
        assert all(t.indicator in text for t in item.targets)
        check_numbers(text, item)
        check_words(text, item)
    assert [p.start for p in reading.passages] == sorted(p.start for p in reading.passages)


def check_numbers(text: str, item: DraftItem) -> None:
    """A value is printed where its span is, or a rule that filled it is named."""
    for target in item.targets:
        printed = text[target.start : target.end]
        if target.rule:
            assert target.rule in {"full_coverage", "never", "half"}
        elif target.masked:
            assert (target.value, printed[0]) == (None, "X")
        else:
            assert target.value in {number(printed.split("%")[0]), *re.findall(r"[\d.]+", printed)} | chinese(printed)
    for amount in item.amounts:
        assert amount.value in text[amount.start : amount.end].replace(",", "") or amount.value in chinese(
            text[amount.start : amount.end]
        )


def chinese(printed: str) -> set[str]:
    """The values that Chinese numerals at the head of a number stand for."""
    return {number(printed[:size]) for size in range(1, len(printed) + 1)}


def check_words(text: str, item: DraftItem) -> None:
    """Grade, case and consequence are words of the text."""
    if item.wording:
        assert text[item.wording.start : item.wording.end] == item.wording.said
    if item.trigger:
        assert text[item.trigger.start : item.trigger.end] == item.trigger.case
        assert text[item.trigger.then_start : item.trigger.then_end] == item.trigger.then


ORDERS = """关于做好秋季防火工作的通知
各镇人民政府：
一、工作任务
1.各镇要成立防火专班。
2.县林业局要每日巡查林区道路。
3.县应急局要储备灭火器材500套。
二、工作要求
加强领导，落实责任。
"""


def test_every_order_of_a_numbered_list_is_a_row_however_short_and_the_heads_of_the_parts_are_none() -> None:
    rows = [item.quote for item in read(ORDERS, year=2026).items]
    assert [words for words in ("防火专班", "巡查林区", "灭火器材") if not any(words in row for row in rows)] == []
    assert not any("工作任务" in row or "工作要求" in row for row in rows)


def test_spans_of_the_report_hold(report: Reading) -> None:
    check_spans(report)


OFFICIAL_WORDS = """
县财政局 各乡镇 牵头 配合， 每月 每季度末 6月底前 12月31日前 2026年 完成 建设 东环路项目 增长8%以上 达到50个
总投资3亿元 ， 。 ； 对落实不力的 严肃问责 一、 （二） 一是 建立 机制 “ ” （ ） ： 要 近年来 力争 两个 工作组
主要负责人 向县政府报告 十四五期间 由 负责 X % 第 2月30日前 由50%提高到60% 3—5家 决不允许出现 全覆盖 确保 必须
会后一周内 2026年7月1日起施行 （县财政局、各乡镇，年底前） （列第一位的为牵头单位） 附件：项目清单 1. 三个工作组 X-X次
百分之六十 一半以上 每名干部 20兆瓦光伏 的单位 等6条道路 春节前 正月初六
"""
PIECES = st.lists(st.sampled_from([*OFFICIAL_WORDS.split(), "\n"]), max_size=50).map("".join)


@given(PIECES)
def test_spans_hold_for_any_heap_of_official_words(source: str) -> None:
    check_spans(read(source, directory=DIRECTORY, year=2026))


@given(DIRT)
def test_spans_hold_for_any_dirt(source: str) -> None:
    check_spans(read(source, directory=DIRECTORY))


def test_the_same_text_gives_the_same_reading() -> None:
    assert read(REPORT, directory=DIRECTORY) == read(REPORT, directory=DIRECTORY)
