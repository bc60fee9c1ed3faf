"""Changing one's own password; the first one given by somebody else must be changed."""

from urllib.parse import quote

from django import forms
from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from luoshi.org import operations as org
from luoshi.record.refusals import Refused
from luoshi.web import edge, guard, telling
from luoshi.web.pages.preferences import back_to
from luoshi.web.respond import page


class PasswordForm(forms.Form):
    """The present password, and the new one twice."""

    current = forms.CharField(
        label=_("现在的密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    password = forms.CharField(
        label=_("新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("新密码，再写一次"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_again(self) -> str:
        """The same word twice."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("两次写的不一样。"))
        return again


def _hash_now(request: HttpRequest) -> str:
    """The session's tie to the new password: this sitting goes on, all others of the account end."""
    fresh = auth.load_backend(request.session[auth.BACKEND_SESSION_KEY]).get_user(request.user.pk)
    return fresh.get_session_auth_hash() if fresh else ""


@guard.signed_in
@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """The form; every fault of the new password at once."""
    form = PasswordForm(request.POST or None)
    reasons: tuple[telling.Told, ...] = ()
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, edge.now(request)
        try:
            org.change_own_password(
                at=at,
                account_id=int(request.user.pk or 0),
                current=said["current"],
                password=said["password"],
                address=edge.address(request),
            )
        except Refused as refused:
            reasons = telling.reasons(refused.reasons, as_of=at)
        else:
            request.session.cycle_key()
            request.session[auth.HASH_SESSION_KEY] = _hash_now(request)
            return redirect(f"{reverse('choose_post')}?next={quote(back_to(request, reverse('desk')))}")
    return page(
        request,
        "password.html",
        status=422 if form.is_bound else 200,
        form=form,
        reasons=reasons,
        numbers=_numbers(),
        next=back_to(request, reverse("desk")),
    )


def _numbers() -> str:
    """What a password must be like here."""
    said = gettext("至少%(length)s位，大写字母、小写字母、数字、符号至少%(sorts)s种。") % {
        "length": settings.LUOSHI_PASSWORD_LENGTH,
        "sorts": settings.LUOSHI_PASSWORD_SORTS,
    }
    said += gettext("不能含登录名，不能太常见。")
    if settings.LUOSHI_PASSWORD_HISTORY:
        said += gettext("不能用最近%(count)s次用过的。") % {"count": settings.LUOSHI_PASSWORD_HISTORY}
    if settings.LUOSHI_PASSWORD_DAYS:
        said += gettext("%(days)s天换一次。") % {"days": settings.LUOSHI_PASSWORD_DAYS}
    return said
