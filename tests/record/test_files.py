"""Files are kept by their content, whole or not at all; what they are is told by their bytes, looked at in a child."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import ExifTags, Image

from luoshi.record import messages, queries
from luoshi.record.files import kinds
from luoshi.record.operations import FileRecord, keep_file, keep_received, receive_file, unit_of_work
from luoshi.record.refusals import Reason, Refused
from tests.record import samples
from tests.record.desk import AT, CLERK, after, keep

pytestmark = pytest.mark.django_db

TEXTS = [
    ("会议纪要".encode("gb18030"), "a.txt", kinds.TEXT),
    ("会议纪要".encode("utf-16"), "a.txt", kinds.TEXT),
    ("# 会议纪要".encode(), "a.md", kinds.TEXT),
    (b"\xef\xbb\xbf <!DOCTYPE html><p>x", "a.txt", kinds.HTML),
]
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("a program", lambda: b"MZ\x90\x00program", "file.not_allowed"),
    ("an old Word file", lambda: samples.OLD_OFFICE + bytes(600), "file.old_office"),
    ("a docx with a password", lambda: samples.OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
    ("an rtf", lambda: b"{\\rtf1 text}", "file.old_office"),
    ("a zip of letters", lambda: samples.packed({"readme.txt": "x"}), "file.not_allowed"),
    ("a zero in a text", lambda: b"text\x00with zero", "file.not_allowed"),
    ("a zero far down a text", lambda: b"x" * 5000 + b"\x00", "file.not_allowed"),
    ("a zip cut off", lambda: samples.word()[:900], "file.damaged"),
    ("a part that lies", lambda: samples.word().replace(b"PK\x01\x02", b"PK\x01\x03", 1), "file.damaged"),
    ("macros", lambda: samples.with_part(samples.word(), "word/vbaProject.bin"), "file.macros"),
    ("macros of a book", lambda: samples.with_part(samples.book(), "xl/VBAPROJECT.bin"), "file.macros"),
    ("a locked docx", samples.locked_package, "file.encrypted"),
    ("a zip bomb", samples.bomb, "file.too_much"),
    ("a docx behind a program", lambda: b"PK\x03\x04MZ" + samples.word(), "file.polyglot"),
    ("a docx with a tail", lambda: samples.word() + b"<script>", "file.polyglot"),
    ("a PDF that is an archive", lambda: samples.paper() + samples.word(), "file.polyglot"),
    ("a photo that is an archive", lambda: samples.photo() + samples.word(), "file.polyglot"),
    ("a text that is an archive", lambda: b"\xff\xfe" + samples.packed({"a": "b"}), "file.not_allowed"),
    ("a locked PDF", samples.locked_paper, "file.encrypted"),
    ("half a PDF", lambda: samples.paper()[: len(samples.paper()) // 2], "file.damaged"),
    ("nothing but the name of PDF", lambda: b"%PDF-1.7\n%%EOF", "file.damaged"),
    ("half a photo", lambda: samples.photo()[:400], "file.damaged"),
    ("the first bytes of a PNG", lambda: b"\x89PNG\r\n\x1a\n...", "file.damaged"),
    ("a pixel bomb", samples.huge_picture, "file.too_much"),
]


def refusal(content: bytes | Path, name: str = "材料") -> Reason:
    """The one reason that a file is refused for; nothing of it is left."""
    before = queries.head().size
    with pytest.raises(Refused) as refused:
        keep_file(content=content, name=name, at=AT, actor=CLERK)
    (reason,) = refused.value.reasons
    for language in ("zh", "en"):
        assert "{" not in messages.refusal(reason, language=language)
    assert queries.head().size == before
    assert left() == []
    return reason


def left() -> list[str]:
    """The files that lie in the files folder, under whatever name."""
    folder = Path(settings.LUOSHI_FILES)
    return sorted(one.name for one in folder.rglob("*") if one.is_file())


def stored(kept: FileRecord) -> Image.Image:
    return Image.open(queries.file_path(kept.hash))


@pytest.mark.parametrize(("name", "sample", "media_type"), samples.EVERY, ids=lambda value: str(value)[:4])
def test_every_accepted_format_is_kept_under_its_hash(name: str, sample: Callable[[], bytes], media_type: str) -> None:
    kept = keep_file(content=sample(), name=f"a.{name}", at=AT, actor=CLERK)
    path = queries.file_path(kept.hash)
    content = path.read_bytes()
    assert (kept.hash, kept.size, kept.media_type) == (hashlib.sha256(content).hexdigest(), len(content), media_type)
    assert path == Path(settings.LUOSHI_FILES) / kept.hash[:2] / kept.hash
    assert (content == sample()) == (media_type not in kinds.PICTURES)
    assert left() == [kept.hash]


@pytest.mark.parametrize(("content", "name", "media_type"), TEXTS, ids=lambda value: str(value)[:20])
def test_a_text_in_any_encoding_is_kept_as_it_is(content: bytes, name: str, media_type: str) -> None:
    kept = keep_file(content=content, name=name, at=AT, actor=CLERK)
    assert (kept.media_type, queries.file_path(kept.hash).read_bytes()) == (media_type, content)


@pytest.mark.once
@pytest.mark.parametrize(("content", "code"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_what_is_no_whole_harmless_file_is_refused_in_one_sentence(content: Callable[[], bytes], code: str) -> None:
    assert refusal(content()).code == code


def test_a_paper_that_everybody_may_read_is_kept_though_nobody_may_change_it() -> None:
    kept = keep_file(content=samples.guarded_paper(), name="a.pdf", at=AT, actor=CLERK)
    assert kept.media_type == kinds.PDF


def test_empty_and_oversized_files_are_refused(tmp_path: Path, settings: Any) -> None:
    settings.LUOSHI_UPLOAD_LIMIT = 10
    big = tmp_path / "big.txt"
    big.write_bytes(b"x" * 11)
    for content, code in ((b"", "file.empty"), (b"x" * 11, "file.too_large"), (big, "file.too_large")):
        assert refusal(content).code == code
    with pytest.raises(Refused):
        keep_file(content=io.BytesIO(b"x" * 11), name="a.txt", at=AT, actor=CLERK)
    big.write_bytes(b"x" * 10)
    for same in (big, io.BytesIO(b"x" * 10), b"x" * 10):
        assert keep_file(content=same, name="a.txt", at=AT, actor=CLERK).size == 10


def test_a_large_file_is_never_whole_in_memory() -> None:
    class Upload:
        """Thirty megabytes that exist nowhere at once."""

        longest, rest = 0, 30

        def seek(self, offset: int, /) -> int:
            return offset

        def read(self, size: int = -1, /) -> bytes:
            self.longest, self.rest = max(self.longest, size), self.rest - 1
            return b"x" * size if self.rest > 0 else b""

    upload = Upload()
    kept = keep_file(content=upload, name="a.txt", at=AT, actor=CLERK)
    assert (kept.size, upload.longest) == (29 * 1024 * 1024, 1024 * 1024)


def test_same_content_is_kept_once_and_mended_when_it_is_gone() -> None:
    first, again = keep(1), keep(1)
    assert first == again
    assert queries.head().size == 1
    queries.file_path(first.hash).unlink()
    keep(1)
    assert queries.file_path(first.hash).exists()
    assert queries.head().size == 1


def test_a_photo_is_drawn_anew_without_place_device_and_notes() -> None:
    kept = keep_file(content=samples.photo(), name="现场.jpg", at=AT, actor=CLERK)
    raw = queries.file_path(kept.hash).read_bytes()
    assert not stored(kept).getexif()
    assert b"GPS" not in raw
    assert "手机".encode() not in raw
    assert keep_file(content=samples.photo(), name="现场.jpg", at=AT, actor=CLERK) == kept
    assert keep_file(content=raw, name="下载后再传.jpg", at=AT, actor=CLERK) == kept


@pytest.mark.once
@pytest.mark.parametrize("side", [1, 3, 6, 8])
def test_a_photo_stands_upright_whichever_way_it_was_held(side: int) -> None:
    drawn = stored(keep_file(content=samples.photo(side), name="a.jpg", at=AT, actor=CLERK)).convert("L")
    width, height = drawn.size
    dark = {1: (5, height // 2), 3: (width - 5, height // 2), 6: (width // 2, 5), 8: (width // 2, height - 5)}[side]
    assert drawn.size == ((60, 40) if side in {1, 3} else (40, 60))
    assert drawn.getpixel(dark) < 90
    assert drawn.getpixel((width - dark[0], height - dark[1])) > 200 or side in {6, 8}


def test_place_and_time_stay_where_the_acceptance_standard_names_them() -> None:
    kept = keep_file(content=samples.photo(6), name="现场.jpg", at=AT, actor=CLERK, keep_place=True)
    exif = stored(kept).getexif()
    assert exif.get_ifd(ExifTags.IFD.GPSInfo)[2] == samples.PLACE
    assert exif.get_ifd(ExifTags.IFD.Exif) == {0x9003: "2026:03:05 10:00:00"}
    assert set(exif) == {ExifTags.IFD.GPSInfo, ExifTags.IFD.Exif}


def test_a_screenshot_keeps_its_pixels_and_loses_its_notes() -> None:
    drawn = stored(keep_file(content=samples.screenshot(), name="a.png", at=AT, actor=CLERK))
    assert (drawn.mode, drawn.getpixel((3, 3)), drawn.info) == ("RGBA", (200, 30, 30, 128), {})


@pytest.mark.once
@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16", "CMYK"])
def test_pictures_of_every_kind_keep_what_they_show(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    picture = (
        Image.linear_gradient("L").resize((32, 32)).convert(mode) if mode != "I;16" else Image.new(mode, (32, 32), 9)
    )
    raw = samples.saved(lambda out: picture.save(out, form))
    drawn = stored(keep_file(content=raw, name="a", at=AT, actor=CLERK))
    assert drawn.size == (32, 32)
    if mode != "CMYK":
        assert drawn.convert("RGB").tobytes() == picture.convert("RGB").tobytes()


class TakenBack(Exception):  # noqa: N818
    """The act is refused after its file was kept."""


def keep_and_fail(content: bytes) -> None:
    with unit_of_work(actor=CLERK, at=AT):
        keep_file(content=content, name="a.txt", at=AT, actor=CLERK)
        raise TakenBack


def receive_and_fail(content: bytes) -> None:
    with receive_file(content=content, name="a", at=AT, actor=CLERK) as got, unit_of_work(actor=CLERK, at=AT) as work:
        keep_received(work, got)
        raise TakenBack


@pytest.mark.parametrize("act", [keep_and_fail, receive_and_fail])
def test_a_refused_act_leaves_no_bytes_behind(act: Callable[[bytes], None]) -> None:
    with pytest.raises(TakenBack):
        act(samples.text())
    assert (left(), queries.head().size) == ([], 0)


def test_a_part_that_is_taken_back_takes_its_file_along_and_no_other() -> None:
    with unit_of_work(actor=CLERK, at=AT):
        kept = keep_file(content=b"kept", name="a.txt", at=AT, actor=CLERK)
        with pytest.raises(TakenBack):
            keep_and_fail(b"dropped")
        assert left() == ["in"]
    assert left() == [kept.hash]


def test_a_file_that_is_looked_at_first_is_kept_by_the_act_that_needs_it() -> None:
    with receive_file(content=samples.word(), name="a.docx", at=AT, actor=CLERK) as received:
        assert queries.stored_file(received.hash) is None
        with unit_of_work(actor=CLERK, at=after(1)) as work:
            kept = keep_received(work, received)
    assert (left(), kept.hash) == ([received.hash], received.hash)
    found = queries.stored_file(kept.hash)
    assert found is not None
    assert (found.name, found.scan, found.kept_at) == ("a.docx", "unscanned", after(1))


@pytest.mark.parametrize("hash", ["", "../../etc/passwd", "AB" * 32, "a" * 63, "a" * 63 + "/"])
def test_only_a_hash_names_a_file(hash: str) -> None:
    with pytest.raises(ValueError, match="64 hex digits"):
        queries.file_path(hash)
