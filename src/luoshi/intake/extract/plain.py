"""Plain text in any Chinese encoding: what the bytes say is weighed, what a page declares is only the first guess."""

import re

from luoshi.intake.extract.unreadable import Unreadable

#: What people declare → the table that holds all of it.
_SAID = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312_80": "gb18030",
    "x_gbk": "gb18030",
    "euc_cn": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "hz_gb_2312": "hz",
}
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_SHIFTED = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_RARE = re.compile("[\ue000-\uf8ff\ufffd\u0080-\u009f]")
_MARKS = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕…—·　％「」『』︰﹔﹐﹑．／～＋－×①②③④⑤⑥⑦⑧⑨⑩℃㎡")
#: So many bytes are weighed; a text does not change its encoding on the way.
_SAMPLE = 60_000
#: A reading in which fewer of the characters are common ones is not believed, and one so good is not doubted.
_LEAST, _SURE = 0.6, 0.97


def decode(content: bytes) -> str:
    """The text of `content`. A byte order mark is believed and UTF-8 proved; of the others the likeliest is taken.

    Raises Unreadable("encoding") when no encoding gives Chinese or Latin text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(content, "utf-16")
    if _SHIFTED.search(content) and (text := _try(content, "hz")) and _HAN.search(text):
        return text
    if b"\x00" not in content[:_SAMPLE] and (text := _try(content, "utf-8-sig")) is not None and _reads(text):
        return text
    found = _likeliest(content)
    if found is not None:
        return found
    return _damaged(content)


def _likeliest(content: bytes) -> str | None:
    """The text under the encoding that makes the most of common characters; None where none makes enough."""
    said = _CHARSET.search(content[:4096])
    declared = said.group(1).decode("ascii").lower().replace("-", "_") if said else ""
    best: tuple[float, str] = (_LEAST, "")
    for name in dict.fromkeys((_SAID.get(declared, declared), "gb18030", "big5hkscs", "utf_16_le", "utf_16_be")):
        sample = _try(content[:_SAMPLE], name)
        weight = _weight(sample) if sample else 0.0
        if weight > best[0]:
            best = (weight, name)
        if weight > _SURE:
            break
    text = _try(content, best[1])
    return text if text is not None and _reads(text) else None


def _weight(text: str) -> float:
    """The share of characters that texts of this country are made of."""
    few = text[:8000]
    return sum(map(_is_common, few)) / max(1, len(few))


def _is_common(char: str) -> bool:
    """ASCII that prints, a Chinese mark, or a character of the first level of either standard."""
    if char in _MARKS or char in "\t\r\n" or " " <= char <= "~":
        return True
    if not "\u4e00" <= char <= "\u9fff":
        return False
    for name, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if first <= char.encode(name)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


def _damaged(content: bytes) -> str:
    """A text with a few broken bytes, marked where they stood. Raises Unreadable("encoding") for more than a few."""
    for name in ("utf-8", "gb18030", "big5hkscs"):
        text = content.decode(name, errors="replace").lstrip("\ufeff")
        few = text.count("\ufffd") * 200 <= len(text)
        if few and _HAN.search(text) and _reads(text.replace("\ufffd", "")):
            return text
    raise Unreadable("encoding")


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
