"""Errors become pages in one place: refused 422, changed meanwhile 409, not visible 404, a bad day 400."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from luoshi.record.refusals import Conflict, NotVisible, Reason, Refused
from luoshi.web import edge, metrics, telling
from luoshi.web.respond import page


def status_of(error: Refused) -> int:
    """The HTTP status of a refusal that is about to be shown; counts it for `/metrics`."""
    for reason in error.reasons:
        metrics.REFUSALS.labels(reason.code).inc()
    if isinstance(error, NotVisible):
        return 404
    return 409 if isinstance(error, Conflict) else 422


class RefusalPages:
    """Turns what no view has handled into a page with every reason in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response of the view."""
        if "\x00" in request.path_info:
            raise Http404
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a refusal; None for everything else, which is a fault of ours."""
        if isinstance(exception, edge.BadDay):
            _show_the_present(request)
            return _page(request, 400, gettext("这一天看不懂"), (Reason("web.bad_day", {"said": exception.args[0]}),))
        if isinstance(exception, Refused):
            return _page(request, status_of(exception), _title(exception), exception.reasons)
        return None


def _show_the_present(request: HttpRequest) -> None:
    """The frame of an error itself shows the present, whatever day the address names."""
    kept = request.GET.copy()
    kept.pop("as_of", None)
    request.GET = kept  # type: ignore[assignment]


def _title(error: Refused) -> str:
    if isinstance(error, NotVisible):
        return gettext("没有找到")
    return gettext("有人先改了") if isinstance(error, Conflict) else gettext("现在还不能办")


def _page(request: HttpRequest, status: int, title: str, reasons: tuple[Reason, ...]) -> HttpResponse:
    told = telling.reasons(reasons, as_of=edge.now(request))
    return page(request, "refusal.html", status=status, title=title, reasons=told)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such address."""
    _show_the_present(request)
    return page(
        request,
        "lost.html",
        status=404,
        title=gettext("没有这一页"),
        why=gettext("地址可能写错了，或者这一页已经不在。"),
    )


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: mostly one that stood open over a sign-out."""
    _show_the_present(request)
    why = gettext("表打开以后登录已经退出或换过人，刚才填的没有保存。请回到办公桌，重新登录后再填。")
    return page(request, "lost.html", status=403, title=gettext("这张表已经过期"), why=why)
