"""Draft items: clauses put together at the grain of one row that one unit can be asked about."""

import dataclasses
import datetime as dt
import re

from luoshi.reading import annex, dates, labels, lexicon, minutes, outline, parties, responsibility, wording
from luoshi.reading.labels import Setting, Weight
from luoshi.reading.parties import Known
from luoshi.reading.records import DraftItem, DueSaid, PersonSaid, UnitSaid
from luoshi.reading.sentences import clauses

_GOAL = re.compile("达到|达|增长|突破|超过|控制在|下降|不低于|以上|以内|率")
_LEAD_WORDS = re.compile(
    r"^(?:同时|另外|此外|特别是|其中|要|将|我们|我们要|我们将|一是|二是|三是|四是|五是|一要|二要|三要|四要|五要|并|还要|也要|第[一二三四五六七八九十]|坚决|切实)+[，]?"
)


_SAYS = re.compile("[^，]{0,8}(?:决定|要求|强调|明确|议定|指出|认为|确定)")
_WHO = re.compile(
    "(?:牵头|主办|责任|承办|落实|配合|协办|参与)(?:责任)?(?:单位|部门|领导|人)(?:[省市县区][\u4e00-\u9fff、]+)?"
)


@dataclasses.dataclass(slots=True)
class Group:
    """Clauses that make one row: where it starts and ends, and the weights inside."""

    start: int
    end: int
    tier: str
    why: str
    weights: list[Weight]


#: That all of the thing before is done, and nothing else.
_ALL_OF_IT = re.compile("(?:确保|实现|做到)应[\u4e00-\u9fff]{1,2}尽[\u4e00-\u9fff]{1,2}$")

#: Numbers behind these words describe what is there already.
_SITUATED = re.compile("依托|立足|结合|依据|充分利用|利用|充分发挥|发挥")

_RANK = {"core": 3, "mechanism": 2, "soft": 1, "": 0}


def groups(text: str, start: int, end: int, setting: Setting, known: Known) -> list[Group]:
    """The rows of one sentence, in order."""
    found: list[Group] = []
    pending: Weight | None = None
    last: Weight | None = None
    trigger: Weight | None = None
    for a, b in _spoken(text, _unnumbered(text, clauses(text, start, end)), known):
        clause = text[a:b]
        weight = labels.weigh(text, a, b, setting)
        if (lexicon.TRIGGER.search(clause) or _PENAL.match(clause)) and not lexicon.CONSEQUENCE.search(clause[-8:]):
            trigger = trigger or weight
            continue
        if trigger is not None and lexicon.CONSEQUENCE.search(clause):
            found.append(Group(trigger.start, b, "mechanism", "reading.consequence", [trigger, weight]))
            trigger = None
            continue
        if trigger is not None and not weight.tier and len(clause) < 12:
            continue
        if _leads_on(clause, weight) or _goes_on(text, b, end, weight):
            pending, last = pending or weight, weight
            continue
        _place(text, found, weight, trigger or pending, setting)
        pending = None
        trigger = None
    if trigger is not None and trigger.tier in {"core", "mechanism"}:
        _place(text, found, trigger, None, setting)
    if pending is not None and not minutes.agreed(text[pending.start : pending.end]):
        by_rhythm = last is not None and last is not pending and pending.recurrence is not None
        _place(text, found, last if last and by_rhythm else pending, pending if by_rhythm else None, setting)
    return found


def _spoken(text: str, cut: list[tuple[int, int]], known: Known) -> list[tuple[int, int]]:
    """Clauses without those that tell of a meeting and those that only say who is responsible."""
    found: list[tuple[int, int]] = []
    heard = minutes.Minutes()
    listed = False  # whether the clause before announced who answers (责任单位：)
    for a, b in cut:
        clause = text[a:b]
        listed = bool(_WHO.fullmatch(clause)) or (listed and not lexicon.VERB.search(clause))
        if heard.passes_over(clause):
            found = found[:-1] if found and minutes.DAY.fullmatch(text[slice(*found[-1])]) else found
        elif not listed and not responsibility.parts(text, a, b, known):
            found.append((a, b))
    return found


def _unnumbered(text: str, cut: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Clauses without the printed number that opens their line (1. （一） ①); 一是 and 一要 stay, they are words."""
    if not cut or text[cut[0][0] - 1 : cut[0][0]] not in ("", "\n"):
        return cut
    a, b = cut[0]
    mark = outline.marker(text[a:b])
    if mark and text[a + mark[1] - 1] not in "是要，":
        a += mark[1]
        a += len(text[a:b]) - len(text[a:b].lstrip())
    return [(a, b), *cut[1:]] if a < b else cut[1:]


def whole(text: str, sentence: tuple[int, int], setting: Setting) -> Group:
    """A whole sentence as one soft row."""
    cut = _unnumbered(text, clauses(text, *sentence)) or [sentence]
    start, end = cut[0][0], cut[-1][1]
    return Group(start, end, "soft", "reading.direction", [labels.weigh(text, start, end, setting)])


def led(text: str, sentence: tuple[int, int], setting: Setting, known: Known) -> Group | None:
    """What a sentence says beside who leads, as one soft row; None where nobody leads or nothing else is said."""
    cut = _unnumbered(text, clauses(text, *sentence))
    left = [(a, b) for a, b in _spoken(text, cut, known) if not _SAYS.fullmatch(text[a:b])]
    if not left or not any(responsibility.parts(text, a, b, known) for a, b in cut):
        return None
    start, end = left[0][0], left[-1][1]
    if end - start < 6 or not (lexicon.VERB.search(text[start:end]) or text[start] in "将把要"):
        return None
    return Group(start, end, "soft", "reading.direction", [labels.weigh(text, start, end, setting)])


def _leads_on(clause: str, weight: Weight) -> bool:
    """Whether a clause only opens the way for the next one."""
    if minutes.agreed(clause):
        return not weight.due
    if weight.tier in {"core", "mechanism"} and weight.why not in {"reading.dated", "reading.particular"}:
        return False
    if weight.recurrence and not weight.tier and len(clause) <= 26:
        return True
    return bool(lexicon.PREFIX.search(clause)) or (
        not weight.verb and len(clause) <= 14 and bool(weight.due or weight.recurrence)
    )


def _goes_on(text: str, end: int, last: int, weight: Weight) -> bool:
    """Whether the predicate of a clause follows behind the comma: when, ，将 what, ，以 which form it is reported."""
    behind = text[end : min(end + 3, last)]
    if behind[:1] != "，":
        return False
    clause = text[weight.start : weight.end]
    if behind[1:2] in {"将", "把"}:
        return bool(weight.recurrence or weight.due) and bool(_AT_A_TIME.search(clause))
    return clause[:1] in {"将", "把"} and behind[1:2] in {"以", "报", "送"} and not weight.targets


#: A clause that ends with the time something is done at.
_AT_A_TIME = re.compile(r"(?:在|于)[^，]{1,16}?[前末底初日旬月周](?:之?前|以前)?(?:（[^）]*）)?$|每[^，]{1,12}$")


def _place(text: str, found: list[Group], weight: Weight, pending: Weight | None, setting: Setting) -> None:
    """Make a row of a weighed clause, or let it end the row before."""
    start = pending.start if pending else weight.start
    weights = [pending, weight] if pending else [weight]
    clause = text[weight.start : weight.end]
    near = found[-1] if found and start - found[-1].end <= 2 else None
    if near and _finishes(text, near, weight, pending):
        near.end = weight.end
        near.weights += weights
        near.tier, near.why = max((near.tier, near.why), (weight.tier, weight.why), key=lambda t: _RANK[t[0]])
        return
    if (
        near
        and (_RANK[weight.tier] < 2 or _ALL_OF_IT.match(clause))
        and (lexicon.RESULT.search(clause) or not weight.tier and not weight.verb)
    ):
        near.end = weight.end
        near.weights.append(weight)
        return
    if single_consequence(clause):
        found.append(Group(start, weight.end, "mechanism", "reading.consequence", weights))
        return
    tier, why = weight.tier, weight.why
    if pending:
        whole = labels.weigh(text, start, weight.end, setting)
        both = [(whole.tier, whole.why), (tier, why), (pending.tier, pending.why)]
        by_rhythm = whole.why == "reading.rhythm" and not whole.targets
        tier, why = both[0] if by_rhythm else max(both, key=lambda t: _RANK[t[0]])
    if tier:
        found.append(Group(start, weight.end, tier, why, weights))


def _finishes(text: str, near: Group, weight: Weight, pending: Weight | None) -> bool:
    """Whether a clause ends the row before: by when, what the money is for, what is done after mending."""
    clause = text[weight.start : weight.end]
    if text[near.end - 1] == "后" or re.match("(?:主要|专项|全部)?用于", clause):
        return True
    if near.why == "reading.set_up" and re.match(
        "对[^，]{2,40}，?由|由[^，]{2,40}(?:结对|帮扶|包联|挂联|包保)", text[weight.start :]
    ):
        return True
    return pending is None and bool(lexicon.DONE_BY.search(clause)) and not any(w.due for w in near.weights)


_PENAL = re.compile("^(?:构成|违反|拒不|未按|逾期|情节|造成|发现|弄虚作假|虚报)[^，]{0,30}的$")


def single_consequence(clause: str) -> bool:
    """Whether one clause holds both the case and what follows from it (对…的坚决追责到底)."""
    case = re.search(
        r"(?:对|让).{3,40}?(?:的|单位|干部|行为|个人)(?:坚决|要|进行|严肃|按|一律|及时|依法|给予|实行|受|通报|问责|约谈|由)",
        clause,
    )
    return bool(case) and bool(lexicon.CONSEQUENCE.search(clause))


def draft(
    text: str,
    group: Group,
    sentence: tuple[int, int],
    path: tuple[str, ...],
    setting: Setting,
    units: tuple[UnitSaid, ...],
    number: int,
) -> DraftItem:
    """The row of a group; each field is a span of the sentence or marked with the rule that filled it."""
    targets = tuple(t for w in group.weights if not _SITUATED.match(text[w.start : w.end]) for t in w.targets)
    amounts = tuple(a for w in group.weights for a in w.amounts)
    rhythm = next((w.recurrence for w in group.weights if w.recurrence), None)
    named, posts = _posts(text, group, sentence, units)
    strength = "soft" if group.tier == "soft" else "core"
    watched = wording.is_watch(text, group.start, group.end) and not any(not one.rule for one in targets)
    return DraftItem(
        id=f"d{number:04}",
        quote=text[group.start : group.end],
        start=group.start,
        end=group.end,
        title=title(text[group.start : group.end]),
        path=path,
        type="mechanism" if watched else _type(text[group.start : group.end], group, bool(targets)),
        strength=strength,
        why=group.why,
        targets=targets,
        amounts=amounts,
        due=_due(text, group, sentence, setting, named, watched=watched),
        recurrence=rhythm,
        units=named,
        persons=posts,
        wording=wording.wording(text, group.start, group.end),
        watch=watched,
        trigger=wording.trigger(text, group.start, group.end) if group.tier == "mechanism" else None,
    )


def title(quote: str) -> str:
    """A short name for a row: the quote without its opening words, 60 characters at most."""
    said = _LEAD_WORDS.sub("", quote).strip("，。；：、 \n") or quote
    return said if len(said) <= 60 else said[:59] + "…"


def _type(quote: str, group: Group, has_targets: bool) -> str:
    """task, target, both or mechanism."""
    if group.tier == "mechanism":
        return "mechanism"
    if has_targets:
        return (
            "target"
            if _GOAL.search(quote) and not re.search("实施|建设|开工|新建|打造|改造|推进|完成", quote)
            else "both"
        )
    return "mechanism" if group.tier == "soft" and lexicon.MECHANISM.search(quote) and "制" in quote else "task"


def _posts(
    text: str, group: Group, sentence: tuple[int, int], units: tuple[UnitSaid, ...]
) -> tuple[tuple[UnitSaid, ...], tuple[PersonSaid, ...]]:
    """The units and the posts of a row, each place read as one of them: the longer name wins."""
    posts = tuple(
        p
        for p in parties.persons(text, *sentence)
        if not any(u.start < p.end and p.start < u.end and len(u.name) >= len(p.who) for u in units)
    )
    kept = tuple(u for u in units if not any(p.start <= u.start and u.end <= p.end for p in posts))
    inside = [p for p in posts if group.start <= p.start and p.end <= group.end]
    if any(p.role in {"lead", "owner"} for p in inside):
        return kept, tuple(
            p for p in posts if p in inside or p.start >= group.end and _reaches(p.start, p.end, p.role, group)
        )
    return kept, tuple(p for p in posts if _reaches(p.start, p.end, p.role, group))


def _reaches(start: int, end: int, role: str, group: Group) -> bool:
    """Whether a post of the sentence belongs to a row: inside it, an actor before it, or in brackets behind."""
    if group.start <= start and end <= group.end:
        return True
    return role in {"lead", "owner"} and (end <= group.start or role != "owner")


def _due(
    text: str,
    group: Group,
    sentence: tuple[int, int],
    setting: Setting,
    units: tuple[UnitSaid, ...],
    *,
    watched: bool,
) -> DueSaid:
    """By when: said in the row, at the head of the sentence, in its rhythm, or the default of the document."""
    said = next((w.due for w in group.weights if w.due), None)
    if rhythm := next((w.recurrence for w in group.weights if w.recurrence), None):
        return DueSaid(rhythm.said, None, "recurring", "rhythm", rhythm.start, rhythm.end)
    said = said or dates.due(text, group.start, group.end, year=setting.year, dated_on=setting.dated_on)
    said = said or _carried(text, group, sentence, setting, units)
    if said:
        return _last(text, group, said, setting)
    if (never := annex.standing(text, (group.start, group.end))) is not None:
        return never
    mechanism = group.tier == "mechanism" or _type(text[group.start : group.end], group, False) == "mechanism"
    if mechanism or setting.standing or watched:
        return DueSaid(None, None, "none", "watch" if watched else "standing")
    return DueSaid(None, dt.date(setting.year, 12, 31) if setting.year else None, "implicit", "year_end")


def _last(text: str, group: Group, said: DueSaid, setting: Setting) -> DueSaid:
    """The time limit that completes a row: a later one, where the first only begins it (3月底前开工，9月底前完工)
    or the year stands over a bracket with a limit of its own.
    """
    if said.start is None or said.end is None or not group.start <= said.start < group.end:
        return said
    last = dates.due(text, said.end, group.end, year=setting.year, dated_on=setting.dated_on)
    if last is None or last.on is None or last.start is None or last.end is None:
        return said
    later = said.on is None or last.on >= said.on
    begun = later and _BEGUN.match(text, said.end) and _COMPLETED.match(text, last.end, group.end)
    limited = (
        said.rule == "whole_year" and annex.BRACKET.search(text, said.end, group.end) and _CLOSES.match(text, last.end)
    )
    return last if begun or limited else said


_BEGUN = re.compile("(?:全部|全面|正式)?(?:开工|动工|启动|进场|完成(?:前期|设计|招标|立项|选址|征迁|规划|审批))")
_COMPLETED = re.compile("(?:全部|全面|基本|正式|如期)?(?:完工|竣工|建成|投用|投产|投入|交付|完成|通车|验收|开放|运营)")
_CLOSES = re.compile("(?:之?前)?(?:完成|办结|完工|落实)?[）)]")


def _carried(
    text: str, group: Group, sentence: tuple[int, int], setting: Setting, units: tuple[UnitSaid, ...]
) -> DueSaid | None:
    """A time printed before the row in its sentence that frames it: 全年 in the first of three parallel targets; the
    date behind a unit that is told to do several things.
    """
    before = dates.due(text, sentence[0], group.start, year=setting.year, dated_on=setting.dated_on)
    if before is None or before.start is None:
        return None
    told = [unit for unit in units if unit.role == "owner" and unit.end <= before.start <= unit.end + 4]
    if told and before.rule in {"day", "month", "quarter", "half", "year_end"}:
        return before
    if not any(w.targets for w in group.weights):
        return None
    return before if before and before.rule in {"whole_year", "year_end", "plan", "until_year"} else None
