"""What a reviewer is offered beside the drafts of a document: who may lead, and which open items may be the same.

Everything comes from what the reviewer may see herself. Nothing is kept, filled in or merged.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from luoshi.intake import access, places
from luoshi.intake.models import Document, Draft
from luoshi.intake.queries import UNDECIDED
from luoshi.ledger import queries as ledger
from luoshi.ledger.queries import MatterLine, Sight
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.reading.alike_matters import Alike, Matter, Matters
from luoshi.reading.alike_numbers import Difference
from luoshi.reading.suggest import Advisor, Candidate, Earlier, Wanted
from luoshi.record.refusals import NotVisible

#: So many of the newest items are compared.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class LeadOffer:
    """A unit that may lead a draft. `chance` in whole percent; `earlier` are (number, title) of items like it that the
    unit leads; `words` of its duties that the draft says; `beside`: its mentions in the same passage."""

    unit_id: int
    chance: int
    words: tuple[str, ...]
    earlier: tuple[tuple[str, str], ...]
    beside: int


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """An open item that a draft may repeat.

    `likeness`: `same`, `other_number` or `other_place`; `nearness` of the words in whole percent; `words` and
    `agreeing` (numbers) are what both say, `differing` and `places` what each says otherwise.
    """

    number: str
    title: str
    lead_unit_id: int | None
    due_on: date | None
    likeness: str
    nearness: int
    words: tuple[str, ...]
    agreeing: tuple[str, ...]
    differing: tuple[Difference, ...]
    places: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """By draft: who may lead it (only where nobody does yet), and what is open already; drafts without are absent."""

    leads: Mapping[int, tuple[LeadOffer, ...]]
    alike: Mapping[int, tuple[OpenMatter, ...]]

    @property
    def draft_ids(self) -> tuple[int, ...]:
        """The drafts of which anything is said."""
        return tuple(sorted(self.leads.keys() | self.alike.keys()))


def suggestions(
    actor: Actor, document_id: int, *, as_of: datetime, draft_ids: Collection[int] | None = None
) -> Suggestions:
    """For the undecided drafts of a document, or some of them; nothing for who may not see drafts. Raises NotVisible.

    Some eleven queries, however many drafts.
    """
    document = Document.objects.filter(access.visible(actor, as_of=as_of), pk=document_id).first()
    if document is None:
        raise NotVisible
    if not access.sees_drafts(actor):
        return Suggestions({}, {})
    drafts = list(Draft.objects.filter(document=document, state__in=UNDECIDED).order_by("start", "pk"))
    wanted = [one for one in drafts if draft_ids is None or one.pk in draft_ids]
    if not wanted:
        return Suggestions({}, {})
    lines = ledger.matters(Sight.of(actor, as_of), most=MOST)
    return Suggestions(_leads(document, wanted, drafts, lines, as_of), _alike(wanted, lines))


def _leads(
    document: Document, wanted: Sequence[Draft], drafts: Sequence[Draft], lines: Sequence[MatterLine], as_of: datetime
) -> dict[int, tuple[LeadOffer, ...]]:
    """Who may lead those drafts that nobody leads."""
    bare = [one for one in wanted if one.lead_unit_id is None]
    if not bare:
        return {}
    works = org.works(as_of)
    area = {one.id: one for one in org.units(as_of).values() if one.area_id == document.area_root_id}
    candidates = tuple(
        Candidate(unit_id, f"{one.name}\n{one.short_name}", works.get(unit_id, ""))
        for unit_id, one in area.items()
        if one.kind != "leadership"
    )
    earlier = tuple(
        Earlier(one.item_id, one.quote or one.title, one.lead_unit_id) for one in lines if one.lead_unit_id is not None
    )
    advisor, beside = _advisor(candidates, earlier), _Beside(document, drafts)
    known = {one.item_id: (one.number, one.title) for one in lines}
    found = {one.pk: advisor.advise(Wanted(one.quote, beside.of(one))) for one in bare}
    return {
        draft_id: tuple(
            LeadOffer(one.unit_id, one.chance, one.words, tuple(known[key] for key in one.earlier), one.beside)
            for one in leads
        )
        for draft_id, leads in found.items()
        if leads
    }


@lru_cache(maxsize=2)
def _advisor(candidates: tuple[Candidate, ...], earlier: tuple[Earlier, ...]) -> Advisor:
    """The same units and items give the same advice: they are prepared once, not for every look at the page."""
    return Advisor(candidates, earlier)


@lru_cache(maxsize=2)
def _matters(lines: tuple[Matter, ...]) -> Matters:
    """As `_advisor`: prepared once for the same items."""
    return Matters(lines)


class _Beside:
    """Units of drafts in the same paragraph; where none is named, of those under the same heading."""

    def __init__(self, document: Document, drafts: Sequence[Draft]) -> None:
        self._lines = places.Lines(document.text)
        self._near: defaultdict[object, list[tuple[int, int]]] = defaultdict(list)
        for draft in drafts:
            for key in self._keys(draft):
                units = [draft.lead_unit_id, *draft.co_unit_ids]
                self._near[key] += [(draft.pk, unit_id) for unit_id in units if unit_id is not None]

    def of(self, draft: Draft) -> tuple[int, ...]:
        """The units, one entry a mention; those that help with the draft itself count in."""
        for key in self._keys(draft):
            if near := [unit_id for draft_id, unit_id in self._near[key] if draft_id != draft.pk]:
                return (*draft.co_unit_ids, *near)
        return tuple(draft.co_unit_ids)

    def _keys(self, draft: Draft) -> tuple[object, ...]:
        return self._lines.of(draft.start), tuple(draft.path)


def _alike(wanted: Sequence[Draft], lines: Sequence[MatterLine]) -> dict[int, tuple[OpenMatter, ...]]:
    """Open items that drafts may repeat."""
    standing = {one.item_id: one for one in lines if one.is_standing}
    matters = _matters(tuple(Matter(key, (one.quote, one.title)) for key, one in standing.items()))
    found = {draft.pk: matters.alike(draft.quote) for draft in wanted}
    return {
        draft_id: tuple(_matter(one, standing[one.key]) for one in alike) for draft_id, alike in found.items() if alike
    }


def _matter(alike: Alike, line: MatterLine) -> OpenMatter:
    """What is shown of an open item that a draft may repeat."""
    return OpenMatter(
        number=line.number,
        title=line.title,
        lead_unit_id=line.lead_unit_id,
        due_on=line.due_on,
        likeness=alike.likeness.value,
        nearness=round(alike.nearness * 100),
        words=alike.words,
        agreeing=alike.agreeing,
        differing=alike.differing,
        places=alike.places,
    )
