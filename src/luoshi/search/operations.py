"""Every write of the index, in the transaction of the row that it belongs to."""

from collections.abc import Sequence

from django.db import connection

from luoshi.search import _sqlite
from luoshi.search.folding import FIELD, fold_fields
from luoshi.search.models import Entry, Filling
from luoshi.search.records import MOST_PARTS, Kind, Source, Text, entry_id

Row = tuple[int | str | None, ...]
COLUMNS = ("id", "kind", "row_id", "item_id", "unit_id", "area_id", "year", "text", "folded")
_FOLDED = COLUMNS.index("folded")
_INSERT = f"INSERT INTO search_entry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608
#: The one line of `Filling` in a database in which nothing stood when the index was made.
EVERYTHING = "everything"


def put(texts: Sequence[Text], *, are_new: bool = False) -> None:
    """Make these texts findable, in place of what stood under the same keys; a text without a word is taken out.

    `are_new`: nothing stands there yet. Raises RuntimeError outside a transaction: an index that can outlive the row
    it tells of would lie.
    """
    if not texts:
        return
    _must_be_together()
    entries = {text.id: row_of(text) for text in texts}
    if not are_new:
        entries = _changed(entries)
    kept = [row for row in entries.values() if row[_FOLDED]]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, kept)
    if connection.vendor == "sqlite":
        _sqlite.put((int(row[0] or 0), str(row[_FOLDED])) for row in kept)


def remove(kind: Kind, row_id: int) -> None:
    """Take every part of a row out of the index."""
    _must_be_together()
    first, last = entry_id(kind, row_id), entry_id(kind, row_id, MOST_PARTS - 1)
    _take_out(list(Entry.objects.filter(pk__range=(first, last)).values_list("pk", flat=True)))


def begin_anew() -> None:
    """Empty the index, so that `fill` puts everything in again."""
    _must_be_together()
    Entry.objects.all()._raw_delete(Entry.objects.db)
    Filling.objects.all().delete()
    if connection.vendor == "sqlite":
        _sqlite.clear()


def fill(source: Source) -> bool:
    """Put the next batch of a source in; returns whether there may be more of it.

    Safe to call again and again and beside everybody's work; the caller brings the transaction.
    """
    _must_be_together()
    if Filling.objects.filter(source=EVERYTHING).exists():
        return False
    at, _ = Filling.objects.select_for_update().get_or_create(source=source.name)
    if at.is_done:
        return False
    rows = source.read(at.through, source.batch)
    put([text for _, texts in rows for text in texts])
    if rows:
        at.through = rows[-1][0]
    at.is_done = len(rows) < source.batch
    at.save()
    return not at.is_done


def row_of(text: Text) -> Row:
    """The values of an entry, in the order of `COLUMNS`; for this room's own use."""
    shown = FIELD.join(filter(None, text.fields))
    about = (text.item_id, text.unit_id, text.area_id, text.year)
    return (text.id, int(text.kind), text.row_id, *about, shown, fold_fields(text.fields))


def _changed(entries: dict[int, Row]) -> dict[int, Row]:
    """The entries that are not there as they stand; what stands in their place is taken out."""
    there = {row[0]: row for row in Entry.objects.filter(pk__in=entries).values_list(*COLUMNS)}
    changed = {key: row for key, row in entries.items() if there.get(key) != row}
    _take_out([key for key in changed if key in there])
    return changed


def _take_out(keys: Sequence[int]) -> None:
    if not keys:
        return
    if connection.vendor == "sqlite":
        _sqlite.take_out(Entry.objects.filter(pk__in=keys).values_list("pk", "folded"))
    Entry.objects.filter(pk__in=keys).delete()


def _must_be_together() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("an entry of the index is written in the transaction of its row")
