"""Office files: zip files of parts, looked into without unpacking them."""

import struct
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import IO

from luoshi.record.files import kinds
from luoshi.record.sandbox import TurnedDown

#: More parts, more bytes unpacked, or a part packed closer than this, and it is no document but a trap.
MOST_PARTS = 5_000
MOST_UNPACKED = 500 * 1024**2
CLOSEST_PACKED = 1_000
_FEW = 4 * 1024**2
_ENCRYPTED = 0x1
_FIRST_PART = b"PK\x03\x04"
_MACROS = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
_MACRO_TYPE = b"macroenabled"
_TYPES = "[Content_Types].xml"
#: The part that makes a package what it is.
_MAIN = {"word/document.xml": kinds.DOCX, "xl/workbook.xml": kinds.XLSX, "ppt/presentation.xml": kinds.PPTX}
_DAMAGED = (
    zipfile.BadZipFile,
    EOFError,
    ValueError,
    NotImplementedError,
    zlib.error,
    struct.error,
    KeyError,
    IndexError,
)


def look(source: IO[bytes], to: Path, *, promised: str, keep_place: bool) -> str:
    """docx, xlsx, pptx or ofd. Raises TurnedDown."""
    del to, promised, keep_place
    try:
        with zipfile.ZipFile(source) as held:
            parts = held.infolist()
            _must_be_honest(held, parts)
            found = _named(held, {part.filename for part in parts})
            _must_unpack(held, parts)
    except _DAMAGED as error:
        raise TurnedDown("damaged") from error
    return found


def _must_be_honest(held: zipfile.ZipFile, parts: Collection[zipfile.ZipInfo]) -> None:
    """Not too much inside, nothing locked, nothing before or behind, each part once and inside its own folder."""
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise TurnedDown("encrypted")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TurnedDown("too_much")
    if any(part.file_size > max(_FEW, part.compress_size * CLOSEST_PACKED) for part in parts):
        raise TurnedDown("too_much")
    names = [part.filename.lower() for part in parts]
    outside = any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names)
    if len(set(names)) < len(names) or outside or not _is_nothing_but_parts(held, parts):
        raise TurnedDown("polyglot")


def _is_nothing_but_parts(held: zipfile.ZipFile, parts: Collection[zipfile.ZipInfo]) -> bool:
    """The first part stands at the first byte, and the list of parts is followed by its end alone."""
    stream = held.fp
    if stream is None or not parts:
        return False
    end = stream.seek(0, 2)
    stream.seek(max(0, end - kinds.TAIL))
    tail = stream.read()
    stream.seek(0)
    closed = len(tail) - tail.rfind(b"PK\x05\x06") == 22 + len(held.comment)
    return stream.read(4) == _FIRST_PART and min(part.header_offset for part in parts) == 0 and closed


def _named(held: zipfile.ZipFile, names: Collection[str]) -> str:
    """What the package is by its parts. Raises TurnedDown: `macros`, `not_allowed`."""
    lowered = {name.lower() for name in names}
    if any(name.endswith(_MACROS) for name in lowered):
        raise TurnedDown("macros")
    if "OFD.xml" in names:
        return kinds.OFD
    if _TYPES not in names:
        raise TurnedDown("not_allowed")
    types = _start(held, _TYPES).lower()
    if _MACRO_TYPE in types:
        raise TurnedDown("macros")
    for name, media_type in _MAIN.items():
        if name in names:
            return media_type
    raise TurnedDown("not_allowed")


def _start(held: zipfile.ZipFile, name: str) -> bytes:
    with held.open(name) as part:
        return part.read(_FEW)


def _must_unpack(held: zipfile.ZipFile, parts: Collection[zipfile.ZipInfo]) -> None:
    """Unpack each part once, forgetting it at once: what lies about its size or its checksum is found out here."""
    for part in parts:
        unpacked = 0
        with held.open(part) as inside:
            while piece := inside.read(_FEW):
                unpacked += len(piece)
                if unpacked > part.file_size:
                    raise TurnedDown("too_much")
