"""Telling: read the new events of the log and write what each post is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from luoshi.clock.civil import local
from luoshi.delivery.models import Cursor, OutboxLine, OutboxMessage
from luoshi.delivery.recipients import Directory
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.record import queries as record
from luoshi.record.operations import unit_of_work
from luoshi.record.queries import EventRecord

MessageKey = tuple[int, date]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one run did: events read, lines written into messages."""

    events: int
    lines: int


def deliver(*, at: datetime, actor: Actor, limit: int) -> Delivered:
    """Read up to `limit` new events and write who is told of them, each post once a day (gathered).

    The cursor moves in the same transaction, held by whoever reads: nothing is told twice and nothing is lost. Call
    again while `events == limit`.
    """
    with unit_of_work(actor=actor.ref, at=at):
        Cursor.objects.get_or_create(pk=1, defaults={"position": 0})
        cursor = Cursor.objects.select_for_update().get(pk=1)
        events = record.events_after(cursor.position, limit)
        if not events:
            return Delivered(0, 0)
        directory = Directory()
        told = {event.position: directory.of(event) for event in events}
        lines = _write(events, told)
        cursor.position = events[-1].position
        cursor.save()
    return Delivered(len(events), lines)


def _write(events: Sequence[EventRecord], told: Mapping[int, tuple[int, ...]]) -> int:
    """The lines of these events in the messages of their posts; returns how many."""
    wanted = [
        ((post_id, local(event.recorded_at).date()), event) for event in events for post_id in told[event.position]
    ]
    messages = _messages([key for key, _ in wanted], as_of=events[-1].recorded_at)
    lines = [
        OutboxLine(message_id=messages[key], position=event.position, told_at=event.recorded_at)
        for key, event in wanted
    ]
    OutboxLine.objects.bulk_create(lines, batch_size=500)
    return len(lines)


def _messages(keys: Sequence[MessageKey], *, as_of: datetime) -> Mapping[MessageKey, int]:
    """(post, day) → id of its message, made where there is none yet."""
    wanted = dict.fromkeys(keys)
    found = _existing(wanted)
    missing = [key for key in wanted if key not in found]
    holders = org.holders({post_id for post_id, _ in missing}, as_of) if missing else {}
    made = OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(post_id=post_id, on=on, person_id=holders[post_id].person_id if post_id in holders else None)
            for post_id, on in missing
        ],
        batch_size=500,
    )
    return {**found, **{(one.post_id, one.on): one.pk for one in made}}


def _existing(wanted: Mapping[MessageKey, None]) -> dict[MessageKey, int]:
    posts, days = {post_id for post_id, _ in wanted}, {on for _, on in wanted}
    rows = OutboxMessage.objects.filter(post_id__in=posts, on__in=days).values_list("post_id", "on", "id")
    return {(post_id, on): pk for post_id, on, pk in rows if (post_id, on) in wanted}
