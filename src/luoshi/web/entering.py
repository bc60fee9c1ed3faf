"""From a right secret to a sitting: the second step, who sat there before, and what is owed before any work.

The one place where somebody becomes signed in (a test holds that): every way in ends with `go_on`.
"""

import datetime as dt
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.org import operations as org
from luoshi.org import policy, queries, sittings
from luoshi.web import devices, edge, kept

_HALF, _FIRST, _FACTOR, _CHALLENGE = "half", "first", "factor", "challenge"
#: Ways in that are two steps by themselves: a passkey is something one has and a finger or a PIN.
_WHOLE = frozenset({"code", "recovery", "passkey", "card"})


def go_on(request: HttpRequest, account: Any, *, how: str, to: str) -> HttpResponse:
    """After the first secret was right: to the second step for whoever has one, else to her post and the page `to`.

    `account` is what the backend returned; `how` is `password`, `oidc`, `ldap` … and goes into the log.
    """
    if how in _WHOLE or not queries.second_factors(account.pk).has_any:
        begin(request, account, how=how)
        return redirect(f"{reverse('choose_post')}?next={quote(to)}")
    request.session.flush()
    request.session[_HALF] = {
        "account": account.pk,
        "backend": _backend(account),
        "how": how,
        "at": edge.now(request).isoformat(),
        "to": to,
        "kept": kept.carried(request),
    }
    return redirect("second_step")


def half(request: HttpRequest) -> dict[str, Any] | None:
    """Who stands between the two steps: `account`, `backend`, `how`, `to`; None for nobody, or after five minutes."""
    found: dict[str, Any] | None = request.session.get(_HALF)
    if found is None or edge.now(request) - dt.datetime.fromisoformat(found["at"]) > policy.HALF_WAY:
        return None
    return found


def finish(request: HttpRequest, *, how: str) -> HttpResponse:
    """After the second step was right. Raises LookupError for who stands nowhere."""
    found = half(request)
    account = None if found is None else auth.load_backend(found["backend"]).get_user(found["account"])
    if found is None or account is None:
        raise LookupError("nobody stands between the steps")
    account.backend = found["backend"]
    begin(request, account, how=how, first=found["how"])
    return redirect(f"{reverse('choose_post')}?next={quote(found['to'])}")


def begin(request: HttpRequest, account: Any, *, how: str, first: str = "") -> None:
    """Sit down: a new session with nothing of the old one, and the end of the earlier sittings where one is allowed.

    `how` is the step that let her in, `first` the one before it, where there were two.
    """
    brought = kept.carried(request) or (half(request) or {}).get("kept", "")
    request.session.flush()
    at, address = edge.now(request), edge.address(request)
    request.session.update(
        {
            _FIRST: first or how,
            _FACTOR: how in _WHOLE,
            sittings.STARTED: at.isoformat(),
            sittings.SEEN: at.isoformat(),
            sittings.ADDRESS: address,
            sittings.DEVICE: devices.words(request.headers.get("user-agent", "")),
        }
    )
    auth.login(request, account, backend=_backend(account))
    kept.put_down(request, account.person_id, brought)
    # Before the others are ended: of two sign-ins at once at least one sees the other.
    request.session.save()
    key = str(request.session.session_key)
    org.end_earlier_sittings(at=at, account_id=account.pk, session_key=key, address=address)


def _backend(account: Any) -> str:
    """Who finds the account again at the next request: the backend that let it in, or the house's own."""
    return str(getattr(account, "backend", settings.AUTHENTICATION_BACKENDS[0]))


def note_seen(request: HttpRequest) -> None:
    """Write down, once a minute, that the sitting goes on: only then does reading a page write anything."""
    store = request.session
    if getattr(store, "is_stale", False) and store.get(sittings.STARTED):
        store[sittings.SEEN] = edge.now(request).isoformat()


def is_fresh(request: HttpRequest) -> bool:
    """Whether she signed in a few minutes ago, as changing her own keys needs."""
    started = request.session.get(sittings.STARTED)
    return started is not None and edge.now(request) - dt.datetime.fromisoformat(started) <= policy.FRESH


def set_factor(request: HttpRequest, *, has: bool) -> None:
    """In this sitting a second factor was set up, or the last one taken away."""
    request.session[_FACTOR] = has


def owes_password(request: HttpRequest) -> bool:
    """Whether a new password is due before anything else; not where no password of ours was given, nor in a demo."""
    if settings.LUOSHI_DEMO or request.session.get(_FIRST) != "password":
        return False
    # The account is in hand already: this stands before every page and asks the database nothing.
    user: Any = request.user
    return bool(user.is_initial_password or policy.is_too_old(user.password_set_at, edge.now(request)))


def owes_factor(request: HttpRequest, role: str) -> bool:
    """Whether a second factor must be set up before working on a post of this role."""
    return policy.must_have_factor(role) and not request.session.get(_FACTOR, False)


def new_challenge(request: HttpRequest, *, handle: str = "") -> str:
    """A challenge for one passkey ceremony, kept in the session until it is answered."""
    made = org.new_challenge()
    request.session[_CHALLENGE] = [made, handle]
    return made


def take_challenge(request: HttpRequest) -> tuple[str, str]:
    """The challenge and the account's handle of the ceremony that was begun; each is answered once."""
    made, handle = request.session.pop(_CHALLENGE, ["", ""])
    return str(made), str(handle)


def place(request: HttpRequest) -> org.Place:
    """Where the pages are, for passkeys: `LUOSHI_ORIGIN`, or the address asked for, which is one of `LUOSHI_HOSTS`."""
    origin = settings.LUOSHI_ORIGIN or f"{request.scheme}://{request.get_host()}"
    return org.Place.of(origin)
