"""Signing in through the office's own identity service: going there, and what became of it."""

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.org.federation import doors, oidc
from luoshi.org.federation.trouble import Trouble
from luoshi.record.refusals import Reason
from luoshi.web import edge, entering, guard, telling
from luoshi.web.pages.preferences import back_to
from luoshi.web.pages.sign_in import SignInForm, door

_GONE = "oidc"
_log = logging.getLogger("luoshi.org.federation")


@guard.public
def oidc_start(request: HttpRequest) -> HttpResponse:
    """Send the person to the identity service; what must come back with her waits in her session."""
    client = _client()
    try:
        started = oidc.start(client, redirect_uri=_back(request), at=edge.now(request))
    except Trouble as trouble:
        return _failed(request, trouble)
    request.session[_GONE] = {
        "state": started.state,
        "nonce": started.nonce,
        "verifier": started.verifier,
        "next": back_to(request, reverse("desk")),
    }
    return redirect(started.address)


@guard.public
def oidc_back(request: HttpRequest) -> HttpResponse:
    """She came back: believed when state, signature, audience, times and nonce fit, and her account is bound."""
    client, at, address = _client(), edge.now(request), edge.address(request)
    gone: Mapping[str, Any] = request.session.pop(_GONE, None) or {}
    try:
        known = oidc.finish(
            client,
            code=_code(request, str(gone.get("state", ""))),
            nonce=gone["nonce"],
            verifier=gone["verifier"],
            redirect_uri=_back(request),
            at=at,
        )
        account: Any = doors.enter_by_oidc(known, at=at, address=address)
    except Trouble as trouble:
        return _failed(request, trouble)
    account.backend = doors.BACKEND
    return entering.go_on(request, account, how="oidc", to=gone["next"])


def _client() -> oidc.Client:
    """The agreed identity service; without one there is no such page."""
    client = doors.oidc_client()
    if client is None:
        raise Http404
    return client


def _back(request: HttpRequest) -> str:
    """The address that the identity service sends people back to; agreed with it beforehand."""
    origin = settings.LUOSHI_ORIGIN or f"{request.scheme}://{request.get_host()}"
    return f"{origin}{reverse('oidc_back')}"


def _code(request: HttpRequest, state: str) -> str:
    """The code that came back, with the state that was sent. Raises Trouble."""
    if not state or request.GET.get("state") != state:
        raise Trouble("oidc_state")
    if request.GET.get("error"):
        raise Trouble("oidc_denied" if request.GET["error"] == "access_denied" else "oidc_refused")
    code = request.GET.get("code", "")
    if not code:
        raise Trouble("oidc_refused", "no code")
    return code


def _failed(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The sign-in page with one clear sentence; the log of the machine gets the detail, the auditor an event."""
    at = edge.now(request)
    doors.tell_trouble(trouble, at=at, address=edge.address(request))
    _log.warning("oidc: %s", trouble)
    fault = telling.reasons([Reason(f"door.{trouble.code}")], as_of=at)[0].text
    return door(request, SignInForm(), fault=fault)
