"""Files as offices send them, made by the real libraries: numbered Word files, workbooks, papers, OFD, zips."""

import io
import zipfile
from collections.abc import Sequence

import docx
import typst
import xlsxwriter
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

W14 = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'

#: Three levels as notices have them; the third starts at 5 and does not begin anew.
_LEVELS = """<w:abstractNum {ns} w:abstractNumId="77">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="5"/><w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/>
    <w:lvlText w:val="%3."/></w:lvl>
  <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%4"/></w:lvl>
</w:abstractNum>"""


def saved(document: Document) -> bytes:
    """The bytes of a docx."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def numbering(document: Document) -> None:
    """Lists 88 and 89 of one definition, of which 89 begins anew at its first paragraph."""
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(_LEVELS.format(ns=nsdecls("w"))))
    for number, inside in (
        ("88", ""),
        ("89", '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
    ):
        root.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="77"/>{inside}</w:num>')
        )


def numbered(document: Document, words: str, depth: int, number: str = "88") -> None:
    """A paragraph with an automatic number."""
    properties = document.add_paragraph(words)._p.get_or_add_pPr()
    found = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", str(depth)), ("w:numId", number)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        found.append(child)
    properties.append(found)


def add(document: Document, inside: str) -> None:
    """A paragraph of raw runs."""
    document.element.body.insert(
        len(document.element.body) - 1, parse_xml(f"<w:p {nsdecls('w')} {_MC} {W14}>{inside}</w:p>")
    )


def box(words: str) -> str:
    """A text box as Word writes it: once for itself and once for older programs."""
    held = f"<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{held}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict>{held}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def with_part(content: bytes, name: str, inside: str) -> bytes:
    """The package with one part more."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(name, inside)
    return out.getvalue()


def workbook() -> bytes:
    """Two sheets: merged heads, a date, a share, a hidden row and a hidden column; a third one is out of sight."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day, share = book.add_format({"num_format": "yyyy/m/d"}), book.add_format({"num_format": "0.0%"})
    sheet = book.add_worksheet("重点任务")
    sheet.merge_range("A1:E1", "柳河县重点任务台账")
    sheet.merge_range("A2:A3", "序号")
    sheet.merge_range("B2:B3", "任务")
    sheet.merge_range("C2:D2", "责任")
    sheet.write_row("C3", ["牵头", "电话"])
    sheet.merge_range("E2:E3", "时限")
    sheet.write_row("A4", [1, "新建水厂2座", "县水利局", "123456"])
    sheet.write_number("E4", 46203, day)
    sheet.write_row("A5", [2, "这一行藏起来"])
    sheet.write_row("A6", [3, "完成率"])
    sheet.write_number("E6", 0.125, share)
    sheet.set_row(4, None, None, {"hidden": True})
    sheet.set_column("D:D", None, None, {"hidden": True})
    book.add_worksheet("说明").write("A1", "每月25日前报送。")
    away = book.add_worksheet("旧表")
    away.write("A1", "去年的数")
    away.hide()
    book.close()
    return out.getvalue()


def paper(source: str) -> bytes:
    """A PDF of typst's."""
    made: bytes = typst.compile(source.encode())
    return made


def ofd(lines: Sequence[str], *, table: Sequence[Sequence[str]] = ()) -> bytes:
    """An OFD of one page: lines of text below each other, and a ruled table below them."""
    objects = [_text(line, 20, 20 + 8 * n) for n, line in enumerate(lines)]
    top = 30 + 8 * len(lines)
    for y in range(len(table) + 1 if table else 0):
        objects.append(_path(f"M 0 0 L {40 * len(table[0])} 0", 20, top + 8 * y))
    for x in range(len(table[0]) + 1 if table else 0):
        objects.append(_path(f"M 0 0 L 0 {8 * len(table)}", 20 + 40 * x, top))
    for y, row in enumerate(table):
        objects += [_text(words, 21 + 40 * x, top + 1 + 8 * y) for x, words in enumerate(row)]
    name = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    root = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    parts = {
        "OFD.xml": f"<ofd:OFD {name}>{root}</ofd:OFD>",
        "Doc_0/Document.xml": (
            f"<ofd:Document {name}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            '</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>'
            "</ofd:Pages></ofd:Document>"
        ),
        "Doc_0/Pages/Page_0/Content.xml": (
            f"<ofd:Page {name}><ofd:Content><ofd:Layer>{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>"
        ),
    }
    return packed(*((name, said.encode()) for name, said in parts.items()))


def _text(words: str, x: float, y: float) -> str:
    steps = f"g {max(1, len(words) - 1)} 4"
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y} 180 6" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="{steps}">{words}'
        "</ofd:TextCode></ofd:TextObject>"
    )


def _path(data: str, x: float, y: float) -> str:
    return (
        f'<ofd:PathObject ID="8" Boundary="{x} {y} 160 40"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>'
        "</ofd:PathObject>"
    )


def packed(*files: tuple[str, bytes]) -> bytes:
    """A zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def new_document() -> Document:
    """An empty docx."""
    return docx.Document()


def rtf() -> bytes:
    """An rtf in the encoding of Chinese Windows."""
    return (
        rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}"
        rb"\f0\fs32 \'d0\'de\'c7\'c5\'a1\'a3\par 2026\par}"
    )


def _word() -> bytes:
    """A docx with numbers, a table, a text box, tracked changes and what is hidden."""
    document = new_document()
    numbering(document)
    numbered(document, "抓项目", 0)
    numbered(document, "东环路", 1)
    document.add_table(rows=2, cols=3).cell(0, 0).merge(document.tables[0].cell(1, 0)).text = "任务"
    add(
        document,
        f"<w:r><w:t>修桥</w:t></w:r>{box('框里的话')}<w:del w:id='1'><w:r><w:delText>删</w:delText></w:r></w:del>",
    )
    return saved(document)


def _paper() -> bytes:
    return paper(
        '#set text(font: "Noto Sans CJK SC")\n#table(columns: 2, [任务], [时限], [修桥], [6月底])\n县水利局要修渠。'
    )


def _ofd() -> bytes:
    return ofd(["关于修桥的通知", "县交通运输局要抓紧。"], table=[["任务", "时限"], ["修桥", "6月底"]])


def _markdown() -> bytes:
    return "# 要点\n\n## 一\n\n| 任务 | 时限 |\n|---|---|\n| 修桥 | 6月底 |\n".encode()


def _zip() -> bytes:
    return packed(("通知/教育.txt", "县教育局要新建幼儿园3所。".encode()), ("里.zip", packed(("甲.txt", b"x"))))


def _rtf() -> bytes:
    return (
        rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0\fs32 \'d0\'de\'c7\'c5\'a1\'a3\par}"
    )


#: (format, a sample, "") of what intake takes apart, for spoiling; LibreOffice's formats apart, for they take seconds.
EVERY = (
    ("docx", _word, ""),
    ("xlsx", workbook, ""),
    ("ofd", _ofd, ""),
    ("markdown", _markdown, ""),
    ("zip", _zip, ""),
    ("pdf", _paper, ""),
)
BY_OFFICE = (("rtf", rtf, ""),)
