"""The whole outline: the headings of `outline.headings` and those inside paragraphs, each at its own depth.

A speech puts its outline into running paragraphs: 一是 … 二是 …, and sentences that are no more than parallel (要坚持 …
抓落实 four times). Numbers are followed list by list: a number continues the innermost list that expects it, unless the
words before an outer list promised as many (做到“三个坚持”：) or its members open alike. Unnumbered sentences are a
list when three of one paragraph share their beginning and their end, or most of their frame.
"""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from luoshi.reading import outline
from luoshi.reading.records import Heading
from luoshi.reading.words import any_of

_CN = "一二三四五六七八九十"
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 4}
#: A number at the beginning of a sentence: its style and which it is.
_NUMBERED = re.compile(
    rf"(?P<yao>[{_CN}]要)|(?P<shi>[{_CN}]是)|其(?P<qi>[{_CN}])[，、是]?|第(?P<di>[{_CN}])[，、]|(?P<order>{'|'.join(_ORDER)})[，是]"
    rf"|[（(](?P<round>[{_CN}]{{1,2}})[）)]|[（(](?P<figure>\d{{1,2}})[）)]|(?P<circle>[①-⑳])|(?P<dot>\d{{1,2}})[.．、](?!\d)"
)
_BREAK = re.compile("(?<=[。；！？：])")
_PROMISED = re.compile(rf"[“”]?([两{_CN}])(?:个|大|项|种|条|方面|点)")
_LONGEST = 40
_SHORTEST = 6
_FRAME = 0.5
_MEMBERS = 3
_MOST = 150
_DEEPEST = 4
_TURN = re.compile(r"^(?:同时，?|此外，?)?在.{2,8}(?:方面|上)，")
#: Words before a list that stands beside the one before it, not below it.
_ASIDE = re.compile("^.{2,12}(?:方面|看|上)[：，]$")
_TOLD = re.compile(r"这些|[X\d一二三四五六七八九十几]+年|过去|去年|全[年市县省]|近|目前|截[至止]")
_LEAD = re.compile("^(?:" + any_of("同时， 此外， 一方面， 另一方面， 各级各部门 我们") + ")+")
_ENDING = tuple("。；！？")


@dataclasses.dataclass(slots=True)
class _List:
    """An open list: its style, the depth of its members, the last number, what opened the members so far."""

    style: str
    depth: int
    last: int
    promised: int
    titles: list[str]


def whole(text: str, found: Sequence[Heading]) -> tuple[Heading, ...]:
    """`found` with the headings inside paragraphs added, in order; their levels lie below that of their paragraph."""
    made: list[Heading] = []
    lines = {heading.start: heading for heading in found}
    level, at, noted = 1, 0, 0
    for row in text.split("\n"):
        start = at + len(row) - len(row.lstrip())
        end, heading = at + len(row), lines.get(start)
        if heading is not None:
            level = heading.level
            noted = 0 if level <= noted else noted
            noted = level if outline.direction(heading) == "glossary" else noted
            made.append(heading)
        if not noted:
            made += _Paragraph(text, heading.end if heading else start, end, level, heading).headings()
        # A heading that opens a paragraph speaks for that paragraph; what follows stands beside it.
        level -= heading is not None and heading.end < end
        at += len(row) + 1
    return tuple(made)


class _Paragraph:
    """Reads one paragraph sentence by sentence and keeps the stack of open lists."""

    def __init__(self, text: str, start: int, end: int, level: int, heading: Heading | None) -> None:
        self._text, self._level = text, level
        self._sentences = list(_sentences(text, start, end))
        self._groups = _parallel([text[a:b] for a, b in self._sentences])
        self._open: list[_List] = []
        self._opened_by = heading.title if heading else ""

    def headings(self) -> Iterator[Heading]:
        """The headings of the paragraph, in order."""
        before = self._opened_by
        for i, (start, end) in enumerate(self._sentences):
            said = self._text[start:end]
            number = _number(said)
            depth = None
            mark = outline.marker(said) if i == 0 and not self._opened_by else None
            if mark is not None and number is not None:
                # A numbered paragraph whose first sentence is too long for a heading stands as deep as its number says.
                self._level, before = mark[0], said
                yield Heading(start, start + len(_title(said)), mark[0], _title(said).rstrip("。；！？："))
                continue
            if number is not None and _NUMBERED.sub("", said, count=1).strip("。；：，"):
                depth = self._numbered(*number, said, before)
            elif i in self._groups:
                depth = self._member(self._groups[i], i, said, before)
            if depth is not None:
                title = _title(said)
                yield Heading(start, start + len(title), self._level + depth, title.rstrip("。；！？："))
            before = said
        self._open = []

    def _numbered(self, style: str, number: int, said: str, before: str) -> int:
        """The depth of a numbered sentence."""
        if number == 1:
            return self._begin(style, number, said, before)
        expecting = [one for one in self._open if one.style == style and one.last == number - 1]
        chosen = max(expecting, key=lambda one: self._belongs(one, number, said)) if expecting else None
        if chosen is None:
            same = [one for one in self._open if one.style == style and one.last < number]
            chosen = same[-1] if same else None
        if chosen is None:
            return self._begin(style, number, said, before)
        del self._open[self._open.index(chosen) + 1 :]
        chosen.last = number
        chosen.titles.append(said)
        return chosen.depth

    def _belongs(self, one: _List, number: int, said: str) -> tuple[bool, int, float, int]:
        """How well a number continues a list: no list of one, promised and not reached, like its members, innermost."""
        promised = (one.promised >= number) - (0 < one.promised < number)
        like = max(_alike(_bare(said), _bare(title)) for title in one.titles)
        return one is self._open[-1] and one.last == 1, promised, round(like, 1), one.depth

    def _member(self, group: int, i: int, said: str, before: str) -> int:
        """The depth of a sentence of an unnumbered parallel list."""
        style = f"parallel {group}"
        for one in self._open:
            if one.style == style:
                del self._open[self._open.index(one) + 1 :]
                one.last += 1
                return one.depth
        while self._open and (self._over(self._open[-1], i) and _TURN.match(before)):
            self._open.pop()
        return self._begin(style, 1, said, before)

    def _over(self, one: _List, i: int) -> bool:
        """Whether an unnumbered list has no member left."""
        group = one.style.removeprefix("parallel ")
        return one.style != group and not any(j > i and str(g) == group for j, g in self._groups.items())

    def _begin(self, style: str, number: int, said: str, before: str) -> int:
        """Open a list below what is open; lists so deep are none of a writer's but stand one behind the other."""
        if len(self._open) >= _DEEPEST:
            self._open.clear()
        if _ASIDE.match(before):
            while any(one.style == style for one in self._open):
                self._open.pop()
        while self._open and self._open[-1].style == style and self._open[-1].last >= max(self._open[-1].promised, 2):
            if not 0 < self._open[-1].promised <= self._open[-1].last:
                break
            self._open.pop()
        depth = self._open[-1].depth + 1 if self._open else 1
        promised = [_count(m.group(1)) for m in _PROMISED.finditer(before[-40:])]
        self._open.append(_List(style, depth, number, promised[-1] if promised else 0, [said]))
        return depth


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of a paragraph, cut behind 。；！？ and also behind a colon, where lists begin."""
    at = start
    for part in _BREAK.split(text[start:end]):
        if part.strip():
            yield at, at + len(part)
        at += len(part)


def _number(said: str) -> tuple[str, int] | None:
    """Style and number of a sentence's opening mark."""
    match = _NUMBERED.match(said)
    if match is None or match.lastgroup is None:
        return None
    style, mark = match.lastgroup, match.group(match.lastgroup)
    if style in {"figure", "dot"}:
        return style, int(mark)
    if style == "circle":
        return style, ord(mark) - ord("①") + 1
    if style == "order":
        return style, _ORDER[mark]
    return style, _count(mark.rstrip("要是"))


def _count(said: str) -> int:
    """A small Chinese number."""
    if said == "两":
        return 2
    tens, ten, ones = said.partition("十")
    if ten:
        return (_CN.index(tens) + 1 if tens else 1) * 10 + (_CN.index(ones) + 1 if ones else 0)
    return _CN.index(said) + 1


def _title(said: str) -> str:
    """What of a sentence is its heading: the sentence, or its first clauses where it goes on."""
    if len(said) <= _LONGEST:
        return said.rstrip()
    cut = max(said.rfind("，", 0, _LONGEST), said.rfind("：", 0, _LONGEST))
    return said[:cut] if cut > _SHORTEST else said[:_LONGEST]


def _bare(said: str) -> str:
    """A sentence without its number, its opening words and its end mark, as far as its first comma."""
    return _LEAD.sub("", _NUMBERED.sub("", said, count=1)).rstrip("。；！？：\\n").partition("，")[0]


def _alike(one: str, other: str) -> float:
    """How much two openings share of beginning and end, in characters of the shorter."""
    ends = 0.0
    for a, b in ((one, other), (one[::-1], other[::-1])):
        same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
        ends += same
    return min(1.0, ends / max(1, min(len(one), len(other))))


def _parallel(said: Sequence[str]) -> dict[int, int]:
    """Which sentences of a paragraph are members of which unnumbered list of three and more."""
    short = [i for i, one in enumerate(said) if _SHORTEST <= len(one) <= _LONGEST and one.endswith(_ENDING[0])]
    short = [i for i in short if _number(said[i]) is None and not _TOLD.match(said[i])]
    groups: dict[int, int] = {}
    # No paragraph that somebody wrote has so many; the comparison of each with each must stay small.
    for i in short if len(short) <= _MOST else ():
        if i in groups:
            continue
        members = {j for j in short if j not in groups and (j == i or _same_frame(said[i], said[j]))}
        explained = sum(j + 1 < len(said) and j + 1 not in members for j in members)
        if len(members) >= _MEMBERS and explained * 2 >= len(members):
            groups |= dict.fromkeys(members, i)
    return groups


def _same_frame(one: str, other: str) -> bool:
    """Whether two short sentences are built alike: the same beginning and end, or most of their characters in order."""
    a, b = (_LEAD.sub("", said.rstrip("。")) for said in (one, other))
    if not a or not b or a[0] != b[0]:
        return False
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 99)
    tail = next((i for i, (x, y) in enumerate(zip(a[::-1], b[::-1], strict=False)) if x != y), 99)
    if (tail >= 2 and (head >= 2 or a[0] == "要")) or head >= 3:
        return True
    return max(len(a), len(b)) <= 2 * _SHORTEST and SequenceMatcher(None, a, b).ratio() >= _FRAME
