"""Years compared: what the plan of one year promised, held against what the next year's paper says was done.

Each commitment of the earlier paper looks for the words of the later one's review that speak of the same matter: shared
pairs of characters, weighed by how rare they are in both papers, numbers left out. Numbers are compared apart, brought
to one unit. Nothing is guessed: every verdict stands on two quotes, or says that none was found.
"""

import dataclasses
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from luoshi.reading import compare_numbers as figures
from luoshi.reading import outline
from luoshi.reading.records import DraftItem, Reading
from luoshi.reading.sentences import clauses, sentences
from luoshi.reading.words import any_of

#: Below `_FAINT` two passages are strangers; from `_CLEAR` on they speak of one matter, from `_SURE` on surely.
_FAINT, _CLEAR, _SURE = 0.28, 0.46, 0.6
_LISTS, _PAIR = 20, 2
#: What parts the words of a matter: figures, marks, and the words of any plan and any review.
_PARTS = re.compile(
    r"[\d.,，]+(?:余|多)?|[^\u4e00-\u9fffA-Za-z]|"
    + any_of(
        """
    同比增长 增长率 增长 增幅 保持在? 稳定在 控制在 达到 以上 以下 以内 左右 不少于 不低于 不超过 力争 确保 争取 年内
    全年 今年 新增 完成 实现 实施 推进 进一步 持续 加快 积极 全力 深入 开展 坚持 重点 一批 继续 大力 稳步 扎实 有序
    """
    )
)
_DONE = re.compile(
    "完成|建成|竣工|投[用产运]|投入使用|启用|通车|开通|落户|获批|获评|荣获|通过验收|开工|启动|实现|达到|突破|成立|组建|挂牌|办结"
    "|新增|新建|推出|推行|出台|建立|制定|改造|发放|举办|创建|入选|命名|整治|引进|签约|拆除|全覆盖|清零|超额|圆满|成功|顺利"
)
_UNDER_WAY = re.compile(
    "(?:正在|加快|有序|稳步|扎实|持续|全力|加紧|抓紧|压茬)(?:推进|建设|施工|开展)|(?:推进|建设|施工)中$|进展顺利|前期|序时进度"
    "|完成.{0,6}(?:部分|主体)|部分.{0,4}(?:施工|完成)|即将"
)
_WHOLE = re.compile("建成|完成|竣工|投[用产运]|投入使用|通车|全面完成|达产")
_ONCE = re.compile("建成|完成|竣工|启动|开工|投[用产运]|谋划|打造|建设|建立|引进|争取|签约|落地|成立|出台|编制")
_YEARLY = re.compile("增长|增幅|保持|稳定在|动态|持续|继续|健全|20\\d\\d年|年度|任务|机制|不断|全年")
_LATER = re.compile("“?十[三四五六七]五|五年|20[3-9]\\d年|远景|今后一个时期")
_OPENING = re.compile(r"^(?:要|将|力争|确保|争取|继续|进一步|全力|加快|大力|深入|持续|积极|着力|坚持|抓好|做好|我们)+")


@dataclasses.dataclass(frozen=True, slots=True)
class Quote:
    """A place in one of the two papers; `text` equals its cleaned text from `start` to `end`."""

    start: int
    end: int
    text: str
    path: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """A number promised and the number that answers it, as printed; `kept` None where none answers."""

    indicator: str
    comparator: str
    promised: str
    reached: str | None
    kept: bool | None


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What became of one commitment.

    `status`: met, missed, changed, dropped, not_due (falls in a later year) or unplanned (done, never promised; then
    `promise` is None). `reason` is the code of the rule that decided; `sure` high, medium or low; `nearness` 0 to 1.
    """

    status: str
    reason: str
    sure: str
    promise: Quote | None
    answer: Quote | None
    figures: tuple[Figure, ...]
    nearness: float


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    """Every commitment of the earlier paper with its answer in order, then what was done without a promise."""

    answers: tuple[Answer, ...]

    def counted(self) -> dict[str, int]:
        """How many answers there are of each status."""
        return dict(Counter(one.status for one in self.answers))


@dataclasses.dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of the later paper: one to three clauses of a sentence."""

    start: int
    end: int
    pairs: frozenset[str]


def compare(earlier: Reading, later: Reading, *, soft: bool = False) -> Comparison:
    """Hold the plan of `earlier` against the review of `later`; `soft` also asks after promises without a measure.

    Raises ValueError when the later paper has no part that looks back.
    """
    review, plan = _parts(later)
    if not review:
        raise ValueError("the later paper has no part that looks back")
    items = [item for item in earlier.items if soft or item.strength == "core"]
    matcher = _Matcher(earlier.text, later.text, review, plan)
    answers = [_answer(item, earlier, later, matcher) for item in items]
    return Comparison(tuple(answers) + tuple(_unplanned(later, earlier, review, answers, matcher)))


def _parts(reading: Reading) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The sentences that look back and those that look ahead."""
    place = outline.Place(outline.headings(reading.text))
    labels = {passage.start: passage.label for passage in reading.passages}
    back, ahead = [], []
    begun = False
    for start, end in sentences(reading.text):
        said = reading.text[start:end]
        _, way = place.at(start + len(said) - len(said.lstrip()))
        # Within a paragraph of the review 下一步 turns to the plan, and 近年来 in the plan turns back.
        way = outline.turn(said) or way if way else way
        begun = begun or way == "ahead"
        if (
            way == "back"
            or (not begun and labels.get(start) != "noise")
            or (way is None and labels.get(start) == "past")
        ):
            back.append((start, end))
        elif way == "ahead":
            ahead.append((start, end))
    return back, ahead


def _pairs(said: str) -> list[str]:
    """The pairs of neighbouring characters of a text without its numbers and marks."""
    return ["".join(pair) for part in _PARTS.split(said) for pair in pairwise(part)]


class _Matcher:
    """Finds the words of the later paper that speak of a matter."""

    def __init__(
        self, earlier: str, later: str, review: Sequence[tuple[int, int]], plan: Sequence[tuple[int, int]]
    ) -> None:
        self._text = later
        both = [earlier[a:b] for a, b in sentences(earlier)] + [later[a:b] for a, b in sentences(later)]
        seen = Counter(pair for said in both for pair in set(_pairs(said)))
        self._weight = {pair: math.log(len(both) / n) for pair, n in seen.items()}
        self._most = math.log(len(both))
        self._review = [window for span in review for window in self._windows(*span)]
        self._plan = [window for span in plan for window in self._windows(*span)]

    def _windows(self, start: int, end: int) -> Iterator[_Window]:
        """A sentence as stretches of one, two and three clauses, and of the members of a clause that lists."""
        cut = clauses(self._text, start, end)
        for n in (1, 2, 3):
            for i in range(len(cut) - n + 1):
                yield self._window(cut[i][0], cut[i + n - 1][1])
        for a, b in cut:
            members = [a, *(a + m.end() for m in re.finditer("、", self._text[a:b])), b + 1]
            for n in (1, 2) if b - a > _LISTS and len(members) > _PAIR else ():
                for i in range(len(members) - n):
                    yield self._window(members[i], members[i + n] - 1)

    def clause(self, window: _Window) -> Quote:
        """The whole clauses that a stretch lies in, with what they say of it."""
        marks = "，；。！？：\n"
        start, end = window.start, window.end
        while start > 0 and self._text[start - 1] not in marks:
            start -= 1
        while end < len(self._text) and self._text[end] not in marks:
            end += 1
        return Quote(start, end, self._text[start:end])

    def _window(self, a: int, b: int) -> _Window:
        """The stretch from `a` to `b`."""
        return _Window(a, b, frozenset(_pairs(self._text[a:b])))

    def weigh(self, pairs: frozenset[str] | set[str]) -> float:
        """How much a set of pairs says."""
        return sum(self._weight.get(pair, self._most) ** 2 for pair in pairs)

    def best(self, said: str, *, planned: bool = False) -> tuple[_Window | None, float]:
        """The nearest stretch of the review (or of the plan) and how near it is."""
        wanted = frozenset(_pairs(_OPENING.sub("", said)))
        whole = self.weigh(wanted)
        best, nearest = None, 0.0
        for window in self._plan if planned else self._review:
            shared = self.weigh(wanted & window.pairs)
            if shared == 0 or shared < nearest * whole * 0.6:
                continue
            near = shared / (0.65 * whole + 0.35 * self.weigh(window.pairs))
            if near > nearest:
                best, nearest = window, near
        return best, min(1.0, nearest)


def _answer(item: DraftItem, earlier: Reading, later: Reading, matcher: _Matcher) -> Answer:
    """What became of one commitment."""
    promise = Quote(item.start, item.end, item.quote, item.path)
    if _is_later(item, earlier, later):
        return Answer("not_due", "later_year", "high", promise, None, (), 0.0)
    window, near = matcher.best(item.quote)
    for said in _members(item) if window is None or near < _CLEAR else ():
        other, nearer = matcher.best(said)
        if other is not None and nearer > max(near, _CLEAR):
            window, near = other, nearer - (_CLEAR - _FAINT)
    if window is None or near < _FAINT:
        return _unanswered(item, promise, later, matcher, near)
    compared, last = _figures(item, later.text, window, matcher)
    told = matcher.clause(_Window(window.start, max(window.end, last), window.pairs))
    status, reason = _verdict(item, told.text, compared)
    sure = "high" if near >= _SURE else "medium" if near >= _CLEAR else "low"
    return Answer(status, reason, sure, promise, told, compared, round(near, 2))


def _unanswered(item: DraftItem, promise: Quote, later: Reading, matcher: _Matcher, near: float) -> Answer:
    """A commitment of which the review says nothing: dropped, or missed where the new plan promises it once more."""
    again, again_near = matcher.best(item.quote, planned=True)
    if again is not None and again_near >= _CLEAR + 0.1:
        # What is built or started once and promised anew was not done; a yearly level may be promised every year.
        status = "missed" if _ONCE.search(item.quote) and not _YEARLY.search(item.quote) else "dropped"
        return Answer(status, "promised_again", "medium", promise, matcher.clause(again), (), round(again_near, 2))
    sure = "high" if near < _FAINT / 2 else "medium"
    return Answer("dropped", "no_answer", sure, promise, None, (), round(near, 2))


def _members(item: DraftItem) -> list[str]:
    """The parts of a commitment that promises several counts, each with its number."""
    if len(item.targets) <= 1:
        return []
    return [part for part in re.split("[、，；]", item.quote) if re.search(r"\d", part) and len(part) > _PAIR + 2]


def _is_later(item: DraftItem, earlier: Reading, later: Reading) -> bool:
    """Whether a commitment falls due after the year that the later paper looks back on."""
    due, year = item.due.on, later.facts.year or (earlier.facts.year or 0) + 1
    if due is not None and item.due.kind == "explicit":
        return due.year >= year
    heads = "".join(item.path)
    return bool(_LATER.search(heads)) and not (earlier.facts.year and f"{earlier.facts.year}年" in heads)


def _figures(item: DraftItem, text: str, window: _Window, matcher: _Matcher) -> tuple[tuple[Figure, ...], int]:
    """Each number that was promised beside the number that answers it, in the words found or in words of its own.

    With them the end of the last answer in the words found.
    """
    made, last = [], 0
    for target in item.targets:
        wanted = figures.promised(target, item.quote)
        if wanted is None:
            continue
        got = figures.answer(wanted, target.indicator, figures.quantities(text, *_reach(text, window)), text)
        last = max(last, got.end if got else 0)
        if got is None and len(item.targets) > 1:
            other, near = matcher.best(target.indicator)
            if other is not None and near >= _SURE:
                got = figures.answer(wanted, target.indicator, figures.quantities(text, *_reach(text, other)), text)
        kept = figures.reached(target, wanted, got, item.quote) if got else None
        made.append(Figure(target.indicator, target.comparator, wanted.said, got.said if got else None, kept))
    return tuple(made), last


def _reach(text: str, window: _Window) -> tuple[int, int]:
    """Where a stretch begins and where the enumeration it opens ends: the rate stands behind the level."""
    end = re.compile("[。；！？\\n]").search(text, window.end)
    return window.start, min(end.start() if end else len(text), window.end + 40)


def _verdict(item: DraftItem, said: str, compared: Sequence[Figure]) -> tuple[str, str]:
    """Status and reason of a commitment that the review speaks of."""
    answered = [one for one in compared if one.kept is not None]
    if any(one.kept is False for one in answered):
        return "missed", "short"
    if compared and not answered:
        return ("changed", "no_figure") if not _DONE.search(said) else ("changed", "other_measure")
    if answered:
        return "met", "reached"
    if _UNDER_WAY.search(said) and _WHOLE.search(item.quote):
        return "missed", "under_way"
    if _DONE.search(said):
        return "met", "done"
    return ("met", "carried_on") if not _WHOLE.search(item.quote) else ("changed", "not_said_done")


def _unplanned(
    later: Reading, earlier: Reading, review: Sequence[tuple[int, int]], answers: Sequence[Answer], matcher: _Matcher
) -> Iterator[Answer]:
    """Sentences of the review that name something done with a number and answer no commitment."""
    used = [(one.answer.start, one.answer.end) for one in answers if one.answer and one.reason != "promised_again"]
    plans = frozenset(pair for item in earlier.items for pair in _pairs(item.quote))
    for start, end in review:
        for a, b in clauses(later.text, start, end):
            said = later.text[a:b]
            if (
                any(x < b and a < y for x, y in used)
                or not _DONE.search(said)
                or not figures.quantities(said, 0, len(said))
            ):
                continue
            pairs = frozenset(_pairs(said))
            known = matcher.weigh(pairs & plans) / max(matcher.weigh(pairs), 1e-9)
            if known < _FAINT:
                yield Answer("unplanned", "never_promised", "medium", None, Quote(a, b, said), (), round(known, 2))
