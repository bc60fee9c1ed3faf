"""One-use form keys: a page puts a fresh key into each form; the second arrival of one gets the first one's result."""

import hashlib
import secrets
from collections.abc import Callable

from django.http import HttpRequest

from luoshi.record import queries as record
from luoshi.record.operations import AlreadyDone, spend_once, unit_of_work
from luoshi.web import edge, sitting


def fresh() -> str:
    """A key for one form on one page."""
    return secrets.token_urlsafe(18)


def run(request: HttpRequest, act: Callable[[], object], *, result: str) -> str:
    """Do `act` once for the form key that came along, and return `result`, the address to go to.

    The key is spent first, so a second click waits and then gets the first click's address without doing anything.
    A key counts for the one who sends it and for the page it is sent to: nobody spends another's, or gets its result.
    Everything is one unit of work: an act that is refused leaves its key unspent. Raises what `act` raises.
    """
    actor, at = sitting.actor(request), edge.now(request)
    key = _key(request, request.POST.get("form_key", "") or fresh())
    try:
        with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of):
            spend_once(key=key, actor=actor.ref, at=at, result=result)
            act()
    except AlreadyDone as done:
        return str(done.result)
    return result


def earlier(request: HttpRequest) -> str | None:
    """Where the first arrival of this form led to; None for one that comes for the first time, or was refused.

    Asked before the form is looked at again: what has been done since may not fit the item any more.
    """
    sent = request.POST.get("form_key", "") if request.method == "POST" else ""
    found = record.find_once(_key(request, sent)) if sent else None
    return None if found is None else str(found)


def _key(request: HttpRequest, sent: str) -> str:
    """The key as it is kept: for this person on this page only."""
    return hashlib.sha256("\n".join((sitting.actor(request).ref, request.path, sent)).encode()).hexdigest()
