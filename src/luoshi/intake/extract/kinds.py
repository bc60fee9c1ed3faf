"""What a file is, told by its content and never by its name."""

import io
import re
import zipfile

from luoshi.intake.extract.unreadable import Unreadable

TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/ofd"
PDF = "application/pdf"
#: The kinds before docx, which only LibreOffice opens here: Word and WPS writer, rtf, Excel and WPS sheets.
OLD_WORD, RTF, OLD_SHEET = "application/msword", "application/rtf", "application/vnd.ms-excel"
#: What LibreOffice makes of each.
OFFICE = {OLD_WORD: DOCX, RTF: DOCX, OLD_SHEET: XLSX}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: Streams of a compound file that say what it is, as they stand in its directory.
_STREAMS = (
    (OLD_WORD, "WordDocument".encode("utf-16-le")),
    (OLD_SHEET, "Workbook".encode("utf-16-le")),
    (OLD_SHEET, "Book\0".encode("utf-16-le")),
)
#: How the streams of Word and Excel begin, at the beginning of a sector; the record that says a workbook is locked.
_WORD_BEGINS, _SHEET_BEGINS, _LOCK = b"\xec\xa5", (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00"), 0x2F
_SECTOR, _STREAM_WITHIN, _RECORDS = 512, 4 * 1024 * 1024, 12
_PICTURES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}
_PACKERS = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00")
_UNPACKED = 300 * 1024 * 1024
_BLOCKS = re.compile(rb"<(?:p|div|table|tr|td|br|li|h[1-6]|span|article|section)[\s>/]", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_HEADING = re.compile(rb"(?m)^#{1,6} +\S")
_RULE = re.compile(rb"(?m)^ {0,3}\|? *:?-{3,}:? *(?:\| *:?-{3,}:? *)+\|? *\r?$")


def kind(content: bytes) -> str:
    """The media type of a file that can be read, also by way of LibreOffice or OCR. Raises Unreadable for any other."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("empty")
    if content.startswith(_OLE):
        return _compound(content)
    if content.startswith(b"PK"):
        return _zipped(content)
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"{\\rt"):
        return RTF
    return _told_by_more(content)


def _told_by_more(content: bytes) -> str:
    """Pictures and texts. Raises Unreadable for anything else."""
    if content.startswith(_PACKERS):
        raise Unreadable("other_archive")
    if content.startswith(tuple(_PICTURES)) and b"\x00" in content[:4096]:
        return next(name for begins, name in _PICTURES.items() if content.startswith(begins))
    if _is_binary(content):
        raise Unreadable("binary")
    if _is_page(content):
        return HTML
    return MARKDOWN if _is_markdown(content) else TEXT


def _compound(content: bytes) -> str:
    """Which of the old office kinds; a docx under a password lies in such a file too. Raises Unreadable."""
    if _ENCRYPTED in content:
        raise Unreadable("encrypted")
    found = next((kind for kind, stream in _STREAMS if stream in content), None)
    if found is None:
        raise Unreadable("truncated")
    if any(_is_locked(content, place) for place in range(_SECTOR, min(len(content), _STREAM_WITHIN), _SECTOR)):
        raise Unreadable("encrypted")
    return found


def _is_locked(content: bytes, place: int) -> bool:
    """Whether the Word or Excel stream that begins at `place` says it is under a password."""
    if content.startswith(_WORD_BEGINS, place):
        return bool(content[place + 11] & 1) if place + 11 < len(content) else False
    if not content.startswith(_SHEET_BEGINS, place):
        return False
    for _ in range(_RECORDS):
        kind, size = (int.from_bytes(content[at : at + 2], "little") for at in (place, place + 2))
        if kind == _LOCK:
            return True
        place += 4 + size
    return False


def _zipped(content: bytes) -> str:
    """docx, xlsx and ofd among the zip files; a cut-off one is told apart from a foreign one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
            if sum(info.file_size for info in packed.infolist()) > _UNPACKED:
                raise Unreadable("too_much_inside")
            if any(info.flag_bits & 0x1 for info in packed.infolist()):
                raise Unreadable("encrypted")
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("truncated") from error
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    if "OFD.xml" in names:
        return OFD
    if "ppt/presentation.xml" in names:
        raise Unreadable("slides")
    raise Unreadable("archive")


def _is_binary(content: bytes) -> bool:
    """Whether the bytes are no text in any encoding: control bytes that no text has."""
    head = content[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    if b"\x00" in head:
        return not _is_wide(head)
    control = sum(head.count(bytes([code])) for code in (*range(1, 8), *range(14, 27), *range(28, 32)))
    return control * 200 > len(head) and not _is_wide(head)


def _is_wide(head: bytes) -> bool:
    """Whether bytes are UTF-16 without its mark: one side has the high bytes of Chinese and of ASCII, and no others."""
    for side in (head[::2], head[1::2]):
        high = sum(byte == 0 or 0x4E <= byte <= 0x9F or byte in (0x20, 0x30, 0xFF) for byte in side)
        chinese = sum(0x4E <= byte <= 0x9F for byte in side)
        if high * 100 >= len(side) * 97 and (chinese * 4 > len(side) or side.count(0) * 50 > len(head)):
            return True
    return False


def _is_page(content: bytes) -> bool:
    """Whether a text is a web page: it says so, or it is full of block marks."""
    head = content[:262_144]
    return bool(_PAGE.search(head)) or len(_BLOCKS.findall(head)) >= 12


def _is_markdown(content: bytes) -> bool:
    """Whether a text is Markdown: it has headings of it, or the rule below a table's head."""
    head = content[:262_144]
    return bool(_RULE.search(head)) or len(_HEADING.findall(head)) >= 2
