"""The allow-list: what a file is by its first bytes, never by its name. What is inside is looked at in a child."""

from collections.abc import Iterable
from typing import Final

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OFD: Final = "application/ofd"
PDF: Final = "application/pdf"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
TEXT: Final = "text/plain"
HTML: Final = "text/html"
#: A zip of parts; which one, the child tells.
PACKED: Final = "application/zip"

OFFICE: Final = frozenset({DOCX, XLSX, PPTX})
PICTURES: Final = frozenset({PNG, JPEG})
ALLOWED: Final = OFFICE | PICTURES | {OFD, PDF, TEXT, HTML}

#: What people call a format, where there is no room for its media type.
SHORT: Final = {
    DOCX: "docx", XLSX: "xlsx", PPTX: "pptx", OFD: "OFD", PDF: "PDF", PNG: "PNG", JPEG: "JPEG",
    TEXT: "txt", HTML: "html",
}  # fmt: skip
#: Word, Excel and WPS before docx; a docx with a password lies in such a container too.
_OLD_OFFICE: Final = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_LOCKED_INSIDE: Final = "EncryptedPackage".encode("utf-16-le")

#: So many bytes tell what a file is.
HEAD: Final = 4096
#: Where the list of a zip file's parts ends; within so many bytes of the end.
_PACKED_END: Final = b"PK\x05\x06"
TAIL: Final = 66_000
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NEVER_TEXT = (
    b"MZ",
    b"\x7fELF",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
)
# Bytes that no text in any Chinese encoding holds; other control characters are left to the reader.
NEVER_IN_TEXT: Final = (0, 1, 2)


def kind(head: bytes, name: str) -> str | None:
    """The media type that the first bytes promise (`PACKED` for a zip), None for what is never allowed."""
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"PK\x03\x04"):
        return PACKED
    return _text(head, name)


def is_old_office(head: bytes) -> bool:
    """Whether a file is of the kinds before docx, or a docx with a password."""
    return head.startswith(_OLD_OFFICE)


def is_locked(pieces: Iterable[bytes]) -> bool:
    """Whether such a container says that it holds an encrypted package."""
    before = b""
    for piece in pieces:
        if _LOCKED_INSIDE in before + piece:
            return True
        before = piece[-len(_LOCKED_INSIDE) :]
    return False


def is_wide(head: bytes) -> bool:
    """Whether a text says that it is UTF-16, which has zeros."""
    return head.startswith(_UTF16_MARKS)


def hides_a_package(tail: bytes) -> bool:
    """Whether the end of a file is the end of a zip: what is a picture to one program is an archive to another."""
    return _PACKED_END in tail


def _text(head: bytes, name: str) -> str | None:
    if head.startswith(_NEVER_TEXT):
        return None
    if not is_wide(head) and any(byte in head for byte in NEVER_IN_TEXT):
        return None
    start = head[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    marked_up = start.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")) or b"<html" in start
    if marked_up or name.lower().endswith((".html", ".htm")):
        return HTML
    return TEXT
