"""The small grammars one by one: dates, rhythms, numbers, parties, headings, secrecy marks."""

import pytest

from luoshi.reading import dates, outline, parties, quantities, secrecy


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("3月15日前完成", "2026-03-15"),
        ("6月底前完成", "2026-06-30"),
        ("2月底前完成", "2026-02-28"),
        ("9月中旬前完成", "2026-09-20"),
        ("年底前完成", "2026-12-31"),
        ("年内完成", "2026-12-31"),
        ("上半年完成", "2026-06-30"),
        ("第三季度完成", "2026-09-30"),
        ("一季度末完成", "2026-03-31"),
        ("明年6月底前完成", "2027-06-30"),
        ("2027年10月底前完成", "2027-10-31"),
        ("国庆节前完成", "2026-09-30"),
        ("“十五五”末完成", "2030-12-31"),
        ("到2028年完成", "2028-12-31"),
        ("2026—2028年完成", "2028-12-31"),
    ],
)
def test_a_printed_date_becomes_its_last_day(said: str, on: str) -> None:
    due = dates.due(said, 0, len(said), year=2026)
    assert due is not None
    assert (str(due.on), due.kind) == (on, "explicit")
    assert said[due.start : due.end] == due.said


@pytest.mark.parametrize(
    "said", ["一抓到底", "比2024年增长", "去年6月建成", "从今年开始实行", "长期坚持", "2025年以来"]
)
def test_what_is_no_deadline_gives_none(said: str) -> None:
    assert dates.due(said, 0, len(said), year=2026) is None


def test_a_term_from_an_event_and_an_impossible_day_have_no_date() -> None:
    for said in ("10个工作日内办结", "2月30日前完成"):
        due = dates.due(said, 0, len(said), year=2026)
        assert due is not None
        assert due.on is None


@pytest.mark.parametrize(
    ("said", "freq", "times", "by"),
    [
        ("每月底前报告一次", "monthly", 1, "月底"),
        ("每季度末通报", "quarterly", None, "季度末"),
        ("每周调度两次", "weekly", 2, None),
        ("一年两次集中观摩", "yearly", 2, None),
        ("一季度一考核", "quarterly", 1, None),
        ("建立周调度制度", "weekly", None, None),
        ("建立月通报制度", "monthly", None, None),
        ("定期开展督查", "unspecified", None, None),
        ("按年度报送工作总结", "yearly", None, None),
        ("每半年研究一次", "monthly", 1, None),
    ],
)
def test_a_rhythm_is_read(said: str, freq: str, times: int | None, by: str | None) -> None:
    found = dates.recurrence(said, 0, len(said))
    assert found is not None
    assert (found.freq, found.times, found.by) == (freq, times, by)
    assert found.interval == (6 if "半年" in said else 1)


@pytest.mark.parametrize("said", ["本月完成", "6月完成", "每亩补贴", "上周召开", "春季竞赛"])
def test_what_is_no_rhythm_gives_none(said: str) -> None:
    assert dates.recurrence(said, 0, len(said)) is None


@pytest.mark.parametrize(
    ("said", "indicator", "comparator", "value", "unit"),
    [
        ("地区生产总值增长6.5%左右", "地区生产总值增长", "≈", "6.5", "%"),
        ("粮食产量稳定在20万吨以上", "粮食产量", ">=", "20", "万吨"),
        ("城镇登记失业率控制在4%以内", "城镇登记失业率", "<=", "4", "%"),
        ("新建标准化厂房12栋", "新建标准化厂房", "=", "12", "栋"),
        ("招商到位资金突破30亿元", "招商到位资金", ">", "30", "亿元"),
        ("群众满意率达到百分之九十五以上", "群众满意率", ">=", "95", "%"),
        ("引进企业不少于15家", "引进企业", ">=", "15", "家"),
    ],
)
def test_a_target_is_read(said: str, indicator: str, comparator: str, value: str, unit: str) -> None:
    ((target,), amounts) = quantities.quantities(said, 0, len(said), building=False)
    assert (target.indicator, target.comparator, target.value, target.unit) == (indicator, comparator, value, unit)
    assert amounts == ()


@pytest.mark.parametrize(
    "said", ["“1+4”工作体系", "年产30万吨的项目", "贯彻中央八项规定", "国道108线", "13710工作制度", "第3次会议"]
)
def test_codes_sizes_and_names_are_no_targets(said: str) -> None:
    assert quantities.quantities(said, 0, len(said), building=False)[0] == ()


def test_money_stands_apart_until_it_is_a_level_to_reach() -> None:
    ((), (amount,)) = quantities.quantities("总投资5.2亿元的产业园", 0, 12, building=False)
    assert (amount.what, amount.value, amount.unit) == ("总投资", "5.2", "亿元")
    ((target,), ()) = quantities.quantities("固定资产投资达到5.2亿元", 0, 13, building=False)
    assert (target.comparator, target.value) == (">=", "5.2")


def test_a_masked_value_is_no_number() -> None:
    ((target,), ()) = quantities.quantities("新增就业X人以上", 0, 8, building=False)
    assert (target.value, target.unit, target.comparator) == (None, "人", ">=")


def test_chinese_numerals_count_only_where_something_is_set_up() -> None:
    assert quantities.quantities("成立两个工作组", 0, 7, building=True)[0][0].value == "2"
    assert quantities.quantities("树立两个理念", 0, 6, building=False)[0] == ()


DIRECTORY = (("县水利局", 3), ("水利局", 3), ("县住房和城乡建设局", 4), ("县住建局", 4), ("河西镇", 5))


def named(said: str) -> list[tuple[str, str, int | None]]:
    found = parties.units(said, 0, len(said), parties.Known(parties.automaton(DIRECTORY), None))
    return [(unit.name, unit.role, unit.unit_id) for unit in found]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("由县水利局牵头，县住建局配合", [("县水利局", "lead", 3), ("县住建局", "co", 4)]),
        (
            "牵头单位：县水利局；配合单位：县住建局、河西镇",
            [("县水利局", "lead", 3), ("县住建局", "co", 4), ("河西镇", "co", 5)],
        ),
        ("责任单位：县水利局", [("县水利局", "lead", 3)]),
        ("牵头单位：县水利局；责任单位：县住建局", [("县水利局", "lead", 3), ("县住建局", "co", 4)]),
        (
            "（县水利局牵头，县住建局、河西镇按职责分工负责）",
            [("县水利局", "lead", 3), ("县住建局", "co", 4), ("河西镇", "co", 5)],
        ),
        ("由县水利局在10日内办结", [("县水利局", "owner", 3)]),
        ("疏浚河道（县水利局、河西镇按职责分工负责）", [("县水利局", "lead", 3), ("河西镇", "lead", 5)]),
        ("县水利局会同县住建局，制定方案", [("县水利局", "owner", 3), ("县住建局", "co", 4)]),
        ("各乡镇要压实责任", [("各乡镇", "owner", None)]),
    ],
)
def test_the_grammar_of_responsibility(said: str, expected: list[tuple[str, str, int | None]]) -> None:
    assert named(said) == expected


def test_the_longest_name_wins_and_old_names_lead_to_the_same_unit() -> None:
    assert named("县住房和城乡建设局负责") == [("县住房和城乡建设局", "owner", 4)]
    assert named("水利局负责")[0][2] == 3


def test_words_that_only_look_like_units_are_none() -> None:
    assert named("顾全大局，统筹布局，打开新局面") == []


def test_posts_and_whom_they_report_to() -> None:
    said = "各单位主要负责人每月向分管副县长汇报"
    found = parties.persons(said, 0, len(said))
    assert [(person.role) for person in found] == ["owner", "report_to"]


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第一章 总则", 1),
        ("一、工作目标", 2),
        ("（一）抓项目", 3),
        ("第三，抓民生", 3),
        ("1. 加快建设", 4),
        ("（1）修路", 5),
        ("①架桥", 6),
    ],
)
def test_every_style_of_number_is_a_heading(line: str, level: int) -> None:
    found = outline.marker(line)
    assert found is not None
    assert found[0] == level


@pytest.mark.parametrize("line", ["一个项目", "2026年工作", "3.5公里", "一是一"])
def test_numbers_in_prose_are_no_headings(line: str) -> None:
    found = outline.marker(line)
    assert found is None or line == "一是一"


@pytest.mark.parametrize(
    "text",
    [
        "机密★1年\n某县人民政府文件",
        "密级：秘密\n通知",
        "特急  绝密★长期",
        "绝 密\n",
        "機密★5年",
        "秘密☆\n",
        "机密·5年\n",
        "机密级★启用前",
    ],
)
def test_a_secrecy_mark_is_found(text: str) -> None:
    assert secrecy.mark(text) in {"绝密", "机密", "秘密"}


@pytest.mark.parametrize(
    "text",
    [
        "各单位要做好保密工作，不得泄露国家秘密和商业秘密。",
        "加强机密文件管理。",
        "严格保守秘密，落实保密责任制。",
        "",
        "成功的秘密在于坚持。",
    ],
)
def test_prose_about_secrecy_bears_no_mark(text: str) -> None:
    assert secrecy.mark(text) is None
