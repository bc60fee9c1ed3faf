"""A promise with a count asks for a list: so many lines, whose money adds up to what was said."""

import dataclasses
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from luoshi.reading.records import DraftItem, ListAsked, Target
from luoshi.reading.tables import BAR

_COUNTED = frozenset("个项座条所家处件栋批宗")
_FEWEST = 3
_TITLE = re.compile("附件|附表|名单|清单|一览表|明细表|项目表|任务表")
_LINE = re.compile(r"\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[（(]\d{1,3}[）)])\s*(?:[.．、:：]|\||\s\|)")
_SUM = re.compile(r"(?P<v>\d+(?:\.\d+)?)\s*(?P<u>亿元|万元|亿|万)")
_HEAD_MONEY = re.compile("投资|金额|资金|额")
_TO_WAN = {"亿元": 10000, "亿": 10000, "万元": 1, "万": 1}


def asked(text: str, item: DraftItem) -> ListAsked | None:
    """The list that a row asks for, with how many of its lines the row itself names; None for a row without a count."""
    target = next((one for one in item.targets if _counts(one)), None)
    if target is None:
        return None
    money = next((one for one in item.amounts if "投" in one.what), None)
    named = _named(text[item.start : target.start])
    total = f"{money.value}{money.unit}" if money else None
    count = int(target.value or 0)
    return ListAsked(count, target.unit or "", target.indicator, total, named, max(0, count - named))


def _counts(one: Target) -> bool:
    """Whether a number counts things that can be listed."""
    printed = one.value is not None and one.value.isdigit() and not one.rule
    return (
        printed and one.unit in _COUNTED and int(one.value or 0) >= _FEWEST and one.mode in {"count", "added", "stock"}
    )


def _named(before: str) -> int:
    """How many things a row names before its count (甲路、乙路等10条)."""
    listed = re.search("(?P<names>[^，。；：]{2,80})等$", before)
    return len(re.split("[、和及]", listed["names"])) if listed else 0


def met(text: str, drafts: Sequence[DraftItem]) -> list[DraftItem]:
    """The rows with what the document's own lists hold: lines found, their money, what is short."""
    lists = _lists(text)
    found = []
    for item in drafts:
        wanted = asked(text, item)
        if wanted is not None:
            near = next((one for one in lists if _same(one.title, wanted.what)), None)
            item = dataclasses.replace(item, list_asked=_compared(wanted, near) if near else wanted)
        found.append(item)
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class _List:
    """A list of the document: its title, how many lines, the sum of its money in ten thousand."""

    title: str
    lines: int
    money: Decimal | None


def _lists(text: str) -> list[_List]:
    """Every run of numbered lines below a title that announces a list; the last row is no line and ends them all."""
    found: list[_List] = []
    title = ""
    lines: list[str] = []
    for row in [*text.split("\n"), "。"]:
        if _LINE.match(row) and title:
            lines.append(row)
        elif BAR in row and title and not lines:
            title += row
        elif row.strip() or not lines:
            if len(lines) >= _FEWEST:
                found.append(_List(title, len(lines), _money(title, lines)))
            title, lines = _title(row, title if not lines else ""), []
    return found


def _title(row: str, before: str) -> str:
    """The title that holds behind a row: its own words, or those before where it is empty."""
    if _TITLE.search(row) and len(row) <= 60:
        return row
    return before if not row.strip() else ""


def _money(title: str, lines: Sequence[str]) -> Decimal | None:
    """The sum of what the lines say of money, in ten thousand; None where a line says none."""
    total = Decimal(0)
    for row in lines:
        said = _SUM.search(row)
        if said is None:
            return _column(title, lines)
        total += Decimal(said["v"]) * _TO_WAN[said["u"]]
    return total


def _column(title: str, lines: Sequence[str]) -> Decimal | None:
    """The sum of a column of bare numbers whose head says money and unit."""
    heads = [cell.strip() for cell in title.split(BAR)]
    at = next((i for i, cell in enumerate(heads) if _HEAD_MONEY.search(cell) and re.search("亿|万", cell)), None)
    if at is None:
        return None
    scale = 10000 if "亿" in heads[at] else 1
    try:
        return sum((Decimal(row.split(BAR)[at].strip()) * scale for row in lines), Decimal(0))
    except (IndexError, InvalidOperation):
        return None


def _same(title: str, what: str) -> bool:
    """Whether a list's title speaks of what is counted."""
    return len(what) >= 2 and (what in title or what[-4:] in title or what[-2:] in title)


def _compared(wanted: ListAsked, near: _List) -> ListAsked:
    """What is asked for, against the list that was found."""
    money = None
    if wanted.money and near.money is not None and (said := _SUM.fullmatch(wanted.money)):
        money = str(Decimal(said["v"]) * _TO_WAN[said["u"]] - near.money)
    return dataclasses.replace(
        wanted, listed=near.lines, shortfall=max(0, wanted.count - near.lines), money_shortfall=money
    )
