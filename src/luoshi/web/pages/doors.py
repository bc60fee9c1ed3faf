"""Account safety (账号安全): what the two administrators see of everybody's door, and may do about it (R12-01)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from luoshi.org import access, queries
from luoshi.org import operations as org
from luoshi.org.access import Actor
from luoshi.org.records import FactorResetRecord
from luoshi.record.refusals import Refused
from luoshi.web import edge, once, sitting, telling
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for

VERB, LINES = "org.reset_factors", 50


class AskForm(forms.Form):
    """Why the second factors of somebody should be taken away."""

    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("例如：手机丢失，已当面核实身份。"))


@seated_for(VERB)
def doors(request: HttpRequest) -> HttpResponse:
    """The accounts with a second factor, or signed in for who may end that, and the requests that wait."""
    return _show(request)


def _show(request: HttpRequest, *, reasons: tuple[telling.Told, ...] = ()) -> HttpResponse:
    actor, at = sitting.actor(request), edge.now(request)
    lines = queries.doors(actor, after=request.GET.get("after", ""), limit=LINES + 1)
    waiting = queries.factor_resets(actor, at)
    refs = [f"person:{one}" for reset in waiting for one in (reset.asked_by_id, reset.person_id)]
    return page(
        request,
        "doors.html",
        status=422 if reasons else 200,
        lines=lines[:LINES],
        next_after=lines[LINES - 1].login if len(lines) > LINES else "",
        waiting=[(reset, _may_decide(actor, reset)) for reset in waiting],
        asked={reset.account_id for reset in waiting},
        names=queries.names(refs, at),
        may_end=access.allows(actor, "org.end_sittings"),
        own=actor.person_id,
        form=AskForm(),
        reasons=reasons,
        form_key=once.fresh,
    )


def _may_decide(actor: Actor, reset: FactorResetRecord) -> bool:
    """Whether this administrator is the other one of a request, and it is not about herself."""
    return actor.role != reset.asked_role and actor.person_id != reset.person_id


@seated_for(VERB)
@require_POST
def door_act(request: HttpRequest) -> HttpResponse:
    """Ask for a reset, decide on one, end somebody's sittings."""
    said = request.POST
    actor, at = sitting.actor(request), edge.now(request)
    number = edge.whole(said.get("about")) or 0

    def act() -> object:
        if said.get("act") == "ask":
            return org.ask_factor_reset(actor=actor, at=at, account_id=number, reason=said.get("reason", ""))
        if said.get("act") == "end":
            return org.end_sittings(actor=actor, at=at, account_id=number)
        granted = said.get("act") == "grant"
        return org.decide_factor_reset(actor=actor, at=at, reset_id=number, granted=granted)

    try:
        return redirect(once.run(request, act, result=request.path.removesuffix("/do")))
    except Refused as refused:
        return _show(request, reasons=telling.reasons(refused.reasons, as_of=at))
