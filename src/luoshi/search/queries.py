"""Every read of the index: what holds the phrases and may be seen, in one order, page by page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.search import _candidates
from luoshi.search._candidates import exact
from luoshi.search.models import Entry, Filling
from luoshi.search.operations import EVERYTHING
from luoshi.search.records import Found, Hit, Kind, Tally, entry_id, span
from luoshi.search.wanted import Wanted

#: Counting stops here: "more than 1000" says all that anybody wants to know.
COUNTED = 1000
# So many entries of one reader are compared one by one, without asking the index.
_FEW = 5000
# Candidates of the first look and of every further one, and how many looks one page is worth.
_FIRST, _FURTHER, _LOOKS = 100, 1000, 8
_FROM_ITEM_TO_TITLE = entry_id(Kind.TITLE, 0) - entry_id(Kind.ITEM, 0)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reader may see, as the rooms above say it: a condition on entries, put into every query.

    `items`: the items beyond which she sees nothing, where these are few; None where they are many.
    """

    condition: Q
    items: Sequence[int] | None = None


def find(wanted: Wanted, *, kinds: Sequence[Kind], seen: Seen, after: int | None = None, limit: int = 20) -> Found:
    """Entries of neighbouring kinds that hold the phrases and may be seen: better kinds first, then the newest.

    `after` is that of the page before.
    """
    if wanted.is_empty:
        return Found((), None)
    low, high = span(kinds)
    high = high if after is None else min(high, after - 1)
    shown = _shown(wanted, kinds, seen)
    if (own := _own(seen, low, high)) is not None:
        return _found(list(own.filter(shown).order_by("-pk")[: limit + 1]), limit, None)
    rows_seen: list[Entry] = []
    below: int | None = high
    for turn in range(_LOOKS):
        look = _candidates.newest(wanted, low, below or high, most=_FURTHER if turn else _FIRST)
        rows = Entry.objects.filter(shown, pk__in=look.ids).order_by("-pk")
        rows_seen += rows[: limit + 1 - len(rows_seen)]
        below = look.below
        if below is None or len(rows_seen) > limit:
            break
    return _found(rows_seen, limit, below)


def tally(wanted: Wanted, *, kinds: Sequence[Kind], seen: Seen) -> Tally:
    """How many entries `find` would go through, as far as counting them is worth the reader's time."""
    if wanted.is_empty:
        return Tally(0, True)
    low, high = span(kinds)
    shown = _shown(wanted, kinds, seen)
    if (own := _own(seen, low, high)) is not None:
        return Tally(own.filter(shown).count(), True)
    look = _candidates.some(wanted, low, high, most=COUNTED + 1)
    n = Entry.objects.filter(shown, pk__in=look.ids).count()
    return Tally(min(n, COUNTED), look.below is None and n <= COUNTED)


def items_titled(wanted: Wanted, *, most: int = 2000) -> list[int] | None:
    """Keys of the items whose title or number holds the phrases; None when there are more than `most`.

    No access is measured here: it is one condition more on a list that measures its own.
    """
    low, high = span([Kind.TITLE])
    look = _candidates.some(wanted, low, high, most=most + 1)
    if look.below is not None:
        return None
    rows = Entry.objects.filter(exact(wanted), pk__in=look.ids)
    return list(rows.values_list("row_id", flat=True))


def is_titled(wanted: Wanted, item: str) -> Exists:
    """The condition on rows whose column `item` is an item's key: its title or number holds the phrases."""
    key = entry_id(Kind.TITLE, 0) + OuterRef(item) * (entry_id(Kind.TITLE, 1) - entry_id(Kind.TITLE, 0))
    return Exists(Entry.objects.filter(exact(wanted), pk=key))


def missing(sources: Collection[str]) -> list[str]:
    """Those of the sources that have not been put in yet to the last row; nothing when everything can be found."""
    done = set(Filling.objects.filter(is_done=True).values_list("source", flat=True))
    return [] if EVERYTHING in done else [one for one in sources if one not in done]


def _shown(wanted: Wanted, kinds: Sequence[Kind], seen: Seen) -> Q:
    """What is shown: it holds the phrases, may be seen, and is not an item that its title has shown already."""
    condition = exact(wanted) & seen.condition
    if Kind.TITLE in kinds and Kind.ITEM in kinds:
        title = Entry.objects.filter(exact(wanted), pk=OuterRef("pk") + _FROM_ITEM_TO_TITLE)
        condition &= ~Q(kind=Kind.ITEM) | ~Q(Exists(title))
    return condition


def _own(seen: Seen, low: int, high: int) -> "QuerySet[Entry] | None":
    """All entries of the items that the reader sees, if comparing each is quicker than asking the index."""
    if seen.items is None:
        return None
    rows = Entry.objects.filter(item_id__in=seen.items, pk__range=(low, high))
    return rows if len(rows.order_by().values_list("pk", flat=True)[: _FEW + 1]) <= _FEW else None


def _found(rows: Sequence[Entry], limit: int, below: int | None) -> Found:
    hits = tuple(
        Hit(row.pk, Kind(row.kind), row.row_id, row.item_id, row.unit_id, row.year, row.text) for row in rows[:limit]
    )
    if len(rows) > limit:
        return Found(hits, hits[-1].id)
    return Found(hits, None if below is None else below + 1)


def size() -> int:
    """How many entries there are."""
    return Entry.objects.count()
