"""The two dictionaries reading needs, opened once when the room is imported and never during a call."""

import opencc
from pypinyin.pinyin_dict import pinyin_dict

#: Taiwan-standard traditional to simplified, characters only. `t2s` leaves 著力; `tw2sp` would rewrite vocabulary.
SIMPLIFY = opencc.OpenCC("tw2s")
SIMPLIFY.convert("預備")

#: Slips of machine-made traditional text that the character tables keep; same length on both sides.
AFTER_SIMPLIFY = (("台帐", "台账"), ("覆核", "复核"), ("甚么", "什么"))


def readings(char: str) -> frozenset[str]:
    """All readings of one character with tone marks, `frozenset()` when the dictionary has none."""
    return frozenset(pinyin_dict.get(ord(char), "").split(",")) - {""}


def simplify(text: str) -> str:
    """`text` with traditional characters simplified, one character for one."""
    converted: str = SIMPLIFY.convert(text)
    if len(converted) != len(text):
        converted = "".join(one if len(one := SIMPLIFY.convert(char)) == 1 else char for char in text)
    return converted
