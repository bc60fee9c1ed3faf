"""Years compared: each promise of the plan beside what the next year's review says of it."""

import pytest

from luoshi.reading import read
from luoshi.reading.compare import Answer, Comparison, compare
from luoshi.reading.compare_numbers import answer, measure, promised, quantities, reached
from luoshi.reading.compare_output import as_data
from luoshi.reading.records import Target

PLAN = """云岭县2025年政府工作报告
（2025年1月9日）
一、2024年工作回顾
过去一年，全县各项工作取得了新的成绩，群众的日子一天天好起来。
二、2025年工作安排
今年的主要目标是：地区生产总值增长7%，一般公共预算收入增长5%左右，城镇新增就业2500人以上。
（一）抓好项目。建成青石大桥，启动河西水厂扩建工程，新建四好农村路20公里。
（二）抓好民生。改造老旧小区12个，新增高新技术企业8家、科技型中小企业30家。
（三）抓好农业。建成柳湾粮库2座，打造精品示范村6个，粮食播种面积稳定在30万亩以上。
到2027年，建成环湖生态公园。
"""
REVIEW = """云岭县2026年政府工作报告
（2026年1月8日）
一、2025年工作回顾
预计地区生产总值完成92.4亿元，同比增长5.8%；一般公共预算收入完成6.1亿元，增长4.9%；城镇新增就业3100人。
青石大桥建成通车，河西水厂扩建工程正在抓紧施工，新建四好农村路35000米。
改造老旧小区9个，新增高新技术企业11家、科技型中小企业42家。精品示范村建设得到上级肯定。
建成城北雨水泵站4座，群众反映很好。
二、2026年工作安排
（一）抓好农业。建成柳湾粮库2座，抓好夏收秋种。
"""


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return compare(read(PLAN), read(REVIEW))


def of(compared: Comparison, words: str) -> Answer:
    """The answer to the promise that holds `words`."""
    return next(one for one in compared.answers if one.promise and words in one.promise.text)


@pytest.mark.parametrize(
    ("promise", "status", "reason"),
    [
        ("地区生产总值", "missed", "short"),
        ("一般公共预算收入", "met", "reached"),
        ("城镇新增就业", "met", "reached"),
        ("青石大桥", "met", "done"),
        ("四好农村路", "met", "reached"),
        ("老旧小区", "missed", "short"),
        ("柳湾粮库", "missed", "promised_again"),
        ("粮食播种面积", "dropped", "no_answer"),
        ("环湖生态公园", "not_due", "later_year"),
    ],
)
def test_each_promise_has_its_verdict(compared: Comparison, promise: str, status: str, reason: str) -> None:
    found = of(compared, promise)
    assert (found.status, found.reason) == (status, reason)


def test_a_promise_without_its_number_in_the_review_has_changed(compared: Comparison) -> None:
    assert of(compared, "精品示范村").status == "changed"


def test_numbers_are_compared_in_one_unit_and_each_with_its_own(compared: Comparison) -> None:
    (road,) = of(compared, "四好农村路").figures
    assert (road.promised, road.reached, road.kept) == ("20公里", "35000米", True)
    firms = of(compared, "高新技术企业").figures
    assert [(one.promised, one.reached) for one in firms] == [("8家", "11家"), ("30家", "42家")]


def test_what_was_done_without_a_promise_is_told(compared: Comparison) -> None:
    extra = [one.answer.text for one in compared.answers if one.status == "unplanned" and one.answer]
    assert extra == ["建成城北雨水泵站4座"]


def test_every_quote_is_the_papers_own(compared: Comparison) -> None:
    plan, review = read(PLAN).text, read(REVIEW).text
    for one in compared.answers:
        assert one.promise is None or plan[one.promise.start : one.promise.end] == one.promise.text
        assert one.answer is None or review[one.answer.start : one.answer.end] == one.answer.text


def test_the_data_counts_what_it_lists(compared: Comparison) -> None:
    data = as_data(compared, {"name": "甲"}, {"name": "乙"})
    assert data["schema"] == "luoshi.years/1"
    assert sum(data["counts"].values()) == len(data["answers"])


def test_a_paper_that_does_not_look_back_cannot_answer() -> None:
    with pytest.raises(ValueError, match="looks back"):
        compare(read(PLAN), read("一、2026年工作安排\n建成青石大桥。"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("万元", "亿元"),
        ("米", "公里"),
        ("亩", "公顷"),
        ("万亩", "平方公里"),
        ("个", "家"),
        ("人", "名"),
        ("万吨", "公斤"),
    ],
)
def test_units_of_one_dimension_can_be_compared(one: str, other: str) -> None:
    assert measure(one)[0] == measure(other)[0]


@pytest.mark.parametrize(("one", "other"), [("元", "美元"), ("人", "人次"), ("%", "个百分点"), ("亩", "米")])
def test_units_of_two_dimensions_never_are(one: str, other: str) -> None:
    assert measure(one)[0] != measure(other)[0]


@pytest.mark.parametrize(
    ("comparator", "value", "said", "kept"),
    [
        (">=", "20", "完成20个", True),
        (">=", "20", "完成19个", False),
        ("≈", "20", "完成19个", True),
        ("≈", "20", "完成18个", False),
        ("<=", "4", "控制在3.5%", True),
        ("<=", "4", "控制在4.5%", False),
        ("=", "20", "完成25个", True),
    ],
)
def test_the_comparator_decides(comparator: str, value: str, said: str, kept: bool) -> None:
    unit = "%" if "%" in said else "个"
    target = Target("任务", comparator, value, unit, None, 0, 1)
    wanted = promised(target, "任务")
    assert wanted is not None
    got = answer(wanted, "任务", quantities(said, 0, len(said)), said)
    assert got is not None
    assert reached(target, wanted, got, said) is kept


def test_a_sum_over_years_answers_no_promise_of_one_year() -> None:
    said = "五年累计新增就业9000人"
    wanted = promised(Target("新增就业", ">=", "2500", "人", None, 0, 1), "新增就业2500人")
    assert wanted is not None
    assert answer(wanted, "新增就业", quantities(said, 0, len(said)), said) is None


def test_what_a_review_says_of_the_next_step_answers_nothing() -> None:
    plan = "一、2025年工作安排\n今年要建成青石大桥1座。"
    review = "一、2025年工作回顾\n各项工作稳步开展。下一步，我们将建成青石大桥1座。\n二、2026年工作安排\n抓好落实。"
    (one, *_) = [answer for answer in compare(read(plan, year=2025), read(review)).answers if answer.promise]
    assert one.status in {"missed", "dropped"}
