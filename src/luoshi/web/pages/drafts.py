"""One draft: correct it, split it, accept it, set it aside; the same forms on its own page and beside the text."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luoshi.intake import operations, queries
from luoshi.intake.records import DraftRecord
from luoshi.org import access
from luoshi.org import queries as org
from luoshi.record.refusals import Conflict, Reason, Refused
from luoshi.rulebook import queries as rulebook
from luoshi.web import edge, errors, once, sitting, telling
from luoshi.web.acts.fields import ActForm, DayField, LongText, UnitField, UnitsField, words
from luoshi.web.pages import reviewing
from luoshi.web.respond import page
from luoshi.web.shown import review as shown
from luoshi.web.sitting import seated_for

#: A draft has at most so many targets; an empty row more is offered.
MOST_TARGETS = 20
_COMPARATORS = [("=", "＝"), (">=", "≥"), ("<=", "≤"), (">", "＞"), ("<", "＜"), ("≈", "≈")]


class DraftForm(ActForm):
    """All that may be corrected before an item is opened."""

    title = LongText(label=_("事项"), rows=2, max_length=300)
    lead_unit = UnitField(label=_("牵头单位"), required=False)
    co_units = UnitsField(label=_("配合单位"), required=False)
    due_on = DayField(label=_("到期日"), required=False)
    acceptance = LongText(label=_("验收标准"), rows=2, required=False)
    kind = forms.ChoiceField(label=_("事项类型"))
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=words("urgency", "normal", "urgent", "extra_urgent"))
    klass = forms.ChoiceField(label=_("督办级别"), choices=words("klass", "ordinary", "key"))
    term_class = forms.ChoiceField(
        label=_("期限类型"), choices=words("term_class", "at_once", "limited", "long_term", "standing")
    )

    def __init__(self, *args: Any, as_of: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, as_of=as_of, **kwargs)
        kinds = [(one.rule.code, telling.say(one.rule.head.title)) for one in rulebook.kinds(as_of)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class TargetForm(forms.Form):
    """One number to reach; a row without an indicator counts for nothing."""

    use_required_attribute = False
    indicator = forms.CharField(label=_("指标"), required=False, max_length=100)
    comparator = forms.ChoiceField(label=_("比较"), choices=_COMPARATORS, required=False)
    value = forms.CharField(label=_("数值"), required=False, max_length=40)
    unit = forms.CharField(label=_("单位（量词）"), required=False, max_length=20)
    period = forms.CharField(label=_("时期"), required=False, max_length=40)


Targets = forms.formset_factory(TargetForm, extra=1, max_num=MOST_TARGETS)


@seated_for("draft.see")
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The page of one draft; a script gets the form alone, and what changed once it is sent."""
    at = edge.now(request)
    found = queries.find_draft(sitting.actor(request), draft_id, as_of=at)
    if request.method != "POST":
        return _page(request, found, DraftForm(initial=_initial(found, at), as_of=at), _targets(found))
    verb = request.POST.get("verb", "")
    is_form = verb in ("save", "accept")
    form = DraftForm(request.POST if is_form else None, initial=_initial(found, at), as_of=at)
    targets = Targets(request.POST, prefix="target") if is_form and "target-TOTAL_FORMS" in request.POST else None
    if is_form and not (form.is_valid() and (targets is None or targets.is_valid())):
        return _page(request, found, form, targets or _targets(found), version=_seen(request), status=422)
    try:
        went = once.run(request, lambda: _do(request, found, verb, form, targets), result=_landing(request, found))
    except Refused as refused:
        told, status = reviewing.against(refused, request), errors.status_of(refused)
        version = found.version if isinstance(refused, Conflict) else _seen(request)
        return _page(request, found, form, targets or _targets(found), version=version, status=status, refused=told)
    if request.headers.get("hx-request"):
        since = edge.whole(request.POST.get("since")) or 0
        return reviewing.news(request, found.document_id, since=since)
    return redirect(went)


def _seen(request: HttpRequest) -> int:
    """The version that the form was opened with."""
    return edge.whole(request.POST.get("version")) or 0


def _landing(request: HttpRequest, found: DraftRecord) -> str:
    """Where a browser without a script goes: back to the draft on the review page."""
    done = {"save": "edited"}.get(request.POST.get("verb", ""), request.POST.get("verb", ""))
    return f"{reverse('document', args=[found.document_id])}?done={done}#draft-{found.id}"


def _do(request: HttpRequest, found: DraftRecord, verb: str, form: DraftForm, targets: Any) -> None:
    """Save, accept, split or set aside."""
    actor, at = sitting.actor(request), edge.now(request)
    version = _seen(request)
    if verb == "waive":
        reason = reviewing.reason_of(request)
        operations.waive_draft(actor=actor, at=at, draft_id=found.id, version=version, reason=reason)
    elif verb == "split":
        cuts = _cuts(request, found)
        operations.split_draft(actor=actor, at=at, draft_id=found.id, version=version, cuts=cuts)
    elif verb in ("save", "accept"):
        changes = _changes(form.cleaned_data, targets)
        kept = operations.edit_draft(actor=actor, at=at, draft_id=found.id, version=version, changes=changes)
        if verb == "accept" and kept.state == "proposed":
            operations.accept_drafts(actor=actor, at=at, versions={kept.id: kept.version})
    else:
        raise Refused([Reason("web.unknown_act")])


def _cuts(request: HttpRequest, found: DraftRecord) -> list[int]:
    """Where to split: the ticked clauses, and the ends of the lines into which the quote was broken. Raises Refused."""
    ticked = [one for one in map(edge.whole, request.POST.getlist("cut")) if one is not None]
    written = request.POST.get("parts", "")
    lines = shown.written_cuts(found, written) if written.strip() else []
    if lines is None:
        raise Refused([Reason("intake.bad_cut")])
    return sorted({*ticked, *lines})


def _changes(said: dict[str, Any], targets: Any) -> dict[str, Any]:
    """The forms' values under the names that the operation takes."""
    names = {"lead_unit": "lead_unit_id", "co_units": "co_unit_ids"}
    changes = {names.get(name, name): value for name, value in said.items()}
    if targets is not None:
        changes["targets"] = [one for one in targets.cleaned_data if one.get("indicator")]
    return changes


def _unit_names(ids: Iterable[int | None], at: dt.datetime) -> str:
    known = org.units(at)
    return "、".join(known[one].name for one in ids if one is not None and one in known)


def _initial(found: DraftRecord, at: dt.datetime) -> dict[str, Any]:
    """What stands in the form when it is opened."""
    return {
        "title": found.title,
        "lead_unit": _unit_names([found.lead_unit_id], at),
        "co_units": _unit_names(found.co_unit_ids, at),
        "due_on": found.due_on,
        "acceptance": found.acceptance,
        "kind": found.kind,
        "urgency": found.urgency,
        "klass": found.klass,
        "term_class": found.term_class,
    }


def _targets(found: DraftRecord) -> Any:
    """The rows of the targets that the draft has, and an empty one."""
    names = TargetForm.base_fields
    rows = [{name: one.get(name) or "" for name in names} for one in found.fields.get("targets", ())]
    return Targets(initial=rows, prefix="target")


def _page(
    request: HttpRequest,
    found: DraftRecord,
    form: DraftForm,
    targets: Any,
    *,
    version: int | None = None,
    status: int = 200,
    refused: tuple[reviewing.Against, ...] = (),
) -> HttpResponse:
    """The page with its forms, or for a script one form alone; what was typed stays.

    `version`: the one that the form was opened with, until its sender has been told of a newer one.
    """
    values = {
        "draft": found,
        "version": found.version if version is None else version,
        "form": form,
        "targets": targets,
        "stretches": shown.stretches(found),
        "clauses": shown.clauses(found),
        "parts": request.POST.get("parts", "") or found.quote.replace("\n", " "),
        "reasons": operations.REASONS,
        "refused": refused,
        "form_key": once.fresh,
        "may_change": found.state in shown.UNDECIDED and access.allows(sitting.actor(request), "draft.edit"),
    }
    if request.headers.get("hx-request"):
        which = request.GET.get("form", "edit")
        values["which"] = which if which in ("edit", "split") else "edit"
        return HttpResponse(render_to_string("parts/draft_form.html", values, request), status=status)
    return page(request, "draft.html", status=status, here="documents", **values)
