"""Signing in and out, and the post chosen for this sitting."""

from urllib.parse import quote

from django import forms
from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from luoshi.org import policy
from luoshi.org import queries as org
from luoshi.org.federation import doors
from luoshi.record.refusals import Reason
from luoshi.web import edge, entering, guard, kept, sitting, telling, trying
from luoshi.web.kept import Kept
from luoshi.web.pages.cards import CARDS, Card
from luoshi.web.pages.preferences import back_to
from luoshi.web.respond import page


class SignInForm(forms.Form):
    """Login and password."""

    login = forms.CharField(
        label=_("登录名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


@guard.public
@sensitive_post_parameters("password", "kept")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; in a demo home the role cards stand on it."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, edge.now(request)
        address = edge.address(request)
        user = auth.authenticate(request, login=said["login"], password=said["password"], at=at, address=address)
        if user is not None:
            how = "ldap" if user.backend == doors.BACKEND else "password"
            return entering.go_on(request, user, how=how, to=back_to(request, reverse("desk")))
        silent = request.META.get(doors.TROUBLE)
        form.add_error(None, refused(f"door.{silent}" if silent else "sign_in.refused", request))
    return door(request, form)


def refused(code: str, request: HttpRequest) -> str:
    """Why nobody got in: one sentence for a wrong login, a wrong secret and a lock, with the numbers in force."""
    numbers = {"tries": policy.tries(), "minutes": int(policy.locked_for().total_seconds() // 60)}
    return telling.reasons([Reason(code, numbers)], as_of=edge.now(request))[0].text


def door(
    request: HttpRequest, form: SignInForm, *, fault: str = "", brought: Kept | None = None, status: int = 200
) -> HttpResponse:
    """The page itself, with what was refused, and why the last sitting ended.

    `brought`: a form that was sent by nobody. It is carried over the sign-in, sealed (`luoshi.web.kept`).
    """
    cards = _cards()
    return page(
        request,
        "sign_in.html",
        status=422 if form.is_bound or fault else status,
        form=form,
        fault=fault,
        ended=guard.why_ended(request) if brought else guard.read_note(request.GET.get("ended", "")),
        next=brought.path if brought else back_to(request, ""),
        brought=brought,
        kept=kept.seal(brought) if brought else kept.carried(request),
        offers_oidc=doors.oidc_client() is not None,
        offers_passkeys=policy.offers_factors() and entering.place(request).is_named,
        cards=[card for card in cards if card.steps],
        small_cards=[card for card in cards if not card.steps],
    )


def _cards() -> tuple[Card, ...]:
    """The cards whose accounts exist; none outside a demo home."""
    if not settings.LUOSHI_DEMO:
        return ()
    known = {account.login for account in org.accounts() if account.closed_at is None}
    return tuple(card for card in CARDS if card.login in known)


@guard.public
@require_POST
def take_card(request: HttpRequest) -> HttpResponse:
    """Sign in as a role of the demo with one click; outside a demo home there is no such door."""
    login = request.POST.get("card", "")
    if login not in {card.login for card in _cards()}:
        return redirect("sign_in")
    found = [one for one in org.accounts() if one.login == login]
    user = auth.load_backend(settings.AUTHENTICATION_BACKENDS[0]).get_user(found[0].id)
    entering.begin(request, user, how="card")
    return redirect(f"{reverse('choose_post')}?next={quote(back_to(request, reverse('desk')))}")


@guard.public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the sitting; what the browser kept of its pages goes, too."""
    trying.end(request)
    auth.logout(request)
    response = redirect("sign_in")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@guard.signed_in
def choose_post(request: HttpRequest) -> HttpResponse:
    """The post for this sitting; who has one post only is not asked, unless she came to change it."""
    if entering.owes_password(request):
        return redirect(f"{reverse('change_password')}?next={quote(back_to(request, reverse('desk')))}")
    actors = sitting.choices(request)
    wanted = request.POST.get("post", "")
    chosen = [one for one in actors if _key(one.post_id, one.on_behalf_of_post_id) == wanted]
    if len(actors) == 1 and request.method == "GET":
        chosen = list(actors)
    if chosen:
        sitting.choose(request, chosen[0])
        return redirect(back_to(request, reverse("desk")))
    refs = [one.ref for one in actors] + [one.on_behalf_of for one in actors if one.on_behalf_of]
    names = org.names([f"post:{one.post_id}" for one in actors] + refs, edge.now(request))
    choices = [
        (
            _key(one.post_id, one.on_behalf_of_post_id),
            names.get(f"post:{one.post_id}", ""),
            names.get(one.on_behalf_of or "", ""),
        )
        for one in actors
    ]
    return page(request, "choose_post.html", choices=choices, next=back_to(request, reverse("desk")))


def _key(post_id: int, on_behalf_of_post_id: int | None) -> str:
    """One choice as the form writes it."""
    return f"{post_id}-{on_behalf_of_post_id or 0}"
