"""Every read of intake that others may use: documents, the review page, single drafts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from luoshi.intake import access
from luoshi.intake.models import Document, Draft, DraftState, Passage
from luoshi.intake.records import CoverageRecord, DocumentRecord, DraftRecord, PassageRecord, Review
from luoshi.org.access import Actor
from luoshi.record.refusals import NotVisible

#: Labels of sentences that hold a commitment: they need a draft or a person's waiver.
NEED_DECISION = ("core", "mechanism", "soft")
_LIVE = (DraftState.PROPOSED, DraftState.CONFIRMED)


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
    states = [passage.state for passage in passages]
    return Review(
        document=_records([document])[0],
        text=document.text,
        passages=passages,
        drafts=tuple(map(draft_record, drafts)) if access.sees_drafts(actor) else (),
        repairs=tuple(document.repairs),
        coverage=CoverageRecord(len(states), states.count("assigned"), states.count("waived"), states.count("open")),
    )


def find_draft(actor: Actor, draft_id: int, *, as_of: datetime) -> DraftRecord:
    """One draft. Raises NotVisible."""
    row = Draft.objects.filter(
        access.visible(actor, as_of=as_of, verb="draft.see", prefix="document__"), pk=draft_id
    ).first()
    if row is None:
        raise NotVisible
    return draft_record(row)


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
            n_proposed=drafts.get((row.pk, DraftState.PROPOSED), 0),
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
    return Passage.objects.filter(
        ~Q(Exists(live)), document_id__in=list(document_ids), label__in=NEED_DECISION, waived_at__isnull=True
    )


def _passages(document: Document, rows: Iterable[Passage], drafts: Sequence[Draft]) -> tuple[PassageRecord, ...]:
    """Sentences with the drafts that touch them."""
    touching: dict[int, list[int]] = defaultdict(list)
    live = [draft for draft in drafts if draft.state in _LIVE]
    found = list(rows)
    for passage in found:
        touching[passage.pk] = [d.pk for d in live if d.start < passage.end and d.end > passage.start]
    return tuple(
        PassageRecord(
            id=row.pk,
            start=row.start,
            end=row.end,
            text=document.text[row.start : row.end],
            path=tuple(row.path),
            label=row.label,
            why=row.why,
            state=_state(row, bool(touching[row.pk])),
            waived_reason=row.waived_reason,
            draft_ids=tuple(touching[row.pk]),
        )
        for row in found
    )


def _state(passage: Passage, has_draft: bool) -> str:
    """assigned, waived or open."""
    if has_draft:
        return "assigned"
    return "open" if passage.label in NEED_DECISION and passage.waived_at is None else "waived"


def files_named(hashes: Collection[str]) -> frozenset[str]:
    """Those of the hashes that are the file of a document. One query."""
    found = Document.objects.filter(file_hash__in=tuple(hashes)).values_list("file_hash", flat=True)
    return frozenset(found)
