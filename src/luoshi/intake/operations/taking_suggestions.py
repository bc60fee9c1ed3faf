"""A suggested lead is taken over: by one click, and as the reviewer's own decision."""

from datetime import datetime

from luoshi.intake import suggesting
from luoshi.intake.operations import _locked
from luoshi.intake.operations._steps import Step
from luoshi.intake.queries import draft_record
from luoshi.intake.records import DraftRecord
from luoshi.org.access import Actor
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Reason, Refused


def take_suggested_lead(*, actor: Actor, at: datetime, draft_id: int, version: int, unit_id: int) -> DraftRecord:
    """Let a unit lead that is suggested for the draft now; the event says what spoke for it, and who chose.

    Raises NotVisible; Refused: decided already, or the unit is not suggested (any more); Conflict.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        row = _locked.draft(actor, at, draft_id, version, verb="draft.edit")
        offered = suggesting.suggestions(actor, row.document_id, as_of=at, draft_ids=[row.pk]).leads.get(row.pk, ())
        chosen = next((one for one in offered if one.unit_id == unit_id), None)
        if chosen is None:
            raise Refused([Reason("intake.not_suggested", {"draft": row.title, "unit": f"unit:{unit_id}"})])
        step = Step(row.document)
        others = [one for one in row.co_unit_ids if one != unit_id]
        step.change(row, lead_unit_id=unit_id, co_unit_ids=others)
        payload = {
            "draft": row.title,
            "number": row.pk,
            "unit": f"unit:{unit_id}",
            "chance": chosen.chance,
            "offered": [f"unit:{one.unit_id}" for one in offered],
            "words": list(chosen.words),
            "earlier": [number for number, _ in chosen.earlier],
            "beside": chosen.beside,
        }
        step.record(work, "draft.lead_taken", payload)
    return draft_record(row)
