"""Which entries may hold the phrases, and how much has to be read to know: the part that differs between databases.

A candidate holds the grams of the phrases; whether it holds the phrases themselves, and whether the reader may see
it, is asked of the candidates in one query (see `luoshi.search.queries`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import Exact, GreaterThan

from luoshi.search import _postgres, _sqlite
from luoshi.search.folding import BOUNDARY, pairs
from luoshi.search.models import Entry
from luoshi.search.wanted import Wanted

# So many of the newest entries are read before an index without order is asked; so many hits among them are enough.
_PROBED, _ENOUGH = 2000, 21
# From this many hits among the probed on it is quicker to read on than to gather what the index knows.
_DENSE = 200


@dataclass(frozen=True, slots=True)
class Look:
    """Keys of candidates, greatest first; what lies at `below` or under it was not looked at, None: everything was."""

    ids: Sequence[int]
    below: int | None


def exact(wanted: Wanted) -> Q:
    """The condition on entries that hold every phrase and nothing that is excluded."""
    condition = Q()
    for phrase in wanted.phrases:
        condition &= Q(GreaterThan(StrIndex(F("folded"), Value(phrase)), 0))
    for phrase in wanted.without:
        condition &= Q(Exact(StrIndex(F("folded"), Value(phrase)), 0))
    return condition


def newest(wanted: Wanted, low: int, high: int, *, most: int) -> Look:
    """The greatest candidates between two keys: up to `most`, or as many as come cheaply."""
    terms = _pairs(wanted)
    if terms and _is_sqlite():
        return _cut(_sqlite.newest(terms, low, high, most=most), most)
    probe = _probe(wanted, low, high)
    if probe.below is None or len(probe.ids) >= _ENOUGH:
        return probe
    terms = terms or _letters(wanted)
    find = _sqlite.newest if _is_sqlite() else _postgres.all_holding
    return _cut(find(terms, low, high, most=most), most)


def some(wanted: Wanted, low: int, high: int, *, most: int) -> Look:
    """Up to `most` candidates between two keys, in whatever order is quick: for counting."""
    terms = _pairs(wanted)
    if terms and _is_sqlite():
        return newest(wanted, low, high, most=most)
    probe = _probe(wanted, low, high)
    if probe.below is None:
        return probe
    if len(probe.ids) >= _DENSE:
        return _cut(list(_holding(wanted, low, high)[:most]), most)
    find = _sqlite.newest if _is_sqlite() else _postgres.some_holding
    return _cut(find(terms or _letters(wanted), low, high, most=most), most)


def _probe(wanted: Wanted, low: int, high: int) -> Look:
    """What holds the phrases among the newest entries, read one by one."""
    keys = Entry.objects.filter(pk__range=(low, high)).order_by("-pk").values_list("pk", flat=True)
    floor = keys[_PROBED : _PROBED + 1].first()
    if floor is None:
        return Look(list(_holding(wanted, low, high)), None)
    return Look(list(_holding(wanted, floor + 1, high)), floor)


def _holding(wanted: Wanted, low: int, high: int) -> QuerySet[Entry, int]:
    rows = Entry.objects.filter(exact(wanted), pk__range=(low, high))
    return rows.order_by("-pk").values_list("pk", flat=True)


def _cut(ids: list[int], most: int) -> Look:
    """Fewer than were asked for are all there are."""
    return Look(ids, min(ids) - 1 if len(ids) >= most else None)


def _pairs(wanted: Wanted) -> list[str]:
    return list(dict.fromkeys(pair for phrase in wanted.phrases for pair in pairs(phrase)))


def _letters(wanted: Wanted) -> list[str]:
    """Every character, for phrases in which no two stand together."""
    return list(dict.fromkeys(letter for phrase in wanted.phrases for letter in phrase if letter != BOUNDARY))


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"
