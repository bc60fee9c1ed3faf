"""The desk: what I owe, what I wait for, what I was told; one click to each act."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from luoshi.delivery import queries as delivery
from luoshi.ledger import queries as ledger
from luoshi.org import access
from luoshi.record.queries import EventRecord
from luoshi.web import edge, sitting, telling
from luoshi.web.respond import page
from luoshi.web.sitting import seated

MOST = 12
#: Lines of each list that are drawn, those behind the fold with them; and when somebody asks for all.
DRAWN, ALL = 60, 1000
NOTICE_DAYS = 5


@dataclass(frozen=True)
class Tally:
    """A figure of the desk and the list behind it."""

    word: str
    n: int
    href: str


@dataclass(frozen=True)
class ToldNotice:
    """One notice in words; `number` and `title` of the item it is about, or empty."""

    text: str
    number: str
    title: str


@dataclass(frozen=True)
class NoticeDay:
    """The notices of one day."""

    on: dt.date
    events: tuple[ToldNotice, ...]


@seated
def desk(request: HttpRequest) -> HttpResponse:
    """The page that one sits down to in the morning; with `?lines=all` no list is cut short."""
    actor, at = sitting.actor(request), edge.now(request)
    sight = sitting.sight(request)
    limit = ALL if request.GET.get("lines") == "all" else DRAWN
    found = ledger.desk(actor, as_of=at, limit=limit, sight=sight)
    return page(
        request,
        "desk.html",
        here="desk",
        desk=found,
        most=MOST,
        tallies=_tallies(found, sight),
        notices=_notices(sight),
        may_take_in=access.allows(actor, "document.take_in"),
    )


def _tallies(found: ledger.Desk, sight: ledger.Sight) -> tuple[Tally, ...]:
    """Mine and overdue; and how the items that I see stand, each with its list."""
    lights: Counter[str] = Counter()
    for one in ledger.light_counts(sight.actor, as_of=sight.as_of, sight=sight):
        lights[one.light.time] += one.n
    running = sum(lights[time] for time in ("normal", "soon", "late", "severe"))
    list_of = reverse("ledger")
    times = [
        Tally(telling.word(f"time.{time}"), lights[time], f"{list_of}?light={time}")
        for time in ("soon", "late", "severe")
    ]
    return (
        Tally(gettext("我要办的"), found.n_owed, "#mine"),
        Tally(gettext("其中已超期"), found.n_late, "#mine"),
        Tally(gettext("在办事项"), running, list_of),
        *times,
    )


def _notices(sight: ledger.Sight) -> tuple[NoticeDay, ...]:
    """What this post was told in the last days, newest first, each with the item it is about."""
    actor, at = sight.actor, sight.as_of
    days = delivery.inbox(actor.acting_post_id, at, limit=NOTICE_DAYS)
    every = [event for day in days for event in day.events]
    titles = ledger.titles(actor, {_number(event) for event in every}, as_of=at, sight=sight)
    told = iter(telling.events(every, as_of=at, known=sight.names))
    return tuple(NoticeDay(day.on, tuple(_notice(event, next(told), titles) for event in day.events)) for day in days)


def _number(event: EventRecord) -> str:
    """The number of the item that an event is about; empty for another stream."""
    return event.stream.removeprefix("item:") if event.stream.startswith("item:") else ""


def _notice(event: EventRecord, told: telling.ToldEvent, titles: Mapping[str, str]) -> ToldNotice:
    """A told event; one about an item that is not this post's any more leads nowhere."""
    number = _number(event)
    return ToldNotice(told.text, number if number in titles else "", titles.get(number, ""))
