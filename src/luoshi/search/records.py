"""What the room takes in and hands out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

_PART_BITS, _ROW_BITS = 17, 40
MOST_PARTS = 1 << _PART_BITS


class Kind(IntEnum):
    """What an entry is; a greater one is shown before a smaller one."""

    TITLE = 40  # an item by its title and number
    ITEM = 38  # its basis and acceptance standard, title and number with them
    REPORT = 30
    PLAN = 28
    LOOK = 26
    OBJECTION = 24
    EXTENSION = 22
    SUSPENSION = 20
    ENDING = 18
    DOCUMENT = 10


#: What stands in one group of a page, best first; the kinds of a group lie side by side.
GROUPS: dict[str, tuple[Kind, ...]] = {
    "item": (Kind.TITLE, Kind.ITEM),
    "report": (Kind.REPORT,),
    "course": (Kind.PLAN, Kind.LOOK, Kind.OBJECTION, Kind.EXTENSION, Kind.SUSPENSION, Kind.ENDING),
    "document": (Kind.DOCUMENT,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to be found: its fields in the order in which they are shown, and what access is measured on.

    `row_id`: the row's key in its own room; `part` from 0 for a row of several entries; `unit_id`: whose word it is.
    """

    kind: Kind
    row_id: int
    fields: tuple[str, ...]
    area_id: int
    year: int
    item_id: int | None = None
    unit_id: int | None = None
    part: int = 0

    @property
    def id(self) -> int:
        """The key of the entry."""
        return entry_id(self.kind, self.row_id, self.part)


def entry_id(kind: Kind, row_id: int, part: int = 0) -> int:
    """The key of an entry: kinds lie apart, newer rows after older ones, parts in their order."""
    return ((kind << _ROW_BITS) + row_id << _PART_BITS) + part


def span(kinds: Sequence[Kind]) -> tuple[int, int]:
    """The first and the last key that entries of these neighbouring kinds can have."""
    return entry_id(min(kinds), 0), entry_id(Kind(max(kinds)), (1 << _ROW_BITS) - 1, MOST_PARTS - 1)


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of a room above that are indexed: `read(after, limit)` gives (key, texts) in the order of the keys.

    It locks what it reads until the transaction ends, so that nobody changes a row between reading and indexing;
    `batch` rows are one short transaction.
    """

    name: str
    kinds: tuple[Kind, ...]
    read: Callable[[int, int], Sequence[tuple[int, tuple[Text, ...]]]]
    batch: int = 500


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found; `text` are its fields, a line break between them."""

    id: int
    kind: Kind
    row_id: int
    item_id: int | None
    unit_id: int | None
    year: int
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Hits in order; `after` goes on behind them, None at the end.

    Fewer hits than asked for, with an `after`: so far nothing more was met in what one query looks through.
    """

    hits: tuple[Hit, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are; at least so many when it is not exact."""

    n: int
    is_exact: bool
