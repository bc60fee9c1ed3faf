"""Ledgers as offices keep them: read line by line, written in their own columns, and read the same again."""

import datetime as dt
from dataclasses import replace

from luoshi.intake import ledgers
from luoshi.reading.ledgers import LedgerBook, LedgerLine
from luoshi.reports import own_columns, workbook
from tests.intake import workbooks
from tests.reports.test_ledgers import ROW, sheet

ONE, TWO = ("城建", "一、城乡建设"), ("城建", "二、民生实事")
DIRECTORY = (("县住建局", 7), ("住建局", 7), ("县财政局", 8))


def read(content: bytes) -> LedgerBook:
    return ledgers.understood(ledgers.sheets_of(content), directory=DIRECTORY, year=workbooks.YEAR)


def told(line: LedgerLine) -> tuple[object, ...]:
    """What a line means, wherever it stands."""
    leads, helps = ([unit.name for unit in units] for units in (line.leads, line.helps))
    return line.sheet, line.section, line.title, leads, helps, line.due.on if line.due else None, line.hidden


def test_every_line_of_a_workbook_with_every_trick_is_read() -> None:
    book = read(workbooks.tricky())
    day = dt.date
    assert [told(line) for line in book.lines] == [
        (*ONE, "改造老旧小区5个：完成招标", ["县住建局"], ["县财政局", "县发改局"], day(2026, 2, 10), False),
        (*ONE, "改造老旧小区5个：开工建设", ["县住建局"], ["县财政局", "各乡镇（街道）"], day(2026, 3, 31), False),
        (*ONE, "新建停车场2处", ["县城管局"], [], day(2026, 12, 31), False),
        (*ONE, "整治占道经营", ["县城管局"], ["县公安局"], None, False),
        (*TWO, "扩建县医院门诊楼", ["县卫健局"], ["县财政局", "县自然资源局"], day(2026, 12, 31), False),
        (*TWO, "撤销的旧事项", ["县教育局"], [], day(2026, 6, 30), True),
        ("产业", "", "引进亿元项目3个", ["县投资促进局"], ["县经济开发区"], day(2026, 9, 30), False),
        ("产业", "", "培育规上企业8家", ["县工信局"], ["县统计局"], day(2026, 9, 30), False),
        ("产业", "", "举办樱桃节", ["县文旅局"], [], day(2026, 5, 1), False),
        ("产业", "", "修订产业目录", ["县发改局"], [], None, False),
    ]  # fmt: skip
    assert book.others == ("通讯录",)
    assert [(row, role) for row, role, _ in book.tables[0].aside if role != "section"] == [(14, "total"), (15, "note")]
    assert book.lines[0].leads[0].unit_id == 7


def test_written_in_its_own_columns_and_read_again_nothing_has_changed() -> None:
    first = read(workbooks.tricky())
    second = read(own_columns.own_columns_xlsx(first))
    third = read(own_columns.own_columns_xlsx(second))
    assert [told(line) for line in second.lines] == [told(line) for line in first.lines]
    assert [line.said for line in second.lines] == [line.said for line in first.lines]
    assert [table.mark for table in second.tables] == [table.mark for table in first.tables]
    assert second.lines == third.lines
    assert second.tables[0].aside == third.tables[0].aside


def test_the_ledger_that_we_hand_out_reads_as_it_was_written() -> None:
    written = sheet(ROW, replace(ROW, ordinal=2, title="完成城区管网改造12公里", lead="县水务局"))
    lines = read(workbook.ledger_xlsx(written)).lines
    assert [line.said["task"] for line in lines] == [row.title for row in written.rows]
    assert [[unit.name for unit in line.leads] for line in lines] == [[row.lead] for row in written.rows]
    assert [line.due.on if line.due else None for line in lines] == [row.due_on for row in written.rows]


def test_a_column_that_a_person_put_right_holds() -> None:
    sheets = ledgers.sheets_of(workbooks.tricky())
    table = ledgers.understood(sheets, year=2026).tables[1]
    settled = {table.mark: ["serial", "task", "co", "other"]}
    line = ledgers.understood(sheets, year=2026, settled=settled).tables[1].lines[2]
    assert (line.leads, [unit.name for unit in line.helps], line.due) == ((), ["县文旅局"], None)
