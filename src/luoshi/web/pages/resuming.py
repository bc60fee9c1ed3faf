"""Forms that outlive their sitting: nobody's become a sign-in page that carries them, another's are not taken."""

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext

from luoshi.web import guard, kept
from luoshi.web.kept import Kept
from luoshi.web.pages import sign_in
from luoshi.web.respond import page


def survives_sign_in(view: guard.View) -> guard.View:
    """What is typed into the forms of this page is not lost when the sitting ends before they are sent."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        answer = instead(request) if request.method == "POST" else None
        return view(request, *args, **kwargs) if answer is None else answer

    return guarded


def instead(request: HttpRequest, *, is_stale: bool = False) -> HttpResponse | None:
    """What to answer to a form instead of taking it; None when it is its sender's own, or says not whose it is.

    `is_stale`: it came without the browser's present token, because somebody signed in since it was drawn. Her own is
    laid before her again then, filled in, and not taken: without the token nobody knows who sent it.
    """
    found = kept.of(request)
    if found is None:
        return None
    if not request.user.is_authenticated:
        return _to_sign_in(request, found)
    if found.person_id != request.user.person_id:
        return page(
            request,
            "lost.html",
            status=403,
            title=gettext("这张表是别人填的"),
            why=gettext(
                "打开这张表的人已经退出，现在登录的是您。表里的内容没有提交，也没有保存；请原来的人自己登录后再填。"
            ),
            lines=(),
            number="",
        )
    if not is_stale:
        return None
    kept.put_down(request, found.person_id, kept.seal(found))
    return redirect(found.path)


def _to_sign_in(request: HttpRequest, found: Kept) -> HttpResponse:
    """The sign-in page with what was typed, sealed, in a hidden field."""
    return sign_in.door(request, sign_in.SignInForm(), brought=found, status=403)
