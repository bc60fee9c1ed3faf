"""What stands near the drafts of a document: who may lead, and what is open already. The review page fetches it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from luoshi.intake import operations, queries
from luoshi.intake.records import DraftRecord
from luoshi.intake.suggesting import LeadOffer, OpenMatter, suggestions
from luoshi.org import access
from luoshi.org import queries as org
from luoshi.record.refusals import Reason, Refused
from luoshi.web import edge, once, sitting
from luoshi.web.respond import page
from luoshi.web.shown.review import token
from luoshi.web.sitting import seated_for


@dataclass(frozen=True)
class Beside:
    """A draft with what stands near it; `token` names it with its version."""

    draft: DraftRecord
    token: str
    leads: tuple[LeadOffer, ...]
    alike: tuple[OpenMatter, ...]


@seated_for("draft.see")
def document_near(request: HttpRequest, document_id: int) -> HttpResponse:
    """Everything that is near any draft of the document; for a script the pieces alone, to put beside the drafts."""
    actor, at = sitting.actor(request), edge.now(request)
    review = queries.review(actor, document_id, as_of=at)
    found = suggestions(actor, document_id, as_of=at)
    said = set(found.draft_ids)
    near = [
        Beside(one, token(one), found.leads.get(one.id, ()), found.alike.get(one.id, ()))
        for one in review.drafts
        if one.id in said
    ]
    ids = {one.unit_id for beside in near for one in beside.leads}
    ids |= {one.lead_unit_id for beside in near for one in beside.alike if one.lead_unit_id}
    names = org.names([f"unit:{one}" for one in ids], at)
    values: dict[str, Any] = {
        "document": review.document,
        "near": near,
        "units": {int(ref.removeprefix("unit:")): name for ref, name in names.items()},
        "may_edit": access.allows(actor, "draft.edit"),
    }
    if request.headers.get("hx-request"):
        return HttpResponse(render_to_string("parts/near_pieces.html", values, request))
    return page(request, "near.html", here="documents", form_key=once.fresh, **values)


def take_lead(request: HttpRequest, _document_id: int, said: str) -> None:
    """The act of a button beside a draft: `12.3:45` lets the unit 45 lead draft 12, seen in its version 3."""
    seen, _, unit = said.partition(":")
    draft, _, version = seen.partition(".")
    ids = [edge.whole(one) for one in (draft, version, unit)]
    if None in ids:
        raise Refused([Reason("web.unknown_act")])
    draft_id, seen_version, unit_id = (one or 0 for one in ids)
    operations.take_suggested_lead(
        actor=sitting.actor(request),
        at=edge.now(request),
        draft_id=draft_id,
        version=seen_version,
        unit_id=unit_id,
    )
