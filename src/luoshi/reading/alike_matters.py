"""Open matters that a new one may repeat: the nearest by their words, then judged by their numbers and places.

A question for a reviewer, never a verdict: *the same*, *the same matter with another number*, or *the like elsewhere*.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from luoshi.reading.alike import Index
from luoshi.reading.alike_numbers import Difference, differences, numbers, without_numbers

#: From here on two texts are likely to speak of one matter; tests/vectors/alike.toml says how often that is right.
AT_LEAST = 0.45
_MOST = 3
#: What stands behind the name of a place or a site.
_PLACES = re.compile(
    "(?:街道|社区|园区|开发区|片区|小区|水库|河|湖|渠|桥|路|街|巷|大道|中学|小学|幼儿园|医院|卫生院|学校|车站|隧道|港|"
    "景区|公园|广场|市场|镇|乡(?!村)|村(?!级)|县|区|市(?!场|政))"
)
_SHORT = 8


class Likeness(StrEnum):
    """How two matters that are near in their words stand to each other."""

    SAME = "same"
    OTHER_NUMBER = "other_number"
    OTHER_PLACE = "other_place"


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter by its key, with everything that is said of it: its title, the clause it comes from."""

    key: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """A matter that another one may repeat: how near (0 to 1), in which way, and what speaks for and against it.

    `words` are the longest that both say; `agreeing` the numbers that both have; `differing` those that contradict
    each other; `places` (ours, theirs).
    """

    key: int
    nearness: float
    likeness: Likeness
    words: tuple[str, ...] = ()
    agreeing: tuple[str, ...] = ()
    differing: tuple[Difference, ...] = ()
    places: tuple[str, str] | None = None


class Matters:
    """Open matters, ready to be compared with many new ones."""

    def __init__(self, matters: Iterable[Matter]) -> None:
        said = [(matter.key, text) for matter in matters for text in dict.fromkeys(matter.texts) if text.strip()]
        self._keys = [key for key, _ in said]
        self._texts = [text for _, text in said]
        self._index = Index(self._texts)

    def alike(self, text: str, *, at_least: float = AT_LEAST, most: int = _MOST) -> tuple[Alike, ...]:
        """The matters that `text` may repeat, likely ones first: the same, then other numbers, then other places."""
        found: dict[int, tuple[Alike, str]] = {}
        for near in self._index.near(text, at_least=at_least, most=most * 4):
            key, theirs = self._keys[near.place], self._texts[near.place]
            if key not in found:
                found[key] = judged(key, text, theirs, near.nearness), theirs
        order = list(Likeness)
        best = sorted(found.values(), key=lambda one: (order.index(one[0].likeness), -one[0].nearness))[:most]
        return tuple(replace(one, words=common_words(text, theirs)) for one, theirs in best)


def judged(key: int, ours: str, theirs: str, nearness: float) -> Alike:
    """In which way two texts that are near in their words are alike; their common words are left out."""
    places = other_places(ours, theirs)
    differing = differences(ours, theirs)
    likeness = Likeness.OTHER_PLACE if places else Likeness.OTHER_NUMBER if differing else Likeness.SAME
    theirs_say = {(one.sort, one.value) for one in numbers(theirs)}
    agreeing = dict.fromkeys(one.said for one in numbers(ours) if (one.sort, one.value) in theirs_say)
    return Alike(key, nearness, likeness, (), tuple(agreeing), differing, places)


def other_places(ours: str, theirs: str) -> tuple[str, str] | None:
    """The names in front of the same word for a place (石桥镇, 双河镇) by which two texts differ; None for none.

    A name that only one of the texts gives contradicts nothing.
    """
    left, right = without_numbers(ours), without_numbers(theirs)
    for a, b, c, d in _replaced(left, right):
        mine, other = _named(left, a, b), _named(right, c, d)
        if mine and other and mine != other:
            return mine, other
    return None


def _replaced(left: str, right: str) -> Iterable[tuple[int, int, int, int]]:
    """Short stretches where one text says something else than the other in the same place."""
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "replace" and b - a <= _SHORT and d - c <= _SHORT:
            yield a, b, c, d


def _named(text: str, start: int, end: int) -> str:
    """The place that a stretch names: itself with the word for a place in it or right behind it; "" for none."""
    behind = _PLACES.match(text, end)
    if behind:
        return text[start : behind.end()].strip()
    said = text[start:end]
    return said.strip() if any(match.end() == len(said) and match.start() for match in _PLACES.finditer(said)) else ""


def common_words(ours: str, theirs: str, *, most: int = 3) -> tuple[str, ...]:
    """The longest stretches of two characters or more that both texts say, numbers apart, in the order of ours."""
    said = without_numbers(ours)
    matcher = SequenceMatcher(None, said, without_numbers(theirs), autojunk=False)
    blocks = [(block.size, block.a) for block in matcher.get_matching_blocks() if block.size > 1]
    longest: Sequence[tuple[int, int]] = sorted(blocks, key=lambda one: (-one[0], one[1]))[:most]
    words = (said[at : at + size].strip("，。；：、 \n的") for size, at in sorted(longest, key=lambda one: one[1]))
    return tuple(word for word in words if len(word) > 1)
