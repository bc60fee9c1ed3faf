"""Deadlines of a clause, read against the year and the day of the document and never against today."""

import calendar
import datetime as dt
import re

from luoshi.reading import holidays
from luoshi.reading.records import DueSaid
from luoshi.reading.rhythms import recurrence

__all__ = ["due", "month_end", "recurrence"]

_CN = "〇零一二三四五六七八九十"
_PLANS = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}
_Y = r"(?:(?P<y>20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})年|(?P<rel>今年|明年|后年|本年度?|当年))?"
_M = r"(?P<m>\d{1,2}|(?<![一二三四五六七八九十每个])(?:十[一二]?|[一二三四五六七八九]))月"
_D = r"(?P<d>\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日"
_BY = "(?:之?前|以前)?"
#: The kinds of deadline, tried in this order.
_DUE = (
    ("range_days", re.compile(_Y + r"\d{1,2}月\d{1,2}日?\s*[-—－~～至到]+\s*" + _M.replace("m>", "m>") + _D)),
    ("range_years", re.compile(r"(?P<y0>20\d\d)年?\s*[-—－~～至到]+\s*(?P<y>20\d\d)年")),
    ("day", re.compile(_Y + _M + _D + "(?:(?:之?前|以前|底前)|上午|下午)?")),
    ("next_month_day", re.compile(r"(?P<next>下个?月|次月|本月)" + _D + _BY)),
    ("this", re.compile(r"(?:本|这个?)(?P<u>周|星期)(?P<w>[一二三四五六日天])" + _BY)),
    (
        "month",
        re.compile(
            _Y
            + r"(?P<m>\d{1,2})月(?P<part>底|末|中下旬|上旬|中旬|下旬|中|份)?"
            + _BY
            + r"(?![—\-至～~]|[一\d]次|\d{1,2}日)"
        ),
    ),
    ("month", re.compile(_Y + _M + "(?P<part>底|末|中下旬|上旬|中旬|下旬|份)" + _BY)),
    ("month", re.compile(_Y + _M + "(?P<part>)(?:之?前|以前)")),
    ("quarter", re.compile(_Y + r"前(?P<q>[二两三23])季度(?:末|底)?" + _BY)),
    ("quarter", re.compile(_Y + r"第?(?P<q>[一二三四1-4])季度(?:末|底|内)?" + _BY)),
    ("quarter", re.compile(_Y + r"(?P<q>首)季度?(?:末|底|内)?" + _BY)),
    ("middle", re.compile(r"(?P<y>(?!))?半年(?=[“\"]?双过半)")),
    ("half", re.compile(_Y + r"(?P<h>上半年|下半年)(?:底|末|内)?" + _BY)),
    ("middle", re.compile(r"(?:(?P<y>20\d\d)年|(?P<rel>今年|明年))?年中(?=[前，。；、]|$)" + _BY)),
    ("two_years", re.compile("今明(?P<n>两|二|三)年(?:内)?")),
    ("year_end", re.compile(_Y + r"(?:(?<=年)|年)(?:底|末)" + _BY)),
    ("year_end", re.compile(r"(?P<rel>今年|明年|本年|当年)年?(?:底|末)" + _BY)),
    (
        "holiday",
        re.compile(
            rf"(?:(?P<y>20\d\d)年|(?P<rel>今年|明年))?[“\"]?(?P<holiday>{holidays.NAMES})[”\"]?(?:节|佳节|假期)?(?:到来)?(?:之前|以前|前)"
        ),
    ),
    ("first_month", re.compile("正月(?P<first>初[一二三四五六七八九十]|十[一二三四五六])" + _BY)),
    (
        "plan",
        re.compile('[“"]?(?P<plan>十二五|十三五|十四五|十五五|十六五)[”"]?(?P<part>规划期末|末|期末|期间|时期|期内)'),
    ),
    ("until_year", re.compile(r"到(?P<y>20\d\d)年")),
    (
        "whole_year",
        re.compile(
            r"(?P<rel>全年|今年(?!是)|(?<![一二三四五六七八九十两半几\d])年内|本年度|明年(?!是|的|各项))|(?P<y>20\d\d)年(?:之?前|以前|内)?(?!是|度?工作|度?重点|政府|版|印发|第|来|以来|同期|度|中央)"
        ),
    ),
    (
        "event",
        re.compile(
            rf"(?P<from>会后|收到.{{1,10}}(?:之日|后)起?|[自从][^，。自从]{{2,12}}之日起|接[到报][^，。]{{0,8}}后|印发(?:之日)?后?起?|(?:签约|签订|开工|批复|验收|供地|中标|审批|受理|入库|公示|移交|竣工|投产|印发|转办|交办)后)?"
            rf"(?<![\d.第])(?P<n>\d+|[{_CN}两半]+)(?P<half1>年半|个半)?个?(?P<half2>半)?(?P<u>工作日|月|日|天|周|星期|年|小时)?(?:之?内|以内)"
        ),
    ),
    (
        "this",
        re.compile(
            r"(?:本|这个?)(?P<u>月|周|季度|季)(?:(?:底|末|内)前?|前)|(?<![\d个每一二三四五六七八九十])(?P<bare>月(?:底|末)前?)"
        ),
    ),
)
_AFRESH = re.compile(r"从?今年(?:开始|起)|自?20\d\d年(?:\d+月(?:\d+日)?)?起|从(?:今年|现在)起")
_STARTS = re.compile("起(?!草|步|来)|开始|以来|以后")
_NOT_DUE = re.compile(
    r"冲刺|决战|大干|保全年|去年|上年|同比|比20\d\d年|较20\d\d年|以来$|自20\d\d年$|截[至止]到?20\d\d年|每年[^，]{0,6}$|每[月年季周][^，]{0,4}\d+日"
)
#: What a time within something is enjoyed or forbidden is its span.
_SPAN = re.compile("享受|免[收征缴]|不得|不再")
_SIX = {"周": 7, "星期": 7, "日": 1, "天": 1}


def whole(said: str) -> int:
    """A small number written in digits or Chinese; 0 for 半."""
    if said.isdigit():
        return int(said)
    said = said.replace("两", "二")
    tens, ten, ones = said.partition("十")
    if ten:
        return (_CN.find(tens) - 1 if tens else 1) * 10 + (_CN.find(ones) - 1 if ones else 0)
    return max(_CN.find(said) - 1, 0) if len(said) == 1 else 0


def due(text: str, start: int, end: int, *, year: int | None, dated_on: dt.date | None = None) -> DueSaid | None:
    """The explicit deadline said in `text[start:end]`, None without one; `on` is None for an unknown year.

    A day in a year before the document's is history and no deadline.
    """
    clause = text[start:end]
    for rule, pattern in _DUE:
        for match in pattern.finditer(clause):
            since = None if match.group().endswith("前") else _STARTS.match(clause, match.end())
            if not match.group() or (since and not _in_force(rule, clause, since)):
                continue
            if not since and _is_none(clause, match):
                continue
            on = _day(rule, match, _year(match, year), dated_on)
            if on is not None and year is not None and on.year < year:
                continue
            return DueSaid(match.group(), on, "explicit", rule, start + match.start(), start + match.end())
    return None


def _is_none(clause: str, match: re.Match[str]) -> bool:
    """Whether what looks like a deadline is compared with, tells when something starts, or belongs to a rhythm."""
    if _NOT_DUE.search(clause[max(0, match.start() - 4) : match.end()]):
        return True
    if clause.count("《", 0, match.start()) > clause.count("》", 0, match.start()):
        return True
    if _AFRESH.match(clause, max(0, match.start() - 1)) or _AFRESH.match(clause, match.start()):
        return True
    if _SPAN.match(clause, match.end()):
        return True
    return clause[: match.start()].endswith(("每", "每个", "每年", "逐", "按"))


def _in_force(rule: str, clause: str, since: re.Match[str]) -> bool:
    """Whether a day is named from which something is done (2026年7月1日起施行)."""
    return rule == "day" and bool(
        re.match("起，?(?:正式|全面|开始)?(?:施行|实施|执行|实行|启用|运行)", clause[since.start() :])
    )


def _year(match: re.Match[str], year: int | None) -> int | None:
    """The year a match speaks of: printed, or counted from the year of the document."""
    groups = match.groupdict()
    if said := groups.get("y"):
        return int(said) if said.isdigit() else int("".join(str(_digit(char)) for char in said))
    if year is None:
        return None
    return year + {"明年": 1, "后年": 2}.get(groups.get("rel") or "", 0)


def _digit(char: str) -> int:
    """One Chinese figure of a year."""
    return max(0, "○零一二三四五六七八九".replace("○零", "零").find(char)) if char not in "〇○" else 0


def _day(rule: str, match: re.Match[str], year: int | None, dated_on: dt.date | None) -> dt.date | None:
    """The last day that keeps a deadline, None where the text alone cannot give one."""
    try:
        if rule == "plan":
            return dt.date(_PLANS[match["plan"]], 12, 31)
        if rule in {"event", "this", "next_month_day"}:
            return _counted(rule, match, dated_on) if dated_on else None
        if year is None:
            return None
        if rule == "holiday":
            return _before_holiday(match, year, dated_on)
        return _in_year(rule, match, year)
    except (ValueError, OverflowError):
        return None


def _before_holiday(match: re.Match[str], year: int, dated_on: dt.date | None) -> dt.date | None:
    """The day before a holiday, the next one after the document where the year's is over."""
    name = match["holiday"]
    day = holidays.day(name, year)
    over = day is not None and (day <= dated_on if dated_on else name == "元旦")
    if over and not (match["rel"] or match["y"]):
        day = holidays.day(name, year + 1)
    return day - dt.timedelta(days=1) if day else None


def _counted(rule: str, match: re.Match[str], dated_on: dt.date) -> dt.date | None:
    """A day counted from the document's day; None where it hangs on an event or on working days."""
    groups = match.groupdict()
    if rule == "next_month_day":
        ahead = 0 if match["next"] == "本月" else 1
        month = dated_on.year * 12 + dated_on.month - 1 + ahead
        return dt.date(month // 12, month % 12 + 1, whole(match["d"]))
    if rule == "this":
        return _this(groups, dated_on)
    before = groups.get("from") or ""
    unit = match["u"]
    if (before and before != "会后") or unit == "工作日":
        return None
    return _later(dated_on, match["n"], unit, half=bool(groups.get("half1") or groups.get("half2")))


def _this(groups: dict[str, str | None], dated_on: dt.date) -> dt.date:
    """The end of this month, quarter or week, or a day of this week."""
    unit = groups.get("u")
    if unit in {"周", "星期"}:
        weekday = "一二三四五六日".find((groups.get("w") or "日").replace("天", "日"))
        return dated_on + dt.timedelta(days=weekday - dated_on.weekday())
    if unit in {"季度", "季"}:
        return month_end(dated_on.year, (dated_on.month + 2) // 3 * 3)
    return month_end(dated_on.year, dated_on.month)


def _later(dated_on: dt.date, said: str, unit: str | None, *, half: bool) -> dt.date | None:
    """So many days, weeks, months or years after a day (半年, 两年半); None for a number that is none."""
    amount = 0.5 if said == "半" else whole(said) + (0.5 if half else 0)
    if amount <= 0:
        return None
    if unit in {"年", "月"} or (unit is None and half):
        months = round(amount * 12) if unit != "月" else int(amount)
        total = dated_on.year * 12 + dated_on.month - 1 + months
        last = calendar.monthrange(total // 12, total % 12 + 1)[1]
        there = dt.date(total // 12, total % 12 + 1, min(dated_on.day, last))
        return there + dt.timedelta(days=15) if unit == "月" and amount % 1 else there
    if unit == "小时":
        return dated_on + dt.timedelta(days=-(-int(amount) // 24))
    return dated_on + dt.timedelta(days=round(amount * _SIX[unit])) if unit in _SIX else None


_PARTS = {"上旬": 10, "中旬": 20, "中": 15}


def _in_year(rule: str, match: re.Match[str], year: int) -> dt.date:
    """The day within a known year; raises ValueError for a day that does not exist."""
    if rule in {"day", "range_days"}:
        return dt.date(year, whole(match["m"]), whole(match["d"]))
    if rule == "month":
        month, part = whole(match["m"]), match["part"] or "底"
        return dt.date(year, month, _PARTS[part]) if part in _PARTS else month_end(year, month)
    if rule == "quarter":
        quarter = "一二三四".find(match["q"].replace("两", "二").replace("首", "一")) + 1 or int(match["q"])
        return month_end(year, quarter * 3)
    if rule == "first_month":
        day = holidays.of_first_month(whole(match["first"].removeprefix("初")), year)
        if day is None:
            raise ValueError(year)
        return day
    if rule == "middle" or (rule == "half" and match["h"] == "上半年"):
        return dt.date(year, 6, 30)
    if rule == "two_years":
        return dt.date(year + whole(match["n"]) - 1, 12, 31)
    return dt.date(year, 12, 31)


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month; raises ValueError for month 0 or 13."""
    if not 1 <= month <= 12:
        raise ValueError(month)
    return dt.date(year, month, calendar.monthrange(year, month)[1])
