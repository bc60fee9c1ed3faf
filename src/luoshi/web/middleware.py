"""The headers that every response carries: nothing runs or loads here that we did not ship."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from luoshi.web import edge, entering, errors, faults

_FILES_IN_A_FORM = 4
_log = logging.getLogger("luoshi.web")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class StrictPolicy:
    """Sets the content security policy, and lets no page stay behind on a desk that others use (R12-07)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response of the page, with the policy on it."""
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class SessionsLast(SessionMiddleware):
    """Django's own, but that a page that was only read is shown even when its session cannot be saved.

    On a full or read-only disk people go on reading; what is lost is the note that they still sit there.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The response, with the session saved where it can be."""
        try:
            return super().process_response(request, response)
        except (DatabaseError, OSError) as error:
            if request.method not in ("GET", "HEAD") or faults.kind(error) == faults.OURS:
                raise
            _log.warning("session.not_saved", extra={"error": type(error).__name__})
            return response


class NotTooMuch:
    """Refuses a form before it is read when it is longer than any that our pages send: four of the largest files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response of the page, or 413."""
        said = edge.whole(request.META.get("CONTENT_LENGTH") or "0")
        if said is None or said > _FILES_IN_A_FORM * settings.LUOSHI_UPLOAD_LIMIT:
            return errors.bad_request(request, RequestDataTooBig())
        return self._get_response(request)


class SittingGoesOn:
    """Notes, at most once a minute, that somebody still sits there; behind the session's own middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response of the page."""
        response = self._get_response(request)
        asked = request.resolver_match
        if not getattr(asked and asked.func, "by_itself", False):
            entering.note_seen(request)
        return response
