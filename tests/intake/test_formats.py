"""What each format gives: the words as they are printed, without what is no part of the document, and what was told."""

import io
import zipfile

import pytest

from luoshi.intake.extract import kinds, markdown, ofd, page, paper, plain, sheets, word, workbook
from luoshi.intake.extract.counting import printed
from luoshi.intake.extract.found import Found
from luoshi.intake.extract.numfmt import shown
from luoshi.intake.extract.unreadable import Unreadable
from tests.intake import office_files as made
from tests.intake import papers


def lines(found: Found) -> list[str]:
    return found.text.split("\n")


def test_automatic_numbers_go_on_begin_anew_and_are_counted_for_empty_paragraphs_too() -> None:
    document = made.new_document()
    made.numbering(document)
    for words, depth, number in (
        ("抓项目", 0, "88"),
        ("东环路", 1, "88"),
        ("征地", 2, "88"),
        ("北环路", 1, "88"),
        ("拆迁", 2, "88"),
        ("", 0, "88"),
        ("抓民生", 0, "88"),
        ("幼儿园", 1, "88"),
        ("细则", 3, "88"),
        ("另起", 0, "89"),
        ("接着", 0, "89"),
    ):
        made.numbered(document, words, depth, number)
    assert lines(word.read(made.saved(document))) == [
        "一、抓项目",
        "（一）东环路",
        "5.征地",
        "（二）北环路",
        "6.拆迁",
        "三、抓民生",
        "（一）幼儿园",
        "3.1 细则",
        "一、另起",
        "二、接着",
    ]


def test_a_number_may_come_from_the_style_of_a_paragraph() -> None:
    document = made.new_document()
    made.numbering(document)
    style = document.styles.add_style("条", 1)
    properties = style.element.get_or_add_pPr()
    properties.append(made.parse_xml(f'<w:numPr {made.nsdecls("w")}><w:numId w:val="88"/></w:numPr>'))
    document.add_paragraph("抓项目", style="条")
    document.add_paragraph("抓民生", style="条")
    assert lines(word.read(made.saved(document))) == ["一、抓项目", "二、抓民生"]


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("chineseCounting", "十二"),
        ("chineseLegalSimplified", "壹拾贰"),
        ("ideographTraditional", "乙"),
        ("decimalEnclosedCircle", "⑫"),
        ("upperRoman", "XII"),
        ("lowerLetter", "l"),
        ("decimalZero", "12"),
        ("ideographDigital", "一二"),
        ("whatever", "12"),
    ],
)
def test_counts_are_printed_as_their_format_wants(style: str, said: str) -> None:
    assert printed(12, style) == said


def test_words_that_are_not_part_of_the_document_are_left_out_and_told() -> None:
    document = made.new_document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.add_paragraph("目录一........1", style=document.styles.add_style("toc 1", 1))
    made.add(document, "<w:r><w:t>县水利局</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>不要印出</w:t></w:r>")
    made.add(document, '<w:r><w:t>要修渠。</w:t><w:commentReference w:id="0"/></w:r>')
    made.add(
        document,
        "<w:del w:id='1'><w:r><w:delText>删去的话</w:delText></w:r></w:del>"
        "<w:ins w:id='2'><w:r><w:t>新加的话</w:t></w:r></w:ins>",
    )
    found = word.read(made.saved(document))
    assert lines(found) == ["县水利局", "要修渠。", "新加的话"]
    assert found.margins.strip() == "内部资料"
    assert found.notices == {
        "contents_dropped": 1,
        "hidden_dropped": 1,
        "comments_dropped": 1,
        "deletions_dropped": 1,
        "insertions_kept": 1,
    }


def test_a_text_box_is_read_once_and_a_footnote_behind_the_text() -> None:
    document = made.new_document()
    made.add(document, f"<w:r><w:t>修桥</w:t></w:r>{made.box('框里的话')}")
    made.add(document, '<w:r><w:t>总投资2亿元</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>')
    document.add_paragraph("完。")
    notes = (
        f'<w:footnotes {made.nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>含征地费。</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    found = word.read(made.with_part(made.saved(document), "word/footnotes.xml", notes))
    assert lines(found) == ["修桥", "框里的话", "总投资2亿元", "完。", "注1：含征地费。"]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    document = made.new_document()
    made.add(document, "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t>县水利局要</w:t></w:r>")
    made.add(document, "<w:r><w:t>修渠。</w:t></w:r>")
    assert lines(word.read(made.saved(document))) == ["县水利局要修渠。"]


def test_merged_cells_of_a_word_table_keep_their_place_and_a_frame_is_no_table() -> None:
    document = made.new_document()
    table = document.add_table(rows=3, cols=3)
    for row, said in enumerate((("任务", "牵头", "时限"), ("修桥", "县交通运输局", "6月底"), ("修路", "", "9月底"))):
        for cell, words in zip(table.rows[row].cells, said, strict=True):
            cell.text = words
    table.cell(1, 1).merge(table.cell(2, 1))
    framed = document.add_table(rows=1, cols=1).cell(0, 0)
    framed.text = "通知如下"
    framed.add_paragraph("一、抓紧开工。")
    assert lines(word.read(made.saved(document))) == [
        "任务 | 牵头 | 时限",
        "修桥 | 县交通运输局 | 6月底",
        "修路 | 〃 | 9月底",
        "通知如下",
        "一、抓紧开工。",
    ]


def test_a_workbook_gives_what_it_shows() -> None:
    found = sheets.read(made.workbook())
    assert lines(found) == [
        "重点任务",
        "柳河县重点任务台账",
        "序号 | 任务 | 责任 | 时限",
        "〃 | 〃 | 牵头 | 〃",
        "1 | 新建水厂2座 | 县水利局 | 2026年6月30日",
        "3 | 完成率 | / | 12.5%",
        "说明",
        "每月25日前报送。",
    ]
    assert found.notices == {"sheets_hidden": 1, "rows_hidden": 1, "columns_hidden": 1}
    first = workbook.sheets(made.workbook())[0]
    assert (0, 0, 0, 4) in first.merged
    assert (first.hidden_rows, first.hidden_columns) == ([4], [3])


@pytest.mark.parametrize(
    ("stored", "number_format", "said"),
    [
        ("46203", 14, "2026年6月30日"),
        ("46203", 'yyyy"年"m"月"', "2026年6月"),
        ("46203", "m/d", "6月30日"),
        ("46203", "h:mm", "46203"),
        ("60", 14, "1900年2月28日"),
        ("0.1", 0, "0.1"),
        ("0.30000000000000004", 0, "0.3"),
        ("1234.5", "#,##0.00", "1234.5"),
        ("0.125", 10, "12.5%"),
        ("1E+3", 0, "1000"),
        ("很多", 14, "很多"),
    ],
)
def test_numbers_of_a_workbook_are_shown_as_people_see_them(stored: str, number_format: int | str, said: str) -> None:
    assert shown(stored, number_format) == said


def test_a_portal_page_laid_out_by_tables_gives_text_tables_and_the_numbers_of_its_lists() -> None:
    inner = (
        "<table><tr><th rowspan=2>任务</th><th colspan=2>责任</th></tr><tr><td>牵头</td><td>配合</td></tr>"
        "<tr><td>修桥</td><td>县交通运输局</td><td></td></tr></table>"
    )
    prose = "县政府各部门要把抓落实摆在更加突出的位置，确保件件有着落、事事有回音，年底前全部完成。" * 3
    source = f"""<html><head><title>关于抓好春季工作的通知_柳河县政府</title><meta charset="big5"></head><body>
    <table><tr><td><div class="nav"><a href=1>首页</a></div></td></tr>
    <tr><td><p>{prose}</p><ol type="1"><li>修渠。</li><li>修路。</li></ol>{inner}
    <div style="display: none">看不见</div></td></tr></table></body></html>"""
    assert lines(page.read(source.encode("gb18030"))) == [
        "关于抓好春季工作的通知",
        prose,
        "1. 修渠。",
        "2. 修路。",
        "任务 | 责任 | /",
        "〃 | 牵头 | 配合",
        "修桥 | 县交通运输局 | /",
    ]


def test_markdown_gives_its_words_and_tables() -> None:
    source = (
        "---\ntitle: x\n---\n# 工作要点\n\n**县水利局**要[修渠](http://a)。\n\n"
        "| 任务 | 时限 |\n|:---|---|\n| 修桥 | 6月底 |\n\n- 抓紧\n"
    )
    assert kinds.kind(source.encode()) == kinds.MARKDOWN
    assert [row for row in lines(markdown.read(source.encode())) if row] == [
        "工作要点",
        "县水利局要修渠。",
        "任务 | 时限",
        "修桥 | 6月底",
        "抓紧",
    ]


_SETTING = """#set page(
  paper: "a4", margin: 3cm, header: [柳河县文件汇编], footer: context align(center)[— #counter(page).display() —]
)
#set text(font: "Noto Sans CJK SC", size: 14pt, lang: "zh")
#set par(first-line-indent: (amount: 2em, all: true), justify: true)
"""
_TASK = (
    "县教育局要牵头新建“示范性”幼儿园3所，县财政局要在2026年6月底前拨付资金1.2亿元，"
    "确保件件有着落、事事有回音，各乡镇、各部门要抓紧抓好。"
)


def test_paragraphs_of_a_paper_are_whole_and_its_running_heads_and_page_numbers_are_out() -> None:
    found = paper.read(made.paper(_SETTING + "\n\n".join([_TASK] * 24)))
    assert lines(found) == [_TASK] * 24
    assert found.notices["margins_dropped"] >= 4
    assert "柳河县文件汇编" in found.margins


def test_a_table_over_pages_is_one_without_the_heads_that_repeat() -> None:
    rows = "".join(f"[{n}],[建成第{n}座水厂，铺设管网12公里并且通过验收],[县水利局]," for n in range(1, 61))
    source = f"{_SETTING}前言。\n#table(columns: (2cm, 1fr, 3cm), table.header[序号][任务][单位], {rows})\n后记。"
    found = paper.read(made.paper(source))
    assert lines(found) == [
        "前言。",
        "序号 | 任务 | 单位",
        *(f"{n} | 建成第{n}座水厂，铺设管网12公里并且通过验收 | 县水利局" for n in range(1, 61)),
        "后记。",
    ]
    assert found.notices["tables_joined"] >= 1


def test_merged_cells_of_a_paper_are_known_by_the_rules_that_are_missing() -> None:
    source = '#set text(font: "Noto Sans CJK SC")\n#table(columns: 3, table.cell(rowspan: 2)[任务],'
    source += "table.cell(colspan: 2)[责任], [牵头], [配合], [修桥], [县交通运输局], [])"
    assert lines(paper.read(made.paper(source))) == ["任务 | 责任 | /", "〃 | 牵头 | 配合", "修桥 | 县交通运输局 | /"]


def test_two_columns_are_read_one_after_the_other() -> None:
    source = f"{_SETTING}#set page(columns: 2, header: none)\n#set text(size: 11pt)\n" + "\n\n".join([_TASK] * 12)
    found = paper.read(made.paper(source))
    assert lines(found) == [_TASK] * 12
    assert found.notices["columns_parted"] == 1


def test_an_ofd_gives_its_lines_and_its_table() -> None:
    content = made.ofd(["关于修桥的通知", "县交通运输局要抓紧。"], table=[["任务", "时限"], ["修桥", "6月底"]])
    assert kinds.kind(content) == kinds.OFD
    assert lines(ofd.read(content)) == ["关于修桥的通知", "县交通运输局要抓紧。", "任务 | 时限", "修桥 | 6月底"]


@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs", "hz", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "big5", "iso-8859-1"])
def test_what_a_page_declares_of_its_encoding_is_not_believed(encoding: str, declared: str) -> None:
    said = "各鄉鎮要抓緊開工建設，確保完成任務。" if encoding == "big5hkscs" else "各乡镇要抓紧开工建设，确保完成任务。"
    source = f'<meta charset="{declared}">' + said * 6
    assert plain.decode(source.encode(encoding)) == source


_ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "很多">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (made.packed(("word/document.xml", _ENTITIES.encode())), "truncated"),
        (made.packed(("xl/workbook.xml", _ENTITIES.encode())), "truncated"),
        (made.packed(("OFD.xml", _ENTITIES.encode())), "truncated"),
        (made.packed(("OFD.xml", b"<OFD><Encryptions>x</Encryptions></OFD>")), "encrypted"),
        (made.packed(("OFD.xml", b"<OFD><DocRoot>../../etc/passwd</DocRoot></OFD>")), "truncated"),
        (papers.locked_pdf(), "encrypted"),
        (papers.scanned_pdf(), "scan"),
    ],
)
def test_a_hostile_file_is_turned_down(content: bytes, code: str) -> None:
    readers = {kinds.DOCX: word, kinds.XLSX: sheets, kinds.OFD: ofd, kinds.PDF: paper}
    with pytest.raises(Unreadable) as down:
        readers[kinds.kind(content)].read(content)
    assert down.value.code == code


def test_a_package_that_unpacks_to_too_much_is_not_unpacked() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(301):
            part.write(bytes(1024 * 1024))
    with pytest.raises(Unreadable) as down:
        kinds.kind(out.getvalue())
    assert down.value.code == "too_much_inside"
