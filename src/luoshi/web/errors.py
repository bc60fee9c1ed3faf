"""Errors become pages in one place: refused 422, changed meanwhile 409, not visible 404, a bad day 400, and faults.

Every page of a fault carries the number under which the log knows the request.
"""

import logging
import sys
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.record.refusals import Conflict, NotVisible, Reason, Refused
from luoshi.web import edge, faults, metrics, telling, tracing
from luoshi.web.pages import resuming
from luoshi.web.respond import bare, page
from luoshi.web.watch import route

_log = logging.getLogger("luoshi.web")


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
    try:
        return _lost(request, 404, gettext("没有这一页"), gettext("地址可能写错了，或者这一页已经不在。"))
    except Exception:  # who sits here could not be asked: the page is no less lost for that
        return failed(request)


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: mostly one that stood open over a sign-out.

    What was typed into one of ours is carried over the sign-in, or laid before its sender again; it is never taken.
    """
    _show_the_present(request)
    answer = resuming.instead(request, is_stale=True) if request.method == "POST" else None
    if answer is not None:
        return answer
    why = gettext("表打开以后登录已经退出或换过人，刚才填的没有保存。请回到办公桌，重新登录后再填。")
    return _lost(request, 403, gettext("这张表已经过期"), why)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The framework itself refused."""
    return _bare(request, 403, gettext("不能打开这一页"), (gettext("这一页不对您现在的岗位开放。"),))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What came is not what a browser sends from our pages; too much of it is 413."""
    if isinstance(exception, RequestDataTooBig):
        why = gettext(
            "一次交的内容太多，没有保存。文件请压小或者分几次交，长文字请放进附件；按“后退”回到表上，填过的字还在。"
        )
        return _bare(request, 413, gettext("内容太多"), (why,))
    return _bare(
        request, 400, gettext("看不懂这个请求"), (gettext("浏览器发来的内容不完整或者不合规矩，没有保存任何东西。"),)
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke while the page was made; Django calls it while the exception is being handled.

    A database or disk that is away is a 503 with what to do; everything else is a fault of ours, 500. Neither tells
    more than the number under which the log knows it.
    """
    error = sys.exc_info()[1]
    found = faults.kind(error)
    _log.error("request.failed", exc_info=error, extra={"kind": found, "route": route(request)})
    metrics.FAILURES.labels(found).inc()
    title, *said = _WORDS[found]
    lines = [str(one) for one in said]
    if request.method not in ("GET", "HEAD"):
        # A connection that is lost while a transaction is being closed leaves open which way it went.
        lines.append(gettext("刚才交的表，按“后退”回到表上再交一次就行：已经办成的不会办第二次，没办成的这次办成。"))
    response = _bare(request, 500 if found == faults.OURS else 503, str(title), tuple(lines))
    if found != faults.OURS:
        response.headers["Retry-After"] = "10"
    return response


#: Kind of fault → title and sentences.
_WORDS = {
    faults.AWAY: (
        _("数据库暂时连不上"),
        _("现在看不了、也存不进。请过一会儿再试；十分钟后还是这样，请告诉系统管理员。"),
    ),
    faults.BUSY: (_("现在太忙"), _("等了很久还没有轮到，这一次没有办成。请过一会儿再试。")),
    faults.FULL: (_("磁盘满了"), _("存不进新的内容，这一次没有办成，也没有只办一半。请马上告诉系统管理员腾出空间。")),
    faults.READ_ONLY: (
        _("磁盘写不进"),
        _("存不进新的内容，这一次没有办成，也没有只办一半。请马上告诉系统管理员检查磁盘。"),
    ),
    faults.OURS: (_("系统出错了"), _("这不是您的操作造成的。请把下面的编号告诉系统管理员，日志里能查到原因。")),
}


def _lost(request: HttpRequest, status: int, title: str, why: str) -> HttpResponse:
    number = tracing.request_number.get()
    return page(request, "lost.html", status=status, title=title, why=why, lines=(), number=number)


def _bare(request: HttpRequest, status: int, title: str, lines: tuple[str, ...]) -> HttpResponse:
    """A page that asks nothing of the database; plain text when not even a template can be drawn."""
    number = tracing.request_number.get()
    try:
        return bare(request, "lost.html", status=status, title=title, why="", lines=lines, number=number)
    except Exception:  # the last door: whatever broke, somebody waits for an answer
        _log.error("request.failed_bare", exc_info=True)
        text = "\n".join((title, *lines, number, "", _PLAIN))
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


_PLAIN = "Something is broken here. Tell the system administrator the number above."
