"""The second step of signing in, and passkeys at the door."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from luoshi.org import operations as org
from luoshi.org import queries
from luoshi.web import edge, entering, guard
from luoshi.web.pages.preferences import back_to
from luoshi.web.pages.sign_in import SignInForm, door, refused
from luoshi.web.respond import page

_JSON = "application/json"


class CodeForm(forms.Form):
    """A one-time code, or a recovery code: told apart by their length."""

    code = forms.CharField(
        label=_("动态口令"),
        max_length=40,
        help_text=_("六位数字；手机不在身边时，填一个恢复码。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )


@guard.public
@sensitive_post_parameters("code")
def second_step(request: HttpRequest) -> HttpResponse:
    """Asks whoever gave the right password for the second factor; nobody else sees anything here."""
    standing = entering.half(request)
    if standing is None:
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code, account_id = form.cleaned_data["code"], standing["account"]
        is_recovery = sum(map(str.isalnum, code)) > 8
        answer = org.answer_recovery_code if is_recovery else org.answer_code
        if answer(at=edge.now(request), account_id=account_id, code=code, address=edge.address(request)):
            return entering.finish(request, how="recovery" if is_recovery else "code")
        form.add_error(None, refused("sign_in.second_step", request))
    return _step(request, standing["account"], form)


def _step(request: HttpRequest, account_id: int, form: CodeForm, *, fault: str = "") -> HttpResponse:
    """The page of the second step."""
    return page(
        request,
        "second_step.html",
        status=422 if form.is_bound or fault else 200,
        form=form,
        fault=fault,
        has=queries.second_factors(account_id),
    )


@guard.public
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to show a passkey: of whoever stands between the steps, or of anybody."""
    standing, here = entering.half(request), entering.place(request)
    account_id = None if standing is None or request.POST.get("alone") else standing["account"]
    said = org.offer_sign_in(account_id=account_id, place=here, challenge=entering.new_challenge(request))
    return HttpResponse(said, content_type=_JSON)


@guard.public
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """The browser's answer: the second step for whoever stands there, the only step for anybody else."""
    standing, at = entering.half(request), edge.now(request)
    account_id = None if standing is None or request.POST.get("alone") else standing["account"]
    challenge, _handle = entering.take_challenge(request)
    account = org.answer_passkey(
        at=at,
        account_id=account_id,
        credential=request.POST.get("credential", ""),
        place=entering.place(request),
        challenge=challenge,
        address=edge.address(request),
    )
    if account is None:
        fault = refused("sign_in.second_step", request)
        if account_id is not None:
            return _step(request, account_id, CodeForm(), fault=fault)
        return door(request, SignInForm(), fault=fault)
    if account_id is not None:
        return entering.finish(request, how="passkey")
    return entering.go_on(request, account, how="passkey", to=back_to(request, reverse("desk")))
