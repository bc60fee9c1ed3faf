"""Is the index what the rows say? Every source read again and compared, entry by entry."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from luoshi.search import _sqlite
from luoshi.search.models import Entry
from luoshi.search.operations import COLUMNS, Row, row_of
from luoshi.search.records import Source, span

_FOLDED = COLUMNS.index("folded")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a source: entries that are right, missing, changed, of no row, or without their grams."""

    right: int = 0
    missing: int = 0
    changed: int = 0
    surplus: int = 0
    without_grams: int = 0

    @property
    def is_whole(self) -> bool:
        """Nothing to put right."""
        return not (self.missing or self.changed or self.surplus or self.without_grams)


def check(source: Source) -> Checked:
    """Compare every entry of a source with its row; in a transaction, for the rows are locked batch by batch."""
    found: Counter[str] = Counter()
    after = 0
    while True:
        rows = source.read(after, source.batch)
        wanted = {text.id: row_of(text) for _, texts in rows for text in texts}
        found.update(_compared({key: row for key, row in wanted.items() if row[_FOLDED]}))
        if len(rows) < source.batch:
            break
        after = rows[-1][0]
    low, high = span(source.kinds)
    there = Entry.objects.filter(pk__range=(low, high)).count()
    found["surplus"] = there - found["right"] - found["changed"] - found["without_grams"]
    return Checked(**found)


def _compared(wanted: Mapping[int, Row]) -> Counter[str]:
    """How many of these entries stand as they should."""
    there = {row[0]: row for row in Entry.objects.filter(pk__in=wanted).values_list(*COLUMNS)}
    return Counter(_state(row, there.get(key)) for key, row in wanted.items())


def _state(row: Row, there: Row | None) -> str:
    if there is None:
        return "missing"
    if there != row:
        return "changed"
    # PostgreSQL keeps its index itself; SQLite's is written by us.
    has_grams = connection.vendor != "sqlite" or _sqlite.holds(int(row[0] or 0), str(row[_FOLDED]))
    return "right" if has_grams else "without_grams"
