"""Tables as grids, and as the lines that the reader reads."""

from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.reading.flow import flowed
from luoshi.reading.grid import Cell, filled, joined, laid_out, lines, of_sheet


def test_cells_that_reach_over_others_are_said_once_and_known_everywhere() -> None:
    grid = laid_out(
        [
            [Cell("序号", row_span=2), Cell("工作任务", row_span=2), Cell("责任分工", col_span=2)],
            [Cell("牵头"), Cell("配合")],
            [Cell("1"), Cell("建成水厂"), Cell("县水利局", row_span=2), Cell("县财政局")],
            [Cell("2"), Cell("改造管网"), Cell("")],
        ]
    )
    assert lines(grid) == [
        "序号 | 工作任务 | 责任分工 | /",
        "〃 | 〃 | 牵头 | 配合",
        "1 | 建成水厂 | 县水利局 | 县财政局",
        "2 | 改造管网 | 〃 | /",
    ]
    assert filled(grid)[1] == ["序号", "工作任务", "牵头", "配合"]
    assert filled(grid)[3] == ["2", "改造管网", "县水利局", ""]


def test_a_sheet_gives_sections_across_and_keeps_what_is_hidden_apart() -> None:
    grid = of_sheet(
        [
            ["某县重点工作台账", "", "", ""],
            ["序号", "任务", "电话", "时限"],
            ["一、城乡建设", "", "", ""],
            ["1", "新建公园", "123", "6月底"],
            ["2", "已删", "", "6月底"],
        ],
        merged=[(0, 0, 0, 3), (2, 0, 2, 3)],
        hidden_rows=[4],
        hidden_columns=[2],
    )
    assert lines(grid) == ["某县重点工作台账", "序号 | 任务 | 时限", "一、城乡建设", "1 | 新建公园 | 6月底"]
    assert lines(grid, hidden=True)[3:] == ["1 | 新建公园 | 123 | 6月底", "2 | 已删 | / | 6月底"]


def test_a_table_over_pages_is_one_again_without_its_repeated_head() -> None:
    head = [Cell("序号"), Cell("任务"), Cell("单位")]
    first = laid_out([head, [Cell("1"), Cell("修路"), Cell("甲局")], [Cell("2"), Cell("新建桥梁"), Cell("乙")]])
    second = laid_out([head, [Cell(""), Cell("三座"), Cell("局")], [Cell("3"), Cell("植树"), Cell("丙局")]])
    (whole,) = joined([first, second])
    assert lines(whole)[1:] == ["1 | 修路 | 甲局", "2 | 新建桥梁三座 | 乙局", "3 | 植树 | 丙局"]
    other = laid_out([[Cell("甲"), Cell("乙")]])
    assert len(joined([first, other])) == 2


def test_lines_in_a_cell_are_a_list_of_names_points_or_broken_words() -> None:
    assert flowed("县教育局\n县财政局", wrapped=False) == "县教育局、县财政局"
    assert flowed("张某\n李某某", wrapped=False) == "张某、李某某"
    assert flowed("1.建成两座\n2.改造三座", wrapped=False) == "1.建成两座；2.改造三座"
    assert flowed("县人力资源和社会\n保障局", wrapped=True) == "县人力资源和社会保障局"
    assert flowed("王某某\n李某", wrapped=True) == "王某某、李某"
    assert flowed("建成投用，\n并验收", wrapped=True) == "建成投用，并验收"


def test_a_span_beyond_all_measure_is_cut() -> None:
    grid = laid_out([[Cell("甲", row_span=10**9, col_span=10**9)], [Cell("乙")]])
    assert grid.width <= 200


_CELLS = st.builds(
    Cell,
    text=st.sampled_from(["", "甲局", "一二三", "6月底", "/", "建成\n两座", "1|2"]),
    row_span=st.integers(0, 4),
    col_span=st.integers(0, 4),
    hidden=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_CELLS, max_size=5), max_size=6))
def test_whatever_a_file_says_of_its_cells_every_text_is_written_once(rows: list[list[Cell]]) -> None:
    grid = laid_out(rows)
    assert {len(row) for row in grid.rows} <= {grid.width}
    said = "\n".join(lines(grid, hidden=True))
    for text, shown in (("甲局", "甲局"), ("6月底", "6月底"), ("1|2", "1｜2")):
        assert said.count(shown) == sum(cell.text == text for row in rows for cell in row)
    joined([grid, grid])
