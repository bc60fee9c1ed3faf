"""One draft: correct it, confirm it, set it aside; the small form beside the text and the whole one on its page."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luoshi.intake import operations, queries
from luoshi.intake.records import DraftRecord
from luoshi.org import queries as org
from luoshi.record.refusals import Conflict, Refused
from luoshi.rulebook import queries as rulebook
from luoshi.web import edge, errors, once, sitting, telling
from luoshi.web.acts.fields import ActForm, DayField, LongText, UnitField, UnitsField, words
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for


class QuickForm(ActForm):
    """What a draft most often lacks."""

    lead_unit = UnitField(label=_("牵头单位"), required=False)
    due_on = DayField(label=_("到期日"), required=False)


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
    term_class = forms.ChoiceField(label=_("期限类型"), choices=words("term_class", "at_once", "limited", "long_term"))

    def __init__(self, *args: Any, as_of: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, as_of=as_of, **kwargs)
        kinds = [(one.rule.code, telling.say(one.rule.head.title)) for one in rulebook.kinds(as_of)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


def quick_forms(drafts: Iterable[DraftRecord], at: dt.datetime) -> dict[int, QuickForm]:
    """The small form of each draft by its id; the units are asked for once."""
    names = {unit.id: unit.name for unit in org.units(at).values()}
    return {
        draft.id: QuickForm(
            initial={"due_on": draft.due_on, "lead_unit": names.get(draft.lead_unit_id or 0, "")}, as_of=at
        )
        for draft in drafts
    }


def cards(request: HttpRequest, ids: Iterable[int], at: dt.datetime) -> dict[int, QuickForm]:
    """The small forms that came along with several ticked drafts; none from a browser that runs no scripts."""
    names = QuickForm.base_fields
    return {
        one: QuickForm({name: request.POST.get(f"{one}-{name}", "") for name in names}, as_of=at)
        for one in ids
        if f"{one}-version" in request.POST
    }


def confirm(request: HttpRequest, ids: Iterable[int], written: dict[int, QuickForm]) -> None:
    """Keep what was written beside each ticked draft, then confirm them all."""
    actor, at = sitting.actor(request), edge.now(request)
    for one, form in written.items():
        version = edge.whole(request.POST.get(f"{one}-version")) or 0
        operations.edit_draft(actor=actor, at=at, draft_id=one, version=version, changes=_changes(form.cleaned_data))
    operations.confirm_drafts(actor=actor, at=at, draft_ids=list(ids))


def chosen(said: Iterable[str]) -> list[int]:
    """Ids that came with a form."""
    return [one for one in map(edge.whole, said) if one is not None]


def _unit_names(ids: Iterable[int | None], at: dt.datetime) -> str:
    known = org.units(at)
    return "、".join(known[one].name for one in ids if one is not None and one in known)


@seated_for("draft.see")
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The page of one draft. The small form beside the text is sent here too (`quick`)."""
    at = edge.now(request)
    found = queries.find_draft(sitting.actor(request), draft_id, as_of=at)
    if request.method != "POST":
        return _page(request, found, DraftForm(initial=_initial(found, at), as_of=at))
    is_quick = "quick" in request.POST
    form = QuickForm(request.POST, as_of=at) if is_quick else DraftForm(request.POST, as_of=at)
    is_waiving = request.POST.get("verb") == "waive"
    if not is_waiving and not form.is_valid():
        if is_quick:
            form = _widened(request, found, form)
        return _page(request, found, form, status=422)
    try:
        return redirect(_do(request, found, {} if is_waiving else form.cleaned_data))
    except Refused as refused:
        shown = _widened(request, found, form) if is_quick else form
        return _page(request, found, shown, status=errors.status_of(refused), refused=refused)


def _widened(request: HttpRequest, found: DraftRecord, form: ActForm) -> DraftForm:
    """The whole form with what the small one said."""
    at = edge.now(request)
    data = {**_initial(found, at), **{name: request.POST.get(name, "") for name in form.fields}}
    wide = DraftForm(data, as_of=at)
    wide.full_clean()
    return wide


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


def _do(request: HttpRequest, found: DraftRecord, said: dict[str, Any]) -> str:
    """Save, confirm or set aside; the address to go back to."""
    actor, at = sitting.actor(request), edge.now(request)
    verb = request.POST.get("verb", "")
    version = edge.whole(request.POST.get("version")) or 0

    def doing() -> None:
        if verb == "waive":
            reason = request.POST.get("reason", "")
            operations.waive_draft(actor=actor, at=at, draft_id=found.id, version=version, reason=reason)
            return
        operations.edit_draft(actor=actor, at=at, draft_id=found.id, version=version, changes=_changes(said))
        if verb == "confirm":
            operations.confirm_drafts(actor=actor, at=at, draft_ids=[found.id])

    done = {"waive": "waived", "confirm": "confirmed&n=1"}.get(verb, "edited")
    begin, beside = edge.whole(request.POST.get("from")) or 0, edge.whole(request.POST.get("next")) or found.id
    back = f"{reverse('document', args=[found.document_id])}?done={done}&from={begin}#draft-{beside}"
    return once.run(request, doing, result=back)


_COLUMNS = {"lead_unit": "lead_unit_id", "co_units": "co_unit_ids"}


def _changes(said: dict[str, Any]) -> dict[str, Any]:
    return {_COLUMNS.get(name, name): value for name, value in said.items()}


def _page(
    request: HttpRequest, found: DraftRecord, form: ActForm, *, status: int = 200, refused: Refused | None = None
) -> HttpResponse:
    """The page with its form; what was typed stays."""
    at = edge.now(request)
    current = queries.find_draft(sitting.actor(request), found.id, as_of=at) if isinstance(refused, Conflict) else found
    return page(
        request,
        "draft.html",
        status=status,
        here="documents",
        draft=current,
        form=form,
        form_key=once.fresh,
        reasons=telling.reasons(refused.reasons, as_of=at) if refused else (),
    )
