"""Opening one item by hand, and the line that stands for a matter kept on paper."""

import datetime as dt
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luoshi.intake import operations as intake
from luoshi.ledger import operations as ledger
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.record.refusals import Refused
from luoshi.rulebook import queries as rulebook
from luoshi.web import edge, errors, kept, once, sitting, telling
from luoshi.web.acts.fields import ActForm, Choices, DayField, LongText, UnitField, UnitsField, words
from luoshi.web.pages.resuming import survives_sign_in
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for


def kinds(at: dt.datetime) -> Choices:
    """The kinds in force, by their titles."""
    return [(one.rule.code, telling.say(one.rule.head.title)) for one in rulebook.kinds(at)]


class _Issued(ActForm):
    """What every new line needs: its kind and the office that issues it."""

    kind = forms.ChoiceField(label=_("事项类型"))
    office = forms.ChoiceField(label=_("督办单位"))

    def __init__(self, *args: Any, as_of: dt.datetime, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, as_of=as_of, **kwargs)
        self.fields["kind"].choices = kinds(as_of)  # type: ignore[attr-defined]
        reach = org.reach(actor, as_of)
        mine = [(str(one.id), one.title) for one in org.issuing_offices(as_of) if one.id in reach.issuing_office_ids]
        self.fields["office"].choices = mine  # type: ignore[attr-defined]


class OpenForm(_Issued):
    """An item that comes from no document in the house."""

    title = forms.CharField(label=_("事项"), max_length=500)
    basis = forms.CharField(label=_("依据"), max_length=300, help_text=_("哪份文件、哪次会议、哪位领导的批示。"))
    clause = forms.CharField(label=_("条款"), max_length=300, required=False)
    quote = LongText(label=_("原文"), rows=2, required=False)
    lead_unit = UnitField(label=_("牵头单位"))
    co_units = UnitsField(label=_("配合单位"), required=False)
    due_on = DayField(label=_("到期日"), required=False)
    acceptance = LongText(label=_("验收标准"), rows=2, required=False)
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=words("urgency", "normal", "urgent", "extra_urgent"))
    klass = forms.ChoiceField(label=_("督办级别"), choices=words("klass", "ordinary", "key"))
    term_class = forms.ChoiceField(
        label=_("期限类型"), choices=words("term_class", "limited", "at_once", "long_term", "standing")
    )


class OfflineForm(_Issued):
    """A matter kept on paper (R13-15): number, unit, date and the place in the paper register, nothing else."""

    unit = UnitField(label=_("牵头单位"))
    place = forms.CharField(label=_("纸质登记处"), max_length=300, help_text=_("登记簿名称和页码，不写内容。"))
    due_on = DayField(label=_("到期日"), required=False)


@survives_sign_in
@seated_for("item.open")
def open_item(request: HttpRequest) -> HttpResponse:
    """Both forms; `verb` says which one was sent."""
    if led := once.earlier(request):
        return redirect(led)
    actor, at = sitting.actor(request), edge.now(request)
    brought = kept.here(request) if request.method != "POST" else None
    sent = brought.data() if brought else request.POST if request.method == "POST" else None
    is_offline = sent is not None and sent.get("verb") == "offline"
    plain = OpenForm(None if is_offline else sent, as_of=at, actor=actor)
    offline = OfflineForm(sent if is_offline else None, as_of=at, actor=actor)
    form: _Issued = offline if is_offline else plain
    reasons: tuple[telling.Told, ...] = ()
    status = 422 if form.is_bound and not brought else 200
    if brought:
        form.full_clean()
        form.errors.clear()
    elif form.is_valid():
        try:
            done = redirect(_do(request, form.cleaned_data, is_offline=is_offline))
            kept.drop(request)
            return done
        except Refused as refused:
            reasons, status = telling.reasons(refused.reasons, as_of=at), errors.status_of(refused)
    return page(
        request,
        "open_item.html",
        status=status,
        here="ledger",
        plain=plain,
        offline=offline,
        is_offline=is_offline,
        reasons=reasons,
        form_key=partial(str, brought.data().get("form_key", "")) if brought else once.fresh,
        kept=brought,
    )


def _do(request: HttpRequest, said: dict[str, Any], *, is_offline: bool) -> str:
    """Open the line once; the page of what waits to be handed over comes next."""
    actor, at = sitting.actor(request), edge.now(request)
    act = _offline if is_offline else _plain
    return once.run(request, lambda: act(actor, at, said), result=f"{reverse('hand_over')}?opened=1")


def _plain(actor: Actor, at: dt.datetime, said: dict[str, Any]) -> None:
    ledger.open_item(
        actor=actor,
        at=at,
        kind=said["kind"],
        title=said["title"],
        issuing_office_id=int(said["office"]),
        basis=ledger.Basis(title=said["basis"], clause=said["clause"], quote=said["quote"]),
        assignments=[
            ledger.AssignmentSpec(role="lead", unit_id=said["lead_unit"]),
            *(ledger.AssignmentSpec(role="co", unit_id=one) for one in said["co_units"]),
        ],
        due_on=said["due_on"],
        acceptance=said["acceptance"],
        urgency=said["urgency"],
        klass=said["klass"],
        term_class=said["term_class"],
    )


def _offline(actor: Actor, at: dt.datetime, said: dict[str, Any]) -> None:
    intake.open_offline(
        actor=actor,
        at=at,
        kind=said["kind"],
        issuing_office_id=int(said["office"]),
        unit_id=said["unit"],
        place=said["place"],
        due_on=said["due_on"],
    )
