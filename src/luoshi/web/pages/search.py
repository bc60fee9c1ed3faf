"""Finding by words: items, reports, what happened on the way, documents; an item's number leads straight to it."""

import datetime as dt
import re
import unicodedata
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.boards import finding
from luoshi.ledger import queries as ledger
from luoshi.org.access import Actor
from luoshi.search.wanted import LONGEST, Wanted, read
from luoshi.web import edge, sitting, telling
from luoshi.web.acts.fields import ActForm, Choices, UnitField, words
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for

#: Places on the page of one group, and of each group where all stand together.
PAGE, FEW = 20, 5
_NUMBER = re.compile(r"LS-[A-Z]\d+-\d{4}-[A-Z]-\d+")


def _states() -> Choices:
    every = words("state", "draft", "open", "submitted", "concluded", "closed", "withdrawn")()
    return [("", gettext("全部")), *every]


class SearchForm(ActForm):
    """What to look for, and what to narrow it to."""

    q = forms.CharField(label=_("要找的词"), required=False, max_length=LONGEST)
    group = forms.ChoiceField(label=_("在哪里找"), required=False)
    unit = UnitField(label=_("牵头单位"), required=False)
    year = forms.IntegerField(label=_("年份"), required=False, min_value=edge.FIRST_YEAR, max_value=edge.LAST_YEAR)
    state = forms.ChoiceField(label=_("事项状态"), required=False, choices=_states)

    def __init__(self, data: QueryDict, *, groups: tuple[str, ...], as_of: dt.datetime) -> None:
        super().__init__(data, as_of=as_of)
        named = [(code, telling.capital(telling.word(f"found.{code}"))) for code in groups]
        self.fields["group"].choices = [("", gettext("全部")), *named]  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs |= {"type": "search", "autocomplete": "off"}


@seated_for("item.see")
def search(request: HttpRequest) -> HttpResponse:
    """What is found today; the past is in the ledger, as of its days."""
    if "as_of" in request.GET:
        return redirect(f"{reverse('search')}?{_address(request.GET)}")
    actor, at = sitting.actor(request), edge.now(request)
    groups = finding.groups_for(actor)
    form = SearchForm(request.GET, groups=groups, as_of=at)
    is_good = form.is_valid()
    said = request.GET.get("q", "").strip()
    if number := _number(actor, said, at):
        return redirect("item", number)
    wanted = read(said)
    asked = (form.cleaned_data.get("group") or "") if is_good else ""
    found = _found(request, form.cleaned_data, wanted, (asked,) if asked else groups) if is_good else ()
    return page(
        request,
        "search.html",
        here="search",
        form=form,
        said=said,
        is_asked=is_good and not wanted.is_empty,
        only_without=bool(wanted.is_empty and wanted.without),
        groups=[one for one in found if one.places or one.after is not None],
        asked=asked,
        address=_address(request.GET),
        is_narrowed=is_good and any(form.cleaned_data.get(name) for name in ("group", "unit", "year", "state")),
        is_incomplete=bool(finding.missing()),
    )


def _number(actor: Actor, said: str, at: dt.datetime) -> str:
    """The number that was typed, if it is that of an item that the actor sees."""
    number = unicodedata.normalize("NFKC", said).upper()
    return number if _NUMBER.fullmatch(number) and ledger.titles(actor, [number], as_of=at) else ""


def _found(
    request: HttpRequest, said: dict[str, Any], wanted: Wanted, groups: tuple[str, ...]
) -> tuple[finding.Group, ...]:
    """The groups asked for: a page of a single one, the first few places of each of several."""
    if wanted.is_empty:
        return ()
    narrow = finding.Narrow(
        year=said.get("year"), unit_id=said.get("unit"), states=(said["state"],) if said.get("state") else ()
    )
    is_one = len(groups) == 1
    return tuple(
        finding.find(
            sitting.actor(request),
            wanted,
            code,
            as_of=edge.now(request),
            narrow=narrow,
            after=_cursor(request.GET.get("after", "")) if is_one else None,
            limit=PAGE if is_one else FEW,
        )
        for code in groups
        if code != "document" or not (narrow.states or narrow.unit_id)
    )


def _address(sent: QueryDict) -> str:
    """The query without group, paging and day, to be gone on with."""
    gone = ("after", "group", "as_of")
    return urlencode([(name, one) for name in sent for one in sent.getlist(name) if one and name not in gone])


def _cursor(said: str) -> int | None:
    """Where a page goes on, as its address names it; None for what is no such place."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 and int(said) < 1 << 63 else None
