"""Which entries of the index one person may find: those that the item's page would show her, and no others."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from luoshi.ledger.access import few_items, visible
from luoshi.ledger.models import Assignment
from luoshi.ledger.queries._past import lines_of
from luoshi.ledger.queries.history import own_tree
from luoshi.ledger.searching import SOURCES
from luoshi.org.access import Actor
from luoshi.search.queries import Seen
from luoshi.search.records import Kind

#: What the index has to hold before everything of the ledger can be found.
SOURCE_NAMES = tuple(source.name for source in SOURCES)
# So many items of one reader are few: her entries are compared one by one.
_FEW = 2000
# What everybody who sees an item sees of it; a unit with a part in it sees its own reports besides (see `item_page`).
_SHARED = (Kind.TITLE, Kind.ITEM, Kind.PLAN, Kind.SUSPENSION, Kind.ENDING)


def seen_entries(actor: Actor, *, as_of: datetime, states: tuple[str, ...] = (), unit_id: int | None = None) -> Seen:
    """The condition on entries of items: today's access, the present state and lead unit where they are asked for.

    One sub-query of the item's present line for each entry; whoever sees but a part of an item has her words in it.
    """
    lines = lines_of(as_of).filter(visible(actor, as_of=as_of, each=True))
    if states:
        lines = lines.filter(state__in=states)
    if unit_id is not None:
        lines = lines.filter(lead_unit_id=unit_id)
    here = lines.filter(item_id=OuterRef("item_id"))
    mine = own_tree(actor, as_of)
    if mine is None:
        condition = Q(Exists(here))
    else:
        # `mine` once more: it keeps PostgreSQL from making a set of all assignments that there are.
        parts = Assignment.objects.filter(item_id=OuterRef("item_id"), unit_id=OuterRef("unit_id"), unit_id__in=mine)
        in_force = parts.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=as_of), valid_from__lte=as_of)
        own = Q(kind__in=_SHARED) | Q(Exists(in_force), kind=Kind.REPORT, unit_id__in=mine)
        condition = Q(Exists(here.filter(lead_unit_id__in=mine))) | (own & Q(Exists(here)))
    return Seen(condition, few_items(actor, as_of=as_of, most=_FEW))
