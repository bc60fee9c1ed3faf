"""The desk: what I owe, what I wait for, what I was told; one click to each act."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from luoshi.delivery import queries as delivery
from luoshi.ledger import queries as ledger
from luoshi.org import access
from luoshi.org.access import Actor
from luoshi.record.queries import EventRecord
from luoshi.web import edge, sitting, telling
from luoshi.web.respond import page
from luoshi.web.sitting import seated

MOST = 12
NOTICE_DAYS = 5


@dataclass(frozen=True)
class Tally:
    """A figure of the desk and the list behind it."""

    word: str
    n: int
    href: str


@dataclass(frozen=True)
class ToldNotice:
    """One notice in words; `number` of the item it is about, or empty."""

    text: str
    number: str


@dataclass(frozen=True)
class NoticeDay:
    """The notices of one day."""

    on: dt.date
    events: tuple[ToldNotice, ...]


@seated
def desk(request: HttpRequest) -> HttpResponse:
    """The page that one sits down to in the morning."""
    actor, at = sitting.actor(request), edge.now(request)
    found = ledger.desk(actor, as_of=at)
    return page(
        request,
        "desk.html",
        here="desk",
        desk=found,
        most=MOST,
        tallies=_tallies(actor, found, at),
        notices=_notices(actor, at),
        may_take_in=access.allows(actor, "document.take_in"),
    )


def _tallies(actor: Actor, found: ledger.Desk, at: dt.datetime) -> tuple[Tally, ...]:
    """Mine and overdue; and how the items that I see stand, each with its list."""
    lights: Counter[str] = Counter()
    for one in ledger.light_counts(actor, as_of=at):
        lights[one.light.time] += one.n
    running = sum(lights[time] for time in ("normal", "soon", "late", "severe"))
    overdue = sum(one.duty.standing == "late" for one in found.owed)
    list_of = reverse("ledger")
    times = [
        Tally(telling.word(f"time.{time}"), lights[time], f"{list_of}?light={time}")
        for time in ("soon", "late", "severe")
    ]
    return (
        Tally(gettext("我要办的"), len(found.owed), "#mine"),
        Tally(gettext("其中已超期"), overdue, "#mine"),
        Tally(gettext("在办事项"), running, list_of),
        *times,
    )


def _notices(actor: Actor, at: dt.datetime) -> tuple[NoticeDay, ...]:
    """What this post was told in the last days, newest first."""
    days = delivery.inbox(actor.acting_post_id, at, limit=NOTICE_DAYS)
    told = iter(telling.events([event for day in days for event in day.events], as_of=at))
    return tuple(NoticeDay(day.on, tuple(_notice(event, told) for event in day.events)) for day in days)


def _notice(event: EventRecord, told: Iterable[Any]) -> ToldNotice:
    """The next told event with the item of its stream."""
    text = next(iter(told)).text
    return ToldNotice(text, event.stream.removeprefix("item:") if event.stream.startswith("item:") else "")
