"""Drafts are accepted one by one or together, put back, and what the cleaner could not repair is looked at."""

from collections.abc import Mapping
from datetime import datetime

from luoshi.intake.models import DraftState
from luoshi.intake.operations import _locked
from luoshi.intake.operations._steps import Step
from luoshi.intake.operations.confirming import lacks
from luoshi.intake.operations.waiving import chosen, named
from luoshi.intake.queries import draft_record
from luoshi.intake.records import DraftRecord
from luoshi.org.access import Actor
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Reason, Refused


def accept_drafts(*, actor: Actor, at: datetime, versions: Mapping[int, int | None]) -> tuple[DraftRecord, ...]:
    """Accept drafts of one document as they stand, all or none: ready to become items when the document is published.

    `versions`: which version of each was seen. Raises Refused: nothing chosen, no lead unit, no title, decided
    already; Conflict.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        rows = chosen(actor, at, versions, verb="draft.edit", states=(DraftState.PROPOSED,))
        if reasons := [reason for row in rows for reason in lacks(row)]:
            raise Refused(reasons)
        step = Step(rows[0].document)
        for row in rows:
            step.change(row, state=DraftState.ACCEPTED)
        step.record(work, "draft.accepted", named(rows))
    return tuple(map(draft_record, rows))


def reopen_drafts(*, actor: Actor, at: datetime, versions: Mapping[int, int | None]) -> tuple[DraftRecord, ...]:
    """Put accepted or set-aside drafts of one document back among the proposed. Raises Refused, Conflict."""
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        states = (DraftState.ACCEPTED, DraftState.WAIVED)
        rows = chosen(actor, at, versions, verb="draft.edit", states=states)
        step = Step(rows[0].document)
        for row in rows:
            step.change(row, state=DraftState.PROPOSED, waived_reason="")
        step.record(work, "draft.reopened", named(rows))
    return tuple(map(draft_record, rows))


def look_at_repair(*, actor: Actor, at: datetime, document_id: int, index: int) -> None:
    """Say that a person has looked at a place that the cleaner could not repair; `index` counts the repairs kept.

    Raises NotVisible; Refused when there is none, or it was looked at before.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        document = _locked.document(actor, at, document_id, verb="draft.edit")
        waiting = {n for n, one in enumerate(document.repairs) if "start" in one and not one.get("seen_by")}
        if index not in waiting:
            raise Refused([Reason("intake.no_such_repair")])
        step = Step(document)
        entry = document.repairs[index]
        step.look_at(index, {**entry, "seen_by": actor.ref, "seen_at": at.isoformat()})
        step.record(work, "repair.looked_at", {"before": str(entry.get("before", ""))[:60]})
