"""Deadlines and rhythms of a clause, read against the year of the document and never against today."""

import calendar
import datetime as dt
import re

from luoshi.reading.records import DueSaid, Recurrence

_CN = "〇零一二三四五六七八九十"
_HOLIDAYS = {
    "元旦": (1, 1),
    "五一": (5, 1),
    "“五一”": (5, 1),
    "劳动节": (5, 1),
    "“七一”": (7, 1),
    "七一": (7, 1),
    "“八一”": (8, 1),
    "国庆节": (10, 1),
    "国庆": (10, 1),
    "“十一”": (10, 1),
}
_PLANS = {"十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}
_Y = r"(?:(?P<y>20\d\d)年|(?P<rel>今年|明年|后年|本年度?))?"
_DUE = (
    ("range_years", re.compile(r"(?P<y0>20\d\d)年?\s*[-—－至到]+\s*(?P<y>20\d\d)年")),
    ("day", re.compile(_Y + r"(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?:之?前|以前|底前)?")),
    ("month", re.compile(_Y + r"(?P<m>\d{1,2})月(?P<part>底|末|上旬|中旬|下旬|中下旬)?(?:之?前|以前)?(?![—\-至])")),
    ("quarter", re.compile(_Y + r"第?(?P<q>[一二三四1-4])季度末?(?:之?前)?")),
    ("half", re.compile(_Y + r"(?P<h>上半年|下半年)(?:前|末|底前)?")),
    ("year_end", re.compile(r"(?:(?P<y>20\d\d)年|(?P<rel>今年|明年|本年|当年)年?|年)(?:底|末)(?:之?前|以前)?")),
    ("holiday", re.compile("(?P<rel>今年|明年)?(?P<holiday>" + "|".join(_HOLIDAYS) + ")(?:节)?前")),
    ("plan", re.compile("“?(?P<plan>十三五|十四五|十五五|十六五)”?(?P<part>末|期末|期间|时期|期内)")),
    ("until_year", re.compile(r"到(?P<y>20\d\d)年")),
    (
        "whole_year",
        re.compile(
            r"(?P<rel>全年|今年(?!是)|年内|本年度|当年底|年底)|(?P<y>20\d\d)年(?!是|度?工作|度?重点|政府|版|印发|第|来|以来|同期)"
        ),
    ),
    ("event", re.compile(rf"(?<![\d.])(?P<n>\d+|[{_CN}两半]+)个?(?P<u>工作日|日|天|周|星期|月|年|小时)(?:之?内|以内)")),
    ("this", re.compile(r"本(?P<u>月|周|季度)(?:底|末|内)?前?|月底前")),
)
_AFRESH = re.compile(r"从?今年(?:开始|起)|自?20\d\d年(?:\d+月)?起|从(?:今年|现在)起")
_NOT_DUE = re.compile(r"去年|上年|同比|比20\d\d年|较20\d\d年|以来$|自20\d\d年$")
_FREQ = {
    "日": "daily",
    "天": "daily",
    "周": "weekly",
    "星期": "weekly",
    "旬": "unspecified",
    "月": "monthly",
    "季": "quarterly",
    "季度": "quarterly",
    "半年": "monthly",
    "年": "yearly",
    "年度": "yearly",
}
_N = r"(?P<n>[一二两三四五六七八九十\d]{1,2})"
_RHYTHMS = (
    re.compile(
        r"(?:每个?|逐)(?P<k>半年|季度|季|月|周|星期|日|天|年度|年)(?P<by>底|末|\d+日)?(?:前)?(?!来|家|人均|均|户|亩|吨)"
    ),
    re.compile(r"[一1](?P<k>季度|季|月|周|日|年)(?:[一1]|(?P<n>两|二|三|2|3)次)"),
    re.compile(
        r"(?<![一二三四五六七八九十个\d每上下本当累])(?P<k>季度|季|月|周|日|半年|年度|年终)(?=分析|调度|督查|督办|通报|考核|考勤|碰头|例会|报告|汇报|巡查|盘点|述职|会商|研判|小结|点评|排名|清零|会议|推进)"
    ),
    re.compile(r"按(?P<k>季度|季|月|周|日|年度|年)(?=上报|报送|调度|通报|考核|推进|汇报|报告|分析|督查|督办)"),
    re.compile(
        r"(?P<k>定期|不定期)(?=[^，。]{0,12}(?:调度|督查|通报|检查|抽查|报告|汇报|会商|研判|分析|排查|开展|召开|组织|听取))"
    ),
    re.compile(r"(?P<k>年度)(?=实施方案|计划|工作方案)"),
    re.compile(r"四(?P<k>季)(?=竞赛|比拼|督查)"),
)
_TIMES = re.compile(
    r"(?:至少|不少于)?[^，。]{0,10}?(?P<n>[一两二三四五六七八九十\d]{1,2})次|一(?P<t>次)?[调通督考汇碰报]"
)


def _whole(said: str) -> int:
    """A small number written in digits or Chinese; 0 for 半."""
    if said.isdigit():
        return int(said)
    said = said.replace("两", "二")
    tens, ten, ones = said.partition("十")
    if ten:
        return (_CN.find(tens) - 1 if tens else 1) * 10 + (_CN.find(ones) - 1 if ones else 0)
    return max(_CN.find(said) - 1, 0) if len(said) == 1 else 0


def due(text: str, start: int, end: int, *, year: int | None, dated_on: dt.date | None = None) -> DueSaid | None:
    """The explicit deadline said in `text[start:end]`, None without one; `on` is None for an unknown year."""
    clause = text[start:end]
    for rule, pattern in _DUE:
        for match in pattern.finditer(clause):
            if not match.group() or _NOT_DUE.search(clause[max(0, match.start() - 4) : match.end()]):
                continue
            if _AFRESH.match(clause, max(0, match.start() - 1)) or _AFRESH.match(clause, match.start()):
                continue
            on = _day(rule, match, _year(match, year), dated_on)
            return DueSaid(match.group(), on, "explicit", rule, start + match.start(), start + match.end())
    return None


def _year(match: re.Match[str], year: int | None) -> int | None:
    """The year a match speaks of: printed, or counted from the year of the document."""
    groups = match.groupdict()
    if groups.get("y"):
        return int(groups["y"])
    if year is None:
        return None
    return year + {"明年": 1, "后年": 2}.get(groups.get("rel") or "", 0)


def _day(rule: str, match: re.Match[str], year: int | None, dated_on: dt.date | None) -> dt.date | None:
    """The last day that keeps a deadline, None where the text alone cannot give one."""
    if rule == "plan":
        return dt.date(_PLANS[match["plan"]], 12, 31)
    if rule in {"event", "this"}:
        return (
            _month_end(dated_on.year, dated_on.month) if dated_on and "月" in match.group() and rule == "this" else None
        )
    if year is None:
        return None
    if rule == "holiday":
        return dt.date(year, *_HOLIDAYS[match["holiday"]]) - dt.timedelta(days=1)
    try:
        return _in_year(rule, match, year)
    except ValueError:
        return None


def _in_year(rule: str, match: re.Match[str], year: int) -> dt.date:
    """The day within a known year; raises ValueError for a day that does not exist."""
    if rule == "day":
        return dt.date(year, int(match["m"]), int(match["d"]))
    if rule == "month":
        month, part = int(match["m"]), match["part"] or "底"
        if part in {"上旬", "中旬"}:
            return dt.date(year, month, {"上旬": 10, "中旬": 20}[part])
        return _month_end(year, month)
    if rule == "quarter":
        quarter = "一二三四".find(match["q"]) + 1 or int(match["q"])
        return _month_end(year, quarter * 3)
    if rule == "half" and match["h"] == "上半年":
        return dt.date(year, 6, 30)
    return dt.date(year, 12, 31)


def _month_end(year: int, month: int) -> dt.date:
    """The last day of a month; raises ValueError for month 0 or 13."""
    if not 1 <= month <= 12:
        raise ValueError(month)
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def recurrence(text: str, start: int, end: int) -> Recurrence | None:
    """The rhythm said in `text[start:end]`; the first one printed, None without one."""
    clause = text[start:end]
    found = [m for m in (pattern.search(clause) for pattern in _RHYTHMS) if m]
    if not found:
        return None
    match = min(found, key=lambda m: m.start())
    groups = match.groupdict()
    said = match["k"]
    freq = _FREQ.get(said, "yearly" if said == "年终" else "unspecified")
    by = {"底": f"{said}底", "末": f"{said}末"}.get(groups.get("by") or "", groups.get("by"))
    times = _whole(groups["n"]) if groups.get("n") else _times(clause, match)
    return Recurrence(
        freq, 6 if said == "半年" else 1, times, by, match.group(), start + match.start(), start + match.end()
    )


def _times(clause: str, match: re.Match[str]) -> int | None:
    """How often within one interval, when it is printed behind the rhythm."""
    if re.fullmatch(r"[一1].{1,2}[一1]", match.group()):
        return 1
    times = _TIMES.match(clause, match.end())
    return _whole(times["n"]) if times and times["n"] else None
