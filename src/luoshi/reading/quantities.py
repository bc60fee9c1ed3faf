"""Numbers of a clause: levels to reach and counts apart from money and sizes that only describe the work."""

import dataclasses
import re

from luoshi.reading.lexicon import VERB
from luoshi.reading.records import Amount, Target
from luoshi.reading.words import any_of

_DIGITS = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TIMES = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百"
_BASES = any_of(
    r"""
    个百分点 百分点 微克/立方米 毫克/升 平方公里 平方千米 平方米 平米 立方米 公里 千米 米(?!粉) 公顷 亩 公斤 斤
    吨标准煤 吨标煤 吨 千瓦时 千瓦 兆瓦 吉瓦 美元 欧元 元 标准箱 套 户(?!外) 人次 人(?!均|口|大|社|才|居) 名(?!列|单)
    位 家(?!庭) 个(?!性) 项(?!下) 座 条 所 台(?!账) 辆 次 件 处 批(?!发|准|复) 宗 栋 幢 支 片(?!区) 村(?!村) 镇
    乡(?!村) 张 本 种(?!植|养) 类(?!似) 天 只 头 羽 床 盏 场 倍 年 对(?!接|标|外) 株 棵 口 眼 艘 架 册 间 包 份 枚
    门 列 班 部(?!门|委|分|署|长|级|队|位|件|落) 度 方 大 分钟 小时 个工作日
    """
)
_UNITS = rf"%|％|‰|(?:{_TIMES})?(?:{_BASES})"
_CN = "一二三四五六七八九十百点零"
_NUMBER = re.compile(
    rf"(?P<v>\d+(?:[,，]\d{{3}})+(?!\d)|\d+(?:\.\d+)?|(?<![A-Za-z+·])X(?![A-Za-z+])|百分之[{_CN}]+)"
    rf"(?P<more>余|多(?=[万亿个家人名]))?(?P<same>(?:{_UNITS})(?=[-—－~～至]))?"
    rf"(?P<to>[-—－~～至]{{1,2}}(?P<high>\d+(?:\.\d+)?|X))?(?P<more2>余)?"
    rf"(?P<u>{_UNITS}|[万亿](?=[\u4e00-\u9fff]))?(?P<more3>余)?"
)
#: A level of an index, that has no unit.
_INDEX = re.compile(
    r"(?:指数|得分|分数|比|系数|密度|排名|强度)[\u4e00-\u9fff]{0,4}?(?:达到|提高到|控制在|保持在|稳定在|降至|不低于|不高于|不超过)?"
    r"(?P<v>\d+(?:\.\d+)?)(?=以上|以内|以下|左右|$|[，。；、])"
)
_CHINESE = re.compile(
    r"(?P<v>[两二三四五六七八九十]{1,3}|一(?=次|名))(?P<u>个(?!维护|意识|自信|确立|坚持|全面|方面|经济|带头|结合|月|年|不)"
    r"|座|所|条(?!例)|项(?!制度|机制|规定|重点任务)|家|名|本|处(?!理|置)|次|支(?!持)|张(?!清单)"
    r"|大(?=区域|攻坚|战役|工程|行动|片区|平台|园区|项目|基地|中心|产业|集群|任务|板块|组团|专项|特色|重点)(?<!三大(?=攻坚战)))"
)
#: How often: 一次 behind it says nothing more, unless it is the least.
_RHYTHM = re.compile("每|逐|按[月季年周]")
_HALF = re.compile("(?P<v>一半|半数|过半)")
_NOT_GOAL = re.compile(r"第\s*$|[“《][^”》]*$|\+$|号$|楼$|款$|届$|[A-Za-z]$|[-—]$")
_CAPACITY_SAID = re.compile(
    r"(年产|年加工|年出栏|日产|日处理|日供|年处理|年产能|产能|装机|库容)(?!量|值|达)[^，；。\d]{0,6}$"
)
_MONEY = re.compile(rf"(?:{_TIMES})?[美欧]?元")
_POWER = re.compile(rf"(?:{_TIMES})?(?:千瓦|兆瓦|吉瓦|千瓦时)")
_COST = re.compile(
    r"(总投资|投资额?|投入|资金|总额|造价|贷款|补助|补贴|贷|筹集|合同额|融资|超|拨付|安排|奖励)(?:约|近|超|达)?[^，；。、]{0,4}$"
)
_GOAL = re.compile(
    r"达到|达|突破|完成|超过|增长|不低于|不少于|以上|新增|实现|争取|力争|引进|增收|减少|下降|控制在|提高|提升|增加|降低|翻|压减|削减|保持在?|稳定在|左右|以内|降至|增至|减轻|筹集|争取"
)
#: Money or size that stands before what it describes (投资8亿元的产业园, 20兆瓦光伏电站).
_DESCRIBES = re.compile(r"(?:以上|以下|以内|左右)?的[\u4e00-\u9fff“\d]")
_COMPARES = re.compile(r"[比较](?:上年|去年|20\d\d年)[^，。；]{0,10}$")
#: The level that something is raised from (由50%提高到60%).
_FROM = re.compile("[由从][^，。；]{0,14}$|现行$")
_TO = re.compile("[^，。；\\d]{0,3}(?:提高|提升|增加|扩大|增长|上升|降低|下降|压缩|缩短|压减|降|增)[到至]")
#: A size that names what is spoken of (30户以上自然村), where a count would stand before its noun.
_SIZE = re.compile("以[上下](?:的)?[\u4e00-\u9fff]")
_BIG = re.compile(r"以上的?[^，。；、\d]{0,8}(?:项目|企业|工程)")
_HIGHER = re.compile(r"达到?|至少|不低于|不少于|不得少于|提高到|提升到|增至|增加到|最低")
_STRIP = re.compile(
    r"^(?:[^，：]*?(?:力争|确保|争取|努力|计划|预计|坚持|要|将|实现|使|让|推动|其中|是|：))|(?:"
    + any_of(
        """
    达到? 突破 完成 超过 不低于 不少于 不超过 控制在 保持在 稳定在 提高到 提升到 增至 降至 增加到 至少 约 将 力争 确保
    为 在 到 以上 超 同比 不得少于 各 近 最低 不高于 降到 压减到
    由 从
    """
    )
    + ")+$"
)
_OPENING = re.compile(
    r"^(?:全年|今年|年内|本年度?|到?20\d\d年(?:底|末)?|每年|到?年底前?|再|还|共|新(?=培育|引进|认定|打造)|全力|加快|积极|大力|继续|持续|高标准|高质量)"
)
_KEPT = re.compile(
    "新增|引进|招引|培育(?!打造)|新建|改造|新改|改建|扩建|续建|完成|培训|压减|减少|增加|服务|创新|稳定|规划|发展|生产|投资"
)
_FOLLOWS = re.compile(
    "要|将|全部|应当|建设|落地|开工|建成|投产|竣工|改造|实施|达到|实现|完成|增长|创新突破|改扩建|年度|、|通过|开展|进行|尽快"
)
_NOUN = re.compile(r"(?:以上|以内|左右)?的?(?P<n>[\u4e00-\u9fffA-Za-z“”·][\u4e00-\u9fffA-Za-z“”·、]{0,15})")
#: The end of one count in a list of them: 精美示范村6个、 stands before what is counted next.
_COUNTED = re.compile(r"\d[^\d、，]{1,6}[、和]")
_PERIOD = re.compile(
    r"全年|今年|年内|本年|每年|每月|每季度|每周|20\d\d年|“[一二三四五十]+”期间|当年|上半年|下半年|[一二三四]季度"
)
_AFTER = re.compile(r"(?:个?百分点)?(以上|以内|以下|之内|左右|上下)")
_COMPARE = (
    ("不超过|不高于|控制在|压降到|降至|降到|压减到|压缩至|压缩到|缩短至|缩短到|不多于|不大于|最多", "<="),
    ("超过|超$|突破|高于|大于", ">"),
    ("低于|少于|小于", "<"),
    ("约$|大约|左右|近$", "≈"),
)
_MODES = (
    (
        "rank",
        re.compile("(?:进入|退出|排名|保持|位列|跻身|前移|提升)[^，。；]{0,12}(?:前|后)?$"),
        re.compile("位|强|名"),
    ),
    ("points", re.compile(""), re.compile("百分点")),
    ("growth", re.compile("增长|增速|增幅|涨幅|下降|降低(?!到)|同比|递增"), re.compile("[%％倍‰]")),
    ("added", re.compile("新增|净增|增加(?!到|值)|新建|新引进|新培育|新认定|扩建"), re.compile("")),
    ("removed", re.compile("减少|压减|削减|淘汰|退出|下降|关停|拆除"), re.compile("")),
    ("left", re.compile("剩余|余下|尚[有未]|遗留"), re.compile("")),
    ("stock", re.compile("累计|总量|总数|总额|保有量|存量|达到|稳定在|保持在"), re.compile("")),
)
_FULL = re.compile(r"(?P<what>(?:\dG)?[\u4e00-\u9fffA-Za-z、“”（）]{2,40}?)(?:实现|达到)?(?P<all>全覆盖)")
_NEVER = re.compile(
    r"(?:(?P<no>[决绝坚]决?不(?:允许(?:再)?(?:出现|发生)?|(?:得|能)?(?:再)?(?:出现|发生)))|(?P<zero>零(?=事故|发生|上访|拖欠|伤亡|发案|新增)))"
    r"(?P<what>[\u4e00-\u9fffA-Za-z、“”]{2,24})"
)


def number(said: str) -> str:
    """The digits of a printed number: `407.09`, `1,200` → 1200, 三 → 3, 百分之六十 → 60, 百分之三点五 → 3.5."""
    said = said.removeprefix("百分之").replace(",", "").replace("，", "")
    if said[:1].isdigit():
        return said
    whole, point, part = said.partition("点")
    if point:
        return f"{number(whole)}.{''.join(str(_DIGITS.get(char, 0)) for char in part)}"
    if said in {"十", "百"}:
        return {"十": "10", "百": "100"}[said]
    tens, ten, ones = said.partition("十")
    if ten:
        return str((_DIGITS.get(tens, 1) if tens else 1) * 10 + _DIGITS.get(ones, 0))
    return str(_DIGITS.get(said, said))


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    """A printed number: where it stands in its clause and what its parts are."""

    start: int
    end: int
    said: str
    unit: str | None
    high: str | None
    more: bool


def quantities(text: str, start: int, end: int, *, building: bool) -> tuple[tuple[Target, ...], tuple[Amount, ...]]:
    """Targets and amounts of the clause `text[start:end]`; `building` lets 两个工作组 count."""
    targets: list[Target] = []
    amounts: list[Amount] = []
    clause = text[start:end]
    said = _PERIOD.search(clause)
    period = said.group() if said else None
    for one in _numbers(clause, building=building):
        what = _describes(one, clause)
        if what is None:
            targets.append(_target(one, clause, start, period))
        else:
            amounts.append(Amount(what, number(one.said), one.unit or "", start + one.start, start + one.end))
    targets += _absolute(clause, start, period)
    return tuple(_of_task(text, start, one) for one in targets), tuple(amounts)


#: A time and nothing else in front of a figure (6月底前完成80%).
_ONLY_TIME = re.compile(
    r"(?:20\d\d年|今年|年|\d{1,2}月)*(?:\d{1,2}日|底|末)?(?:之?前|以前|内)?(?:要|力争|确保)?(?:全部)?(?:完成|达到?)?"
)


def _of_task(text: str, start: int, one: Target) -> Target:
    """A target behind nothing but a time is counted on the task of the clause before it."""
    if text[start - 1 : start] not in {"，", "、"} or not _ONLY_TIME.fullmatch(one.indicator):
        return one
    before = _BEFORE.search(text, max(0, start - 40), start - 1)
    what = _unverbed(before["what"]) if before else ""
    return dataclasses.replace(one, indicator=what) if len(what) > 1 else one


_BEFORE = re.compile(r"(?:^|[，。；：、）\n])(?P<what>[\u4e00-\u9fff“”]{2,20})$")


def _numbers(clause: str, *, building: bool) -> list[_Found]:
    """The printed numbers that are quantities, in order: no code, date, name or ordinal."""
    found = []
    for match in _NUMBER.finditer(clause):
        unit = match["u"] or ("%" if match["v"].startswith("百分之") else match["same"])
        more = bool(match["more"] or match["more2"] or match["more3"])
        high = match["high"] if match["v"] != "X" else None
        end = match.end() if match["u"] else match.end("high") if match["to"] else match.end()
        found.append(_Found(match.start(), end, match["v"], "%" if unit == "％" else unit, high, more))
    found += [_Found(*m.span("v"), m["v"], "", None, False) for m in _INDEX.finditer(clause)]
    if building:
        found += [_Found(m.start(), m.end(), m["v"], m["u"], None, False) for m in _CHINESE.finditer(clause)]
    kept: list[_Found] = []
    for one in sorted(found, key=lambda f: (f.start, f.unit is None)):
        if _counts(one, clause) and (not kept or kept[-1].end <= one.start):
            kept.append(one)
    return kept


def _counts(one: _Found, clause: str) -> bool:
    """Whether a printed number is a quantity at all."""
    before, after, unit = clause[: one.start], clause[one.end :], one.unit
    if unit is None or unit in {"年", "期", "级"} or after.startswith("级"):
        return False
    if unit in {"大", "天", "分钟", "小时", "度", "方", "门", "班"} and not _GOAL.search(clause):
        return unit == "大" and (one.said.isdigit() or one.said in _DIGITS)
    if one.said == "一" and unit == "次" and _RHYTHM.search(before):
        return bool(re.search("至少|不少于", before))
    if unit == "个" and re.match("月|年|季度|小时|工作日|星期|“", after):
        return after.startswith("“") and not re.match("“[^”]*(?:维护|意识|自信|确立)", after)
    return not _NOT_GOAL.search(before[-8:]) and before.count("“") <= before.count("”")


def _describes(one: _Found, clause: str) -> str | None:
    """What money or a size says of the work, where it is no level to reach; None for a target."""
    before, after, unit = clause[: one.start], clause[one.end :], one.unit or ""
    capacity = _CAPACITY_SAID.search(before)
    if capacity and unit not in {"%", "项", "家", "个"}:
        return capacity.group(1)
    if _FROM.search(before) and _TO.match(after):
        return "原为"
    if _sizes(unit, after):
        return "规模"
    if _COMPARES.search(before):
        return "同比"
    if _POWER.fullmatch(unit):
        goal = re.match("以上|以内|左右|$|[，；。、]", after) or re.search("达到|突破|不少于", before[-6:])
        return None if goal else ""
    if not _MONEY.fullmatch(unit):
        return None
    cost = _COST.search(before)
    if _DESCRIBES.match(after) or not _GOAL.search(before[-12:] + after[:3]):
        return cost.group(1) if cost else ""
    return None


def _sizes(unit: str, after: str) -> bool:
    """Whether a number says which things are meant and not how many (30户以上自然村, 10亿元以上项目)."""
    if _MONEY.fullmatch(unit):
        return bool(_BIG.match(after))
    return bool(re.fullmatch(f"户|人|亩|(?:{_TIMES})", unit) and _SIZE.match(after))


def _target(one: _Found, clause: str, start: int, period: str | None) -> Target:
    """The target behind one number."""
    before, after = clause[: one.start], clause[one.end :]
    masked = one.said == "X"
    low, high = (None, None) if masked else (number(one.said), one.high)
    value = high if high and re.match("以内|以下|之内", after) else low
    base = re.search(rf"[比较](?P<base>上年|去年|20\d\d年)|[由从](?P<from>\d[\d.]*(?:{_UNITS}))[^\d]{{1,6}}$", before)
    return Target(
        _indicator(before, after, one.unit or ""),
        _comparator(before, after[:6], more=one.more),
        value,
        one.unit or None,
        period,
        start + one.start,
        start + one.end,
        high=high,
        mode=_mode(before, one.unit or ""),
        base=(base["base"] or base["from"]) if base else None,
        masked=masked,
    )


def _absolute(clause: str, start: int, period: str | None) -> list[Target]:
    """All or none without a printed number: full coverage is 100 %, what must never happen is 0; marked by rule."""
    found = []
    if (full := _FULL.search(clause)) and not re.search(r"\d(?!G)", full.group()):
        a, b = full.span("all")
        what = _indicator(full["what"], "", "") or full["what"]
        found.append(Target(what, "=", "100", "%", period, start + a, start + b, mode="level", rule="full_coverage"))
    if (half := _HALF.search(clause)) and (after := re.match("以上|左右", clause[half.end() :])):
        sign = {"以上": ">=", "左右": "≈"}[after.group()]
        a, b = half.span("v")
        what = _indicator(clause[:a], "", "")
        found.append(Target(what, sign, "50", "%", period, start + a, start + b, mode="level", rule="half"))
    if never := _NEVER.search(clause):
        a, b = never.span()
        what = re.split("的?(?:情况|现象|问题|行为|事件)", never["what"])[0]
        found.append(Target(what, "=", "0", None, period, start + a, start + b, mode="level", rule="never"))
    return found


def _mode(before: str, unit: str) -> str:
    """What kind of number it is: level, growth, points, added, removed, left, stock, rank or count."""
    near = re.split("[，；]", before)[-1][-16:]
    for mode, words, units in _MODES:
        if words.search(near) and units.search(unit):
            return mode
    return "level" if not unit or unit in {"%", "‰"} or _MONEY.fullmatch(unit) else "count"


def _noun(said: str) -> str:
    """A noun without the verb that follows it (项目建设落地 → 项目)."""
    cut = _FOLLOWS.search(said, 2)
    return (said[: cut.start()] if cut else said).rstrip("、和与及的")


def _comparator(before: str, after: str, *, more: bool) -> str:
    """One of `>= <= > < ≈ =` from the words around the number."""
    near = before[-7:]
    high = _AFTER.match(after)
    if high:
        return {"以上": ">=", "以内": "<=", "以下": "<=", "之内": "<=", "左右": "≈", "上下": "≈"}[high.group(1)]
    for pattern, sign in _COMPARE:
        if re.search(pattern, near) and not re.search("不低于|不少于", near):
            return sign
    if more:
        return ">"
    return ">=" if _HIGHER.search(near) else "="


_COUNTING = re.compile(
    "[个项座条所台辆家户名件处批本种类支场片村镇张栋幢间]|"
    + f"(?:{_TIMES})?(?:人次|人|亩|公里|千米|大|平方米|平米|座|套|只|头|吨)"
)


def _indicator(before: str, after: str, unit: str) -> str:
    """What is counted: the noun behind a counting word, else the words before the number; verbatim."""
    noun = _NOUN.match(after)
    if noun and _COUNTING.fullmatch(unit) and not re.match("以上|左右|以内", noun["n"]):
        return _noun(noun["n"])
    said = _COUNTED.split(re.split("[，：；。]", before)[-1])[-1]
    for _ in range(4):
        said = _STRIP.sub("", said)
    said = _WHEN.sub("", said)
    said = _unverbed(said.strip("、"))
    if noun and len(said) < 2:
        return _noun(noun["n"])
    return _unquoted(said) or _unquoted(before) or (noun["n"] if noun else "")


#: The time in front of a figure is no part of what is counted.
_WHEN = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:20\d\d年|今年)?\d{1,2}月(?:\d{1,2}日|底|末)?(?:之?前|以前)?$")


def _unverbed(said: str) -> str:
    """The words without the verbs and periods that lead up to what is counted; 新增 stays, it says how."""
    while True:
        opening = _OPENING.match(said) or VERB.match(said)
        if opening is None or (_KEPT.match(said) and len(said) > opening.end() + 1):
            return said
        if len(said) - opening.end() < 2:
            return "" if VERB.fullmatch(said) else said
        said = said[opening.end() :]


def _unquoted(said: str) -> str:
    """Words without marks at the ends that have no partner."""
    said = said.strip("、 ")
    if said.count("“") != said.count("”"):
        said = said.strip("“”")
    return said
