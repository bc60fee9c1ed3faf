"""Who has a review open and where: told to the others for a minute, kept in no record."""

from datetime import datetime

from luoshi.intake import access
from luoshi.intake.models import Document, Presence
from luoshi.org.access import Actor
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import NotVisible


def be_there(*, actor: Actor, at: datetime, document_id: int, place: str) -> None:
    """Say that the actor is at this place (`draft-12`, `p45`) of a document's review. Raises NotVisible."""
    seen = Document.objects.filter(access.visible(actor, as_of=at, verb="draft.see"), pk=document_id).exists()
    if not seen:
        raise NotVisible
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of):
        Presence.objects.update_or_create(
            document_id=document_id, actor=actor.ref, defaults={"place": place[:40], "seen_at": at}
        )
