"""Ways to spoil a file: what a bad disk, a cut line and a clever stranger do to it. Shared with `tools/fuzz.py`."""

import io
import warnings
import zipfile
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from tests.record import samples

Spoil = Callable[[bytes], bytes]
#: Words that parsers of these formats listen to.
_WORDS = (
    b"%PDF-1.7", b"%%EOF", b"/Length 999999999", b"endobj", b"stream", b"startxref\n0", b"/Encrypt 9 0 R",
    b"/Kids [1 0 R]",
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"\xff\xd8\xff\xe1", b"\xff\xda", b"\xff\xc2", b"IHDR",
    b"IDAT", b"IEND", b"acTL", b"iCCP", b"<!ENTITY x '&x;&x;'>", b"<?xml", b"</w:p>", b"\xff\xff\xff\xff", b"\x00" * 8,
    b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00",
)  # fmt: skip
_PARTS = (
    "word/document.xml", "word/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml",
    "word/vbaProject.bin", "../../etc/passwd", "/abs", "a\\b", "OFD.xml", "ppt/presentation.xml", "x" * 300,
)  # fmt: skip
_PACKED = {"docx", "xlsx", "pptx", "ofd", "zip"}
Samples = Sequence[tuple[str, Callable[[], bytes], str]]


def flipped(places: list[tuple[float, int]]) -> Spoil:
    """Bytes changed here and there; a place is a share of the length."""

    def spoil(content: bytes) -> bytes:
        raw = bytearray(content)
        for share, value in places if raw else ():
            raw[int(share * (len(raw) - 1))] ^= value
        return bytes(raw)

    return spoil


def cut(begin: float, end: float) -> Spoil:
    """A stretch taken out; to the end when `end` is 1."""
    return lambda content: content[: int(begin * len(content))] + content[int(max(begin, end) * len(content)) :]


def put_in(share: float, what: bytes) -> Spoil:
    """Something put in between."""
    return lambda content: content[: int(share * len(content))] + what + content[int(share * len(content)) :]


def doubled(begin: float, end: float, times: int) -> Spoil:
    """A stretch said many times."""

    def spoil(content: bytes) -> bytes:
        first, last = sorted((int(begin * len(content)), int(end * len(content))))
        return content[:last] + content[first:last] * times + content[last:]

    return spoil


def with_part(name: str, size: int, byte: int) -> Spoil:
    """A zip with one part more, of many equal bytes; other files stay as they are."""

    def spoil(content: bytes) -> bytes:
        out = io.BytesIO(content)
        try:
            with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(name, bytes([byte]) * size)
        except Exception:  # whatever the writer says of a package that is spoiled already
            return content
        return out.getvalue()

    return spoil


def spoils(*, is_packed: bool) -> st.SearchStrategy[Spoil]:
    """One way to spoil a file."""
    share = st.floats(0, 1, allow_nan=False)
    others = [content for name, sample, _ in samples.EVERY for content in [sample()] if len(content) < 60_000]
    ways: list[st.SearchStrategy[Spoil]] = [
        st.lists(st.tuples(share, st.integers(1, 255)), min_size=1, max_size=40).map(flipped),
        st.builds(cut, share, share | st.just(1.0)),
        st.builds(put_in, share, st.binary(max_size=64) | st.sampled_from(_WORDS) | st.sampled_from(others)),
        st.builds(doubled, share, share, st.integers(1, 50)),
    ]
    if is_packed:
        size = st.sampled_from([0, 1, 1000, 5_000_000])
        ways.append(st.builds(with_part, st.sampled_from(_PARTS), size, st.integers(0, 255)))
    return st.one_of(ways)


@st.composite
def spoiled(
    draw: st.DrawFn, every: Sequence[tuple[str, Callable[[], bytes], str]] = samples.EVERY
) -> tuple[str, bytes]:
    """(format, bytes): a real file of any accepted format, or of `every`, spoiled in one to three ways."""
    name, sample, _ = draw(st.sampled_from(every))
    content: bytes = sample()
    for spoil in draw(st.lists(spoils(is_packed=name in _PACKED), min_size=1, max_size=3)):
        content = spoil(content)
    return name, content[:5_000_000]
