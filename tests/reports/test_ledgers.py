"""The ledger on paper: written, then opened again by other programs."""

import datetime as dt
import importlib.util
import io
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from luoshi.reports import paper, workbook
from luoshi.reports.sheets import COLUMNS, LedgerRow, LedgerSheet, note

HEAD = "9952:" + "c6" * 32
ROW = LedgerRow(
    ordinal=1,
    number="LS-X149921-2026-M-0341",
    kind="会议议定事项",
    title="实现文昌街北延工程主体完工",
    basis="第34次县政府常务会议纪要 议定事项第3项",
    quote="会议决定，由住建局负责，6月底前实现文昌街北延工程主体完工。",
    acceptance="三方签认的进度资料",
    lead="住建局",
    co_units="财政局、自然资源局",
    leader="穆长河",
    responsible="贺建业",
    handed_over_on=dt.date(2026, 4, 7),
    due_on_original=dt.date(2026, 6, 30),
    due_on=dt.date(2026, 7, 20),
    progress="报80%",
    report="累计完成80%",
    problems="",
    next_step="",
    state="办理中",
    light="超期",
    urged=1,
    extended=1,
    returned=0,
    submitted_on=None,
    verification="",
    grade="",
    closed_on=None,
    recheck="",
    colour="yellow",
)


def sheet(*rows: LedgerRow) -> LedgerSheet:
    at = dt.datetime(2026, 7, 22, 2, tzinfo=dt.UTC)
    return LedgerSheet("督查落实台账", "岚禾县人民政府督查室", dt.date(2026, 7, 21), at, HEAD, rows)


def test_the_workbook_has_the_official_columns_and_the_lines_under_them() -> None:
    book = load_workbook(io.BytesIO(workbook.ledger_xlsx(sheet(ROW, replace(ROW, ordinal=2)))))
    page = book["台账"]
    assert [cell.value for cell in page[2]] == [column.heading for column in COLUMNS]
    line = dict(zip((column.field for column in COLUMNS), page[3], strict=True))
    assert line["number"].value == ROW.number
    assert line["due_on"].value.date() == ROW.due_on
    assert line["due_on_original"].value.date() == ROW.due_on_original
    assert line["closed_on"].value is None
    assert page.max_row == 4


def test_a_long_ledger_is_written_line_by_line_and_reads_like_one_written_at_once(tmp_path: Path) -> None:
    rows = [replace(ROW, ordinal=number, title=f"第{number}件") for number in range(1, 31)]
    heading, path = sheet(), tmp_path / "ledger.xlsx"
    assert workbook.write_ledger(path, heading, iter(rows), beside=tmp_path) == 30
    streamed = load_workbook(path)
    whole = load_workbook(io.BytesIO(workbook.ledger_xlsx(sheet(*rows))))
    for name in ("说明", "台账"):
        both = [[[cell.value for cell in row] for row in book[name].rows] for book in (streamed, whole)]
        assert both[0] == both[1]
    assert streamed["台账"].print_title_rows == "$2:$2"
    assert streamed["台账"].auto_filter.ref == whole["台账"].auto_filter.ref


def test_a_light_has_its_word_and_its_tint() -> None:
    page = load_workbook(io.BytesIO(workbook.ledger_xlsx(sheet(ROW))))["台账"]
    light = next(cell for cell, column in zip(page[3], COLUMNS, strict=True) if column.field == "light")
    assert light.value == "超期"
    assert light.fill.fgColor.rgb == "FFFBE9B0"


def test_the_workbook_is_made_to_be_printed_and_carries_the_logs_head() -> None:
    book = load_workbook(io.BytesIO(workbook.ledger_xlsx(sheet(ROW))))
    page = book["台账"]
    assert page.print_title_rows == "$2:$2"
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (8, "landscape")
    assert HEAD in page.oddFooter.left.text
    cover = "\n".join(str(cell.value or "") for row in book["说明"].rows for cell in row)
    assert f"luoshi verify --anchor {HEAD}" in cover
    assert "2026-07-21" in cover


def test_what_somebody_typed_is_text_and_never_a_formula() -> None:
    typed = replace(ROW, title='=HYPERLINK("http://x","y")', report="+1+1", basis="https://example.invalid/")
    page = load_workbook(io.BytesIO(workbook.ledger_xlsx(sheet(typed))))["台账"]
    line = dict(zip((column.field for column in COLUMNS), page[3], strict=True))
    assert (line["title"].data_type, line["title"].value) == ("s", typed.title)
    assert line["report"].data_type == "s"
    assert line["basis"].hyperlink is None


def test_an_empty_ledger_is_still_a_ledger() -> None:
    book = load_workbook(io.BytesIO(workbook.ledger_xlsx(sheet())))
    assert book["台账"].max_row >= 2
    assert "事项数量：0 件" in note(sheet())


def test_the_pdf_is_a3_across_with_headings_and_head_on_every_page() -> None:
    many = [replace(ROW, ordinal=n, number=f"LS-X149921-2026-M-{n:04}") for n in range(1, 61)]
    reader = PdfReader(io.BytesIO(paper.ledger_pdf(sheet(*many))))
    assert len(reader.pages) > 1
    for page in reader.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (1191, 842)
        text = page.extract_text().replace("\n", "")
        assert HEAD in text
        assert "牵头单位" in text
        assert "会议决定，由住建局负责" in text, "the passage that the line came from"
    assert "LS-X149921-2026-M-0060" in reader.pages[-1].extract_text()


def test_markup_in_a_text_stays_text_on_paper() -> None:
    typed = replace(ROW, title="#panic() *粗* $x$ [括号]")
    text = PdfReader(io.BytesIO(paper.ledger_pdf(sheet(typed)))).pages[0].extract_text()
    assert "#panic()" in text.replace("\n", "")


def test_without_the_pdf_writer_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(paper.PapersMissingError):
        paper.ledger_pdf(sheet(ROW))
