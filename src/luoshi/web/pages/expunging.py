"""Wrongly loaded files: proposed by one administrator, answered by the other; neither sees what is in them."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luoshi.org import operations
from luoshi.org import queries as org
from luoshi.record import queries as record
from luoshi.record.files import kinds
from luoshi.record.queries import ExpungingRecord
from luoshi.record.refusals import Reason, Refused
from luoshi.web import edge, errors, once, sitting, telling
from luoshi.web.acts.fields import ActForm
from luoshi.web.respond import page
from luoshi.web.shown.files import Tombstone, tombstone
from luoshi.web.sitting import seated_for

_SHOWN = 100


class ProposalForm(ActForm):
    """Which file, and why."""

    code = forms.CharField(
        label=_("文件编号"), max_length=80, help_text=_("十二位，在事项或来源文件的页面上，由督查室告知。")
    )
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True)
class ShownProposal:
    """A proposal as the administrators see it: a code, a type, a size, never a name."""

    proposal: ExpungingRecord
    code: str
    by: str
    format: str
    stone: Tombstone | None
    may_confirm: bool


@seated_for("file.expunge")
def expungings(request: HttpRequest) -> HttpResponse:
    """The open proposals first, and a form for a new one; sent, it is one act, done once."""
    if request.method != "POST":
        return _page(request, ProposalForm(as_of=edge.now(request)))
    form = ProposalForm(request.POST, as_of=edge.now(request))
    try:
        return redirect(_done(request, form))
    except Refused as refused:
        return _page(request, form if "propose" in request.POST else None, refused)


def _done(request: HttpRequest, form: ProposalForm) -> str:
    """Do what was sent; the address to go to."""
    actor, at = sitting.actor(request), edge.now(request)
    there = reverse("expungings")
    if "propose" in request.POST:
        form.is_valid()
        code, reason = form.data.get("code", ""), form.data.get("reason", "")
        return once.run(
            request,
            lambda: operations.propose_expunging(actor=actor, at=at, code=code, reason=reason),
            result=f"{there}?done=proposed",
        )
    for verb, confirmed in (("confirm", True), ("refuse", False)):
        proposal_id = edge.whole(request.POST.get(verb))
        if proposal_id is not None:
            return _answered(request, proposal_id, confirmed, f"{there}?done={verb}")
    raise Refused([Reason("web.unknown_act")])


def _answered(request: HttpRequest, proposal_id: int, confirmed: bool, there: str) -> str:
    actor, at = sitting.actor(request), edge.now(request)
    return once.run(
        request,
        lambda: operations.answer_expunging(actor=actor, at=at, proposal_id=proposal_id, confirmed=confirmed),
        result=there,
    )


def _page(request: HttpRequest, form: ProposalForm | None, refused: Refused | None = None) -> HttpResponse:
    at = edge.now(request)
    found = record.expungings(limit=_SHOWN)
    done = request.GET.get("done", "")
    return page(
        request,
        "expungings.html",
        status=errors.status_of(refused) if refused else 200,
        here="expungings",
        form=form or ProposalForm(as_of=at),
        form_key=once.fresh,
        reasons=telling.reasons(refused.reasons, as_of=at) if refused else (),
        done="" if refused else _DONE.get(done, ""),
        waiting=[_shown(request, one) for one in found if one.answered_at is None],
        answered=[_shown(request, one) for one in found if one.answered_at is not None],
    )


#: What was just done, in words.
_DONE = {
    "proposed": _("已提出，等另一类管理员答复。"),
    "confirm": _("文件内容已销毁，原处留有说明。"),
    "refuse": _("未清除，文件保持原样。"),
}


def _shown(request: HttpRequest, one: ExpungingRecord) -> ShownProposal:
    at, actor = edge.now(request), sitting.actor(request)
    proposer = one.proposed_by.rpartition("person:")[2]
    return ShownProposal(
        proposal=one,
        code=record.file_code(one.file.hash),
        by=telling.book([one.proposed_by], as_of=at)(one.proposed_by),
        format=kinds.SHORT.get(one.file.media_type, one.file.media_type),
        stone=tombstone(one, as_of=at) if one.answered_at else None,
        may_confirm=proposer != str(actor.person_id) and org.role_of(one.proposed_by) != actor.role,
    )
