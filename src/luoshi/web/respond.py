"""A page from a template and plain data, with what every page shows around it."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.org import access
from luoshi.org.queries import NameBook
from luoshi.record import queries as record
from luoshi.web import alarms, edge, kept, sitting, watermark

THEMES = ("auto", "light", "dark")
#: The places of the masthead: the name of the page, its word, and the verb without which it is not shown.
PLACES = (
    ("desk", _("办公桌"), ""),
    ("ledger", _("台账"), "item.see"),
    ("documents", _("来源文件"), "document.see"),
    ("board", _("看板"), "board.see"),
    ("directory", _("通讯录"), "org.see"),
    ("access_log", _("访问记录"), "access_log.see"),
    ("doors", _("账号安全"), "org.reset_factors"),
    ("expungings", _("清除文件"), "file.expunge"),
    ("seal", _("存证"), ""),
    ("status", _("系统状态"), "status.see"),
)


@dataclass(frozen=True)
class Frame:
    """What stands around every page."""

    language: str
    theme: str
    now: dt.datetime
    today: dt.date
    past_on: dt.date | None
    path: str
    demo: bool
    person: str = ""
    post: str = ""
    anchor: str = ""
    #: for the forms of the page: whom they are drawn for, signed; and her number, for what the browser keeps
    drawn_for: str = ""
    person_id: str = ""
    #: a form was carried over the sign-in that is not hers
    was_of_another: bool = False
    #: what is wrong with the installation, for the supervision office
    alarms: tuple[str, ...] = ()
    #: where the watermark lies: nowhere, on `paper`, or on the `screen` too
    watermark: str = ""


def theme(request: HttpRequest) -> str:
    """`auto`, `light` or `dark`, from the reader's cookie."""
    said = request.COOKIES.get("theme", "auto")
    return said if said in THEMES else "auto"


def frame(request: HttpRequest, template: str = "") -> Frame:
    """The frame of this request's page. Raises edge.BadDay for a bad `as_of`."""
    person, post = _sitter(request)
    sight = sitting.find_sight(request)
    return Frame(
        language=edge.language(),
        theme=theme(request),
        now=edge.now(request),
        today=edge.today(request),
        past_on=edge.past_day(request),
        path=request.get_full_path(),
        demo=settings.LUOSHI_DEMO,
        person=person,
        post=post,
        # Whoever holds the paper holds the head of the log at that moment (DESIGN §1.5).
        anchor=str(sight.head if sight else record.head()) if post else "",
        watermark=watermark.where(request, template),
        drawn_for=kept.token(request) if post else "",
        person_id=str(getattr(request.user, "person_id", "")) if post else "",
        was_of_another=kept.was_of_another(request) if post else False,
        alarms=alarms.sentences(as_of=edge.now(request)) if _may(request, "status.be_warned") else (),
    )


def _sitter(request: HttpRequest) -> tuple[str, str]:
    """Names of the person and of the post she sits on; empty for nobody."""
    actor = sitting.find_actor(request) if request.user.is_authenticated else None
    if actor is None:
        return "", ""
    refs = (f"person:{actor.person_id}", f"post:{actor.post_id}", actor.on_behalf_of or "")
    sight = sitting.find_sight(request)
    book = sight.names if sight else NameBook(edge.now(request))
    book.learn(ref for ref in refs if ref)
    person, post, behalf = (book.get(ref) or "" for ref in refs)
    return person, gettext("%(post)s（代%(leader)s）") % {"post": post, "leader": behalf} if behalf else post


def _places(request: HttpRequest) -> tuple[tuple[str, Any], ...]:
    """The places that this post has any business in."""
    if not _is_seated(request):
        return ()
    return tuple((name, said) for name, said, verb in PLACES if not verb or _may(request, verb))


def _is_seated(request: HttpRequest) -> bool:
    return request.user.is_authenticated and sitting.find_actor(request) is not None


def _may(request: HttpRequest, verb: str) -> bool:
    """Whether the post of this sitting has the verb at all: links to pages that would refuse are not drawn."""
    return _is_seated(request) and access.allows(sitting.actor(request), verb)


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """The whole page; `context` holds plain data only."""
    shown = {
        "frame": frame(request, template),
        "places": _places(request),
        "here": "",
        "may": partial(_may, request),
        **context,
    }
    return HttpResponse(render_to_string(template, shown, request), status=status)


def bare(request: HttpRequest, template: str, *, status: int, **context: Any) -> HttpResponse:
    """A page that asks nothing of session and database: nobody sits there, no places, the present day."""
    at = edge.now(request)
    empty = Frame(
        language=edge.language(),
        theme=theme(request),
        now=at,
        today=at.astimezone(edge.SHANGHAI).date(),
        past_on=None,
        path="/",
        demo=settings.LUOSHI_DEMO,
    )
    shown = {"frame": empty, "places": (), "here": "", "may": lambda _verb: False, **context}
    return HttpResponse(render_to_string(template, shown, request), status=status)


def part(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A piece of a page, for htmx to put in."""
    return HttpResponse(render_to_string(template, context, request))
