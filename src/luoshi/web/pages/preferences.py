"""The reader's own choices: language and light or dark, kept in cookies, set by plain forms."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from luoshi.web import guard
from luoshi.web.respond import THEMES

A_YEAR = 365 * 24 * 3600


def back_to(request: HttpRequest, fallback: str = "/") -> str:
    """The page named by the form's `next`, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # Without its stroke it would be taken for the name of a view.
    fits = is_ours and wanted.startswith("/") and wanted.isprintable()
    return wanted if fits else fallback


@guard.public
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the machine says."""
    response = redirect(back_to(request))
    said = request.POST.get("theme", "")
    response.set_cookie("theme", said if said in THEMES else "auto", max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


@guard.public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Chinese or English."""
    response = redirect(back_to(request))
    said = request.POST.get("language", "")
    chosen = said if said in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response
