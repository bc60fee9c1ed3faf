"""Slips that a supervision office would laugh at: a number with the wrong thing, a unit with the wrong head."""

import pytest

from luoshi.reading import parties, read, sentences

REPORT = """云岭县2026年政府工作报告
各位代表：
现在，我向会议作报告，请予审议，也请列席的同志多提意见。
二、2026年重点工作
2026年是建县70周年，是完成产业振兴规划的关键一年。
1. 推进乡村建设。示范村6个、卫生厕所300座、小游园2处，改造老旧水厂1—2家。
让我们更加紧密地团结起来，加快建设富强云岭。
"""
RULES = """云岭县数据共享管理办法
第一条 数据主管部门应当加强数据质量管理，及时核对共享目录。
第二条 县数据局应当在接到申请后7个工作日内核对完毕，再答复申请人。
（2026年3月1日印发）
"""


def test_each_number_of_a_list_stands_with_what_it_counts() -> None:
    counted = {
        target.indicator: (target.value, target.unit)
        for item in read(REPORT).items
        for target in item.targets
        if target.unit in "个座处"
    }
    assert counted == {"示范村": ("6", "个"), "卫生厕所": ("300", "座"), "小游园": ("2", "处")}


def test_a_dash_between_two_numbers_is_no_pause() -> None:
    text = "改造水厂1—2家，新建泵站——共三座"
    assert [text[a:b] for a, b in sentences.clauses(text, 0, len(text))] == ["改造水厂1—2家", "新建泵站", "共三座"]


def test_what_opens_and_closes_a_speech_is_no_task() -> None:
    quotes = " ".join(item.quote for item in read(REPORT).items)
    assert "示范村" in quotes
    assert not any(words in quotes for words in ("请予审议", "关键一年", "让我们"))


def test_a_rule_that_holds_for_good_is_not_due_at_the_end_of_its_year() -> None:
    rules, report = read(RULES, year=2026).items, read(REPORT).items
    assert {item.due.kind for item in rules if "7个工作日" not in item.quote} == {"none"}
    assert "2026-12-31" in {str(item.due.on) for item in report}
    yearly = read(RULES.replace("云岭县数据", "云岭县2026年度数据"), year=2026).items
    assert "implicit" in {item.due.kind for item in yearly}


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("先期由云岭市教育局进行指导", ["云岭市教育局"]),
        ("并在云岭州大数据中心登记", ["云岭州大数据中心"]),
        ("通过云岭州大数据中心提交申请", ["云岭州大数据中心"]),
        ("或者云岭州大数据中心同意", ["云岭州大数据中心"]),
        ("并请县政协提出意见", ["县政协"]),
        ("数据主管部门应当核对", []),
        ("各部门应当核对，相关部门负责", ["各部门", "相关部门"]),
    ],
)
def test_a_unit_has_its_own_name_and_no_other_words(said: str, names: list[str]) -> None:
    found = parties.units(said, 0, len(said), parties.Known(None, None))
    assert [unit.name for unit in found] == names
