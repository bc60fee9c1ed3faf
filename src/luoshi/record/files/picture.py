"""Pictures drawn anew: pixels are read and written again, nothing else comes along (R13-03)."""

import io
from pathlib import Path
from typing import IO

from PIL import Image, ImageCms, ImageOps, PngImagePlugin, UnidentifiedImageError

from luoshi.record.files import kinds
from luoshi.record.sandbox import TurnedDown

#: The largest camera of a telephone has 200 million pixels and saves 50; scans of a large map have less than this.
MOST_PIXELS = 120_000_000
LONGEST_SIDE = 30_000
_QUALITY = 92
_GPS, _TAKEN_AT = 0x8825, 0x9003
_EXIF = 0x8769
_FORMATS = {kinds.JPEG: "JPEG", kinds.PNG: "PNG"}
#: What Pillow throws at broken bytes; its own guard against bombs is replaced by ours.
_DAMAGED = (UnidentifiedImageError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError)
Image.MAX_IMAGE_PIXELS = None
PngImagePlugin.MAX_TEXT_CHUNK = 64 * 1024


def open_picture(source: IO[bytes], media_type: str) -> Image.Image:
    """The picture, upright, its pixels read. Raises TurnedDown: `too_much` by its size before a pixel is read."""
    source.seek(0)
    try:
        found = Image.open(source, formats=(_FORMATS[media_type],))
        width, height = found.size
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            raise TurnedDown("too_much")
        found.load()
        return ImageOps.exif_transpose(found) or found
    except _DAMAGED as error:
        raise TurnedDown("damaged") from error
    except OSError as error:
        # Pillow says "truncated" with a bare OSError; a limit of the process has a number.
        raise error if error.errno else TurnedDown("damaged") from error


def look(source: IO[bytes], to: Path, *, promised: str, keep_place: bool) -> str:
    """Write the picture anew: which side is up is applied; place, device, time and comments stay behind.

    With `keep_place` the place and the time of taking come along: for items whose acceptance standard names them.
    """
    found = open_picture(source, promised)
    exif = _place(found) if keep_place else Image.Exif()
    drawn = _plain(found, promised)
    notes = {"exif": exif.tobytes()} if len(exif) else {}
    with to.open("xb") as out:
        if promised == kinds.JPEG:
            drawn.save(out, "JPEG", quality=_QUALITY, subsampling=0, **notes)
        else:
            drawn.save(out, "PNG", **notes)
    return promised


def _place(found: Image.Image) -> Image.Exif:
    """Where and when, and nothing else of what the camera wrote."""
    said, kept = found.getexif(), Image.Exif()
    place, taken = said.get_ifd(_GPS), said.get_ifd(_EXIF).get(_TAKEN_AT)
    if place:
        kept.get_ifd(_GPS).update(place)
        kept[_GPS] = kept.get_ifd(_GPS)
    if taken:
        kept[_EXIF] = {_TAKEN_AT: taken}
    return kept


def _plain(found: Image.Image, media_type: str) -> Image.Image:
    """Pixels alone, in colours that every program shows alike."""
    seen = _in_common_colours(found)
    if media_type == kinds.JPEG and seen.mode not in {"L", "RGB"}:
        seen = seen.convert("RGB")
    plain = Image.new(seen.mode, seen.size)
    plain.paste(seen)
    if seen.mode == "P":
        palette = seen.getpalette("RGBA" if "transparency" in seen.info else "RGB")
        plain.putpalette(palette or [], "RGBA" if "transparency" in seen.info else "RGB")
    return plain


def _in_common_colours(found: Image.Image) -> Image.Image:
    """sRGB, where the picture says that its colours are others; as it is where that cannot be read."""
    profile = found.info.get("icc_profile")
    if not profile or found.mode not in {"RGB", "RGBA", "CMYK"}:
        return found
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if found.mode == "RGBA" else "RGB"
        seen = ImageCms.profileToProfile(found, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, *_DAMAGED, OSError):
        return found
    return seen if isinstance(seen, Image.Image) else found
