"""The ledger as a list: filters in the address, keyset paging, any past day, export."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.clock.lights import PACES as EVERY_PACE
from luoshi.clock.lights import TIMES as EVERY_TIME
from luoshi.ledger import queries as ledger
from luoshi.org import access
from luoshi.org import queries as org
from luoshi.rulebook.queries import Version
from luoshi.rulebook.shapes import KindRule
from luoshi.web import edge, sitting, telling
from luoshi.web.acts.fields import ActForm, Choices, DayField, UnitField, words
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for

PAGE = 50
ALIVE = ("draft", "open", "submitted")
COUNTED = ("open", "submitted", "concluded", "closed")  # what a board counts, and so what its figures open
EVERY = "every"
TIMES = ("normal", "soon", "late", "severe", "done", "done_late", "suspended")
PACES = ("ahead", "behind", "far_behind")
_KNOWN = frozenset([*EVERY_TIME, *(f"{time}:{pace}" for time in ("pace", *EVERY_TIME) for pace in EVERY_PACE if pace)])


def _lights() -> Choices:
    times = [(code, telling.word(f"time.{code}")) for code in TIMES]
    paces = [(f"pace:{code}", telling.word(f"pace.{code}")) for code in PACES]
    return [("", gettext("全部")), *times, *paces]


def _states() -> Choices:
    every = words("state", *ALIVE, "concluded", "closed", "withdrawn")()
    return [("", gettext("在办的")), (EVERY, gettext("全部")), *every]


class FilterForm(ActForm):
    """What the list is narrowed to; every field may be left empty."""

    text = forms.CharField(label=_("事项或编号"), required=False, max_length=100)
    unit = UnitField(label=_("牵头单位"), required=False)
    light = forms.ChoiceField(label=_("亮灯"), required=False, choices=_lights)
    kind = forms.ChoiceField(label=_("事项类型"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=_states)
    due_from = DayField(label=_("到期自"), required=False)
    due_to = DayField(label=_("到期至"), required=False)
    as_of = DayField(label=_("看哪一天"), required=False)

    def __init__(self, data: QueryDict, *, as_of: dt.datetime, kinds: Iterable[Version[KindRule]]) -> None:
        super().__init__(data, as_of=as_of)
        named = [(one.rule.code, telling.say(one.rule.head.title)) for one in kinds]
        self.fields["kind"].choices = [("", gettext("全部")), *named]  # type: ignore[attr-defined]


@seated_for("item.see")
def ledger_list(request: HttpRequest) -> HttpResponse:
    """One page of the ledger."""
    actor, at = sitting.actor(request), edge.as_of(request)
    sight = sitting.sight(request)
    form = FilterForm(request.GET, as_of=at, kinds=sight.rules.kinds())
    form.is_valid()
    found = ledger.ledger_page(
        actor, as_of=at, filters=filters(form, request.GET), after=request.GET.get("after"), limit=PAGE, sight=sight
    )
    past = edge.past_day(request)
    return page(
        request,
        "ledger.html",
        here="ledger",
        form=form,
        found=found,
        past=f"?{urlencode({'as_of': past.isoformat()})}" if past else "",
        query=query(request.GET),
        first_query=query(request.GET) if "after" in request.GET else None,
        next_query=query(request.GET, after=found.next_after) if found.next_after else None,
        kept=[(name, value) for name in ("unit_id", "leader") for value in request.GET.getlist(name)],
        kept_words=_kept_words(request.GET, at),
        is_narrowed=any(value for name, value in request.GET.items() if name != "as_of"),
        may_open=past is None and access.allows(actor, "item.open"),
        may_try=access.allows(actor, "trial.use"),
    )


def filters(form: FilterForm, sent: QueryDict) -> ledger.Filters:
    """The ledger's filters from the form and from the links of the board (`unit_id`, exact `light` pairs)."""
    said: dict[str, Any] = form.cleaned_data
    # Whatever is no light at all matches nothing, once.
    lights = list(dict.fromkeys(one if one in _KNOWN else "?" for one in sent.getlist("light") if one))
    paces = tuple(one.removeprefix("pace:") for one in lights if one.startswith("pace:"))
    plain = tuple(one for one in lights if not one.startswith("pace:"))
    # One light chosen by a person means any pace; several, or one with a colon, are a board's exact pairs.
    is_choice = len(plain) == 1 and ":" not in plain[0] and not sent.get("unit_id")
    return ledger.Filters(
        unit_id=edge.whole(sent.get("unit_id")) or said.get("unit"),
        times=plain if is_choice else (),
        lights=() if is_choice else plain,
        paces=paces,
        kinds=(said["kind"],) if said.get("kind") else (),
        states=_wanted_states(said, has_light=bool(lights), is_figure=bool(lights and sent.get("unit_id"))),
        leader_post_id=edge.whole(sent.get("leader")),
        text=said.get("text", ""),
        due_from=said.get("due_from"),
        due_to=said.get("due_to"),
    )


def _wanted_states(said: dict[str, Any], *, has_light: bool, is_figure: bool) -> tuple[str, ...]:
    """The state that was chosen; without one what is under way, but all where words or a light were asked for.

    A figure of the board opens what the board counted.
    """
    state = said.get("state")
    if is_figure and not state:
        return COUNTED
    if state == EVERY or (not state and (has_light or said.get("text"))):
        return ()
    return (state,) if state else ALIVE


def query(sent: QueryDict, *, after: str | None = None) -> str:
    """The address's own query without paging, with `after` where there is one; `?` included, empty without any."""
    pairs = [(name, one) for name in sent for one in sent.getlist(name) if one and name != "after"]
    if after:
        pairs.append(("after", after))
    return f"?{urlencode(pairs)}" if pairs else ""


def _kept_words(sent: QueryDict, at: dt.datetime) -> list[str]:
    """What a link narrowed the list to, in words."""
    unit_id = edge.whole(sent.get("unit_id"))
    ref = f"unit:{unit_id}"
    return [org.names([ref], at).get(ref, ref)] if unit_id else []
