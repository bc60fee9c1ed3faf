"""What a clause and a sentence are: a commitment, its weight, or why it is none.

Labels: core, mechanism, soft (commitments), past, frame, noise (none). `why` is the code of the deciding rule; its
words stand in `messages.toml` under `why."reading.…"`.
"""

import dataclasses
import datetime as dt
import re

from luoshi.reading import annex, dates, lexicon, quantities
from luoshi.reading.records import Amount, DueSaid, Recurrence, Target

#: What makes even a framing sentence an order.
_ORDERED = re.compile("(?:我们|我市|我县|我区)(?:将|要)|，要|：“?要|(?:必须|务必)(?:实现|完成|达到|确保)")
#: What is meant to happen by a day, in whatever verb.
_MEANT = re.compile(r"(?:会议要求)?(?:力争|争取|计划|务必|确保)[^，]{0,6}(?:\d|[月年]底|年内|上半年)[^，]{3,}")
_AIM = re.compile(r"努力|力争|奋力|建设.{2,20}(?:大都市|强[省市县区]|现代化)|夯实.{0,6}基础|开创.{0,6}局面")


@dataclasses.dataclass(frozen=True, slots=True)
class Weight:
    """One clause weighed: `tier` core, mechanism, soft or empty; the quantities and times found on the way."""

    start: int
    end: int
    tier: str
    why: str
    verb: bool
    targets: tuple[Target, ...]
    amounts: tuple[Amount, ...]
    due: DueSaid | None
    recurrence: Recurrence | None


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """Where a sentence stands: its part of the document (`back`, `progress`, `ahead` or None), whether a longer one
    explains it, whether the sentences before it in the same paragraph look back, and the document's year. `standing`:
    the document is a rule without a term, so that its year's end is nobody's time limit.
    """

    direction: str | None
    theme: bool
    past_before: bool
    year: int | None
    dated_on: dt.date | None
    heading: bool = False
    framed: bool = False
    standing: bool = False


def weigh(text: str, start: int, end: int, setting: Setting) -> Weight:
    """Weigh the clause `text[start:end]`."""
    clause = text[start:end]
    verb = bool(lexicon.VERB.search(clause))
    building = bool(
        re.search(
            "成立|建立|组建|新建|建成|建设|打造|创建|新增|实施|召开|举办|抓好|打好|打赢|重点|紧盯|落实.{0,12}责任人|明确[一两三]名|组织|开展|每个?[月季年周]",
            clause,
        )
    )
    targets, amounts = quantities.quantities(text, start, end, building=building)
    due = dates.due(text, start, end, year=setting.year, dated_on=setting.dated_on)
    rhythm = dates.recurrence(text, start, end)
    tier, why = _tier(clause, verb or setting.direction == "ahead" and bool(targets), targets, amounts, due, rhythm)
    if lexicon.FRAME_CLAUSE.search(clause) and why not in {"reading.rhythm", "reading.number"}:
        return Weight(start, end, "", "reading.framing", False, targets, amounts, due, rhythm)
    if not tier and verb:
        tier, why = _soft(clause)
    return Weight(start, end, tier, why, verb, targets, amounts, due, rhythm)


def _tier(
    clause: str,
    verb: bool,
    targets: tuple[Target, ...],
    amounts: tuple[Amount, ...],
    due: DueSaid | None,
    rhythm: Recurrence | None,
) -> tuple[str, str]:
    """The strongest rule a clause meets, ("", "") when it meets none."""
    rules = (
        ("mechanism", "reading.rhythm", bool(rhythm and lexicon.RECURRING_ACT.search(clause))),
        (
            "core",
            "reading.number",
            any(not one.rule for one in targets) and (verb or bool(re.search("[增降]|达|率|超", clause))),
        ),
        ("mechanism", "reading.set_up", _sets_up(clause)),
        ("mechanism", "reading.rule_form", bool(lexicon.RULE_FORM.search(clause))),
        ("core", "reading.full", bool(lexicon.FULL.search(clause)) and (verb or "允许" in clause)),
        ("core", "reading.money", verb and bool(amounts)),
        ("core", "reading.particular", verb and _particular(clause)),
        ("core", "reading.dated", verb and due is not None and due.rule not in {"plan", "this"}),
        ("core", "reading.dated", due is not None and bool(_MEANT.match(clause))),
    )
    return next(((tier, why) for tier, why, met in rules if met), ("", ""))


def _sets_up(clause: str) -> bool:
    """Whether a mechanism, body, plan or document is set up."""
    found = lexicon.SET_UP.search(clause)
    if found and lexicon.MECHANISM.search(clause, found.end()):
        return True
    return bool(
        re.search(
            r"实施.{2,14}(?:制度|机制|办法|管理体系)|(?:采取|推行).{2,24}模式|三色管理|(?:蓝黄红|红黄).{0,4}体系",
            clause,
        )
    )


def _particular(clause: str) -> bool:
    """Whether the clause takes up a particular thing: a named work, campaign or title."""
    if _campaign(clause) or (lexicon.TITLE_VERB.search(clause) and lexicon.TITLE.search(clause)):
        return True
    if not lexicon.WORK_VERB.search(clause):
        return False
    if any(_names(match["name"]) for match in lexicon.WORK.finditer(clause)):
        return True
    return bool(re.search("项目|工程|建设", clause)) and bool(lexicon.PROPER.search(clause)) and "、" in clause


def _names(said: str) -> bool:
    """Whether the words before a kind of work name one: something is left without verbs and general words."""
    left = lexicon.GENERIC.sub("", lexicon.VERB.sub("", said.split("、")[-1]))
    return len(left) >= 2


def _campaign(clause: str) -> bool:
    """Whether a titled plan, reform or campaign is begun or carried out."""
    found = lexicon.BEGIN.search(clause)
    if not found:
        return False
    rest = lexicon.CAMPAIGN.search(clause, found.end())
    return bool(rest) and rest is not None and rest.start() - found.end() >= 2


def _soft(clause: str) -> tuple[str, str]:
    """A direction with an object one could hand to somebody, unless it only speaks of attitude."""
    if lexicon.CONCRETE.search(clause):
        return "soft", "reading.direction"
    if lexicon.ATTITUDE.search(clause) or _AIM.search(clause):
        return "", "reading.attitude"
    return ("soft", "reading.direction") if len(clause) >= 8 else ("", "reading.attitude")


def refuse(sentence: str, setting: Setting) -> tuple[str, str] | None:
    """The label and reason of a sentence that cannot hold a commitment; None when it may."""
    said = sentence.strip()
    if annex.is_legend(said):
        return "frame", "reading.legend"
    if lexicon.NOISE.search(said) or len(said) < 5:
        return "noise", "reading.noise"
    return _by_place(setting) or _by_words(said, setting)


def _by_place(setting: Setting) -> tuple[str, str] | None:
    """Headings, parts that look back, weigh the situation or explain terms, and what goes on a framing sentence."""
    if setting.heading:
        return "frame", "reading.heading"
    if setting.direction == "back":
        return "past", "reading.part_back"
    if setting.direction in {"situation", "glossary"}:
        return "frame", f"reading.{setting.direction}"
    return ("frame", "reading.framing") if setting.framed else None


def _plans(said: str) -> bool:
    """Whether a sentence of the plan part opens with what to do or names a level to reach."""
    return bool(lexicon.VERB.search(said[:12]) or re.search(r"增长\s*\d", said)) and not lexicon.LONG_PAST.search(said)


def _is_told(said: str, setting: Setting) -> bool:
    """Whether a sentence tells of what was done and orders nothing; figures of a period do in a report of progress."""
    if lexicon.ORDERS.search(said):
        return False
    return bool(lexicon.TOLD.search(said)) or setting.direction == "progress" and bool(_PERIOD.match(said))


#: The period that a report of progress gives figures of.
_PERIOD = re.compile(r"(?:上半年|[前一二三][一二三]?季度|\d{1,2}(?:[-—至]\d{1,2})?月份?|截[止至]|目前|全年)[^。；]*\d")


def _by_words(said: str, setting: Setting) -> tuple[str, str] | None:
    """Framing, past and defining sentences, told by their words."""
    if lexicon.FRAME_START.search(said) and not _ORDERED.search(said):
        return "frame", "reading.framing"
    if lexicon.GUIDING.search(said) and not re.search(r"(?:增长|达到)\s*\d|\d[\d.]*[%％]", said):
        return "frame", "reading.framing"
    if setting.direction == "ahead" and _plans(said):
        return None
    if _is_told(said, setting) or lexicon.PAST.search(said) and not lexicon.STRONG_AHEAD.search(said):
        return "past", "reading.past_words"
    if setting.past_before and not lexicon.AHEAD.search(said):
        return "past", "reading.past_before"
    if lexicon.DEFINES.search(said) and "要" not in said:
        return "frame", "reading.defines"
    return None
