"""Wrongly loaded files: one administrator proposes to destroy one, the other kind of administrator answers (R12-01)."""

from datetime import datetime

from luoshi.org.access import Actor
from luoshi.org.operations import _guard
from luoshi.org.queries.people import role_of
from luoshi.record import operations as record
from luoshi.record import queries
from luoshi.record.refusals import Reason


@_guard.under_the_lock
def propose_expunging(*, actor: Actor, at: datetime, code: str, reason: str) -> int:
    """Propose to destroy the file that the office calls by this code; returns the proposal's id. Nothing is destroyed.

    The administrator sees neither name nor content nor item: the office tells her the code. Refuses an unknown code,
    an empty reason, a file that is gone, and one that somebody has proposed.
    """
    _guard.require(actor, "file.expunge", at)
    found = queries.find_by_code(code)
    if found is None:
        _guard.refuse([Reason("file.no_such_code", {"code": code.strip()[:40]})])
    return record.propose_expunging(actor=actor.ref, at=at, file=found.hash if found else "", reason=reason)


@_guard.under_the_lock
def answer_expunging(*, actor: Actor, at: datetime, proposal_id: int, confirmed: bool) -> None:
    """The other administrator confirms, and the file is destroyed, or refuses; whoever proposed may take it back.

    Refuses to confirm: whoever proposed it, and whoever sits on a post of the same role; a proposal that was answered.
    """
    _guard.require(actor, "file.expunge", at)
    proposal = queries.expunging(proposal_id)
    if confirmed and proposal is not None and role_of(proposal.proposed_by) == actor.role:
        _guard.refuse([Reason("file.needs_another", rule="R12-01")])
    record.answer_expunging(actor=actor.ref, at=at, proposal_id=proposal_id, confirmed=confirmed)
