"""Who may open a page: each view says so once, and a test lists them all."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[..., HttpResponseBase]
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


def wanted(request: HttpRequest) -> str:
    """The page to go back to: this one when it was being read, the desk when something was being sent."""
    return request.get_full_path() if request.method == "GET" else reverse("desk")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; a cookie from an earlier sitting means it ended by itself, and the page says so."""
    ended = "&ended=1" if settings.SESSION_COOKIE_NAME in request.COOKIES else ""
    return redirect(f"{reverse('sign_in')}?next={quote(wanted(request))}{ended}")
