"""Files made on the spot: a docx with automatic numbers, a PDF with text, a page of a portal."""

import io

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image
from pypdf import PdfReader, PdfWriter

LINES = (
    "柳河县人民政府办公室关于抓好春季重点工作的通知",
    "县教育局牵头，县财政局配合，6月底前新建幼儿园3所。",
    "县林业局要完成植树造林5万亩。",
)
NUMBERING = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="77">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="（%2）"/></w:lvl>
</w:abstractNum>"""


def text_docx(*lines: str) -> bytes:
    """A docx of plain paragraphs."""
    document = docx.Document()
    for line in lines or LINES:
        document.add_paragraph(line)
    return _saved(document)


def numbered_docx() -> bytes:
    """Two levels of automatic numbers, a table with a merged cell, an insertion and a deletion."""
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(NUMBERING))
    num = OxmlElement("w:num")
    num.set(qn("w:numId"), "88")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    num.append(link)
    root.append(num)
    for depth, words in ((0, "抓项目"), (1, "东环路"), (1, "北环路"), (0, "抓民生"), (1, "幼儿园")):
        paragraph = document.add_paragraph(words)
        properties = paragraph._p.get_or_add_pPr()
        number = OxmlElement("w:numPr")
        for tag, value in (("w:ilvl", str(depth)), ("w:numId", "88")):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            number.append(child)
        properties.append(number)
    table = document.add_table(rows=2, cols=3)
    for cell, words in zip(table.rows[0].cells, ("任务", "牵头单位", "时限"), strict=True):
        cell.text = words
    table.rows[1].cells[0].merge(table.rows[1].cells[1]).text = "修桥"
    table.rows[1].cells[2].text = "6月底"
    paragraph = document.add_paragraph("全县")
    for tag, text in (("w:ins", "t"), ("w:del", "delText")):
        change = parse_xml(
            f"<{tag} {nsdecls('w')}><w:r><w:{text}>{'新增' if text == 't' else '删去'}</w:{text}></w:r></{tag}>"
        )
        paragraph._p.append(change)
    return _saved(document)


def controlled_docx() -> bytes:
    """A docx with a paragraph inside a content control."""
    document = docx.Document()
    document.add_paragraph("开头")
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>控件里的话</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(1, control)
    return _saved(document)


def marked_docx() -> bytes:
    """A docx whose header bears a secrecy mark."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "机密★1年"
    document.add_paragraph("关于某事的通知")
    return _saved(document)


def text_pdf(*lines: str) -> bytes:
    """A PDF whose text is real text: a font without a file and a map from its codes to characters."""
    body = ["BT /F1 12 Tf 80 760 Td 20 TL"]
    body += [f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines or LINES]
    stream = "\n".join([*body, "ET"]).encode()
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange <0000> <FFFF> <0000> endbfrange\n"
        b"endcmap end end"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /FS /Encoding /Identity-H"
        b" /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /FS /DW 1000 /CIDSystemInfo"
        b" << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 8 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
        b"<< /Type /FontDescriptor /FontName /FS /Flags 4 /Ascent 880 /Descent -120 /FontBBox [0 -120 1000 880] >>",
    ]
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def locked_pdf() -> bytes:
    """The same PDF under a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(text_pdf())))
    writer.encrypt("一二三", algorithm="AES-128")
    return _written(writer)


def scanned_pdf() -> bytes:
    """A PDF that is only a picture."""
    out = io.BytesIO()
    Image.new("L", (60, 80), 200).save(out, "PDF")
    return out.getvalue()


def portal_page() -> bytes:
    """A web page in GBK: crumbs, the text with a table, a hot list, a footer."""
    text = "".join(f"<p>　　{line}</p>" for line in LINES[1:])
    return f"""<html><head><meta charset="gb2312"><title>{LINES[0]}_柳河县政府网</title>
<script>var a=1</script></head><body>
<div class="crumbs"><a href="/">首页</a> &gt; <a href="/a">通知公告</a></div>
<div class="content"><h1>{LINES[0]}</h1>{text}
<table><tr><th>任务</th><th>单位</th></tr><tr><td>修桥</td><td>县交通运输局</td></tr></table></div>
<div class="hot-list"><a href="/b">热点一</a><a href="/c">热点二</a></div><div id="footer">版权所有 柳河县</div>
</body></html>""".encode("gbk")


def locked_docx() -> bytes:
    """The shell of a docx under a password: an OLE file with an encrypted package."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 512


def _saved(document: "docx.document.Document") -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
