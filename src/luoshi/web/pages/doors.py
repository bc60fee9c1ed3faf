"""Account safety (账号安全): what the two administrators see of everybody's door, and may do about it (R12-01)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from luoshi.org import access, queries
from luoshi.org import operations as org
from luoshi.org.access import Actor
from luoshi.org.records import DoorLine
from luoshi.record.refusals import Refused
from luoshi.web import edge, once, sitting, telling
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for

VERB = "org.reset_factors"


class AskForm(forms.Form):
    """Why the second factors of somebody should be taken away."""

    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("例如：手机丢失，已当面核实身份。"))


@seated_for(VERB)
def doors(request: HttpRequest) -> HttpResponse:
    """Every open account: which factors, how many open sittings, and the requests that wait."""
    return _show(request)


def _show(request: HttpRequest, *, reasons: tuple[telling.Told, ...] = ()) -> HttpResponse:
    actor, at = sitting.actor(request), edge.now(request)
    lines = queries.doors(actor, at)
    waiting = [line for line in lines if line.reset is not None]
    refs = [f"person:{line.reset.asked_by_id}" for line in waiting if line.reset is not None]
    return page(
        request,
        "doors.html",
        status=422 if reasons else 200,
        lines=lines,
        waiting=[(line, _may_decide(actor, line)) for line in waiting],
        names=queries.names(refs, at),
        may_end=access.allows(actor, "org.end_sittings"),
        own=actor.person_id,
        form=AskForm(),
        reasons=reasons,
        form_key=once.fresh,
    )


def _may_decide(actor: Actor, line: DoorLine) -> bool:
    """Whether this administrator is the other one of a request, and it is not about herself."""
    return line.reset is not None and actor.role != line.reset.asked_role and actor.person_id != line.person_id


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
