"""Small real files of every accepted format, as programs write them, and ways to spoil them."""

import io
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

import docx
import pypdf
import typst
import xlsxwriter
from PIL import ExifTags, Image, ImageDraw, PngImagePlugin

from luoshi.record.files import kinds

WORDS = "晋源北县东环路改造工程进展情况"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PLACE = (37.0, 52.0, 24.5)


def text() -> bytes:
    """A report in UTF-8."""
    return f"{WORDS}\n已完成路基工程，正在铺设管网。\n".encode()


def page() -> bytes:
    """A saved web page."""
    return f"<!DOCTYPE html><html><body><h1>{WORDS}</h1><p>已完成。</p></body></html>".encode()


@cache
def word() -> bytes:
    """A docx with a paragraph and a table."""
    document = docx.Document()
    document.add_paragraph(WORDS)
    document.add_table(2, 2).cell(0, 0).text = "路基"
    return saved(document.save)


@cache
def book() -> bytes:
    """An xlsx with one sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        made.add_worksheet("进度").write_row(0, 0, ["路基", 100, "管网", 40])
    return out.getvalue()


@cache
def slides() -> bytes:
    """A pptx with nothing but the parts that make it one."""
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    return packed({"[Content_Types].xml": types, "ppt/presentation.xml": "<p:presentation xmlns:p='p'/>"})


@cache
def ofd() -> bytes:
    """The parts of an OFD (GB/T 33190)."""
    return packed({"OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>', "Doc_0/Document.xml": "<x/>"})


@cache
def paper(pages: int = 2) -> bytes:
    """A PDF of so many pages."""
    return typst.compile(("#pagebreak()\n".join(f"page {one + 1}: {WORDS}\n" for one in range(pages))).encode())


def photo(side: int = 1, place: bool = True, size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG as a telephone writes it: held so, taken there; its left half dark."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1]), fill="navy")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = side
    exif[ExifTags.Base.Make] = "手机"
    if place:
        exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: PLACE, 3: "E", 4: PLACE}
        exif[ExifTags.IFD.Exif] = {0x9003: "2026:03:05 10:00:00"}
    return saved(lambda out: picture.save(out, "JPEG", exif=exif, comment=b"GPSLatitude 37.87"))


def screenshot() -> bytes:
    """A PNG with a note."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Location", "GPSLatitude 37.87")
    return saved(lambda out: Image.new("RGBA", (40, 30), (200, 30, 30, 128)).save(out, "PNG", pnginfo=notes))


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    """What a program writes."""
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A zip of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(package: bytes, name: str, content: str | bytes = "<x/>") -> bytes:
    """An office file with one part more."""
    out = io.BytesIO(package)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def locked_paper() -> bytes:
    """A PDF that asks for a password."""
    return _encrypted("open", "own")


def guarded_paper() -> bytes:
    """A PDF that everybody may read and nobody change."""
    return _encrypted("", "own")


def _encrypted(user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(paper()))
    writer.encrypt(user, owner, algorithm="AES-256")
    return saved(writer.write)


def locked_package() -> bytes:
    """An office file whose parts say that they are encrypted."""
    raw = bytearray(word())
    at = 0
    while (at := raw.find(b"PK\x01\x02", at)) >= 0:
        raw[at + 8] |= 1
        at += 4
    return bytes(raw)


def bomb() -> bytes:
    """A docx with a part of five megabytes of zeros, in five kilobytes."""
    return with_part(word(), "word/media/zeros.bin", bytes(5 * 1024 * 1024))


def huge_picture() -> bytes:
    """A PNG of a few bytes that says it is 50,000 pixels wide and high."""
    raw = bytearray(screenshot())
    raw[16:24] = (50_000).to_bytes(4, "big") * 2
    raw[29:33] = zlib.crc32(raw[12:29]).to_bytes(4, "big")
    return bytes(raw)


#: Each accepted format: its name, its sample, what it is.
EVERY = (
    ("text", text, kinds.TEXT),
    ("html", page, kinds.HTML),
    ("docx", word, kinds.DOCX),
    ("xlsx", book, kinds.XLSX),
    ("pptx", slides, kinds.PPTX),
    ("ofd", ofd, kinds.OFD),
    ("pdf", paper, kinds.PDF),
    ("jpeg", photo, kinds.JPEG),
    ("png", screenshot, kinds.PNG),
)
