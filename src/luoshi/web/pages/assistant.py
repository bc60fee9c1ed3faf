"""The assistant on the page of a document: how it stands, and the act of asking it."""

from dataclasses import dataclass

from django.http import HttpRequest

from luoshi.intake.assistant import operations, queries
from luoshi.intake.assistant.queries import Status
from luoshi.web import edge, sitting, telling


@dataclass(frozen=True)
class Shown:
    """How the assistant stands to a document, and in words why it did not answer."""

    status: Status
    reasons: tuple[telling.Told, ...]


def shown(request: HttpRequest, document_id: int) -> Shown | None:
    """None while no assistant is set, and for who may not edit drafts."""
    status = queries.status(sitting.actor(request), document_id)
    return None if status is None else Shown(status, telling.reasons(status.reasons, as_of=edge.now(request)))


def ask(request: HttpRequest, document_id: int, _said: str) -> None:
    """The act of the page's button: the background job is ordered, and the log says what leaves the house."""
    operations.order(actor=sitting.actor(request), at=edge.now(request), document_id=document_id)
