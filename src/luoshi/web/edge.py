"""Where the pages meet the world: the present moment, the past day asked for, the reader's language."""

import datetime as dt
import os
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from luoshi.record.messages import Language

SHANGHAI = ZoneInfo("Asia/Shanghai")
_READ = "luoshi.now"
#: The years that the office writes dates of; what lies outside is a slip of the hand.
FIRST_YEAR, LAST_YEAR = 2000, 2099
_MOST_DIGITS = 18  # what fits a whole number of the database
_LONGEST_DAY = 40


class BadDay(ValueError):  # noqa: N818  (a word for the office, not a fault of ours)
    """The past day in the address is not a date; `args[0]` is what was written."""


def now(request: HttpRequest) -> dt.datetime:
    """The present moment, aware, UTC; read once for each request.

    In a demo home `LUOSHI_AS_OF` (a date or an ISO moment, Asia/Shanghai) stops the clock there.
    """
    if _READ not in request.META:
        stopped = os.environ.get("LUOSHI_AS_OF", "") if settings.LUOSHI_DEMO else ""
        request.META[_READ] = moment(stopped) if stopped else dt.datetime.now(dt.UTC) + _shift()
    at: dt.datetime = request.META[_READ]
    return at


def _shift() -> dt.timedelta:
    """How far the clock was set wrong on purpose: seconds in the file `LUOSHI_CLOCK_SHIFT`, in a demo home only."""
    path = os.environ.get("LUOSHI_CLOCK_SHIFT", "") if settings.LUOSHI_DEMO else ""
    return dt.timedelta(seconds=float(Path(path).read_text(encoding="ascii"))) if path else dt.timedelta()


def today(request: HttpRequest) -> dt.date:
    """The civil date of `now` in Asia/Shanghai."""
    return now(request).astimezone(SHANGHAI).date()


def moment(said: str) -> dt.datetime:
    """A date (the end of that day) or an ISO moment, read in Asia/Shanghai, as aware UTC. Raises BadDay."""
    try:
        if len(said) == 10:
            at = dt.datetime.combine(dt.date.fromisoformat(said), dt.time.max)
        else:
            at = dt.datetime.fromisoformat(said)
    except ValueError as error:
        raise BadDay(said[:_LONGEST_DAY]) from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise BadDay(said[:_LONGEST_DAY])
    return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(dt.UTC)


def whole(said: str | None) -> int | None:
    """The whole number that an address or a form names, or None: plain digits, no more than the database holds."""
    fits = said is not None and said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS
    return int(said) if said is not None and fits else None


def as_of(request: HttpRequest) -> dt.datetime:
    """The moment that a page shows: `?as_of=2026-03-05` (the end of that day), never later than now.

    Raises BadDay.
    """
    said = request.GET.get("as_of", "").strip()
    return min(moment(said), now(request)) if said else now(request)


def past_day(request: HttpRequest) -> dt.date | None:
    """The past day that the page shows, or None when it shows the present."""
    at = as_of(request)
    return None if at == now(request) else at.astimezone(SHANGHAI).date()


def address(request: HttpRequest) -> str:
    """From where the request came; "" when that is no address.

    Behind our TLS proxy (`LUOSHI_HTTPS`) it is the last one that the proxy wrote down, never one that the reader sent.
    """
    said = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:
        said = str(request.META.get("HTTP_X_FORWARDED_FOR", said)).rpartition(",")[2].strip()
    try:
        return str(ip_address(said))
    except ValueError:
        return ""


def language() -> Language:
    """`zh` or `en`: the language of this request, as the message catalogue names it."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"
