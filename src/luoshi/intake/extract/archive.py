"""The task of the child that unpacks a zip: each file under a number of ours, never under a name of the archive's."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from luoshi.intake.extract.unreadable import Unreadable
from luoshi.record.sandbox import Answer

_DAMAGED = (zipfile.BadZipFile, EOFError, OSError, ValueError, KeyError, NotImplementedError, zlib.error, struct.error)
_ENCRYPTED, _UTF8 = 0x1, 0x800
#: The field of an entry that gives its name in UTF-8, beside the one in the packer's own encoding.
_UNICODE_NAME = 0x7075
#: What systems and office programs leave beside documents.
_LEFT_BY_SYSTEMS = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini"}
_PIECE = 1024 * 1024
_FOLDER = "unpacked"


def unpacked(source: IO[bytes], folder: Path, *, most: int, each: int, together: int) -> Answer:
    """`{"files": [[name, number or -1, refusal], …]}`; the files lie in `unpacked/<number>` of the folder.

    `most` files of `each` bytes at most, `together` all of them. Raises Unreadable: truncated, too_much_inside.
    """
    (folder / _FOLDER).mkdir(mode=0o700)
    files: list[list[object]] = []
    left = together
    try:
        with zipfile.ZipFile(source) as packed:
            entries = [(name, info) for info in packed.infolist() for name in [_name(info)] if _is_document(name, info)]
            if len(entries) > most:
                return {"files": [], "n": len(entries)}
            if sum(info.file_size for _, info in entries) > together:
                raise Unreadable("too_much_inside")
            for number, (name, info) in enumerate(entries):
                refused = _against(name, info, each)
                if not refused:
                    refused, used = _written(packed, info, folder / _FOLDER / str(number), min(each, left))
                    left -= used
                files.append([name, -1 if refused else number, refused])
    except _DAMAGED as error:
        raise Unreadable("truncated") from error
    return {"files": files, "n": len(files)}


def _written(packed: zipfile.ZipFile, info: zipfile.ZipInfo, to: Path, most: int) -> tuple[str, int]:
    """Unpack one file: why not, and how many bytes it has. What is spoiled or too much leaves nothing."""
    used = 0
    try:
        with packed.open(info) as inside, to.open("xb") as out:
            while piece := inside.read(_PIECE):
                used += len(piece)
                if used > most:
                    break
                out.write(piece)
    except _DAMAGED:
        to.unlink(missing_ok=True)
        return "truncated", used
    if used > most:
        to.unlink()
        return "too_much_inside", most
    return "", used


def _against(name: str, info: zipfile.ZipInfo, each: int) -> str:
    """Why a file is not unpacked; "" when it may be."""
    if info.flag_bits & _ENCRYPTED:
        return "encrypted"
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or ":" in parts[0] or stat.S_ISLNK(info.external_attr >> 16):
        return "archive_outside"
    return "too_big" if info.file_size > each else ""


def _is_document(name: str, info: zipfile.ZipInfo) -> bool:
    """Whether an entry is a file that somebody put there."""
    parts = name.lower().split("/")
    return not info.is_dir() and not _LEFT_BY_SYSTEMS & set(parts) and not parts[-1].startswith(("~$", "."))


def _name(info: zipfile.ZipInfo) -> str:
    """The name as its packer meant it: UTF-8 where it says so or can be, else the encoding of Chinese Windows."""
    for field, said in _fields(info.extra):
        if field == _UNICODE_NAME and len(said) > 5:
            return said[5:].decode("utf-8", errors="replace").replace("\\", "/")
    if info.flag_bits & _UTF8:
        return info.filename.replace("\\", "/")
    raw = info.orig_filename.encode("cp437", errors="replace")
    for name in ("utf-8", "gb18030"):
        try:
            return raw.decode(name).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return info.filename


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The extra fields of an entry."""
    while len(extra) >= 4:
        field, size = struct.unpack("<HH", extra[:4])
        yield field, extra[4 : 4 + size]
        extra = extra[4 + size :]
