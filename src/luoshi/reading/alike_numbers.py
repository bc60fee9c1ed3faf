"""The numbers of a matter apart from its words: counts, money, shares, sizes and dates, and whether two texts agree.

Numbers are compared class by class (money with money, dates with dates); what only one text says contradicts nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from luoshi.reading.quantities import number

_ONES = "一二两三四五六七八九"
_CN = f"{_ONES}十"
_TIMES = {"百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8, "万亿": 10**12} | {
    few + many: 10 ** (low + high)
    for few, low in (("十", 1), ("百", 2), ("千", 3))
    for many, high in (("万", 4), ("亿", 8))
}
_TIME = "|".join(sorted(_TIMES, key=len, reverse=True))
#: Class: units with how many of the smallest each is.
_SORTS = """
money: 元 1
dollars: 美元 1
euros: 欧元 1
share: % 1 ％ 1
points: 个百分点 1 百分点 1
times: 倍 1
area: 平方公里 1000000 公顷 10000 平方米 1
land: 亩 1
length: 公里 1000 千米 1000 米 1
volume: 立方米 1
weight: 吨 1000 公斤 1
power: 兆瓦 1000 千瓦 1
energy: 千瓦时 1
households: 户 1
persons: 人次 1 人 1 名 1
"""


def _sizes() -> dict[str, tuple[str, int]]:
    """Unit → its class, and how many of the class's smallest unit it is."""
    lines = (line.split() for line in _SORTS.strip().splitlines())
    return {
        unit: (sort.removesuffix(":"), int(factor))
        for sort, *said in lines
        for unit, factor in zip(said[::2], said[1::2], strict=True)
    }


_SIZES = _sizes()
_SIZE = "|".join(sorted(_SIZES, key=len, reverse=True))
_COUNTS = "个项所座条家处台套件批次张本支宗栋幢片辆间门种类场口株棵盏"
_PERIODS = r"上半年|下半年|年底|年末|年内|[一二三四1-4]季度末?"
#: The day by which a part of a year is over; the year's own end has many names.
_ENDS = {
    **dict.fromkeys(("底", "年底", "年内", "年", "下半年", "四季度", "4季度"), "12/底"),
    **dict.fromkeys(("上半年", "二季度", "2季度"), "6/底"),
    **dict.fromkeys(("一季度", "1季度"), "3/底"),
    **dict.fromkeys(("三季度", "3季度"), "9/底"),
}
_LAST_DAYS = frozenset({"底", "30", "31"})
_DATE = re.compile(
    rf"(?:(?P<year>\d{{4}})年)?(?P<month>\d{{1,2}}|[{_CN}]{{1,2}})月(?P<day>份|底|末|上旬|中旬|下旬|\d{{1,2}}日)?"
    rf"|(?P<only>\d{{4}})年(?P<part>{_PERIODS}|底|末|初)?|(?P<period>{_PERIODS})"
)
_NUMBER = re.compile(
    rf"(?<!第)(?:百分之(?P<hundredth>[{_CN}百点零]+)"
    rf"|(?P<low>\d+(?:[,，]\d{{3}})+(?!\d)|\d+(?:\.\d+)?|(?<![{_CN}])(?:[{_ONES}]?十[{_ONES}]?|[{_ONES}])(?=(?:{_TIME})?(?:{_SIZE}|[{_COUNTS}])))"
    rf"(?:(?:{_TIME})?(?:{_SIZE})?[-—－~～至](?P<high>\d+(?:\.\d+)?))?[余多]?(?P<time>{_TIME})?"
    rf"(?P<unit>{_SIZE}|[{_COUNTS}])?)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text as it is printed, its class (`money`, `count`, `date` …), and what is compared of it."""

    said: str
    sort: str
    value: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Numbers of one class that contradict each other: those that only ours has, those that only theirs has."""

    sort: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def numbers(text: str) -> tuple[Number, ...]:
    """The numbers and dates of a text in their order."""
    return tuple(one for one, _span in _found(text))


def without_numbers(text: str) -> str:
    """The text with blanks where its numbers and dates stand; measure words stay."""
    cut, here = [], 0
    for one, (start, end) in _found(text):
        kept = one.said[-1] if one.sort == "count" and not one.said[-1].isdigit() else " "
        cut += [text[here:start], kept]
        here = end
    return "".join([*cut, text[here:]])


def differences(ours: str, theirs: str) -> tuple[Difference, ...]:
    """Where the numbers of two texts contradict each other: each has some of a class that the other has not."""
    found = []
    mine, other = _by_sort(ours), _by_sort(theirs)
    for sort in sorted(mine.keys() & other.keys()):
        left = tuple(said for value, said in mine[sort].items() if value not in other[sort])
        right = tuple(said for value, said in other[sort].items() if value not in mine[sort])
        if left and right:
            found.append(Difference(sort, left, right))
    return tuple(found)


def _by_sort(text: str) -> dict[str, dict[str, str]]:
    """Class → value → as it is printed."""
    found: dict[str, dict[str, str]] = {}
    for one in numbers(text):
        found.setdefault(one.sort, {}).setdefault(one.value, one.said)
    return found


def _found(text: str) -> Iterator[tuple[Number, tuple[int, int]]]:
    """Dates and numbers with their places, none within another."""
    dates = {match.start(): match for match in _DATE.finditer(text)}
    here = 0
    for at in sorted({*dates, *(match.start() for match in _NUMBER.finditer(text))}):
        if at < here:
            continue
        if (date := dates.get(at)) is not None:
            yield Number(date.group(), "date", _day(date)), date.span()
            here = date.end()
        elif (match := _NUMBER.match(text, at)) is not None:
            yield _number(match), match.span()
            here = match.end()


def _day(match: re.Match[str]) -> str:
    """A date as it is compared, to the month: without its year, which one of two texts often leaves out."""
    said = match.groupdict()
    if said["month"]:
        day = (said["day"] or "").removesuffix("份").removesuffix("日").replace("末", "底")
        return f"{number(said['month'])}/{'底' if day in _LAST_DAYS else day}"
    part = (said["part"] or said["period"] or "").removesuffix("末")
    return _ENDS.get(part, part) or said["only"] or ""


def _number(match: re.Match[str]) -> Number:
    said = match.groupdict()
    if said["hundredth"]:
        return Number(match.group(), "share", _printed(said["hundredth"], 1))
    sort, factor = _SIZES.get(said["unit"] or "", ("count", 1))
    factor *= _TIMES.get(said["time"] or "", 1)
    ends = [_printed(one, factor) for one in (said["low"], said["high"]) if one]
    return Number(match.group(), sort, "-".join(ends))


def _printed(said: str, factor: int) -> str:
    """One way to write a value: 3.50 and 三点五 are the same; what is no number stays as it is printed."""
    try:
        return f"{(Decimal(number(said)) * factor).normalize():f}"
    except InvalidOperation:
        return said
