"""My sign-ins (我的登录): one's own second factors, recovery codes and sittings."""

import io
from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django import forms
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from luoshi.org import operations as org
from luoshi.org import policy, queries
from luoshi.record.refusals import Reason, Refused
from luoshi.web import edge, entering, guard, sitting, telling
from luoshi.web.pages.preferences import back_to
from luoshi.web.respond import page

_ISSUER = "luoshi"


class ConfirmForm(forms.Form):
    """The first code that the phone shows."""

    code = forms.CharField(
        label=_("手机上的六位口令"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


def _me(request: HttpRequest) -> int:
    """The id of the account that is signed in."""
    return int(request.user.pk or 0)


def own_account(view: guard.View) -> guard.View:
    """Signed in, with a password that nobody gave her: whoever did could leave a key of his own in her account."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if entering.owes_password(request):
            return redirect(f"{reverse('change_password')}?next={reverse('security')}")
        return view(request, *args, **kwargs)

    return guard.signed_in(checked)


def fresh(view: guard.View) -> guard.View:
    """One's own keys are changed soon after signing in only: a desk left open is no place to add a key to it."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not entering.is_fresh(request):
            minutes = int(policy.FRESH.total_seconds() // 60)
            raise Refused([Reason("sitting.not_fresh", {"minutes": minutes}, rule="R12-07")])
        return view(request, *args, **kwargs)

    return checked


@own_account
def security(request: HttpRequest) -> HttpResponse:
    """The page: what opens the account, and where it is open now."""
    return _show(request)


def _show(request: HttpRequest, **more: object) -> HttpResponse:
    found = sitting.find_actor(request)
    shown: dict[str, Any] = {"codes": (), "reasons": ()} | more
    return page(
        request,
        "security.html",
        has=queries.second_factors(_me(request)),
        bindings=queries.bindings(_me(request)),
        sittings=queries.sittings(_me(request), session_key=str(request.session.session_key)),
        offers=policy.offers_factors(),
        must=found is not None and entering.owes_factor(request, found.role),
        fresh=entering.is_fresh(request),
        named=entering.place(request).is_named,
        person=_name(request),
        next=back_to(request, reverse("desk")),
        **shown,
    )


def _name(request: HttpRequest) -> str:
    """The person's name, as devices show it beside the passkey."""
    user: Any = request.user
    person = queries.find_person(user.person_id)
    return "" if person is None else person.name


@own_account
@require_POST
def security_act(request: HttpRequest) -> HttpResponseBase:
    """One of the small acts of the page; every refusal stands on the page itself."""
    acts: dict[str, Callable[[HttpRequest], HttpResponseBase]] = {
        "again": _again,
        "end_one": _end_sittings,
        "end_others": _end_sittings,
        "begin_code": _begin_code,
        "remove_code": _remove_code,
        "remove_passkey": _remove_passkey,
        "recovery": _recovery,
    }
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        return act(request)
    except Refused as refused:
        return _show(request, reasons=telling.reasons(refused.reasons, as_of=edge.now(request)), status=422)


def _again(request: HttpRequest) -> HttpResponse:
    """Sign out, to come back here freshly signed in."""
    auth.logout(request)
    return redirect(f"{reverse('sign_in')}?next={reverse('security')}")


def _end_sittings(request: HttpRequest) -> HttpResponse:
    one = request.POST.get("handle", "") if request.POST["act"] == "end_one" else None
    key = str(request.session.session_key)
    org.end_own_sittings(at=edge.now(request), account_id=_me(request), session_key=key, handle=one)
    return redirect("security")


@fresh
def _begin_code(request: HttpRequest) -> HttpResponse:
    org.begin_code_device(at=edge.now(request), account_id=_me(request))
    return redirect("code_setup")


@fresh
def _remove_code(request: HttpRequest) -> HttpResponse:
    org.remove_code_device(at=edge.now(request), account_id=_me(request))
    return _removed(request)


@fresh
def _remove_passkey(request: HttpRequest) -> HttpResponse:
    passkey_id = edge.whole(request.POST.get("passkey")) or 0
    org.remove_passkey(at=edge.now(request), account_id=_me(request), passkey_id=passkey_id)
    return _removed(request)


def _removed(request: HttpRequest) -> HttpResponse:
    entering.set_factor(request, has=queries.second_factors(_me(request)).has_any)
    return redirect("security")


@fresh
def _recovery(request: HttpRequest) -> HttpResponse:
    """New codes, on this page once and never again."""
    return _show(request, codes=org.make_recovery_codes(at=edge.now(request), account_id=_me(request)))


@own_account
def code_setup(request: HttpRequest) -> HttpResponse:
    """The secret as a picture and in letters, and the first code back."""
    pending = queries.pending_code(_me(request))
    if pending is None or not entering.is_fresh(request):
        return redirect("security")
    device_id, secret = pending
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, code = edge.now(request), form.cleaned_data["code"]
        try:
            org.confirm_code_device(at=at, account_id=_me(request), device_id=device_id, code=code)
        except Refused as refused:
            form.add_error("code", telling.reasons(refused.reasons, as_of=at)[0].text)
        else:
            entering.set_factor(request, has=True)
            return redirect("security")
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return page(request, "code_setup.html", status=422 if form.is_bound else 200, form=form, secret=grouped)


@own_account
def code_picture(request: HttpRequest) -> HttpResponse:
    """The QR code of the secret that is being set up, to the person herself and soon after signing in."""
    pending = queries.pending_code(_me(request))
    known = queries.account(_me(request))
    if pending is None or known is None or not entering.is_fresh(request):
        raise Http404
    drawn = segno.make(org.code_address(secret=pending[1], login=known.login, issuer=_ISSUER), error="m")
    svg = io.BytesIO()
    drawn.save(svg, kind="svg", scale=5, border=4, dark="#000", light="#fff")
    return HttpResponse(svg.getvalue(), content_type="image/svg+xml")


@own_account
@require_POST
@fresh
def own_passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey for this account."""
    handle = org.new_handle(_me(request))
    said = org.offer_registration(
        account_id=_me(request),
        name=_name(request),
        handle=handle,
        place=entering.place(request),
        challenge=entering.new_challenge(request, handle=handle),
    )
    return HttpResponse(said, content_type="application/json")


@own_account
@require_POST
@fresh
def own_passkey(request: HttpRequest) -> HttpResponse:
    """The passkey that the browser made, under a name."""
    challenge, handle = entering.take_challenge(request)
    try:
        org.register_passkey(
            at=edge.now(request),
            account_id=_me(request),
            name=request.POST.get("name", "") or gettext("通行密钥"),
            credential=request.POST.get("credential", ""),
            handle=handle,
            place=entering.place(request),
            challenge=challenge,
        )
    except Refused as refused:
        return _show(request, reasons=telling.reasons(refused.reasons, as_of=edge.now(request)), status=422)
    entering.set_factor(request, has=True)
    return redirect("security")
