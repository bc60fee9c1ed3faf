"""Where and with what a picture was taken is none of the office's business: it is cut out before a file is kept.

R13-03: no place is asked for with evidence, so none is kept by accident. The picture itself stays bit for bit.
"""

import struct

_ORIENTATION = 0x0112
# Exif and XMP (APP1), IPTC (APP13): where cameras and phones write place, time and device.
_JPEG_NOTES = frozenset({0xE1, 0xED})
_PNG_NOTES = frozenset({b"eXIf", b"iTXt", b"tEXt", b"zTXt"})
_PNG_HEAD = 8


def without_place(data: bytes, media_type: str) -> bytes:
    """The picture without its notes, but for which side is up.

    Other files, and what is no whole picture, come back as they are.
    """
    try:
        if media_type == "image/jpeg":
            return _jpeg(data)
        if media_type == "image/png":
            return _png(data)
    except (struct.error, IndexError):
        return data
    return data


def _jpeg(data: bytes) -> bytes:
    """A JPEG is a row of segments (marker, length, content) up to the picture's own data, which is copied."""
    kept, at, side = [data[:2]], 2, 0
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        (length,) = struct.unpack_from(">H", data, at + 2)
        segment = data[at : at + 2 + length]
        if data[at + 1] in _JPEG_NOTES:
            side = side or _side_of(segment)
        else:
            kept.append(segment)
        at += 2 + length
    note = _upright(side) if side > 1 else b""
    # JFIF, where there is one, stays the first segment.
    first = 2 if len(kept) > 1 and kept[1][1] == 0xE0 else 1
    return b"".join([*kept[:first], note, *kept[first:], data[at:]])


def _side_of(segment: bytes) -> int:
    """Which side is up; 0 where the note is broken."""
    try:
        return _side(segment)
    except struct.error:
        return 0


def _side(segment: bytes) -> int:
    """Which side is up (1 to 8) as the Exif note says; 0 where it says nothing."""
    if not segment[4:].startswith(b"Exif\0\0"):
        return 0
    tiff = segment[10:]
    order = "<" if tiff.startswith(b"II") else ">"
    (place,) = struct.unpack_from(order + "L", tiff, 4)
    (count,) = struct.unpack_from(order + "H", tiff, place)
    for number in range(count):
        tag, _type, _n, value = struct.unpack_from(order + "HHLH", tiff, place + 2 + 12 * number)
        if tag == _ORIENTATION:
            return value if 1 <= value <= 8 else 0
    return 0


def _upright(side: int) -> bytes:
    """An Exif note that says which side is up and nothing else."""
    tiff = b"MM\0*" + struct.pack(">LHHHLHHL", 8, 1, _ORIENTATION, 3, 1, side, 0, 0)
    note = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note


def _png(data: bytes) -> bytes:
    """A PNG is a row of chunks (length, name, content, checksum)."""
    kept, at = [data[:_PNG_HEAD]], _PNG_HEAD
    while at + 8 <= len(data):
        (length,) = struct.unpack_from(">L", data, at)
        chunk = data[at : at + 12 + length]
        if chunk[4:8] not in _PNG_NOTES:
            kept.append(chunk)
        at += 12 + length
    return b"".join([*kept, data[at:]])
