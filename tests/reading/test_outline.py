"""The outline: every numbering style, parallel headings without numbers, lists within lists, which way a part looks."""

import pytest

from luoshi.reading import outline, tree


def levels(text: str) -> list[tuple[int, str]]:
    return [(one.level, one.title) for one in tree.whole(text, outline.headings(text))]


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第一章 总则", 1),
        ("第三部分 保障措施", 1),
        ("第二节 职责", 2),
        ("第十二条 数据局负责核对。", 3),
        ("一、总体要求", 2),
        ("二．重点任务", 2),
        ("Ⅱ．重点任务", 2),
        ("（三）加强调度", 3),
        ("（三) 加强调度", 3),
        ("三）加强调度", 3),
        ("第二，抓好落实。", 3),
        ("1.抓好春耕", 4),
        ("12．抓好春耕", 4),
        ("3、抓好春耕", 4),
        ("【保障措施】", 4),
        ("★重点项目清单", 4),
        ("1.2 职责分工", 5),
        ("1.2.3 报送时限", 6),
        ("（2）抓好秋收", 5),
        ("2）抓好秋收", 5),
        ("一是抓好秋收。", 5),
        ("二要抓好秋收。", 5),
        ("其二，抓好秋收。", 5),
        ("首先，抓好秋收。", 5),
        ("③抓好秋收", 6),
        ("A.抓好秋收", 6),
    ],
)
def test_a_marker_has_its_level(line: str, level: int) -> None:
    mark = outline.marker(line)
    assert mark is not None
    assert mark[0] == level


@pytest.mark.parametrize(
    "line", ["3.5亿元用于修路。", "12.4公里道路完工", "1.2万户受益", "2026年要抓落实", "一些干部", "十年树木"]
)
def test_a_quantity_at_the_head_of_a_line_is_no_number(line: str) -> None:
    assert outline.marker(line) is None


NESTED = (
    "一要壮大产业。做到“三个突出”。一是突出招商引资。一是要严把项目入口，凡进必审。二是要签好合同，双向约束。"
    "二是突出企业培育。安排专人帮扶。三是突出园区建设。完善配套设施。"
)


def test_a_list_inside_a_list_ends_where_the_outer_one_goes_on() -> None:
    assert levels(NESTED) == [
        (5, "一要壮大产业"),
        (6, "一是突出招商引资"),
        (7, "一是要严把项目入口，凡进必审"),
        (7, "二是要签好合同，双向约束"),
        (6, "二是突出企业培育"),
        (6, "三是突出园区建设"),
    ]


def test_what_an_outer_list_promised_is_counted() -> None:
    text = "要守住三条底线：一是安全。二是环保。一是查源头，二是查去向。一是查厂房。二是查仓库。三是信访。件件有回音。"
    assert levels(text)[-1] == (2, "三是信访")


def test_two_lists_side_by_side_are_not_one_in_the_other() -> None:
    text = "我们面临新的形势。机遇方面：一是政策好。多项叠加。二是交通好。高铁通车。挑战方面：一是底子薄。二是人才少。"
    assert [level for level, _ in levels(text)] == [2, 2, 2, 2]


PARALLEL = (
    "全县干部要走在前面。要坚持解放思想抓落实。不等不靠，主动作为。要坚持攻坚克难抓落实。做到“两个着力”。一是着力找项目。"
    "跑省进市。二是着力找资金。用好债券。要坚持深入一线抓落实。少开会，多下去。"
)


def test_parallel_sentences_without_numbers_are_headings_of_their_paragraph() -> None:
    assert levels(PARALLEL) == [
        (2, "要坚持解放思想抓落实"),
        (2, "要坚持攻坚克难抓落实"),
        (3, "一是着力找项目"),
        (3, "二是着力找资金"),
        (2, "要坚持深入一线抓落实"),
    ]


def test_sentences_that_only_begin_alike_are_prose() -> None:
    text = "去年全县建成道路三条。去年全县建成学校两所。去年全县建成医院一家。群众很满意。各项工作都有了新起色。"
    assert levels(text) == []


def test_explanations_of_names_below_a_text_are_no_outline() -> None:
    text = "一、工作安排\n要抓好春耕工作，确保不误农时。\n名词解释\n1.“到位”：指三项到位。一是人到位。二是钱到位。"
    assert not any("一是" in title for _, title in levels(text))


def test_the_title_of_a_report_looks_neither_way_and_its_parts_do() -> None:
    text = "云岭县2026年工作报告\n各位代表，现在报告工作，请予审议并提出意见。\n一、去年工作回顾\n二、明年工作安排"
    assert [outline.direction(one) for one in outline.headings(text)] == [None, "back", "ahead"]


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ("下一步，要深入推进整治。", "ahead"),
        ("今年要建成两所学校。", "ahead"),
        ("2026年，我们将开工建设三个项目。", "ahead"),
        ("今年以来，全县完成投资三亿元。", "back"),
        ("近年来，我县先后建成三个园区。", "back"),
        ("去年完成了改造。", "back"),
        ("加快建设园区。", None),
    ],
)
def test_a_sentence_turns_a_paragraph(said: str, way: str | None) -> None:
    assert outline.turn(said) == way


def test_paragraphs_that_open_in_step_have_headings_though_no_word_is_shared() -> None:
    long = "坚持问题导向，逐项列出清单，明确牵头单位和完成时限，每月调度一次，确保件件有结果，事事有回音，群众看得见。"
    text = "\n".join(f"{said}。{long}" for said in ("铁腕治污护蓝天", "多措并举净水源", "常抓不懈管土壤"))
    assert [title for _, title in levels(text)] == ["铁腕治污护蓝天", "多措并举净水源", "常抓不懈管土壤"]
    assert levels(f"改造老旧小区9个。{long}\n新建幼儿园三所。{long}\n{long}") == []


def test_who_speaks_and_where_is_no_heading() -> None:
    text = "云岭县2026年工作报告\n2026年1月9日在县第六次会议上\n云岭县人民政府县长  某某\n各位代表，现在报告工作。"
    assert [title for _, title in levels(text)] == ["云岭县2026年工作报告"]


def test_a_text_of_nothing_but_lists_is_read_in_one_go() -> None:
    assert max(level for level, _ in levels("一是抓早。二是抓小。" * 400)) <= 9
    assert levels("要坚持抓好落实。" * 2000) == []
