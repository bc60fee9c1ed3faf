"""One-use form keys: a page puts a fresh key into each form; the second arrival of one gets the first one's result."""

import hashlib
import secrets
from collections.abc import Callable

from django.http import HttpRequest

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
    sent = request.POST.get("form_key", "") or fresh()
    key = hashlib.sha256("\n".join((actor.ref, request.path, sent)).encode()).hexdigest()
    try:
        with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of):
            spend_once(key=key, actor=actor.ref, at=at, result=result)
            act()
    except AlreadyDone as done:
        return str(done.result)
    return result
