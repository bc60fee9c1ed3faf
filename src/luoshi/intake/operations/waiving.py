"""What needs no item is set aside with a reason, by a person who is named; and taken up again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from luoshi.intake.models import Draft, DraftState, Passage
from luoshi.intake.operations import _locked
from luoshi.intake.operations._steps import Step
from luoshi.intake.queries import draft_record, open_passages
from luoshi.intake.records import DraftRecord
from luoshi.org.access import Actor
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Reason, Refused

#: The short list of reasons why a sentence or a draft needs no item; `reason.…` in `messages.toml`. Others are written.
REASONS = ("waive_done", "waive_frame", "waive_attitude", "waive_elsewhere", "waive_twice", "waive_not_ours")


def waive_draft(*, actor: Actor, at: datetime, draft_id: int, version: int, reason: str) -> DraftRecord:
    """Set a draft aside; a sentence that no other draft stands for is waived with it. Raises Refused, Conflict."""
    (row,) = waive_drafts(actor=actor, at=at, versions={draft_id: version}, reason=reason)
    return row


def waive_drafts(
    *, actor: Actor, at: datetime, versions: Mapping[int, int | None], reason: str
) -> tuple[DraftRecord, ...]:
    """Set drafts of one document aside, all or none, for one reason (one of `REASONS`, or words).

    Raises Refused without a reason or a draft, for several documents, for decided ones; Conflict.
    """
    said = _reason(reason)
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        rows = chosen(actor, at, versions, verb="draft.discard")
        step = Step(rows[0].document)
        for row in rows:
            step.change(row, state=DraftState.WAIVED, waived_reason=said)
        step.write()  # a sentence is left alone only once all of its drafts are gone
        for left in _left(rows):
            step.change(left, waived_at=at, waived_by=actor.ref, waived_reason=said)
        step.record(work, "draft.waived", {**named(rows), "reason": said})
    return tuple(map(draft_record, rows))


def chosen(
    actor: Actor,
    at: datetime,
    versions: Mapping[int, int | None],
    *,
    verb: str,
    states: Sequence[str] = (DraftState.PROPOSED, DraftState.ACCEPTED),
) -> list[Draft]:
    """At least one draft, all of one document. Raises Refused, Conflict, NotVisible."""
    if not versions:
        raise Refused([Reason("intake.nothing_chosen")])
    rows = _locked.drafts(actor, at, versions, verb=verb, states=states)
    if len({row.document_id for row in rows}) > 1:
        raise Refused([Reason("intake.other_document")])
    return rows


def named(rows: Sequence[Draft]) -> dict[str, object]:
    """How an event names one draft or several: the first by its title, and how many more there are."""
    said: dict[str, object] = {"draft": rows[0].title, "number": rows[0].pk}
    return said if len(rows) == 1 else said | {"more": len(rows) - 1}


def _left(drafts: Sequence[Draft]) -> list[Passage]:
    """The sentences that only these drafts stood for."""
    return [
        row
        for row in open_passages([drafts[0].document_id]).order_by("ordinal")
        if any(row.start < draft.end and row.end > draft.start for draft in drafts)
    ]


def waive_passage(*, actor: Actor, at: datetime, passage_id: int, reason: str, seen: str = "") -> None:
    """Mark a sentence as needing no item; `seen` is the state it was seen in.

    Raises Refused without a reason, NotVisible, and Conflict when the sentence stands otherwise by now.
    """
    said = _reason(reason)
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        row = _locked.passage(actor, at, passage_id, verb="draft.discard", seen=seen)
        step = Step(row.document)
        step.change(row, waived_at=at, waived_by=actor.ref, waived_reason=said)
        step.record(work, "passage.waived", {"passage": row.ordinal, "reason": said})


def take_up(*, actor: Actor, at: datetime, passage_id: int, seen: str = "") -> None:
    """Say that a sentence needs a decision after all, whether a rule or a person had waived it.

    Raises Refused for one that is not waived, NotVisible, Conflict.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        row = _locked.passage(actor, at, passage_id, verb="draft.edit", seen=seen or "waived")
        step = Step(row.document)
        step.change(row, waived_at=None, waived_by="", waived_reason="", taken_up_at=at)
        step.record(work, "passage.taken_up", {"passage": row.ordinal})


def _reason(said: str) -> str:
    """The reason as it is kept. Raises Refused for none."""
    kept = said.replace("\x00", "").strip()[:300]
    if not kept:
        raise Refused([Reason("intake.no_reason")])
    return kept
