"""Who should lead a matter that names nobody: a ranking with its reasons and a chance, offered and never filled in.

Three things speak for a unit: what its names and duties say, what it led before, and what it leads in the same passage.
They are weighed by a small model (`Weights`); the chance that is said is how often such a suggestion was right on
made-up counties (`HELD`). `tools/reading/leads.py` fits both and prints how well they hold. *Nobody* is one of the
answers that the model weighs: when it is likelier than any unit, nothing is suggested.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from luoshi.reading.alike import Index
from luoshi.reading.alike_numbers import without_numbers

#: A unit is suggested from this chance on.
AT_LEAST = 0.2
MOST = 3
_NEAR = 0.2
_NEIGHBOURS = 12
_EXAMPLES = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may lead: its names, and what the directory says of its work (duties, fields of its leaders)."""

    unit_id: int
    names: str
    duties: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A matter that a unit leads or has led, by its key."""

    key: int
    text: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A matter without a unit; `beside` are the units that lead or help in the same passage, one entry a mention."""

    text: str
    beside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """A unit that may lead, and why.

    `chance` is in whole percent, 99 at most. `words`: of its duties that the matter says; `earlier`: keys of the
    nearest matters it led; `beside`: how many times it stands in the same passage.
    """

    unit_id: int
    chance: int
    words: tuple[str, ...] = ()
    earlier: tuple[int, ...] = ()
    beside: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """What each figure adds to a unit's standing; `start` is that of a unit for which little speaks."""

    start: float = -1.17
    named: float = 2.03
    duties: float = 8.22
    past: float = 1.69
    nearest: float = 2.3
    apart: float = 4.82
    beside: float = 1.64


#: Fitted by `python -m tools.reading.leads`, which also says how well they hold.
FITTED = Weights()


#: (what the model gives a unit, how often such a one was right), rising: between two of them a straight line holds.
HELD: tuple[tuple[float, float], ...] = (
    (0.0, 0.0),
    (0.22, 0.373),
    (0.263, 0.387),
    (0.332, 0.507),
    (0.437, 0.56),
    (0.545, 0.587),
    (0.698, 0.707),
    (0.848, 0.893),
    (0.983, 0.996),
    (1.0, 0.996),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What speaks for one unit, each 0 to 1.

    `named`, `duties`, `past`: how much of the matter its names say, its duties, and all that it led before. `nearest`:
    how near the nearest matter that it led is. `apart`: how much more the first three say of it than of any other
    unit. `beside`: its share of the passage.
    """

    named: float
    duties: float
    past: float
    nearest: float
    apart: float
    beside: float


class Advisor:
    """The units of a day and what they led, ready to be asked about many matters."""

    def __init__(
        self, candidates: Sequence[Candidate], earlier: Sequence[Earlier], *, weights: Weights = FITTED
    ) -> None:
        self._candidates = candidates
        self._places = {one.unit_id: place for place, one in enumerate(candidates)}
        self._names = Index(one.names for one in candidates)
        self._duties = Index(one.duties for one in candidates)
        self._earlier = [one for one in earlier if one.unit_id in self._places]
        self._index = Index(one.text for one in self._earlier)
        led: dict[int, list[str]] = {one.unit_id: [] for one in candidates}
        for one in self._earlier:
            led[one.unit_id].append(one.text)
        self._past = Index("\n".join(texts) for texts in led.values())
        self._weights = weights

    def advise(self, wanted: Wanted) -> tuple[Lead, ...]:
        """The units that may lead, the likeliest first; nothing where nobody is the likeliest answer."""
        near = self._near(wanted.text)
        found = self.figures(wanted, near)
        chances = chances_of(found, self._weights)
        order = sorted(chances, key=lambda unit_id: (-chances[unit_id], unit_id))[:MOST]
        if not order or chances[order[0]] <= 1 - sum(chances.values()):
            return ()
        return tuple(
            Lead(
                unit_id=unit_id,
                chance=min(99, round(held(chances[unit_id], HELD) * 100)),
                words=self._words(wanted.text, unit_id),
                earlier=tuple(one.key for _, one in near if one.unit_id == unit_id)[:_EXAMPLES],
                beside=wanted.beside.count(unit_id),
            )
            for unit_id in order
            if chances[unit_id] >= AT_LEAST
        )

    def figures(self, wanted: Wanted, near: Sequence[tuple[float, Earlier]] | None = None) -> Mapping[int, Figures]:
        """What speaks for each unit for which anything does."""
        near = self._near(wanted.text) if near is None else near
        named, duties, past = (self._shares(one, wanted.text) for one in (self._names, self._duties, self._past))
        nearest: dict[int, float] = {}
        for nearness, one in near:
            nearest.setdefault(one.unit_id, nearness)
        beside = Counter(one for one in wanted.beside if one in self._places)
        said: Counter[int] = Counter()
        for part in (named, duties, past):
            said.update(part)
        first, second = (*(amount for _, amount in said.most_common(2)), 0.0, 0.0)[:2]
        return {
            unit_id: Figures(
                named=named.get(unit_id, 0.0),
                duties=duties.get(unit_id, 0.0),
                past=past.get(unit_id, 0.0),
                nearest=nearest.get(unit_id, 0.0),
                apart=max(0.0, said[unit_id] - (second if said[unit_id] == first else first)),
                beside=beside[unit_id] / beside.total() if beside else 0.0,
            )
            for unit_id in said.keys() | nearest.keys() | beside.keys()
        }

    def _shares(self, index: Index, text: str) -> dict[int, float]:
        """How much of the text each unit's entry in an index of all units says."""
        return {self._candidates[at].unit_id: share for at, share in index.shares(text).items()}

    def _near(self, text: str) -> list[tuple[float, Earlier]]:
        """The nearest matters that somebody led, the nearest first."""
        found = self._index.near(text, at_least=_NEAR, most=_NEIGHBOURS)
        return [(one.nearness, self._earlier[one.place]) for one in found]

    def _said(self, unit_id: int) -> str:
        """What the directory says of a unit."""
        candidate = self._candidates[self._places[unit_id]]
        return f"{candidate.names}\n{candidate.duties}"

    def _words(self, text: str, unit_id: int) -> tuple[str, ...]:
        """The longest words that the matter and the unit's duties both say."""
        ours, theirs = without_numbers(text), self._said(unit_id)
        blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
        words = dict.fromkeys(ours[one.a : one.a + one.size] for one in blocks if one.size > 1)
        return tuple(sorted(words, key=len, reverse=True)[:_EXAMPLES])


def held(given: float, table: Sequence[tuple[float, float]]) -> float:
    """How often a unit was right to which the model gave so much, by a table as `HELD`."""
    for (low, at_low), (high, at_high) in pairwise(table):
        if given <= high:
            return at_low + (at_high - at_low) * (given - low) / (high - low)
    return table[-1][1]


def standing(figures: Figures, weights: Weights) -> float:
    """What stands for a unit, on the scale on which nobody stands at 0."""
    return (
        weights.start
        + weights.named * figures.named
        + weights.duties * figures.duties
        + weights.past * figures.past
        + weights.nearest * figures.nearest
        + weights.apart * figures.apart
        + weights.beside * figures.beside
    )


def chances_of(found: Mapping[int, Figures], weights: Weights) -> dict[int, float]:
    """The chance of each unit; what is left to 1 is that of nobody."""
    powers = {unit_id: math.exp(standing(figures, weights)) for unit_id, figures in found.items()}
    whole = 1.0 + sum(powers.values())
    return {unit_id: power / whole for unit_id, power in powers.items()}
