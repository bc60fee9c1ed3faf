"""Files are kept by their content, whole or not at all; what they are is told by their bytes."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from luoshi.record import queries
from luoshi.record.operations import _media, keep_file
from luoshi.record.refusals import Refused
from tests.record.desk import AT, CLERK, keep

pytestmark = pytest.mark.django_db


def office(*parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<x/>")
    return held.getvalue()


ALLOWED = [
    ("会议纪要".encode(), "a.txt", "text/plain"),
    ("会议纪要".encode("gb18030"), "a.txt", "text/plain"),
    ("会议纪要".encode("utf-16"), "a.txt", "text/plain"),
    (b"\xef\xbb\xbf <!DOCTYPE html><p>x", "a.txt", "text/html"),
    (b"%PDF-1.7 ...", "a.txt", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n...", "a", "image/png"),
    (b"\xff\xd8\xff\xe0...", "a", "image/jpeg"),
    (office("word/document.xml"), "a.bin", _media.DOCX),
    (office("xl/workbook.xml"), "a.docx", _media.XLSX),
]
REFUSED = [
    (b"MZ\x90\x00program", "报告.docx"),
    (b"\x7fELF", "a.txt"),
    (b"\xd0\xcf\x11\xe0old word", "a.doc"),
    (b"PK\x03\x04 broken", "a.docx"),
    (office("readme.txt"), "a.docx"),
    (office("word/document.xml", "word/vbaProject.bin"), "a.docx"),
    (b"text\x00with zero", "a.txt"),
]


@pytest.mark.parametrize(("content", "name", "media_type"), ALLOWED, ids=lambda value: str(value)[:20])
def test_allowed_content_is_kept_under_its_hash(content: bytes, name: str, media_type: str) -> None:
    kept = keep_file(content=content, name=name, at=AT, actor=CLERK)
    assert (kept.hash, kept.size, kept.media_type) == (hashlib.sha256(content).hexdigest(), len(content), media_type)
    path = queries.file_path(kept.hash)
    assert path == Path(settings.LUOSHI_FILES) / kept.hash[:2] / kept.hash
    assert path.read_bytes() == content
    assert [one.name for one in path.parent.iterdir()] == [kept.hash]
    found = queries.stored_file(kept.hash)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(("content", "name"), REFUSED, ids=lambda value: str(value)[:20])
def test_other_content_is_refused_whatever_its_name(content: bytes, name: str) -> None:
    with pytest.raises(Refused) as refused:
        keep_file(content=content, name=name, at=AT, actor=CLERK)
    assert [reason.code for reason in refused.value.reasons] == ["file.not_allowed"]
    assert queries.head().size == 0


def test_empty_and_oversized_files_are_refused(tmp_path: Path, settings: Any) -> None:
    settings.LUOSHI_UPLOAD_LIMIT = 10
    big = tmp_path / "big.txt"
    big.write_bytes(b"x" * 11)
    for content, code in ((b"", "file.empty"), (b"x" * 11, "file.too_large"), (big, "file.too_large")):
        with pytest.raises(Refused) as refused:
            keep_file(content=content, name="a.txt", at=AT, actor=CLERK)
        assert [reason.code for reason in refused.value.reasons] == [code]
    big.write_bytes(b"x" * 10)
    assert keep_file(content=big, name="a.txt", at=AT, actor=CLERK).size == 10


def test_same_content_is_kept_once_and_mended_when_it_is_gone() -> None:
    first, again = keep(1), keep(1)
    assert first == again
    assert queries.head().size == 1
    queries.file_path(first.hash).unlink()
    keep(1)
    assert queries.file_path(first.hash).exists()
    assert queries.head().size == 1


@pytest.mark.parametrize("hash", ["", "../../etc/passwd", "AB" * 32, "a" * 63, "a" * 63 + "/"])
def test_only_a_hash_names_a_file(hash: str) -> None:
    with pytest.raises(ValueError, match="64 hex digits"):
        queries.file_path(hash)
