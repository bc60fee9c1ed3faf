"""What a file is, told by its content against a short allow-list; the name only helps where content cannot tell."""

import io
import zipfile

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Bytes that no text in any Chinese encoding holds; other control characters are left to the reader.
_NEVER_TEXT = (b"\x00", b"\x01", b"\x02")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A zip of office parts with more entries or more bytes unpacked than this is not a document but a trap.
_MOST_ENTRIES = 5_000
_MOST_UNPACKED = 500 * 1024 * 1024


def media_type(data: bytes, name: str) -> str | None:
    """The media type of the content, or None when it is not allowed: text, html, docx, xlsx, pdf, png, jpeg."""
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"PK\x03\x04"):
        return _office_type(data)
    return _text_type(data, name)


def _office_type(data: bytes) -> str | None:
    """docx or xlsx by the parts inside; any other zip, and a macro inside, is not allowed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            entries = held.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    names = {entry.filename for entry in entries}
    if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        return None
    if "[Content_Types].xml" not in names or any(part.endswith("vbaProject.bin") for part in names):
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _text_type(data: bytes, name: str) -> str | None:
    if not data.startswith(_UTF16_MARKS) and any(byte in data for byte in _NEVER_TEXT):
        return None
    if data.startswith((b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return None
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    marked_up = head.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")) or b"<html" in head
    if marked_up or name.lower().endswith((".html", ".htm")):
        return "text/html"
    return "text/plain"
