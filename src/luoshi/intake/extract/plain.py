"""Plain text in any Chinese encoding."""

import re

import charset_normalizer

from luoshi.intake.extract.unreadable import Unreadable

_GB = {"gb2312", "gbk", "gb18030", "hz", "euc_cn", "cp936"}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_RARE = re.compile("[\ue000-\uf8ff\ufffd\u0080-\u009f]")


def decode(content: bytes) -> str:
    """The text of `content`. UTF-8 is proved, a byte order mark believed; everything else is named, GB as GB 18030.

    Raises Unreadable("encoding") when no encoding gives Chinese or Latin text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(content, "utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    said = _CHARSET.search(content[:4096])
    for name in (said.group(1).decode("ascii").lower() if said else "", _named(content), "gb18030", "big5"):
        text = _try(content, "gb18030" if name.replace("-", "_") in _GB else name)
        if text is not None and _reads(text):
            return text
    return _damaged(content)


def _damaged(content: bytes) -> str:
    """A text with a few broken bytes, marked where they stood. Raises Unreadable("encoding") for more than a few."""
    for name in ("utf-8", "gb18030"):
        text = content.decode(name, errors="replace")
        few = text.count("\ufffd") * 200 <= len(text)
        if few and _HAN.search(text) and _reads(text.replace("\ufffd", "")):
            return text
    raise Unreadable("encoding")


def _named(content: bytes) -> str:
    """What charset-normalizer calls the encoding of a sample that does not end inside a character."""
    best = charset_normalizer.from_bytes(
        content[:20_000], cp_isolation=["gb18030", "big5", "utf_16", "utf_16_le", "utf_16_be"]
    ).best()
    return best.encoding if best else ""


def _try(content: bytes, name: str) -> str | None:
    """The text under one encoding, None when it does not decode; a last character cut in half is let go."""
    if not name:
        return None
    for cut in range(4):
        try:
            return content[: len(content) - cut].decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def _strict(content: bytes, name: str) -> str:
    """The text under a known encoding. Raises Unreadable."""
    text = _try(content, name)
    if text is None:
        raise Unreadable("encoding")
    return text


def _reads(text: str) -> bool:
    """Whether a decoded text looks like text: hardly any private or control characters."""
    odd = len(_RARE.findall(text))
    return odd * 50 <= len(text) and (bool(_HAN.search(text)) or text.isascii())
