"""The directory's pages: units, posts and persons as of a day, with what administrators do with them."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.org import access
from luoshi.org import queries as org
from luoshi.record.refusals import NotVisible
from luoshi.web import edge, sitting, telling
from luoshi.web.acts.fields import ActForm, Choices, DayField, words
from luoshi.web.directory import offers
from luoshi.web.directory.fields import find_people
from luoshi.web.directory.forms import UNIT_KINDS
from luoshi.web.directory.offers import Drawn
from luoshi.web.pages.ledger import query
from luoshi.web.respond import page, part
from luoshi.web.sitting import seated_for

PAGE = 50
STATES = (
    ("no_account", _("没有账号")),
    ("initial", _("还没改初始密码")),
    ("locked", _("已锁定")),
    ("closed", _("已停用")),
    ("no_post", _("没有岗位")),
)


def _kinds() -> Choices:
    return [("", gettext("全部")), *words("unit_kind", *UNIT_KINDS, "temporary_body")()]


def _states() -> Choices:
    return [("", gettext("全部")), *((code, str(said)) for code, said in STATES)]


class UnitFilter(ActForm):
    """What the list of units is narrowed to."""

    text = forms.CharField(label=_("名称或编码"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=_kinds)
    as_of = DayField(label=_("看哪一天"), required=False)


class PersonFilter(ActForm):
    """What the list of persons is narrowed to."""

    text = forms.CharField(label=_("姓名或登录名"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("账号"), required=False, choices=_states)


@seated_for("org.see")
def units(request: HttpRequest) -> HttpResponse:
    """The units of the day, page by page."""
    at = edge.as_of(request)
    form = UnitFilter(request.GET, as_of=at)
    form.is_valid()
    said, parent_id = form.cleaned_data, edge.whole(request.GET.get("parent"))
    found = org.find_units(
        at,
        text=said.get("text", ""),
        kind=said.get("kind", ""),
        parent_id=parent_id,
        after=request.GET.get("after"),
        limit=PAGE,
    )

    def draw(drawn: Drawn) -> HttpResponse:
        return _page(
            request, "directory_units.html", drawn, "units",
            form=form,
            found=found,
            parent=org.unit(parent_id, at) if parent_id else None,
            past=_past(request),
            first_query=query(request.GET) if "after" in request.GET else None,
            next_query=query(request.GET, after=found.next_after) if found.next_after else None,
            is_narrowed=any(request.GET.get(name) for name in ("text", "kind", "parent")),
            is_young=not edge.past_day(request) and len(org.units(at)) < _YOUNG,
        )  # fmt: skip

    return offers.answer(request, "units", None, draw)


#: A directory of so few units is one that somebody has just begun.
_YOUNG = 5


def _past(request: HttpRequest) -> str:
    """The query that keeps the past day on the next page."""
    past = edge.past_day(request)
    return f"?as_of={past.isoformat()}" if past else ""


def _page(request: HttpRequest, template: str, drawn: Drawn, group: str, **facts: Any) -> HttpResponse:
    """A page of the directory with its acts, refusals and what was done."""
    return page(
        request,
        template,
        status=drawn.status,
        here="directory",
        drawn=drawn,
        done=offers.done_word(request, group),
        **facts,
    )


@seated_for("org.see")
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit with its names, posts and members."""
    card = org.unit_card(unit_id, edge.as_of(request))
    if card is None or card.unit.area_id != sitting.actor(request).area_id:
        raise NotVisible
    is_gone = card.dissolved_on is not None and card.dissolved_on <= edge.today(request)

    def draw(drawn: Drawn) -> HttpResponse:
        kept = drawn if not is_gone else Drawn((), drawn.status, drawn.reasons)
        return _page(
            request, "directory_unit.html", kept, "unit", card=card, is_gone=is_gone, past=_past(request)
        )  # fmt: skip

    return offers.answer(request, "unit", card, draw, about=unit_id)


@seated_for("org.see")
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """One post with who held it, who stands in, and what it may do."""
    card = org.post_card(post_id, edge.as_of(request))
    if card is None or not _is_here(request, card.post.unit_id):
        raise NotVisible
    rights = [
        (telling.word(f"verb.{verb}"), telling.word(f"scope.{grants[card.post.role]}"))
        for verb, grants in access.table().items()
        if card.post.role in grants
    ]

    def draw(drawn: Drawn) -> HttpResponse:
        return _page(
            request, "directory_post.html", drawn, "post",
            card=card, rights=rights, past=_past(request), today=edge.past_day(request) or edge.today(request),
        )  # fmt: skip

    return offers.answer(request, "post", card, draw, about=post_id)


def _is_here(request: HttpRequest, unit_id: int) -> bool:
    """Whether the unit is of the actor's own area."""
    card = org.unit_card(unit_id, edge.as_of(request))
    return card is not None and card.unit.area_id == sitting.actor(request).area_id


@seated_for("org.see")
def persons(request: HttpRequest) -> HttpResponse:
    """The persons, newest first; their accounts for who keeps accounts."""
    at = edge.now(request)
    form = PersonFilter(request.GET, as_of=at)
    form.is_valid()
    keeps_accounts = access.allows(sitting.actor(request), "org.accounts")
    said = form.cleaned_data
    found = org.find_persons(
        at,
        text=said.get("text", ""),
        state=said.get("state", "") if keeps_accounts else "",
        after=edge.whole(request.GET.get("after")),
        limit=PAGE,
    )

    def draw(drawn: Drawn) -> HttpResponse:
        return _page(
            request, "directory_persons.html", drawn, "persons",
            form=form,
            found=found,
            keeps_accounts=keeps_accounts,
            first_query=query(request.GET) if "after" in request.GET else None,
            next_query=query(request.GET, after=str(found.next_after)) if found.next_after else None,
            is_narrowed=any(request.GET.get(name) for name in ("text", "state")),
        )  # fmt: skip

    return offers.answer(request, "persons", None, draw)


@seated_for("org.see")
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person with her posts; her account for who keeps accounts."""
    at = edge.now(request)
    card = org.person_card(person_id, at)
    if card is None:
        raise NotVisible

    def draw(drawn: Drawn) -> HttpResponse:
        return _page(
            request, "directory_person.html", drawn, "person",
            card=card,
            keeps_accounts=access.allows(sitting.actor(request), "org.accounts"),
            today=edge.today(request),
            is_locked=_is_locked(card.account.locked_until if card.account else None, at),
        )  # fmt: skip

    return offers.answer(request, "person", card, draw, about=person_id)


def _is_locked(until: dt.datetime | None, at: dt.datetime) -> bool:
    return until is not None and until > at


@seated_for("org.see")
def person_options(request: HttpRequest) -> HttpResponse:
    """At most twelve persons for the datalist; those of one name carry their numbers."""
    said = next((str(value) for value in request.GET.values() if value), "")
    found = find_people(said, edge.now(request))
    names = [one.person.name for one in found]
    options = [
        (f"{name} #{one.person.id}" if names.count(name) > 1 else name, "、".join(one.posts))
        for name, one in zip(names, found, strict=True)
    ]
    return part(request, "parts/options.html", options=options)


@seated_for("org.see")
def post_options(request: HttpRequest) -> HttpResponse:
    """At most twelve posts for the datalist."""
    said = next((str(value) for value in request.GET.values() if value), "")
    return part(
        request, "parts/options.html", options=[(name, "") for _, name in org.find_posts(edge.now(request), said)]
    )  # fmt: skip
