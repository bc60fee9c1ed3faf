"""What was done on a document, read from its stream of the log: who did what to which row, and what still stands."""

from collections.abc import Iterable
from datetime import datetime

from luoshi.record import queries as record
from luoshi.record.queries import EventRecord

TAKEN_BACK = "review.taken_back"
#: Acts of a review that can be taken back: their events carry what each row said before.
UNDOABLE = frozenset(
    {
        "draft.edited",
        "draft.lead_taken",
        "draft.split",
        "draft.merged",
        "draft.waived",
        "draft.accepted",
        "draft.reopened",
        "passage.waived",
        "passage.drafted",
        "passage.taken_up",
        "repair.looked_at",
    }
)
Row = tuple[str, int]


def stream(document_id: int) -> str:
    """The document's stream in the log."""
    return f"document:{document_id}"


def last_acts(document_id: int, *, as_of: datetime, after: int = 0, limit: int = 10_000) -> tuple[EventRecord, ...]:
    """The newest events about a document behind position `after`, newest first. One query."""
    return record.last_events(stream=stream(document_id), as_of=as_of, after=after, limit=limit)


def touched(event: EventRecord) -> frozenset[Row]:
    """The drafts, sentences and repairs that an act changed: ("draft", 12)."""
    changed = {(str(kind), int(key)) for kind, key, _before in event.payload.get("changed", ())}
    if event.type.startswith("draft.") and "number" in event.payload:
        changed.add(("draft", int(event.payload["number"])))
    return frozenset(changed)


def standing(events: Iterable[EventRecord]) -> tuple[EventRecord, ...]:
    """Those acts that nobody has taken back; `events` newest first, as the acts come back."""
    listed = tuple(events)
    gone = {event.payload["of"] for event in listed if event.type == TAKEN_BACK}
    return tuple(one for one in listed if one.type != TAKEN_BACK and one.position not in gone)


def next_to_take_back(events: Iterable[EventRecord], *, actor: str) -> EventRecord | None:
    """The newest act of this person that still stands and can be taken back."""
    mine = (one for one in standing(events) if one.actor == actor and one.type in UNDOABLE)
    return next((one for one in mine if "changed" in one.payload), None)


def last_on(document_id: int, row: Row, *, as_of: datetime) -> EventRecord | None:
    """The newest act that changed this row; taking back is an act too."""
    return next((one for one in last_acts(document_id, as_of=as_of) if row in touched(one)), None)
