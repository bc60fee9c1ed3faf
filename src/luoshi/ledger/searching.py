"""What of the ledger can be found by its words: the texts of its rows, put in with the acts that write them.

What a page of an item shows, and nothing else: private values never come here (DESIGN §6), an item that is kept on
paper is found by its number only (R13-15).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from luoshi.clock.civil import local
from luoshi.ledger.models import (
    Conclusion,
    Extension,
    Item,
    Node,
    Objection,
    Plan,
    Report,
    Suspension,
    Verification,
)
from luoshi.search.records import Kind, Source, Text

#: The columns of an item whose change is a change of its texts.
SAID = ("title", "basis_title", "basis_clause", "basis_quote", "acceptance")


def of_item(item: Item) -> tuple[Text, ...]:
    """An item by its title and number, and by everything that is said of it."""
    year = int(item.number.split("-")[-3])
    about: dict[str, Any] = {"row_id": item.pk, "item_id": item.pk, "area_id": item.area_root_id, "year": year}
    head = (item.title, item.number)
    said = () if item.is_offline else (*head, *(getattr(item, name) for name in SAID[1:]))
    return (Text(kind=Kind.TITLE, fields=head, **about), Text(kind=Kind.ITEM, fields=said, **about))


def of_works(rows: Sequence[Any]) -> list[Text]:
    """The texts of what was done about items: rows of the tables below, others are passed over.

    Each row's `item` is at hand; the nodes of all plans among them are one query.
    """
    plans = [row.pk for row in rows if isinstance(row, Plan)]
    nodes: defaultdict[int, list[str]] = defaultdict(list)
    for plan_id, *words in _nodes(plans):
        nodes[plan_id] += words
    found = []
    for row in rows:
        if isinstance(row, Plan):
            said = () if row.replaced_at else (*nodes[row.pk], row.note, row.returned_reason)
            found.append(_text(Kind.PLAN, row, row.handed_in_at, said))
        elif type(row) in _OTHERS:
            kind, when, columns = _OTHERS[type(row)]
            found.append(_text(kind, row, getattr(row, when), tuple(getattr(row, name) for name in columns)))
    return found


_OTHERS: Mapping[type[Model], tuple[Kind, str, tuple[str, ...]]] = {
    Report: (Kind.REPORT, "reported_at", ("text", "problems", "next_step")),
    Verification: (Kind.LOOK, "verified_at", ("note",)),
    Objection: (Kind.OBJECTION, "made_at", ("reason", "duty_basis", "decision")),
    Extension: (Kind.EXTENSION, "asked_at", ("reason", "decision")),
    Suspension: (Kind.SUSPENSION, "began_at", ("reason",)),
    Conclusion: (Kind.ENDING, "concluded_at", ("revoked_reason",)),
}
#: The tables whose rows `of_works` knows.
WORKS = frozenset({Plan, *_OTHERS})


def _nodes(plan_ids: Sequence[int]) -> Iterable[tuple[int, str, str]]:
    if not plan_ids:
        return ()
    rows = Node.objects.filter(plan_id__in=plan_ids).order_by("plan_id", "ordinal")
    return rows.values_list("plan_id", "title", "standard")


def _text(kind: Kind, row: Any, when: datetime, fields: tuple[str, ...]) -> Text:
    return Text(
        kind=kind,
        row_id=row.pk,
        fields=fields,
        area_id=row.item.area_root_id,
        year=local(when).year,
        item_id=row.item_id,
        unit_id=getattr(row, "unit_id", None),
    )


def _read(model: type[Model], texts: Callable[[Sequence[Any]], Mapping[int, tuple[Text, ...]]]) -> Any:
    """The way in which a source hands out the rows of a table."""

    def read(after: int, limit: int) -> Sequence[tuple[int, tuple[Text, ...]]]:
        rows: QuerySet[Any] = model._default_manager.select_for_update(of=("self",)).filter(pk__gt=after).order_by("pk")
        if model is not Item:
            rows = rows.select_related("item")
        kept = list(rows[:limit])
        found = texts(kept)
        return [(row.pk, found[row.pk]) for row in kept]

    return read


def _items(rows: Sequence[Item]) -> Mapping[int, tuple[Text, ...]]:
    return {row.pk: of_item(row) for row in rows}


def _works(rows: Sequence[Any]) -> Mapping[int, tuple[Text, ...]]:
    return {row.pk: (text,) for row, text in zip(rows, of_works(rows), strict=True)}


#: Everything that can be found, table by table.
SOURCES: tuple[Source, ...] = (
    Source("items", (Kind.TITLE, Kind.ITEM), _read(Item, _items)),
    Source("reports", (Kind.REPORT,), _read(Report, _works)),
    Source("plans", (Kind.PLAN,), _read(Plan, _works)),
    Source("looks", (Kind.LOOK,), _read(Verification, _works)),
    Source("objections", (Kind.OBJECTION,), _read(Objection, _works)),
    Source("extensions", (Kind.EXTENSION,), _read(Extension, _works)),
    Source("suspensions", (Kind.SUSPENSION,), _read(Suspension, _works)),
    Source("endings", (Kind.ENDING,), _read(Conclusion, _works)),
)
