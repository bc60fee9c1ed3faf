"""How firmly a row is worded, what must never happen, and in which case a rule holds."""

import re

from luoshi.reading import lexicon
from luoshi.reading.records import Trigger, Wording

#: Grade of wording, the firmest first; the words that say it.
_GRADES = (
    ("must", re.compile("必须|务必|务求|一律|不得|严禁|决不|绝不|坚决(?!打好|打赢)|应当|责令")),
    ("ensure", re.compile("确保|保证|确定无疑")),
    ("strive", re.compile("力争|争取|力促|争创|争列|努力|尽快|尽早|尽量|原则上")),
    ("explore", re.compile("探索|试点|谋划|研究(?!院|所|中心|生)|考虑|鼓励|引导|论证|适时|有序推进")),
)
_NEVER = re.compile(
    "[决绝]不(?:允许|能|得|再)?[^，。]{0,12}(?:出现|发生|搞|让|以)|[决绝]不允许|严禁|(?<!以上)禁止|杜绝|不得(?!少于|低于|超过|高于|多于)"
    "|不(?:再)?发生|零(?:事故|容忍|上访|发生|拖欠|伤亡)|坚决(?:防止|遏制)[^，。]{0,16}|不(?:出现|突破)[^，。]{0,10}"
)


def wording(text: str, start: int, end: int) -> Wording | None:
    """The firmest word of `text[start:end]` that says how firmly it is meant; None for a plain one."""
    for grade, pattern in _GRADES:
        if found := pattern.search(text, start, end):
            return Wording(grade, found.group(), found.start(), found.end())
    return None


def is_watch(text: str, start: int, end: int) -> bool:
    """Whether a row says what must never happen: nobody can complete it, somebody has to watch it."""
    return bool(_NEVER.search(text, start, end))


def trigger(text: str, start: int, end: int) -> Trigger | None:
    """The case in which a rule holds and what then follows; None where a row has none."""
    consequence = lexicon.CONSEQUENCE.search(text, start, end)
    if consequence is None:
        return None
    case = _CASE.search(text, start, consequence.start())
    if case is None:
        return None
    then = case.end() + len(text[case.end() : end]) - len(text[case.end() : end].lstrip("，、的"))
    return Trigger(case["what"], text[then:end], case.start("what"), case.end("what"), then, end)


_CASE = re.compile(
    "(?P<what>(?:对于?|凡是?|一旦|如有|发现|构成|违反|拒不|未按|逾期|让)[^。；]{3,60}?(?:的(?:[\u4e00-\u9fff]{2,4}(?=，))?|问题|情况)(?=，|坚决|严肃|要|进行|按|通报|约谈|实行|一律|依法|及时|给予))"
)
