"""Numbers promised and numbers reached: the same measure brought to one unit, the comparator applied."""

import dataclasses
import re
from collections.abc import Sequence
from itertools import pairwise

from luoshi.reading.quantities import number
from luoshi.reading.records import Target

_POWERS = {
    "万亿": 1e12,
    "千亿": 1e11,
    "百亿": 1e10,
    "亿": 1e8,
    "千万": 1e7,
    "百万": 1e6,
    "万": 1e4,
    "千": 1e3,
    "百": 1e2,
}
#: Base units of each dimension and their size in its smallest.
_DIMENSIONS: dict[str, dict[str, float]] = {
    "money": {"元": 1.0},
    "dollar": {"美元": 1.0},
    "length": {"米": 1.0, "公里": 1e3, "千米": 1e3, "里": 500.0},
    "area": {"平方米": 1.0, "平米": 1.0, "亩": 666.67, "公顷": 1e4, "平方公里": 1e6},
    "volume": {"立方米": 1.0, "方": 1.0},
    "weight": {"斤": 0.5, "公斤": 1.0, "吨": 1e3},
    "power": {"瓦": 1.0},
    "share": {"%": 1.0, "％": 1.0},
    "points": {"个百分点": 1.0},
    "people": {"人": 1.0, "名": 1.0, "位": 1.0},
    "visits": {"人次": 1.0},
    "households": {"户": 1.0},
    "days": {"天": 1.0},
    "times": {"倍": 1.0},
    "density": {"微克/立方米": 1.0, "微克": 1.0},
}
_SIZES = {unit: (name, size) for name, units in _DIMENSIONS.items() for unit, size in units.items()}
#: Units that count things; one may stand for another (4家企业, 4个企业).
_COUNTING = "个家座条项所处台辆件批支片村镇套间栋宗只头对株棵口眼艘架册部张本种类级盏场期次大"
_UNIT = "|".join(sorted([*map(re.escape, _SIZES), *_COUNTING, "余个"], key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?P<v>\d[\d,，]*(?:\.\d+)?|百分之[一二三四五六七八九十百点零]+|[两一二三四五六七八九十]{{1,3}}(?=[个家座条项所处]))"
    rf"(?P<more>余|多)?(?P<p>{'|'.join(_POWERS)})?(?P<more2>余|多)?(?P<u>{_UNIT})?"
)
_GROWTH = re.compile("增长|增幅|增速|同比|下降|降低|减少|提高|上升|年均")
_FALL = re.compile("下降|降低|减少|压减|压缩")
_NEAR = 0.95
#: A sum over several years answers no promise of one.
_YEARS = re.compile("累计|[三四五]年(?:来|间|共)?|“十[三四五六]五”")
_LITTLE = 0.4  # no more words in common than any two counts may have
#: Pairs that stand in every count and tell none from another.
_COMMON = {
    "企业",
    "项目",
    "建设",
    "工程",
    "新增",
    "新建",
    "完成",
    "达到",
    "实现",
    "增长",
    "全区",
    "全县",
    "全市",
    "全年",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Quantity:
    """A printed number in its dimension's smallest unit.

    `growth` tells a rate of change from a level, `added` what came new (新增) and `stock` what there is in all (达到).
    """

    value: float
    dimension: str
    growth: bool
    said: str
    start: int
    end: int
    added: bool = False
    stock: bool = False


def quantities(text: str, start: int, end: int) -> list[Quantity]:
    """Every number with a unit in `text[start:end]`, in order."""
    found = []
    for match in _QUANTITY.finditer(text, start, end):
        unit = match["u"] or ("%" if match["v"].startswith("百分之") else None)
        value = _value(match["v"])
        if unit is None and match["p"] is None or value is None:
            continue
        dimension, size = measure(unit)
        around = text[max(start, match.start() - 8) : match.start()]
        grows = dimension in {"share", "times", "points"} and bool(_GROWTH.search(around))
        scaled = value * _POWERS.get(match["p"] or "", 1.0) * size
        clause = re.split("[，。；]", text[start : match.start()])[-1]
        stock = re.search("(?:达到?|共有|总数)[^，。；、]{0,2}$", around) is not None
        stock = stock and "新增" not in clause or _YEARS.search(clause) is not None
        found.append(
            Quantity(scaled, dimension, grows, match.group(), match.start(), match.end(), "新增" in around, stock)
        )
    return found


def measure(unit: str | None) -> tuple[str, float]:
    """Dimension and size of a printed unit with or without a power (万亩, 亿元)."""
    unit = unit or "个"
    power = next((p for p in _POWERS if unit.startswith(p) and unit != p), "")
    base = unit.removeprefix(power).removeprefix("余")
    if base in _SIZES:
        dimension, size = _SIZES[base]
    elif base in _COUNTING:
        dimension, size = "count", 1.0
    else:
        dimension, size = base, 1.0
    return dimension, size * _POWERS.get(power, 1.0)


def promised(target: Target, said: str) -> Quantity | None:
    """A target as a quantity; None where no value is printed. `said` is the clause around it."""
    value = _value(target.value or "")
    if value is None:
        return None
    dimension, size = measure(target.unit)
    grows = dimension in {"share", "times", "points"} and bool(_GROWTH.search(target.indicator + said))
    printed = f"{target.value}{target.unit or ''}"
    added = dimension == "count" and re.search("新增|新建|新培育", said) is not None
    return Quantity(value * size, dimension, grows, printed, target.start, target.end, added)


def answer(wanted: Quantity, indicator: str, offered: Sequence[Quantity], text: str) -> Quantity | None:
    """The offered quantity that measures the same thing: a rate for a rate, a level for a level, nearest in its words.

    A count is only answered where its words share something with the indicator, or no other count stands there.
    """
    same = [one for one in offered if one.dimension == wanted.dimension]
    same = [one for one in same if not (one.stock and (wanted.added or _YEARS.search(text[: one.start][-30:])))]
    alike = [one for one in same if one.growth == wanted.growth]
    if wanted.dimension in {"share", "times", "points"}:
        same = alike
    ranked = sorted(alike or same, key=lambda one: -_shared(indicator, one, text))
    if not ranked:
        return None
    counts = wanted.dimension in {"count", "people", "households"}
    return None if counts and len(ranked) > 1 and _shared(indicator, ranked[0], text) <= _LITTLE else ranked[0]


def _shared(indicator: str, one: Quantity, text: str) -> float:
    """The share of the indicator's pairs of characters that the words around a number hold."""
    before = re.split("[，；。、\n]", text[max(0, one.start - 24) : one.start])[-1]
    behind = re.split("[，；。、\n]", text[one.end : one.end + 12])[0]
    near = {"".join(pair) for part in (before, behind) for pair in pairwise(part)}
    wanted = {"".join(pair) for pair in pairwise(indicator)}
    wanted = wanted - _COMMON or wanted
    return len(near & wanted) / max(1, len(wanted))


def reached(target: Target, wanted: Quantity, got: Quantity, said: str) -> bool:
    """Whether `got` keeps the promise under its comparator; 左右 allows a twentieth below."""
    if target.comparator in {"<=", "<"} or _FALL.search(target.indicator) and not _FALL.search(said):
        return got.value <= wanted.value * (2 - _NEAR if target.comparator == "≈" else 1)
    if target.comparator == "≈":
        return got.value >= wanted.value * _NEAR
    return got.value >= wanted.value


def _value(said: str) -> float | None:
    """A printed number as a float; None for X and nothing."""
    try:
        return float(number(said))
    except ValueError:
        return None
