"""Drafts and sentences fetched for writing: visible, in the right state, in the version that was seen."""

from collections.abc import Sequence
from datetime import datetime

from luoshi.intake import access
from luoshi.intake.models import Document, DocumentStatus, Draft, DraftState, Passage
from luoshi.intake.queries import open_passages
from luoshi.org.access import Actor
from luoshi.record.refusals import Conflict, NotVisible, Reason, Refused


def drafts(actor: Actor, at: datetime, draft_ids: Sequence[int], *, verb: str) -> list[Draft]:
    """The drafts in the order asked for. Raises NotVisible, or Refused for those that are decided already."""
    reach = access.visible(actor, as_of=at, verb=verb, prefix="document__")
    rows = {row.pk: row for row in Draft.objects.select_related("document").filter(reach, pk__in=draft_ids)}
    if set(draft_ids) - set(rows):
        raise NotVisible
    decided = [row for row in rows.values() if row.state != DraftState.PROPOSED]
    if decided:
        raise Refused([Reason("intake.not_proposed", {"draft": row.title}) for row in decided])
    return [rows[one] for one in dict.fromkeys(draft_ids)]


def draft(actor: Actor, at: datetime, draft_id: int, version: int, *, verb: str) -> Draft:
    """One draft in the version that was seen. Raises NotVisible, Refused, Conflict."""
    (row,) = drafts(actor, at, [draft_id], verb=verb)
    if row.version != version:
        raise Conflict(seen=version, now=row.version)
    return row


def passage(actor: Actor, at: datetime, passage_id: int, *, verb: str) -> Passage:
    """One sentence. Raises NotVisible."""
    reach = access.visible(actor, as_of=at, verb=verb, prefix="document__")
    row = Passage.objects.select_related("document").filter(reach, pk=passage_id).first()
    if row is None:
        raise NotVisible
    return row


def settle(document: Document) -> list[Document]:
    """Put a document's status to what its sentences and drafts say; the document when that changed it."""
    proposed = Draft.objects.filter(document=document, state=DraftState.PROPOSED).exists()
    undecided = proposed or open_passages([document.pk]).exists()
    status = DocumentStatus.OPEN if undecided else DocumentStatus.DONE
    if document.status == status:
        return []
    document.status = status
    document.save(update_fields=["status"])
    return [document]


def stream(document: Document) -> str:
    """The document's stream in the log."""
    return f"document:{document.pk}"
