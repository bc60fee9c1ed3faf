"""Tables of tasks: columns by heads and contents, rows of every sort, cells of units and days."""

import datetime as dt

import pytest

from luoshi.reading import cells, columns, ledgers, parties, read, rows
from luoshi.reading.grid import of_sheet
from luoshi.reading.parties import Known

NOBODY = Known(None, None)
DIRECTORY = (("县教育局", 1), ("教育局", 1), ("财政局", 2))
KNOWN = Known(parties.automaton(DIRECTORY), None)


def units(said: str, part: str = "duty", *, starred: bool = False) -> list[tuple[str, str]]:
    return [(unit.name, unit.role) for unit in cells.units(said, 0, len(said), KNOWN, part=part, starred=starred)]


@pytest.mark.parametrize(
    ("said", "leads", "helps"),
    [
        ("县教育局、县财政局、各乡镇（街道）", ["县教育局"], ["县财政局", "各乡镇（街道）"]),
        ("县教育局牵头，县财政局、县住建局配合", ["县教育局"], ["县财政局", "县住建局"]),
        ("县教育局、县财政局共同牵头，县住建局参与", ["县教育局", "县财政局"], ["县住建局"]),
        ("牵头单位：县教育局配合单位：县财政局，县住建局", ["县教育局"], ["县财政局", "县住建局"]),
        ("县财政局、县教育局（牵头）", ["县教育局"], ["县财政局"]),
        ("县财政局、★县教育局", ["县教育局"], ["县财政局"]),
        ("县委宣传部和县文旅局", ["县委宣传部"], ["县文旅局"]),
        ("县发展和改革局", ["县发展和改革局"], []),
        ("县教育局 县财政局 县住建局", ["县教育局"], ["县财政局", "县住建局"]),
        ("县教育局（王某某）、县财政局", ["县教育局"], ["县财政局"]),
        ("县教育局 张某某", ["县教育局"], []),
        ("县教育局等有关部门", ["县教育局"], []),
        ("有关部门", ["有关部门"], []),
    ],
)
def test_one_cell_says_who_leads_and_who_helps(said: str, leads: list[str], helps: list[str]) -> None:
    found = units(said)
    assert [name for name, role in found if role == "lead"] == leads
    assert [name for name, role in found if role == "co"] == helps


def test_units_are_found_in_the_directory_by_any_name_and_keep_the_one_that_is_printed() -> None:
    said = "县教育局、白河县财政局、县住建局"
    found = cells.units(said, 0, len(said), KNOWN, part="lead")
    assert [(unit.name, unit.unit_id) for unit in found] == [("县教育局", 1), ("白河县财政局", 2), ("县住建局", None)]
    assert all(said[unit.start : unit.end] == unit.name for unit in found)


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("2026年6月30日前", dt.date(2026, 6, 30)), ("2026-06-30", dt.date(2026, 6, 30)), ("6.30", dt.date(2026, 6, 30)),
        ("20260630", dt.date(2026, 6, 30)), ("2026.06", dt.date(2026, 6, 30)), ("26年6月", dt.date(2026, 6, 30)),
        ("12月底前", dt.date(2026, 12, 31)), ("3-5月", dt.date(2026, 5, 31)), ("１０月底", dt.date(2026, 10, 31)),
        ("2026.3-2027.2", dt.date(2027, 2, 28)), ("2026年3月至9月", dt.date(2026, 9, 30)),
        ("即日起至10月8日", dt.date(2026, 10, 8)), ("6月中旬", dt.date(2026, 6, 20)), ("三季度", dt.date(2026, 9, 30)),
        ("年底前", dt.date(2026, 12, 31)), ("上半年", dt.date(2026, 6, 30)), ("2026年2月30日", None),
        ("长期坚持", None), ("每月25日前", None), ("立行立改", None),
    ],
)  # fmt: skip
def test_a_cell_of_days_says_the_last_one(said: str, on: dt.date | None) -> None:
    found = cells.due(said, 0, len(said), year=2026)
    assert (found.on if found else None) == on
    assert cells.due("县教育局", 0, 4, year=2026) is None


def test_a_bare_month_without_any_year_is_no_day() -> None:
    found = cells.due("6月底前", 0, 5, year=None)
    assert found is None or found.on is None


def test_heads_that_nobody_knows_are_told_by_what_stands_below_them() -> None:
    heads = [("", "排号"), ("", "活儿"), ("", "归谁"), ("", "搭手"), ("", "哪天交账")]
    contents = [
        ["1", "2", "3"],
        ["新建三座水厂并投用", "修缮县城老旧管网五公里", "改造农村危桥两座"],
        ["县水利局", "县住建局", "县交通运输局"],
        ["县财政局、县发改局", "各乡镇（街道）", "县财政局"],
        ["6月底前", "2026.9.30", "长期坚持"],
    ]
    found = columns.recognised(heads, contents, NOBODY)
    assert [one.field for one in found] == ["serial", "task", "duty", "co", "due"]
    assert {one.by for one in found} == {"contents"}
    assert all(one.sure < columns.CERTAIN for one in found)
    known = columns.recognised(
        [("", "序号"), ("", "任务"), ("", "牵头单位"), ("", "配合单位"), ("", "完成时限")], contents, NOBODY
    )
    assert all(one.sure >= columns.CERTAIN for one in known if one.field != "task")


def test_contents_that_a_head_cannot_mean_make_it_doubtful() -> None:
    heads = [("", "任务"), ("", "责任单位"), ("", "完成时限")]
    contents = [["新建水厂三座", "改造危桥两座"], ["6月底前", "9月底前"], ["县水利局", "县交通运输局"]]
    found = columns.recognised(heads, contents, NOBODY)
    assert max(one.sure for one in found[1:]) < columns.LIKELY


def test_a_template_is_known_again_in_another_year_and_however_its_heads_are_broken() -> None:
    one = columns.fingerprint(["序号", "2026年工作任务", "责任 单位"])
    assert one == columns.fingerprint(["序 号", "2027年工作任务", "责任单位"])
    assert one != columns.fingerprint(["序号", "工作任务", "配合单位"])


def test_legends_say_who_leads() -> None:
    assert rows.first_leads("注：责任单位中列第一位的为牵头单位")
    assert rows.first_leads("说明：排在首位的单位负责牵头。")
    assert rows.star_leads("带★的为牵头单位")
    assert not rows.first_leads("备注：每月25日前报送进展")


def test_a_table_within_a_document_gives_rows_with_units_and_days() -> None:
    text = "\n".join(
        [
            "2026年重点工作责任分解表",
            "序号 | 工作任务 | 责任分工 | / | 完成时限",
            "〃 | 〃 | 牵头单位 | 配合单位 | 〃",
            "一、民生实事",
            "1 | 新建公办幼儿园3所 | 县教育局 | 财政局、县住建局 | 8月底前",
            "2 | 改造农村危桥5座 | 县交通运输局 | / | 〃",
            "合计 | 2项 | / | / | /",
            "备注：本表按月更新。",
        ]
    )
    reading = read(text, year=2026, directory=DIRECTORY)
    found = [(item.quote, [(unit.name, unit.role) for unit in item.units], item.due.on) for item in reading.items]
    assert found == [
        ("新建公办幼儿园3所", [("县教育局", "lead"), ("财政局", "co"), ("县住建局", "co")], dt.date(2026, 8, 31)),
        ("改造农村危桥5座", [("县交通运输局", "lead")], dt.date(2026, 8, 31)),
    ]
    for item in reading.items:
        assert reading.text[item.start : item.end] == item.quote
        assert all(reading.text[unit.start : unit.end] == unit.name for unit in item.units)
        assert item.due.start is not None
        assert reading.text[item.due.start : item.due.end] == item.due.said


def test_a_table_that_fell_into_lines_is_read_by_its_heads_and_numbers() -> None:
    head = ["序号", "实事", "责任单位", "完成时限"]
    first = ["1", "新建两座人行天桥。", "县住建局", "县交通运输局", "9月投入使用"]
    second = ["2", "建成县老年养护中心。", "县民政局", "5月底前", "开工建设老年大学。", "12月底前"]
    rows = [*head, *first, *second, "分享到："]
    above = ["关于督办2026年民生实事的通知", "2026年民生实事目标任务分解表"]
    reading = read("\n".join([*above, *rows]), year=2026)
    found = [(i.quote, [(u.name, u.role) for u in i.units], i.due.on) for i in reading.items]
    assert found == [
        ("新建两座人行天桥", [("县住建局", "lead"), ("县交通运输局", "co")], dt.date(2026, 9, 30)),
        ("建成县老年养护中心", [("县民政局", "lead")], dt.date(2026, 5, 31)),
        ("开工建设老年大学", [("县民政局", "lead")], dt.date(2026, 12, 31)),
    ]


def test_a_row_that_does_not_say_a_merged_cell_again_is_put_in_its_place() -> None:
    text = "\n".join(
        [
            "大类 | 序号 | 工作任务 | 分管领导 | 牵头单位及主要负责人 | 进展情况",
            "一、民生保障 | 1 | 提高城乡低保标准到每月900元 | 陈某某 | 市民政局 伍某某 | 已完成。",
            "2 | 新建社区食堂20家并投用 | 陈某某 | 市民政局 伍某某 | 已建成12家。",
        ]
    )
    reading = read(text, year=2026)
    assert [item.quote for item in reading.items] == ["提高城乡低保标准到每月900元", "新建社区食堂20家并投用"]
    assert [[unit.name for unit in item.units] for item in reading.items] == [["市民政局"], ["市民政局"]]
    assert [[one.who for one in item.persons] for item in reading.items] == [["陈某某", "伍某某"]] * 2


def test_what_a_page_says_of_its_document_is_no_table() -> None:
    rows = (
        "索引号 | 0024/2026-38 | 公开方式： | 主动公开",
        "文号 | 某政办函〔2026〕4号 | 成文日期： | 2026-02-04",
        "有效性 | 有效",
    )
    assert read("\n".join(rows), year=2026).items == ()


def test_a_table_of_other_things_gives_no_lines() -> None:
    grid = of_sheet([["姓名", "性别", "生日"], ["王某", "男", "1月2日"], ["李某", "女", "3月4日"]])
    assert ledgers.book([("花名册", grid)]) == ledgers.LedgerBook((), ("花名册",))


@pytest.mark.parametrize(
    "text",
    [
        "甲 | 乙",
        "1 | 甲局\n序号 | 任务 | 单位\n1 | 修路架桥 | 甲局",
        " | \n | | ",
        "〃 | 〃\n| |",
        "序号\n任务\n单位\n1",
    ],
)
def test_broken_tables_break_nothing(text: str) -> None:
    assert read(text, year=2026).text.count("〃") <= 2
