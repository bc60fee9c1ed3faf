"""What a file is, told by its content and never by its name."""

import io
import re
import zipfile

from luoshi.intake.extract.unreadable import Unreadable

TEXT = "text/plain"
HTML = "text/html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_UNPACKED = 300 * 1024 * 1024
_BLOCKS = re.compile(rb"<(?:p|div|table|tr|td|br|li|h[1-6]|span|article|section)[\s>/]", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)


def kind(content: bytes) -> str:
    """The media type of a readable file. Raises Unreadable with the reason for any other."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("empty")
    if content.startswith(_OLE):
        raise Unreadable("encrypted" if _ENCRYPTED in content else "old_office")
    if content.startswith(b"PK"):
        return _zipped(content)
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"{\\rtf"):
        raise Unreadable("old_office")
    if content.startswith(_PICTURES) and b"\x00" in content[:4096]:
        raise Unreadable("picture")
    if _is_binary(content):
        raise Unreadable("binary")
    return HTML if _is_page(content) else TEXT


def _zipped(content: bytes) -> str:
    """docx among the zip files; a cut-off one is told apart from a foreign one."""
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
        raise Unreadable("workbook")
    raise Unreadable("archive")


def _is_binary(content: bytes) -> bool:
    """Whether the bytes are no text in any encoding: control bytes that no text has."""
    head = content[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    if b"\x00" in head:
        return not _is_wide(head)
    control = sum(head.count(bytes([code])) for code in (*range(1, 8), *range(14, 27), *range(28, 32)))
    return control * 200 > len(head)


def _is_wide(head: bytes) -> bool:
    """Whether bytes with zeros are UTF-16 without its mark: the zeros stand on one side."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return min(even, odd) == 0 and max(even, odd) * 50 > len(head) or False


def _is_page(content: bytes) -> bool:
    """Whether a text is a web page: it says so, or it is full of block marks."""
    head = content[:262_144]
    return bool(_PAGE.search(head)) or len(_BLOCKS.findall(head)) >= 12
