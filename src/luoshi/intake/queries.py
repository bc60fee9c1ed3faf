"""Every read of intake that others may use: documents, the review page, single drafts."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from luoshi.intake import access, places
from luoshi.intake.models import Document, Draft, DraftState, Passage, Presence
from luoshi.intake.records import (
    CoverageRecord,
    DocumentRecord,
    DraftRecord,
    PassageRecord,
    PresenceRecord,
    Review,
    SourceRecord,
)
from luoshi.org.access import Actor
from luoshi.record.refusals import NotVisible

#: Labels of sentences that hold a commitment, or may: they need a draft or a person's waiver.
NEED_DECISION = ("core", "mechanism", "soft", "uncertain")
#: States of a draft that somebody may still change.
UNDECIDED = (DraftState.PROPOSED, DraftState.ACCEPTED)
_LIVE = (*UNDECIDED, DraftState.CONFIRMED)
#: So long after they were last heard of, the others are told that somebody is there.
THERE_FOR = timedelta(seconds=60)


def list_documents(
    actor: Actor, *, as_of: datetime, after: int | None = None, limit: int = 50
) -> tuple[DocumentRecord, ...]:
    """The newest documents that `actor` may see; `after` is the id of the last one on the page before. Two queries."""
    rows = Document.objects.filter(access.visible(actor, as_of=as_of)).defer("text", "repairs").order_by("-pk")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return _records(list(rows[:limit]))


def review(actor: Actor, document_id: int, *, as_of: datetime) -> Review:
    """The review page of a document; without its drafts for who may read documents only. Raises NotVisible."""
    document = Document.objects.filter(access.visible(actor, as_of=as_of), pk=document_id).first()
    if document is None:
        raise NotVisible
    drafts = list(Draft.objects.filter(document=document).exclude(state=DraftState.REPLACED).order_by("start", "pk"))
    passages = _passages(document, document.passages.order_by("ordinal"), drafts)
    return Review(
        document=_records([document])[0],
        text=document.text,
        passages=passages,
        drafts=tuple(map(draft_record, drafts)) if access.sees_drafts(actor) else (),
        repairs=tuple(document.repairs),
        coverage=_coverage(passages),
    )


def others(actor: Actor, document_id: int, *, as_of: datetime) -> tuple[PresenceRecord, ...]:
    """Who else has this document's review open now, and where; for those who see its drafts. One query."""
    if not access.sees_drafts(actor):
        return ()
    rows = Presence.objects.filter(document_id=document_id, seen_at__gt=as_of - THERE_FOR).exclude(actor=actor.ref)
    return tuple(PresenceRecord(row.actor, row.place) for row in rows.order_by("actor"))


def _coverage(passages: Sequence[PassageRecord]) -> CoverageRecord:
    """How far the review is, in sentences and characters."""
    states = [passage.state for passage in passages]
    signs = dict.fromkeys(("assigned", "waived", "open"), 0)
    for passage in passages:
        signs[passage.state] += len("".join(passage.text.split()))
    return CoverageRecord(
        passages=len(states),
        assigned=states.count("assigned"),
        waived=states.count("waived"),
        open=states.count("open"),
        characters=sum(signs.values()),
        characters_assigned=signs["assigned"],
        characters_open=signs["open"],
    )


def find_draft(actor: Actor, draft_id: int, *, as_of: datetime) -> DraftRecord:
    """One draft. Raises NotVisible."""
    row = Draft.objects.filter(
        access.visible(actor, as_of=as_of, verb="draft.see", prefix="document__"), pk=draft_id
    ).first()
    if row is None:
        raise NotVisible
    return draft_record(row)


def find_source(actor: Actor, item_number: str, *, file_hash: str, as_of: datetime) -> SourceRecord | None:
    """Where the draft of an item stands, for those who see drafts; None for an item that came another way. One query.

    `file_hash`: the file that the item rests on, by which its document is found.
    """
    reach = access.visible(actor, as_of=as_of, verb="draft.see", prefix="document__")
    rows = Draft.objects.filter(reach, document__file_hash=file_hash, item_number=item_number)
    found = rows.values_list("document_id", "pk").first()
    return None if found is None else SourceRecord(*found)


def draft_record(row: Draft) -> DraftRecord:
    """The record of a draft's row."""
    return DraftRecord(
        id=row.pk,
        document_id=row.document_id,
        start=row.start,
        end=row.end,
        quote=row.quote,
        path=tuple(row.path),
        type=row.type,
        strength=row.strength,
        why=row.why,
        fields=row.fields,
        title=row.title,
        kind=row.kind,
        lead_unit_id=row.lead_unit_id,
        co_unit_ids=tuple(row.co_unit_ids),
        due_on=row.due_on,
        acceptance=row.acceptance,
        urgency=row.urgency,
        klass=row.klass,
        term_class=row.term_class,
        state=row.state,
        waived_reason=row.waived_reason,
        item_number=row.item_number,
        version=row.version,
    )


def _records(rows: Sequence[Document]) -> tuple[DocumentRecord, ...]:
    """Documents with their counts; two queries for all."""
    ids = [row.pk for row in rows]
    drafts: dict[tuple[int, str], int] = {
        (document, state): count
        for document, state, count in Draft.objects.filter(document_id__in=ids)
        .values_list("document_id", "state")
        .annotate(n=Count("pk"))
        .order_by()
    }
    undecided = dict(
        open_passages(ids).values_list("document_id").annotate(n=Count("pk")).order_by().values_list("document_id", "n")
    )
    return tuple(
        DocumentRecord(
            id=row.pk,
            title=row.title,
            issuer=row.issuer,
            kind=row.kind,
            dated_on=row.dated_on,
            year=row.year,
            file_hash=row.file_hash,
            file_name=row.file_name,
            media_type=row.media_type,
            status=row.status,
            issuing_office_id=row.issuing_office_id,
            taken_in_at=row.taken_in_at,
            taken_in_by=row.taken_in_by,
            n_proposed=sum(drafts.get((row.pk, state), 0) for state in UNDECIDED),
            n_confirmed=drafts.get((row.pk, DraftState.CONFIRMED), 0),
            n_open=undecided.get(row.pk, 0),
        )
        for row in rows
    )


def open_passages(document_ids: Iterable[int]) -> QuerySet[Passage]:
    """Sentences with a commitment that neither a live draft nor a waiver answers; for this room's own use."""
    live = Draft.objects.filter(
        document_id=OuterRef("document_id"), start__lt=OuterRef("end"), end__gt=OuterRef("start"), state__in=_LIVE
    )
    needed = Q(label__in=NEED_DECISION) | Q(taken_up_at__isnull=False)
    return Passage.objects.filter(~Q(Exists(live)), needed, document_id__in=list(document_ids), waived_at__isnull=True)


def passage_state(row: Passage) -> str:
    """assigned, waived or open, as the sentence stands now. One query; for this room's own use."""
    live = Draft.objects.filter(document_id=row.document_id, start__lt=row.end, end__gt=row.start, state__in=_LIVE)
    return _state(row, live.exists())


def is_unseen(repair: Mapping[str, Any]) -> bool:
    """Whether a repair of a document is one that the cleaner left to a person, and nobody has looked at it."""
    return "start" in repair and not repair.get("seen_by")


def _passages(document: Document, rows: Iterable[Passage], drafts: Sequence[Draft]) -> tuple[PassageRecord, ...]:
    """Sentences with the drafts that touch them; `drafts` in the order of their beginnings."""
    touching = _Touching([draft for draft in drafts if draft.state in _LIVE])
    lines = places.Lines(document.text)
    unseen = [one for one in document.repairs if is_unseen(one) and one.get("at") is not None]
    return tuple(
        PassageRecord(
            id=row.pk,
            start=row.start,
            end=row.end,
            text=document.text[row.start : row.end],
            path=tuple(row.path),
            label=row.label,
            why=row.why,
            state=_state(row, bool(found)),
            waived_reason=row.waived_reason,
            draft_ids=tuple(found),
            waived_by=row.waived_by,
            waived_at=row.waived_at,
            paragraph=lines.of(row.start),
            is_doubtful=row.label == "uncertain" or any(r["at"] < row.end and r["to"] > row.start for r in unseen),
        )
        for row in rows
        for found in (touching.ids(row.start, row.end),)
    )


class _Touching:
    """Which drafts touch a stretch of the text; found without looking at all of them for each sentence."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = sorted(drafts, key=lambda draft: (draft.start, draft.pk))
        self._starts = [draft.start for draft in self._drafts]
        self._longest = max((draft.end - draft.start for draft in drafts), default=0)

    def ids(self, start: int, end: int) -> list[int]:
        """Their ids, in the order of their beginnings."""
        first = bisect_left(self._starts, start - self._longest)
        near = self._drafts[first : bisect_left(self._starts, end)]
        return [draft.pk for draft in near if draft.end > start]


def _state(passage: Passage, has_draft: bool) -> str:
    """assigned, waived or open."""
    if has_draft:
        return "assigned"
    needed = passage.label in NEED_DECISION or passage.taken_up_at is not None
    return "open" if needed and passage.waived_at is None else "waived"


def files_named(hashes: Collection[str]) -> frozenset[str]:
    """Those of the hashes that are the file of a document. One query."""
    found = Document.objects.filter(file_hash__in=tuple(hashes)).values_list("file_hash", flat=True)
    return frozenset(found)
