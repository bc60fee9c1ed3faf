"""Decomposition papers as offices write them: brackets, lines and tables that say who and by when."""

from luoshi.reading import read
from luoshi.reading.records import DraftItem, Reading
from tests.reading.test_reading import check_spans

PAPER = """关于印发《柳河县2026年重点工作任务分解方案》的通知
各乡镇人民政府，县直各单位：
一、稳增长
1. 推进开发区标准化厂房建设，新建厂房12栋。（牵头单位：县开发区管委会；\
责任单位：县住建局、县自然资源局；完成时限：2026年9月底）
2. 规上工业增加值增长8%以上。责任单位：县工信局，配合单位：县统计局、各乡镇；完成时限：12月底前
3. 全面推行河长制，加强水污染防治。（县水利局牵头，县生态环境局、各乡镇按职责分工负责）
4. 开展校园安全专项整治（县教育局、县公安局负责，长期坚持）
二、惠民生
序号 | 工作任务 | 牵头单位 | 配合单位 | 责任领导 | 完成时限
1 | 建成城东幼儿园 | 县教育局 | 县财政局、县住建局 | 梁静仪 | 8月底前
2 | 改造供热管网15公里 | 县住建局 | 各街道 | 高远川 | 长期坚持
合计 | 两项
"""


def reading() -> Reading:
    return read(PAPER, year=2026)


def row(words: str) -> DraftItem:
    (found,) = [item for item in reading().items if words in item.quote]
    return found


def who(item: DraftItem) -> list[tuple[str, str]]:
    return [(unit.name, unit.role) for unit in item.units]


def test_a_bracket_belongs_to_every_row_of_its_line() -> None:
    expected = [("县开发区管委会", "lead"), ("县住建局", "co"), ("县自然资源局", "co")]
    assert who(row("标准化厂房")) == who(row("厂房12栋")) == expected
    assert str(row("厂房12栋").due.on) == "2026-09-30"


def test_lines_of_responsibility_belong_to_the_task_before() -> None:
    item = row("增长8%")
    assert who(item) == [("县工信局", "lead"), ("县统计局", "co"), ("各乡镇", "co")]
    assert (item.due.said, str(item.due.on)) == ("12月底前", "2026-12-31")


def test_who_shares_the_work_behind_a_lead_helps() -> None:
    assert who(row("河长制")) == [("县水利局", "lead"), ("县生态环境局", "co"), ("各乡镇", "co")]
    assert row("河长制").persons == ()


def test_a_numbered_task_without_text_below_is_a_row_and_no_heading() -> None:
    item = row("校园安全")
    assert who(item) == [("县教育局", "lead"), ("县公安局", "lead")]
    assert (item.due.said, item.due.kind) == ("长期坚持", "none")
    assert item.quote.startswith("开展校园安全")


def test_columns_of_a_table_are_known_by_their_heads() -> None:
    item = row("城东幼儿园")
    assert item.quote == "建成城东幼儿园"
    assert who(item) == [("县教育局", "lead"), ("县财政局", "co"), ("县住建局", "co")]
    assert [(person.who, person.role) for person in item.persons] == [("梁静仪", "lead")]
    assert str(item.due.on) == "2026-08-31"
    assert (row("供热管网").due.said, row("供热管网").due.on) == ("长期坚持", None)


def test_titles_addressees_and_sums_give_no_rows() -> None:
    quotes = [item.quote for item in reading().items]
    assert len(quotes) == 9 - 1
    assert not any("通知" in quote or "合计" in quote or "人民政府" in quote for quote in quotes)


def test_every_span_of_the_paper_holds() -> None:
    check_spans(reading())


LISTED = """晋源北县2026年重点工作任务分解
一、项目建设
（本部分括号内列第一位的为牵头单位，其余为配合单位）
1.新建停车场3处。（县住建局、县自然资源局、各乡镇，10月底前）
2.修缮文庙。（县文化和旅游局，长期坚持）
二、民生实事
3.改造厕所40座。【责任单位：县农业农村局、县财政局，各乡镇（列首位的为牵头单位，下同）】
4.新建公厕12座。【责任单位：县城市管理局、县住建局】
5.设立助学贷款。（县教育局会同县财政局落实）
"""


def listed(words: str) -> DraftItem:
    (found,) = [item for item in read(LISTED, year=2026).items if words in item.quote]
    return found


def test_a_bracket_of_names_answers_for_its_task_and_the_first_leads_where_a_legend_says_so() -> None:
    parking = listed("停车场")
    assert who(parking) == [("县住建局", "lead"), ("县自然资源局", "co"), ("各乡镇", "co")]
    assert str(parking.due.on) == "2026-10-31"
    assert who(listed("文庙")) == [("县文化和旅游局", "lead")]
    assert listed("文庙").due.said == "长期坚持"


def test_a_legend_inside_a_bracket_holds_from_there_on() -> None:
    assert who(listed("厕所")) == [("县农业农村局", "lead"), ("县财政局", "co"), ("各乡镇", "co")]
    assert who(listed("公厕")) == [("县城市管理局", "lead"), ("县住建局", "co")]


def test_together_with_is_lead_and_helper() -> None:
    assert who(listed("助学贷款")) == [("县教育局", "lead"), ("县财政局", "co")]


def test_the_legend_is_no_row() -> None:
    found = read(LISTED, year=2026)
    assert [one.why for one in found.passages if "本部分" in found.text[one.start : one.end]] == ["reading.legend"]


ORDER = (
    "县城管局要在4月25日前清理占道摊点，逐街明确三名责任人。"
    "红石桥工程由县交通局牵头，县财政局、白沙镇配合，5月底前完成桩基。"
)


def test_the_date_of_an_order_holds_for_all_of_it() -> None:
    assert {str(item.due.on) for item in read(ORDER, year=2026).items[:2]} == {"2026-04-25"}


def test_a_helper_behind_who_leads_the_work_helps_with_what_follows() -> None:
    (piles,) = [item for item in read(ORDER, year=2026).items if "桩基" in item.quote]
    assert who(piles) == [("县交通局", "lead"), ("县财政局", "co"), ("白沙镇", "co")]


NOTED = """柳河县2026年重点任务分工
1.新建充电桩200个。{first}
2.改造管网12公里。（县住建局、县水利局）
{last}"""


def roles_of(paper: str) -> list[list[tuple[str, str]]]:
    return [who(item) for item in read(paper, year=2026).items]


def test_the_unit_named_first_leads_where_the_bracket_itself_says_so() -> None:
    expected = [("县商务局", "lead"), ("县交通运输局", "co")]
    for opening in ("", "责任单位："):
        bracket = f"（{opening}县商务局、县交通运输局，列第一位的为牵头单位）"
        assert roles_of(NOTED.format(first=bracket, last=""))[0] == expected


def test_the_unit_named_first_leads_where_a_note_at_the_end_says_so_and_not_without_it() -> None:
    bracket = "（责任单位：县商务局、县交通运输局）"
    noted = roles_of(NOTED.format(first=bracket, last="注：列第一位的为牵头单位。"))
    assert [[role for _, role in units] for units in noted] == [["lead", "co"], ["lead", "co"]]
    assert ("县水利局", "co") not in roles_of(NOTED.format(first=bracket, last=""))[1]


LEVELED = (("县委组织部", 21), ("组织部", 21), ("县财政局", 22), ("财政局", 22))


def ids(sentence: str) -> list[tuple[str, int | None]]:
    read_ = read(sentence, year=2026, directory=LEVELED)
    return [(unit.name, unit.unit_id) for item in read_.items for unit in item.units]


def test_a_name_behind_its_own_level_or_alone_is_the_unit_of_the_directory() -> None:
    assert ids("年底前新建幼儿园3所。（财政局、县委组织部）") == [("财政局", 22), ("县委组织部", 21)]


def test_a_name_behind_another_level_is_no_unit_of_this_directory() -> None:
    assert all(unit_id is None for _, unit_id in ids("年底前新建幼儿园3所。（省财政局、市委组织部）"))


def test_a_name_that_runs_on_into_another_word_is_no_unit() -> None:
    assert all(unit_id is None for _, unit_id in ids("各镇要按照组织部署，年底前新建幼儿园3所。"))
