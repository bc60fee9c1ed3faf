"""Numbers of a clause: levels to reach and counts apart from money and sizes that only describe the work."""

import re

from luoshi.reading.lexicon import VERB
from luoshi.reading.records import Amount, Target
from luoshi.reading.words import any_of

_DIGITS = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = any_of(
    """
    个百分点 % ％ ‰ 亿元 万元 千元 元 亿美元 万美元 美元 万亿元 亿斤 万斤 公斤 斤 万亩 亩 平方公里 万平方米
    平方米 公顷 立方米 万立方米 公里 千米 米 万千瓦 千瓦 兆瓦 吉瓦 万吨标准煤 万吨 吨 万套 套 万户 户 万人次
    人次 万人 万名 万家 人 名 位 家 个 项 座 条 所 台 辆 次 件 处 批 宗 栋 支 片 村 镇 张 本 种 类 级 天 只 头
    床 盏 场 期 倍 年 微克/立方米 微克 分钟 小时 对 株 棵 口 眼 艘 架 册 部 间 万头 万只 万件 万台 万辆 大
    """
)
_NUMBER = re.compile(
    rf"(?P<v>\d[\d,，]*(?:\.\d+)?|X|百分之[一二三四五六七八九十百点零]+)(?P<more>余|多)?"
    rf"(?P<to>[-—－~～至](?P<high>\d+(?:\.\d+)?))?(?P<u>{_UNITS})?"
)
_CHINESE = re.compile(
    r"(?P<v>[两二三四五六七八九十]{1,3}|一(?=次))(?P<u>个(?!维护|意识|自信|确立|坚持|全面|方面|带头|结合)|座|所|条|项(?!制度|机制|规定|重点任务)|家|本|处|次|支|张(?!清单))"
)
_NOT_GOAL = re.compile(r"年产|总产|第\s*$|[“《][^”》]*$|\+$|号$|楼$|款$|届$|[A-Za-z]$")
_MONEY = re.compile(r"(?:亿|万|千|百)?(?:美)?元")
_CAPACITY = {"兆瓦", "千瓦", "万千瓦", "吉瓦"}
_COST = re.compile(r"(总投资|投资额?|投入|资金|总额|造价|贷款|补助|补贴|贷|筹集)[^，；。]{0,4}$")
_GOAL = re.compile(
    r"达到|达|突破|完成|超过|增长|不低于|不少于|以上|新增|实现|争取|力争|引进|增收|减少|下降|控制在|提高到|提升|增加|降低|翻|压减|削减|保持在?|稳定在|左右|以内"
)
_HIGHER = re.compile(r"达到?|至少|不低于|不少于|不得少于|提高到|提升到|确保|突破")
_STRIP = re.compile(
    r"^(?:[^，：]*?(?:力争|确保|争取|努力|计划|预计|坚持|要|将|实现|使|让|推动|其中|是|：))|(?:"
    + any_of(
        """
    达到? 突破 完成 超过 不低于 不少于 不超过 控制在 保持在 稳定在 提高到 提升到 增至 降至 至少 约 将 力争 确保
    为 在 到 以上 超 同比 不得少于 各
    """
    )
    + ")+$"
)
_FOLLOWS = re.compile(
    "要|将|全部|应当|建设|落地|开工|建成|投产|竣工|改造|实施|达到|实现|完成|增长|创新突破|改扩建|年度|、"
)
_NOUN = re.compile(r"(?:以上|以内|左右)?的?(?P<n>[\u4e00-\u9fffA-Za-z“”·][\u4e00-\u9fffA-Za-z“”·、]{0,15})")
#: The end of one count in a list of them: 精美示范村6个、 stands before what is counted next.
_COUNTED = re.compile(r"\d[^\d、，]{1,3}、")
_PERIOD = re.compile(r"全年|今年|年内|本年|每年|每月|每季度|每周|20\d\d年|“[一二三四五十]+”期间|当年|上半年|下半年")
_AFTER_HIGH = re.compile(r"(?:个?百分点)?(以上|以内|以下|左右|上下)")


def number(said: str) -> str:
    """The digits of a printed number: `407.09`, `1,200` → 1200, 三 → 3, 百分之六十 → 60."""
    said = said.removeprefix("百分之").replace(",", "").replace("，", "")
    if said[:1].isdigit():
        return said
    if said == "十":
        return "10"
    tens, ten, ones = said.partition("十")
    if ten:
        return str((_DIGITS.get(tens, 1) if tens else 1) * 10 + _DIGITS.get(ones, 0))
    return str(_DIGITS.get(said, said))


def quantities(text: str, start: int, end: int, *, building: bool) -> tuple[tuple[Target, ...], tuple[Amount, ...]]:
    """Targets and amounts of the clause `text[start:end]`; `building` lets 两个工作组 count."""
    targets: list[Target] = []
    amounts: list[Amount] = []
    clause = text[start:end]
    period = _PERIOD.search(clause)
    matches = list(_NUMBER.finditer(clause))
    if building:
        matches += list(_CHINESE.finditer(clause))
    for match in sorted(matches, key=lambda m: m.start()):
        before = clause[: match.start()]
        if not _counts(match, before, clause):
            continue
        if _is_amount(match, before, clause):
            cost = _COST.search(before)
            what = cost.group(1) if cost else ""
            amounts.append(
                Amount(what, number(match["v"]), match["u"] or "", start + match.start(), start + match.end())
            )
            continue
        targets.append(_target(match, clause, start, period.group() if period else None))
    return tuple(targets), tuple(amounts)


def _counts(match: re.Match[str], before: str, clause: str) -> bool:
    """Whether a printed number is a quantity at all: not a code, a date, a name, an ordinal."""
    unit = match["u"] or ("%" if match["v"].startswith("百分之") else None)
    if unit is None or unit in {"年", "期", "级", "部"}:
        return False
    if unit in {"大", "天", "分钟", "小时"} and not _GOAL.search(clause):
        return unit == "大" and match["v"].isdigit()
    if unit == "个" and re.match("月|年|季度|小时|工作日|星期", clause[match.end() : match.end() + 3]):
        return False
    return not _NOT_GOAL.search(before[-8:])


def _is_amount(match: re.Match[str], before: str, clause: str) -> bool:
    """Money or size that describes the work: no goal word stands between it and what it measures."""
    if (match["u"] or "") in _CAPACITY:
        return not _GOAL.search(before[-12:])
    if not _MONEY.fullmatch(match["u"] or ""):
        return False
    near = before[-12:] + clause[match.end() : match.end() + 3]
    return not _GOAL.search(near)


def _target(match: re.Match[str], clause: str, start: int, period: str | None) -> Target:
    """The target behind one number."""
    said = match["v"]
    unit = match["u"] or "%"
    value = None if said == "X" else number(said)
    groups = match.groupdict()
    end = match.end()
    if groups.get("high") and value is not None:
        value = groups["high"] if re.search("以内|以下|不超过", clause[end : end + 3]) else value
    before = clause[: match.start()]
    return Target(
        _indicator(before, clause[end:], unit),
        _comparator(before, clause[end : end + 6], groups),
        value,
        "%" if unit == "％" else unit,
        period,
        start + match.start(),
        start + end,
    )


def _noun(said: str) -> str:
    """A noun without the verb that follows it (项目建设落地 → 项目)."""
    cut = _FOLLOWS.search(said, 2)
    return (said[: cut.start()] if cut else said).rstrip("、和与及")


def _comparator(before: str, after: str, groups: dict[str, str | None]) -> str:
    """One of `>= <= > < ≈ =` from the words around the number."""
    near = before[-7:]
    high = _AFTER_HIGH.match(after)
    if high:
        return {"以上": ">=", "以内": "<=", "以下": "<=", "左右": "≈", "上下": "≈"}[high.group(1)]
    for pattern, sign in (
        ("不超过|不高于|控制在|压降到|降至", "<="),
        ("超过|超$|突破|高于", ">"),
        ("低于", "<"),
        ("约$|大约|左右", "≈"),
    ):
        if re.search(pattern, near) and not re.search("不低于|不少于", near):
            return sign
    if groups.get("more"):
        return ">"
    return ">=" if _HIGHER.search(near) else "="


def _indicator(before: str, after: str, unit: str) -> str:
    """What is counted: the noun behind a counting word, else the words before the number."""
    noun = _NOUN.match(after)
    counting = unit in set("个项座条所台辆家户名人次件处批大本张种类支场片村镇套")
    if counting and noun and not re.match("以上|左右|以内", noun["n"]):
        return _noun(noun["n"])
    said = _COUNTED.split(re.split("[，：；]", before)[-1])[-1]
    for _ in range(4):
        said = _STRIP.sub("", said)
    if noun and (len(said) < 2 or VERB.fullmatch(said)):
        return _noun(noun["n"])
    return said.strip("“”、") or before.strip("“”、") or (noun["n"] if noun else "")
