"""How near two matters are in their words, numbers left out: TF-IDF over one and two characters, and an index for many.

No measure of words tells 50个项目 from 80个项目, so numbers and dates take no part here: `alike_numbers` compares them.
A gram counts once in a text; its weight falls with the number of texts it stands in.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest

from luoshi.reading.alike_numbers import without_numbers

_COMPARED = 24
_RUN = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Near:
    """A text of the index by its place, and how near it is: 0 to 1, the cosine."""

    place: int
    nearness: float


def grams(text: str) -> frozenset[str]:
    """The Han characters and letters of a text without its numbers, each alone and with the one behind it."""
    found: set[str] = set()
    for run in _RUN.findall(without_numbers(text).lower()):
        found.update(run)
        found.update(map("".join, zip(run, run[1:], strict=False)))
    return frozenset(found)


class Index:
    """Texts that others are compared with. Building and asking are linear in the characters; nothing is random."""

    def __init__(self, texts: Iterable[str]) -> None:
        # The grams of a text are found again when it is compared: ten thousand sets of them would fill the memory.
        self._texts = tuple(texts)
        holding: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(self._texts):
            for gram in grams(text):
                holding[gram].append(place)
        total = len(self._texts)
        self._weights = {gram: math.log(1 + total / len(places)) ** 2 for gram, places in holding.items()}
        self._rare = math.log(1 + total) ** 2
        squares = [0.0] * total
        for gram, places in holding.items():
            for place in places:
                squares[place] += self._weights[gram]
        self._lengths = [math.sqrt(one) for one in squares]
        self._holding = {gram: places for gram, places in holding.items() if len(gram) == 2}

    def __len__(self) -> int:
        return len(self._texts)

    def weight(self, gram: str) -> float:
        """What a gram that two texts share adds to their product; one that the index does not know is the rarest."""
        return self._weights.get(gram, self._rare)

    def near(self, text: str, *, at_least: float, most: int) -> tuple[Near, ...]:
        """The `most` nearest texts whose nearness is `at_least`, the nearest first.

        A text is near only when it shares two characters in a row: those that share the weightiest pairs are compared
        in full. The rarest pairs are looked at first; once what is left could not bring a text to `at_least` by
        itself, no further one is taken up.
        """
        asked = grams(text)
        length = math.sqrt(self._sum(asked))
        floor = at_least * length
        met: dict[int, float] = defaultdict(float)
        left = length * length
        for gram in sorted((one for one in asked if len(one) == 2), key=self._order):
            if left < floor * floor:
                break
            weight = self.weight(gram)
            for place in self._holding.get(gram, ()):
                met[place] += weight
            left -= weight
        lengths = self._lengths
        first = nlargest(max(_COMPARED, most), ((found / lengths[place], -place) for place, found in met.items()))
        exact = (
            (self._sum(grams(self._texts[-place]) & asked) / (length * lengths[-place]), place) for _, place in first
        )
        best = nlargest(most, (one for one in exact if one[0] >= at_least))
        return tuple(Near(-place, min(1.0, near)) for near, place in best)

    def shares(self, text: str) -> dict[int, float]:
        """Place → how much of the weight of the pairs in `text` stands there, 0 to 1; places without any are absent.

        For a short text and long ones: the length of the text at the place does not count.
        """
        asked = [gram for gram in grams(text) if len(gram) == 2]
        whole = self._sum(asked)
        found: dict[int, float] = defaultdict(float)
        for gram in asked:
            for place in self._holding.get(gram, ()):
                found[place] += self.weight(gram) / whole
        return dict(found)

    def _sum(self, said: Iterable[str]) -> float:
        return sum(map(self.weight, said))

    def _order(self, gram: str) -> tuple[float, str]:
        return -self.weight(gram), gram
