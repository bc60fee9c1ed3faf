"""Who may open a page: each view says so once, and a test lists them all."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.org import queries as org

View = Callable[..., HttpResponseBase]
_ENDED, _NOTE_SECONDS = "luoshi.ended", 24 * 3600
PUBLIC, SIGNED_IN, SEATED = "public", "signed_in", "seated"


def public(view: View) -> View:
    """Anyone may open it: the sign-in page and what it needs."""
    return mark(view, PUBLIC)


def signed_in(view: View) -> View:
    """A person who has signed in, before a post is chosen for this sitting."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.user.is_authenticated else to_sign_in(request)

    return mark(guarded, SIGNED_IN)


def mark(view: View, guard: str) -> View:
    """Write the guard on the view, where the test of all routes finds it."""
    view.guard = guard  # type: ignore[attr-defined]
    return view


def by_itself(view: View) -> View:
    """A page asks for it by itself, every few seconds: no sign of anybody, so the sitting runs out (R12-07)."""
    view.by_itself = True  # type: ignore[attr-defined]
    return view


def wanted(request: HttpRequest) -> str:
    """The page to go back to: this one when it was being read, the desk when something was being sent.

    For a piece of a page it is the page that asked for it.
    """
    page = urlsplit(request.headers.get("hx-current-url", ""))
    if request.headers.get("hx-request") and page.path.startswith("/"):
        return page.path + (f"?{page.query}" if page.query else "")
    return request.get_full_path() if request.method == "GET" else reverse("desk")


def _note(session_key: str) -> str:
    """Why the sitting of this cookie ended: signed, when somebody ended it; `1` when it ran out."""
    found = org.ended_sitting(session_key)
    if found is None:
        return "1"
    why, at, address = found
    return signing.dumps([why, at.isoformat(), address], salt=_ENDED)


def read_note(said: str) -> tuple[str, dt.datetime | None, str] | None:
    """(why, when, from which address) of a note in the address; why is "" for a sitting that ran out, None: no note."""
    if not said:
        return None
    try:
        why, at, address = signing.loads(said, salt=_ENDED, max_age=_NOTE_SECONDS)
    except (signing.BadSignature, ValueError):
        return "", None, ""
    return str(why), dt.datetime.fromisoformat(at), str(address)


def why_ended(request: HttpRequest) -> tuple[str, dt.datetime | None, str]:
    """Why the sitting of this request's cookie ended; as for one that ran out where there is no cookie."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return (org.ended_sitting(key) if key else None) or ("", None, "")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; a cookie from an earlier sitting means that it ended, and the page says why.

    The cookie goes with this answer, so a signed note for the page goes along in the address: nobody can make it say
    that somebody signed in from elsewhere.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    ended = f"&ended={_note(key)}" if key else ""
    address = f"{reverse('sign_in')}?next={quote(wanted(request))}{ended}"
    if request.headers.get("hx-request"):
        # A piece of a page would get the whole sign-in page put into it: the page itself is to go there.
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
