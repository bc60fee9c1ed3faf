"""What needs no item is set aside with a reason, by a person who is named."""

from datetime import datetime

from luoshi.intake.models import Draft, DraftState, Passage
from luoshi.intake.operations import _locked
from luoshi.intake.queries import draft_record, open_passages
from luoshi.intake.records import DraftRecord
from luoshi.org.access import Actor
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Reason, Refused


def waive_draft(*, actor: Actor, at: datetime, draft_id: int, version: int, reason: str) -> DraftRecord:
    """Set a draft aside; a sentence that no other draft stands for is waived with it. Raises Refused, Conflict."""
    said = _reason(reason)
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        row = _locked.draft(actor, at, draft_id, version, verb="draft.discard")
        row.state = DraftState.WAIVED
        row.waived_reason = said
        row.version += 1
        row.save()
        payload = {"draft": row.title, "number": row.pk, "reason": said}
        rows = [row, *_waive_sentences(row, actor, at, said), *_locked.settle(row.document)]
        work.record("draft.waived", stream=_locked.stream(row.document), payload=payload, rows=rows)
    return draft_record(row)


def _waive_sentences(draft: Draft, actor: Actor, at: datetime, reason: str) -> list[Passage]:
    """The sentences that only this draft stood for, waived for the same reason."""
    left = open_passages([draft.document_id]).filter(start__lt=draft.end, end__gt=draft.start)
    rows = list(left)
    for row in rows:
        row.waived_at, row.waived_by, row.waived_reason = at, actor.ref, reason
    Passage.objects.bulk_update(rows, ["waived_at", "waived_by", "waived_reason"])
    return rows


def waive_passage(*, actor: Actor, at: datetime, passage_id: int, reason: str) -> None:
    """Mark a sentence as needing no item. Raises Refused without a reason, NotVisible."""
    said = _reason(reason)
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        row = _locked.passage(actor, at, passage_id, verb="draft.discard")
        row.waived_at, row.waived_by, row.waived_reason = at, actor.ref, said
        row.save()
        payload = {"passage": row.ordinal, "reason": said}
        work.record(
            "passage.waived",
            stream=_locked.stream(row.document),
            payload=payload,
            rows=[row, *_locked.settle(row.document)],
        )


def _reason(said: str) -> str:
    """The reason as it is kept. Raises Refused for none."""
    kept = said.replace("\x00", "").strip()[:300]
    if not kept:
        raise Refused([Reason("intake.no_reason")])
    return kept
