"""Drafts and sentences fetched for writing: visible, in the right state, in the version that was seen."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from luoshi.intake import access, history
from luoshi.intake.models import Document, DocumentStatus, Draft, Passage
from luoshi.intake.queries import UNDECIDED, open_passages, passage_state
from luoshi.org.access import Actor
from luoshi.record.queries import EventRecord
from luoshi.record.refusals import Conflict, NotVisible, Reason, Refused

#: Which version of each draft was seen: id → version; None where nobody looked first.
Seen = Mapping[int, int | None]


def drafts(actor: Actor, at: datetime, seen: Seen, *, verb: str, states: Collection[str] = UNDECIDED) -> list[Draft]:
    """The drafts in the order asked for, each in one of `states` and in the version that was seen.

    Raises NotVisible; Refused for those that are decided already; Conflict, in words, when somebody else did it.
    """
    reach = access.visible(actor, as_of=at, verb=verb, prefix="document__")
    rows = {row.pk: row for row in Draft.objects.filter(reach, pk__in=list(seen))}
    if set(seen) - set(rows):
        raise NotVisible
    documents = Document.objects.in_bulk({row.document_id for row in rows.values()})
    for row in rows.values():
        row.document = documents[row.document_id]
    wrong = [row for row in rows.values() if row.state not in states]
    stale = [row for row in rows.values() if row not in wrong and seen[row.pk] not in (None, row.version)]
    if wrong or stale:
        raise _against(actor, at, wrong, stale, seen)
    return [rows[one] for one in seen]


def draft(
    actor: Actor,
    at: datetime,
    draft_id: int,
    version: int,
    *,
    verb: str,
    states: Collection[str] = UNDECIDED,
) -> Draft:
    """One draft in the version that was seen. Raises NotVisible, Refused, Conflict."""
    (row,) = drafts(actor, at, {draft_id: version}, verb=verb, states=states)
    return row


def _against(actor: Actor, at: datetime, wrong: Sequence[Draft], stale: Sequence[Draft], seen: Seen) -> Refused:
    """What stands against drafts that are not as they were seen: by others in words of what they did."""
    reasons, is_conflict = [], bool(stale)
    for row in (*wrong, *stale):
        event = history.last_on(row.document_id, ("draft", row.pk), as_of=at)
        other = event is not None and event.actor != actor.ref
        is_conflict = is_conflict or other
        if event is not None and (other or row in stale):
            reasons.append(Reason("intake.other_did", {"draft": row.title} | _told(event)))
        elif row in wrong:
            reasons.append(Reason("intake.not_proposed", {"draft": row.title}))
    if not is_conflict:
        return Refused(reasons)
    first = (*stale, *wrong)[0]
    return Conflict(seen=seen[first.pk] or 0, now=first.version, reasons=reasons)


def _told(event: EventRecord) -> dict[str, object]:
    """Who did what, for the words of a refusal."""
    return {"who": event.actor, "act": event.type, "done_at": event.recorded_at}


def document(actor: Actor, at: datetime, document_id: int, *, verb: str) -> Document:
    """One document. Raises NotVisible."""
    row = Document.objects.filter(access.visible(actor, as_of=at, verb=verb), pk=document_id).first()
    if row is None:
        raise NotVisible
    return row


def passage(actor: Actor, at: datetime, passage_id: int, *, verb: str, seen: str = "") -> Passage:
    """One sentence, which stood as `seen` when it was looked at ("" for whatever). Raises NotVisible, Conflict."""
    reach = access.visible(actor, as_of=at, verb=verb, prefix="document__")
    row = Passage.objects.select_related("document").filter(reach, pk=passage_id).first()
    if row is None:
        raise NotVisible
    now = passage_state(row)
    if seen in ("", now):
        return row
    event = history.last_on(row.document_id, ("passage", row.pk), as_of=at)
    said = {"sentence": row.document.text[row.start : row.end].strip()[:40], "passage_state": now}
    reason = Reason("intake.other_on_sentence", said | _told(event)) if event else Reason("intake.is_now", said)
    raise Conflict(seen=0, now=0, reasons=[reason])


def settle(document: Document) -> list[Document]:
    """Put a document's status to what its sentences and drafts say; the document when that changed it."""
    pending = Draft.objects.filter(document=document, state__in=UNDECIDED).exists()
    undecided = pending or open_passages([document.pk]).exists()
    status = DocumentStatus.OPEN if undecided else DocumentStatus.DONE
    if document.status == status:
        return []
    document.status = status
    document.save(update_fields=["status"])
    return [document]


def stream(document: Document) -> str:
    """The document's stream in the log."""
    return history.stream(document.pk)
