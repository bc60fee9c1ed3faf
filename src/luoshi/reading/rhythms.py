"""How often: the rhythm that a clause prints."""

import re

from luoshi.reading.records import Recurrence
from luoshi.reading.words import any_of

_CN = "零一二三四五六七八九十"
_FREQ = {
    "日": "daily",
    "天": "daily",
    "周": "weekly",
    "星期": "weekly",
    "旬": "unspecified",
    "月": "monthly",
    "季": "quarterly",
    "季度": "quarterly",
    "半月": "monthly",
    "半年": "monthly",
    "年": "yearly",
    "年度": "yearly",
}
_N = r"(?P<n>[一二两三四五六七八九十\d]{1,2})"
_ACTS = any_of(
    """
    分析 调度 督查 督办 通报 考核 考勤 碰头 例会 报告 汇报 巡查 盘点 述职 会商 研判 小结 点评 排名 清零 会议 推进 检查
    公示 晾晒 评比 观摩
    """
)
_RHYTHMS = (
    re.compile(
        r"(?:每|逐)(?P<many>[两二三四五六\d])?个?(?P<k>半年|季度|季|月|周|星期|日|天|年度|年)"
        r"(?P<by>第[一1]个月的?\d+日|末月\d+日|底|末|初|首月\d+日|\d+月(?:底|末|\d+日|[上中下]旬)?|\d+日|(?<=[周期])[一二三四五六日天])?(?:之?前)?"
        r"(?!来|家|人均|均|户|亩|吨|龄|票|前|\d[\d.]*[万亿]?元)"
    ),
    re.compile(r"(?<![一二三四五六七八九十\d])(?P<k>半月|半年)[一1](?!\d)"),
    re.compile(r"(?<![\d年第十])(?:[一1])(?P<k>季度|季|月|周|日|年)(?:[一1](?!\d)|(?P<n>两|二|三|2|3)次)"),
    re.compile(
        rf"(?<![一二三四五六七八九十两几个\d每上下本当累全今近连续])(?P<k>季度|季|月|周|日|半年|年度|年终)(?={_ACTS})"
    ),
    re.compile(r"按(?P<k>周)(?=[^期年，]{2})"),
    re.compile(r"按(?P<k>季度|季|月|周|日|年度|年)(?=[上报送调度通考核推进汇分析督查办公开展序]|$)"),
    re.compile(
        r"(?P<k>定期|不定期)(?=[^，。]{0,12}(?:收集|公布|公开|上报|报送|督导|评估|梳理|回访|调度|督查|通报|检查|抽查|报告|汇报|会商|研判|分析|排查|开展|召开|组织|听取))"
    ),
    re.compile(r"(?P<k>年度)(?=实施方案|计划|工作方案)"),
    re.compile(r"四(?P<k>季)(?=竞赛|比拼|督查)"),
)
_TIMES = re.compile(
    r"(?:至少|不少于)?[^，。]{0,10}?(?P<n>[一两二三四五六七八九十\d]{1,2})次|一(?P<t>次)?[调通督考汇碰报]"
)


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
    by = {"底": f"{said}底", "末": f"{said}末", "初": f"{said}初"}.get(groups.get("by") or "", groups.get("by"))
    by = f"{said}{by}" if by and by in "一二三四五六日天" else by
    times = _number(groups["n"]) if groups.get("n") else 2 if said == "半月" else _times(clause, match)
    many = _number(groups.get("many") or "") or 1
    interval = 6 * many if said == "半年" else many
    return Recurrence(freq, interval, times, by, match.group(), start + match.start(), start + match.end())


def _number(said: str) -> int:
    """A small number in digits or Chinese; 0 for none."""
    if said.isdigit():
        return int(said)
    if said == "十":
        return 10
    return max(0, _CN.find(said.replace("两", "二"))) if said else 0


def _times(clause: str, match: re.Match[str]) -> int | None:
    """How often within one interval, when it is printed behind the rhythm."""
    if re.fullmatch(r"[一1].{1,2}[一1]", match.group()):
        return 1
    times = _TIMES.match(clause, match.end())
    return _number(times["n"]) if times and times["n"] else None
