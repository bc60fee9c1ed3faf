"""What one person finds by words, group by group: the index, the ledger and the documents put together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from luoshi.intake import found as intake
from luoshi.ledger import queries as ledger
from luoshi.ledger.queries import Line
from luoshi.org import access
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.search import queries as search
from luoshi.search.queries import Seen
from luoshi.search.records import GROUPS, Found, Hit, Kind, Tally
from luoshi.search.snippets import Piece, snippet
from luoshi.search.wanted import Wanted

#: The groups in the order in which a page shows them.
ORDER = tuple(GROUPS)
_DOCUMENTS = "document"
_NUMBER_BEHIND = re.compile(r"\s+LS-[A-Z]\d+-\d{4}-[A-Z]-\d+\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """What a search is narrowed to; an empty field narrows nothing. `states` and `unit_id` are of the items."""

    year: int | None = None
    unit_id: int | None = None
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """One place where the words stand. `line` is the item's line of today, None for a document; `unit` who said it."""

    hit: Hit
    pieces: tuple[Piece, ...]
    line: Line | None
    document: str
    unit: str

    @property
    def mark(self) -> str:
        """The first words that were found, as they are written."""
        return next((piece.text for piece in self.pieces if piece.is_hit), "")


@dataclass(frozen=True, slots=True)
class Group:
    """The places of one group, how many there are in all, and where the next page goes on."""

    code: str
    places: tuple[Place, ...]
    tally: Tally
    after: int | None


def groups_for(actor: Actor) -> tuple[str, ...]:
    """The groups in which this actor has anything to look for."""
    return tuple(code for code in ORDER if access.allows(actor, "document.see" if code == _DOCUMENTS else "item.see"))


def find(
    actor: Actor,
    wanted: Wanted,
    code: str,
    *,
    as_of: datetime,
    narrow: Narrow = Narrow(),
    after: int | None = None,
    limit: int = 20,
) -> Group:
    """One page of one group. What the actor may not see is in no page and no count."""
    seen = _seen(actor, code, as_of, narrow)
    kinds = GROUPS[code]
    found = search.find(wanted, kinds=kinds, seen=seen, after=after, limit=limit)
    more = after is not None or found.after is not None
    tally = search.tally(wanted, kinds=kinds, seen=seen) if more else Tally(len(found.hits), True)
    return Group(code, _places(actor, found, wanted, as_of), tally, found.after)


def missing() -> tuple[str, ...]:
    """The sources that the index does not hold completely yet; nothing is the ordinary case."""
    return tuple(search.missing([*ledger.SOURCE_NAMES, *intake.SOURCE_NAMES]))


def _seen(actor: Actor, code: str, as_of: datetime, narrow: Narrow) -> Seen:
    if code == _DOCUMENTS:
        seen = intake.seen_entries(actor, as_of=as_of)
    else:
        seen = ledger.seen_entries(actor, as_of=as_of, states=narrow.states, unit_id=narrow.unit_id)
    return seen if narrow.year is None else Seen(seen.condition & Q(year=narrow.year), seen.items)


def _words(hit: Hit) -> str:
    """What of an entry is shown: the number that a title is found by stands beside it anyway."""
    return _NUMBER_BEHIND.sub("", hit.text) if hit.kind is Kind.TITLE else hit.text


def _places(actor: Actor, found: Found, wanted: Wanted, as_of: datetime) -> tuple[Place, ...]:
    """The hits with their items, documents, units and snippets: a few queries however many."""
    hits: Sequence[Hit] = found.hits
    lines = ledger.lines_by_id(actor, {hit.item_id for hit in hits if hit.item_id}, as_of=as_of)
    documents = intake.titles(actor, {hit.row_id for hit in hits if not hit.item_id}, as_of=as_of)
    refs = {f"unit:{hit.unit_id}" for hit in hits if hit.unit_id}
    names = org.names(refs, as_of) if refs else {}
    return tuple(
        Place(
            hit,
            snippet(_words(hit), wanted),
            lines.get(hit.item_id or 0),
            documents.get(hit.row_id, "") if not hit.item_id else "",
            names.get(f"unit:{hit.unit_id}", ""),
        )
        for hit in hits
    )
