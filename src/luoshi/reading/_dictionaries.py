"""The two dictionaries reading needs, opened once when the room is imported and never during a call."""

import importlib.util
from collections.abc import Mapping

import opencc


def _pinyin() -> Mapping[int, str]:
    """The table of pypinyin from characters to their readings, without its phrases: they take half a second to load."""
    package = importlib.util.find_spec("pypinyin")
    assert package is not None
    assert package.submodule_search_locations is not None
    path = f"{package.submodule_search_locations[0]}/pinyin_dict.py"
    spec = importlib.util.spec_from_file_location("luoshi_pinyin_dict", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Mapping[int, str] = module.pinyin_dict
    return found


_PINYIN = _pinyin()

#: Taiwan-standard traditional to simplified, characters only. `t2s` leaves 著力; `tw2sp` would rewrite vocabulary.
SIMPLIFY = opencc.OpenCC("tw2s")
SIMPLIFY.convert("預備")

#: Slips of machine-made traditional text that the character tables keep; same length on both sides.
AFTER_SIMPLIFY = (("台帐", "台账"), ("覆核", "复核"), ("甚么", "什么"))


def readings(char: str) -> frozenset[str]:
    """All readings of one character with tone marks, `frozenset()` when the dictionary has none."""
    return frozenset(_PINYIN.get(ord(char), "").split(",")) - {""}


def simplify(text: str) -> str:
    """`text` with traditional characters simplified, one character for one."""
    converted: str = SIMPLIFY.convert(text)
    if len(converted) != len(text):
        converted = "".join(one if len(one := SIMPLIFY.convert(char)) == 1 else char for char in text)
    return converted
