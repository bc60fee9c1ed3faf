"""The words that a list is narrowed to: by the index for the present, by the titles themselves for a past day."""

from django.db.models import Q

from luoshi.ledger.queries.sight import Sight
from luoshi.search import queries as search
from luoshi.search.wanted import read

_ITEMS = "items"


def titled(text: str, sight: Sight, *, each: bool) -> Q:
    """The condition on lines whose title or number holds every word of `text`.

    The index knows the titles of today; a past day's own, and all of them while the index is being filled, are
    compared as they are written. `each`: the list is short, its lines are looked up in the index one by one.
    """
    if not text.strip():
        return Q()
    if not sight.is_present or search.missing([_ITEMS]):
        condition = Q()
        for word in text.split():
            condition &= Q(title__icontains=word) | Q(number__icontains=word)
        return condition
    wanted = read(text)
    if wanted.is_empty and not wanted.without:
        return Q(pk__in=[])
    found = None if wanted.is_empty or each else search.items_titled(wanted)
    return Q(search.is_titled(wanted, "item_id")) if found is None else Q(item_id__in=found)
