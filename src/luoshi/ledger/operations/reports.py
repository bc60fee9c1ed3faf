"""What the units do and say: reports, evidence, finished and waived parts. Nothing said is ever overwritten."""

import datetime as dt
from collections.abc import Sequence

from luoshi.ledger.codes import ClosedReason, DutyAct, ReportKind
from luoshi.ledger.decisions import Owed, answered_by_report
from luoshi.ledger.models import Duty
from luoshi.ledger.operations import _works
from luoshi.ledger.operations._core import Act, acting
from luoshi.ledger.operations._works import FileSpec
from luoshi.org.access import Actor
from luoshi.record.refusals import NotVisible


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
    given = {
        "text": text,
        "progress": progress,
        "node_ids": tuple(node_ids),
        "files_missing": _works.missing_files(files),
        "happened_at": happened_at,
        "happened_reason": happened_reason,
    }
    with acting("report", actor=actor, at=at, item_id=item_id, given=given, parts=("nodes",)) as act:
        unit_id = act.case.reach.unit_id
        owed = _answered(act, unit_id)
        nodes = [node for node in act.case.nodes if node.pk in node_ids]
        owed += [duty for duty in act.case.owed(DutyAct.NODE) if duty.node_id in node_ids]
        said = _works.say(
            act,
            kind=ReportKind.PROGRESS,
            text=text,
            progress=progress,
            problems=problems,
            next_step=next_step,
            duty=owed[0] if owed else None,
            happened_at=happened_at,
        )
        act.settle(*owed)
        for node in nodes:
            act.change(node, done_at=at)
        _works.attach(act, files, report=said, node_id=nodes[0].pk if len(nodes) == 1 else None)
        if unit_id == act.item.lead_unit_id and progress is not None:
            act.say(progress_before=act.item.progress_claimed)
            act.item.progress_claimed = progress
        act.say(
            problems=problems,
            next_step=next_step,
            nodes=[node.title for node in nodes],
            answers=[d.period for d in owed],
        )
        if happened_at is not None:
            act.happened_at = happened_at
            act.say(happened_at=happened_at, happened_reason=happened_reason)
    return said.pk


def attach(
    *, actor: Actor, at: dt.datetime, item_id: int, file_hash: str, name: str, node_id: int | None = None
) -> int:
    """Link a kept file to the item (and a node of its plan) as evidence; linked, never copied (R3-07).

    The same file may serve many items and nodes; a second use is noted in the event, not refused. Returns the id of
    the evidence. Raises Refused: the file is not kept, the node is not in the plan, a suspended item.
    """
    node_ids = () if node_id is None else (node_id,)
    given = {"files_missing": _works.missing_files([(file_hash, name)]), "attach_node_ids": node_ids}
    with acting("attach", actor=actor, at=at, item_id=item_id, given=given) as act:
        linked = _works.attach(act, [(file_hash, name)], node_id=node_id)
        act.say(unit=f"unit:{act.case.reach.unit_id}")
    return linked[0].pk


def finish_part(*, actor: Actor, at: dt.datetime, item_id: int, text: str, files: Sequence[FileSpec] = ()) -> int:
    """A co-unit tells that its part is done; meets the part it owes (domain §3.2). Returns the id of the report.

    Raises Refused: no text, no part owed, a file that is not kept, a suspended item.
    """
    given = {"text": text, "files_missing": _works.missing_files(files)}
    with acting("finish_part", actor=actor, at=at, item_id=item_id, given=given) as act:
        owed = act.case.owed(DutyAct.PART, unit_id=act.case.reach.unit_id)
        said = _works.say(act, kind=ReportKind.PART, text=text, duty=owed[0])
        act.settle(*owed)
        _works.attach(act, files, report=said)
    return said.pk


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


def _answered(act: Act, unit_id: int) -> list[Duty]:
    """The duties that a report of this unit meets now, the earliest first."""
    owed = {
        duty.pk: duty
        for duty in (*act.case.owed(DutyAct.ARRANGE, unit_id=unit_id), *act.case.owed(DutyAct.REPORT, unit_id=unit_id))
    }
    seen = (Owed(duty.pk, duty.due_on, duty.due_at, duty.period) for duty in owed.values())
    return [owed[pk] for pk in answered_by_report(seen, act.at)]
