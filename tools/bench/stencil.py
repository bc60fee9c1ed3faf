"""From what the operations wrote about a sample item to the same about its clones, column by column.

Whatever differs between clones (keys, number, units, posts, persons, title, texts) is a *slot*. A stencil is the
canonical text that the house's own functions make of a row or an event with a mark in each slot; filling the marks
gives the very text that those functions would make of the clone.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Slot = tuple[str, int]  # ("unit", place), ("text", place), ("ledger_report", key) …
_INT = 7_700_000_000_000_000_000
_MARK = re.compile("\ue000([0-9]{5})\ue001|77000000000000([0-9]{5})")
_REF = re.compile(r"\b(unit|post|person):([0-9]+)\b")


class Slots:
    """The slots of one sample item, each with its place; `cast` maps refs of its people to slots, `said` its texts."""

    def __init__(self, cast: Mapping[str, Slot], said: Mapping[str, Slot], number: str) -> None:
        self._cast, self._said, self._number = cast, said, number
        self._places: dict[Slot, int] = {}
        self.every: list[Slot] = []

    def _place(self, slot: Slot) -> int:
        if slot not in self._places:
            self._places[slot] = len(self.every)
            self.every.append(slot)
        return self._places[slot]

    def mark(self, slot: Slot) -> str:
        """The mark of a slot within a text."""
        return f"\ue000{self._place(slot):05}\ue001"

    def key(self, slot: Slot) -> int:
        """The mark of a slot that is a whole number."""
        return _INT + self._place(slot)

    def person(self, kind: str, key: int) -> int:
        """A unit, post or person by its key: a mark for those who work on the item, the key itself for all others."""
        slot = self._cast.get(f"{kind}:{key}")
        return key if slot is None else self.key(slot)

    def text(self, value: str) -> str:
        """A text with marks for what is said on the item, its number, and the refs of those who work on it."""
        if value in self._said:
            return self.mark(self._said[value])
        value = value.replace(self._number, self.mark(("number", 0)))
        return _REF.sub(lambda found: self._ref(found[1], found[0]), value)

    def _ref(self, kind: str, ref: str) -> str:
        slot = self._cast.get(ref)
        return ref if slot is None else f"{kind}:{self.mark(slot)}"

    def plain(self, value: object, keys: Callable[[str, int], Slot | None]) -> object:
        """A payload with marks; `keys` says which whole numbers are keys of rows, by their name."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {name: self._named(name, one, keys) for name, one in value.items()}
        return [self.plain(one, keys) for one in value] if isinstance(value, list) else value

    def _named(self, name: str, value: object, keys: Callable[[str, int], Slot | None]) -> object:
        slot = keys(name, value) if type(value) is int else None
        return self.plain(value, keys) if slot is None else self.key(slot)


@dataclass(frozen=True, slots=True)
class Stencil:
    """A text with holes, and the places of the slots that fill them, in order."""

    format: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, marked: str) -> "Stencil":
        """The stencil of a text with marks."""
        pieces, places = [], []
        at = 0
        for found in _MARK.finditer(marked):
            pieces.append(marked[at : found.start()].replace("%", "%%"))
            places.append(int(found[1] or found[2]))
            at = found.end()
        pieces.append(marked[at:].replace("%", "%%"))
        return cls("%s".join(pieces), tuple(places))

    def fill(self, columns: Sequence[Sequence[str]], n: int) -> Iterable[str]:
        """The text for each of `n` clones; `columns` holds what each slot is for each of them."""
        if not self.places:
            return itertools.repeat(self.format % (), n)
        if self.format == "%s":
            return columns[self.places[0]]
        return map(self.format.__mod__, zip(*(columns[place] for place in self.places), strict=True))
