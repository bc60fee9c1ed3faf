"""What a post was told, for its desk."""

from dataclasses import dataclass
from datetime import date, datetime

from luoshi.delivery.models import Cursor, OutboxLine, OutboxMessage
from luoshi.record import queries as record
from luoshi.record.queries import EventRecord


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One day's message to a post: its events, oldest first (`luoshi.record.messages.event` puts them into words)."""

    id: int
    on: date
    events: tuple[EventRecord, ...]


def inbox(post_id: int, as_of: datetime, *, limit: int = 30) -> tuple[MessageRecord, ...]:
    """The newest `limit` days' messages to the post as they stood at `as_of`, newest first. Three queries."""
    told = OutboxLine.objects.filter(message__post_id=post_id, told_at__lte=as_of)
    days = (
        OutboxMessage.objects.filter(pk__in=told.values("message_id")).order_by("-on").values_list("id", "on")[:limit]
    )
    messages = dict(days)
    lines = list(told.filter(message_id__in=messages).order_by("position").values_list("message_id", "position"))
    events = {event.position: event for event in record.events_at([position for _, position in lines])}
    return tuple(
        MessageRecord(pk, on, tuple(events[position] for message_id, position in lines if message_id == pk))
        for pk, on in messages.items()
    )


def position() -> int:
    """How far the log has been read; 0 before the first run."""
    found = Cursor.objects.filter(pk=1).values_list("position", flat=True).first()
    return found or 0
