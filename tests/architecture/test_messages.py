"""What rooms say below the edge is a code and typed values; one catalogue renders each, in both languages."""

import re
import string

from luoshi.record import messages

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_message_stands_in_both_languages_with_the_same_values() -> None:
    uneven = [
        code
        for code, entry in messages.catalogue().items()
        if not entry["zh"] or not entry["en"] or _placeholders(entry["zh"]) != _placeholders(entry["en"])
    ]
    assert uneven == []


def test_no_english_message_holds_chinese() -> None:
    mixed = [code for code, entry in messages.catalogue().items() if CHINESE.search(entry["en"])]
    assert mixed == []
