"""Counts as the number formats of a docx print them: 三, 叁, 丙, ③, ⑶, iii, c."""

from collections.abc import Callable

_CN = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN_STEPS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def chinese(number: int) -> str:
    """A count in Chinese: 3 → 三, 12 → 十二, 20 → 二十, 105 → 一百零五."""
    return _spoken(number, _CN, "十", "百")


def _spoken(number: int, digits: str, ten: str, hundred: str) -> str:
    """A count below 1,000 in numerals of a kind; larger ones in figures."""
    if not 0 <= number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = f"{digits[hundreds]}{hundred}" if hundreds else ""
    if tens:
        said += ten if tens == 1 and not hundreds and digits is _CN else f"{digits[tens]}{ten}"
    elif hundreds and ones:
        said += "零"
    return said + (digits[ones] if ones else "") or digits[0]


def _digits(number: int) -> str:
    return "".join(_CN[int(figure)] for figure in str(number))


def _formal(number: int) -> str:
    return _spoken(number, _FORMAL, "拾", "佰")


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    said = ""
    for worth, sign in _ROMAN_STEPS:
        said += sign * (number // worth)
        number %= worth
    return said


def _letter(number: int) -> str:
    """a … z, then aa, bb, as Word counts."""
    times, place = divmod(max(1, number) - 1, 26)
    return chr(ord("a") + place) * min(times + 1, 30)


def _enclosed(first: int, most: int) -> Callable[[int], str]:
    return lambda number: chr(first + number - 1) if 1 <= number <= most else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
         "taiwaneseCountingThousand", "koreanCounting"), chinese
    ),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _digits),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"), _formal),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographEnclosedCircle": _enclosed(0x3280, 10),
    "decimalEnclosedCircle": _enclosed(0x2460, 20),
    "decimalEnclosedCircleChinese": _enclosed(0x2460, 20),
    "decimalEnclosedParen": _enclosed(0x2474, 20),
    "decimalEnclosedFullstop": _enclosed(0x2488, 20),
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda number: "",
}  # fmt: skip


def printed(number: int, style: str) -> str:
    """A count as it is printed; an unknown format in figures."""
    return _FORMATS.get(style, str)(number)
