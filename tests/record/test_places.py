"""Pictures are kept without the place they were taken at (R13-03), and stay the pictures that they are."""

import struct
import zlib

import pytest

from luoshi.record import queries
from luoshi.record.operations import _places, keep_file
from tests.record.desk import AT, CLERK

PLACE = b"GPSLatitude 37.8734"
SCAN = b"\xff\xda\x00\x08\x01\x01\x00\x00?\x00the picture itself\xff\xd9"


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def exif(side: int, order: str) -> bytes:
    """An Exif note of a phone: which side is up, then a place."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entries = struct.pack(order + "LHHHLHH", 8, 1, 0x0112, 3, 1, side, 0) + struct.pack(order + "L", 0)
    return segment(0xE1, b"Exif\0\0" + mark + entries + PLACE)


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("side", [1, 6])
def test_a_photo_loses_its_place_and_keeps_its_upper_side(order: str, side: int) -> None:
    jfif = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE)
    photo = b"\xff\xd8" + jfif + exif(side, order) + xmp + segment(0xED, PLACE) + segment(0xDB, b"table") + SCAN
    kept = _places.without_place(photo, "image/jpeg")
    assert PLACE not in kept
    assert kept.startswith(b"\xff\xd8" + jfif)
    assert kept.endswith(segment(0xDB, b"table") + SCAN)
    assert (b"Exif" in kept) == (side > 1)
    assert _places.without_place(kept, "image/jpeg") == kept


def test_a_screenshot_loses_its_notes() -> None:
    head, body, end = chunk(b"IHDR", b"13 bytes here"), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")
    picture = b"\x89PNG\r\n\x1a\n" + head + chunk(b"eXIf", PLACE) + chunk(b"iTXt", PLACE) + body + end
    assert _places.without_place(picture, "image/png") == b"\x89PNG\r\n\x1a\n" + head + body + end


@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\x00", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\0\0"]
)
def test_what_is_no_whole_picture_stays_as_it_is(data: bytes) -> None:
    assert _places.without_place(data, "image/jpeg" if data[0] == 0xFF else "image/png") == data


@pytest.mark.django_db
def test_what_is_kept_has_no_place() -> None:
    photo = b"\xff\xd8" + exif(1, "<") + SCAN
    kept = keep_file(content=photo, name="现场.jpg", at=AT, actor=CLERK)
    stored = queries.file_path(kept.hash).read_bytes()
    assert (PLACE in stored, len(stored), kept.media_type) == (False, kept.size, "image/jpeg")
