"""What the units do and say: reports, evidence, finished and waived parts. Nothing said is ever overwritten."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.ledger.codes import ClosedReason, DutyAct, ReportKind
from luoshi.ledger.decisions import Owed, answered_by_report
from luoshi.ledger.models import Duty, Node
from luoshi.ledger.operations import _works
from luoshi.ledger.operations._core import Act, Ask, acting, acting_on
from luoshi.ledger.operations._works import FileSpec, Proof, Said
from luoshi.org.access import Actor
from luoshi.record.refusals import NotVisible


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """What a unit reports on one item; the same as the arguments of `report`."""

    item_id: int
    text: str
    progress: int | None = None
    problems: str = ""
    next_step: str = ""
    files: tuple[FileSpec, ...] = ()
    node_ids: tuple[int, ...] = ()
    happened_at: dt.datetime | None = None
    happened_reason: str = ""


@dataclass(frozen=True, slots=True)
class PartSpec:
    """What a co-unit says about its finished part in one item."""

    item_id: int
    text: str
    files: tuple[FileSpec, ...] = ()


def report(
    *,
    actor: Actor,
    at: dt.datetime,
    item_id: int,
    text: str,
    progress: int | None = None,
    problems: str = "",
    next_step: str = "",
    files: Sequence[FileSpec] = (),
    node_ids: Sequence[int] = (),
    happened_at: dt.datetime | None = None,
    happened_reason: str = "",
) -> int:
    """A unit says how it goes; meets the reports it owes whose time has come, and the nodes it has reached.

    `progress` in basis points, may be lower than before; the lead unit's becomes the item's. `happened_at` earlier
    than `at` needs `happened_reason` and makes nothing timely: duties are met at `at` (R1-07, DESIGN §6). Returns
    the id of the report. Raises Refused: no text, progress out of range, a file that is not kept, a node of another
    plan or reached before, a fact of the future or without its reason, a suspended item.
    """
    spec = ReportSpec(
        item_id, text, progress, problems, next_step, tuple(files), tuple(node_ids), happened_at, happened_reason
    )
    return report_all(actor=actor, at=at, reports=[spec])[0]


def report_all(*, actor: Actor, at: dt.datetime, reports: Sequence[ReportSpec]) -> tuple[int, ...]:
    """A unit reports on many items in one act, each as `report` does: all of them or none, one event for each.

    Returns the ids of the reports in order. Raises Refused: every reason on every item.
    """
    missing = _works.missing_files(*(one.files for one in reports))
    asks = [
        Ask(
            one.item_id,
            given={
                "text": one.text,
                "progress": one.progress,
                "node_ids": one.node_ids,
                "files_missing": names,
                "happened_at": one.happened_at,
                "happened_reason": one.happened_reason,
            },
        )
        for one, names in zip(reports, missing, strict=True)
    ]
    with acting_on("report", actor=actor, at=at, asks=asks, parts=("nodes",)) as acts:
        owed = [_answered(act, one) for act, one in zip(acts, reports, strict=True)]
        said = _works.say_all(
            acts, ReportKind.PROGRESS, [_said(one, duties) for one, duties in zip(reports, owed, strict=True)]
        )
        proofs = []
        for act, one, duties, row in zip(acts, reports, owed, said, strict=True):
            nodes = _reach(act, one, duties)
            proofs.append(Proof(act, one.files, row, nodes[0].pk if len(nodes) == 1 else None))
        _works.attach_all(proofs)
    return tuple(row.pk for row in said)


def _said(one: ReportSpec, duties: Sequence[Duty]) -> Said:
    return Said(
        text=one.text,
        progress=one.progress,
        problems=one.problems,
        next_step=one.next_step,
        duty=duties[0] if duties else None,
        happened_at=one.happened_at,
    )


def _reach(act: Act, one: ReportSpec, owed: Sequence[Duty]) -> list[Node]:
    """What a report moves on its item: duties met, nodes reached (returned), the lead's progress."""
    nodes = [node for node in act.case.nodes if node.pk in one.node_ids]
    act.settle(*owed)
    for node in nodes:
        act.change(node, done_at=act.at)
    if act.case.reach.unit_id == act.item.lead_unit_id and one.progress is not None:
        act.say(progress_before=act.item.progress_claimed)
        act.item.progress_claimed = one.progress
    act.say(
        problems=one.problems,
        next_step=one.next_step,
        nodes=[node.title for node in nodes],
        answers=[duty.period for duty in owed],
    )
    if one.happened_at is not None:
        act.happened_at = one.happened_at
        act.say(happened_at=one.happened_at, happened_reason=one.happened_reason)
    return nodes


def attach(
    *, actor: Actor, at: dt.datetime, item_id: int, file_hash: str, name: str, node_id: int | None = None
) -> int:
    """Link a kept file to the item (and a node of its plan) as evidence; linked, never copied (R3-07).

    The same file may serve many items and nodes; a second use is noted in the event, not refused. Returns the id of
    the evidence. Raises Refused: the file is not kept, the node is not in the plan, a suspended item.
    """
    node_ids = () if node_id is None else (node_id,)
    (missing,) = _works.missing_files([(file_hash, name)])
    given = {"files_missing": missing, "attach_node_ids": node_ids}
    with acting("attach", actor=actor, at=at, item_id=item_id, given=given) as act:
        linked = _works.attach_all([Proof(act, [(file_hash, name)], node_id=node_id)])
        act.say(unit=f"unit:{act.case.reach.unit_id}")
    return linked[0].pk


def finish_part(*, actor: Actor, at: dt.datetime, item_id: int, text: str, files: Sequence[FileSpec] = ()) -> int:
    """A co-unit tells that its part is done; meets the part it owes (domain §3.2). Returns the id of the report.

    Raises Refused: no text, no part owed, a file that is not kept, a suspended item.
    """
    return finish_parts(actor=actor, at=at, parts=[PartSpec(item_id, text, tuple(files))])[0]


def finish_parts(*, actor: Actor, at: dt.datetime, parts: Sequence[PartSpec]) -> tuple[int, ...]:
    """A co-unit tells that its parts in many items are done: all of them or none, one event for each.

    Returns the ids of the reports in order. Raises Refused: every reason on every item.
    """
    missing = _works.missing_files(*(one.files for one in parts))
    asks = [
        Ask(one.item_id, given={"text": one.text, "files_missing": names})
        for one, names in zip(parts, missing, strict=True)
    ]
    with acting_on("finish_part", actor=actor, at=at, asks=asks) as acts:
        owed = [act.case.owed(DutyAct.PART, unit_id=act.case.reach.unit_id) for act in acts]
        each = [Said(text=one.text, duty=duties[0]) for one, duties in zip(parts, owed, strict=True)]
        said = _works.say_all(acts, ReportKind.PART, each)
        for act, duties in zip(acts, owed, strict=True):
            act.settle(*duties)
        _works.attach_all([Proof(act, one.files, row) for act, one, row in zip(acts, parts, said, strict=True)])
    return tuple(row.pk for row in said)


def waive_part(*, actor: Actor, at: dt.datetime, duty_id: int, reason: str) -> None:
    """The lead unit or the issuing office lets a co-unit off its part, with a reason (domain §3.2).

    Raises Refused: no reason, the part is done or waived already; NotVisible: no such duty.
    """
    duty = Duty.objects.filter(pk=duty_id, act=DutyAct.PART).first()
    if duty is None:
        raise NotVisible
    given = {"duty_id": duty_id, "reason": reason}
    with acting("waive_part", actor=actor, at=at, item_id=duty.item_id, given=given) as act:
        act.close([one for one in act.duties if one.pk == duty_id], ClosedReason.WAIVED)
        act.say(unit=f"unit:{duty.unit_id}", due_on=duty.due_on, reason=reason)


def _answered(act: Act, one: ReportSpec) -> list[Duty]:
    """The duties that a report of this unit meets now, the earliest first, then those of the nodes it reaches."""
    case, unit_id = act.case, act.case.reach.unit_id
    owed = {
        duty.pk: duty
        for duty in (*case.owed(DutyAct.ARRANGE, unit_id=unit_id), *case.owed(DutyAct.REPORT, unit_id=unit_id))
    }
    seen = (Owed(duty.pk, duty.due_on, duty.due_at, duty.period) for duty in owed.values())
    reached = [duty for duty in case.owed(DutyAct.NODE) if duty.node_id in one.node_ids]
    return [*(owed[pk] for pk in answered_by_report(seen, act.at)), *reached]
