"""A wrongly loaded file is destroyed by two persons: one proposes, the other confirms; a tombstone is left.

Who may do either is decided above (`luoshi.org.operations`); here it is two persons at least.
"""

from datetime import datetime

from luoshi.record import queries
from luoshi.record.models import Expunging, StoredFile
from luoshi.record.operations import _bytes
from luoshi.record.operations._unit import unit_of_work
from luoshi.record.refusals import NotVisible, Reason, Refused

_LONGEST = 500


def propose_expunging(*, actor: str, at: datetime, file: str, reason: str) -> int:
    """Propose to destroy the bytes of a kept file; returns the proposal's id. Nothing is destroyed by it.

    Refuses an empty reason, a file that is gone already, and one that somebody has proposed. Raises NotVisible for a
    hash that names no file.
    """
    with unit_of_work(actor=actor, at=at) as work:
        row = StoredFile.objects.select_for_update().filter(pk=file).first()
        if row is None:
            raise NotVisible
        reasons = [] if reason.strip() else [Reason("file.no_reason")]
        if row.expunged_at is not None:
            reasons.append(Reason("file.gone_already"))
        elif Expunging.objects.filter(file=row, answered_at=None).exists():
            reasons.append(Reason("file.proposed_already"))
        if reasons:
            raise Refused(reasons)
        proposal = Expunging.objects.create(
            file=row, reason=reason.strip()[:_LONGEST], proposed_at=at, proposed_by=actor
        )
        payload = {"reason": proposal.reason, "code": queries.file_code(file)}
        work.record("file.expunging_proposed", stream=f"file:{file}", payload=payload, rows=[proposal])
    return proposal.pk


def answer_expunging(*, actor: str, at: datetime, proposal_id: int, confirmed: bool) -> None:
    """Another person confirms, and bytes and previews are destroyed; or refuses, and nothing is.

    What is left of a destroyed file is its row (hash, size, type, name, dates), the proposal, and the events: proof
    that there was a file, and no way back to it. Whoever proposed may take back, never confirm. Refuses a proposal
    that was answered. Raises NotVisible for one there is not.
    """
    with unit_of_work(actor=actor, at=at) as work:
        proposal = Expunging.objects.select_for_update().filter(pk=proposal_id).first()
        if proposal is None:
            raise NotVisible
        if proposal.answered_at is not None:
            raise Refused([Reason("file.answered_already")])
        if confirmed and _person(actor) == _person(proposal.proposed_by):
            raise Refused([Reason("file.needs_another", rule="R12-01")])
        proposal.answered_at, proposal.answered_by, proposal.confirmed = at, actor, confirmed
        proposal.save()
        stream, payload = f"file:{proposal.file_id}", {"reason": proposal.reason, "proposed_by": proposal.proposed_by}
        payload["code"] = queries.file_code(proposal.file_id)
        if not confirmed:
            work.record("file.expunging_refused", stream=stream, payload=payload, rows=[proposal])
            return
        row = StoredFile.objects.select_for_update().get(pk=proposal.file_id)
        row.expunged_at = at
        row.save()
        work.record("file.expunged", stream=stream, payload=payload, rows=[row, proposal])
        _bytes.remove_after(work, queries.file_path(row.hash), queries.previews_path(row.hash))


def _person(ref: str) -> str:
    """The person of a ref `post:3/person:9`; the ref itself of a part of the system."""
    return ref.rpartition("/")[2]
