"""Whose the item is: a unit objects, the supervision office decides, or gives the item to another unit (R1-40).

While an objection is pending the clock runs on and lateness belongs to nobody: whoever counts lateness leaves out
the time between `made_at` and `decided_at`.
"""

import datetime as dt

from luoshi.ledger.codes import ClosedReason, DutyAct, Role
from luoshi.ledger.models import Assignment, Objection
from luoshi.ledger.operations import _followers
from luoshi.ledger.operations._core import Act, acting
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.record.refusals import NotVisible

# What of a lead unit's doing falls when the item goes to another.
_HANGS_ON = ("plans", "extensions")


def object_to(
    *, actor: Actor, at: dt.datetime, item_id: int, reason: str, duty_basis: str, suggested_unit_id: int
) -> int:
    """The lead unit says that the item is not its own, by which paper, and whose it is.

    The supervision office owes a decision; every duty runs on meanwhile. Returns the id of the objection. Raises
    Refused: too late for the item's term, a second objection of the unit, no reason, no duty basis, no other unit.
    """
    given = {
        "reason": reason,
        "duty_basis": duty_basis,
        "suggested_unit_id": suggested_unit_id,
        "units_unknown": _unknown(suggested_unit_id, at=at),
    }
    with acting("object_to", actor=actor, at=at, item_id=item_id, given=given) as act:
        unit_id = act.case.reach.unit_id
        made = act.add(
            Objection(
                item=act.item,
                unit_id=unit_id,
                reason=reason,
                duty_basis=duty_basis,
                suggested_unit_id=suggested_unit_id,
                made_at=at,
                made_by=actor.ref,
            )
        )
        _followers.owe_after(act, "objected")
        act.say(
            objection=made.pk,
            unit=f"unit:{unit_id}",
            reason=reason,
            duty_basis=duty_basis,
            suggested_unit=f"unit:{suggested_unit_id}",
        )
    return made.pk


def decide_objection(
    *,
    actor: Actor,
    at: dt.datetime,
    objection_id: int,
    upheld: bool,
    reason: str,
    new_lead_unit_id: int | None = None,
    due_on: dt.date | None = None,
) -> None:
    """Uphold an objection and give the item to its new lead, or turn it down and leave everything as it runs.

    The new lead gets new duties and a new start of the clock; `due_on` is its date to conclude by where the old one
    no longer serves. A second dispute is decided by a leader, and that is final (R1-40). Raises Refused: decided
    already, no reason, upheld without another lead, a second dispute decided by the office, a date that has passed.
    """
    objection = Objection.objects.filter(pk=objection_id).first()
    if objection is None:
        raise NotVisible
    given = {
        "objection_id": objection_id,
        "upheld": upheld,
        "reason": reason,
        "new_lead_unit_id": new_lead_unit_id,
        "units_unknown": _unknown(new_lead_unit_id, at=at),
        "due_on": due_on,
    }
    with acting("decide_objection", actor=actor, at=at, item_id=objection.item_id, given=given, parts=_HANGS_ON) as act:
        new_lead = new_lead_unit_id if upheld else None
        answer = {"decided_at": at, "decided_by": actor.ref, "upheld": upheld, "decision": reason}
        act.change(objection, **answer, new_lead_unit_id=new_lead)
        act.settle(*act.case.owed(DutyAct.DECIDE_OBJECTION))
        if new_lead is not None:
            _give_to(act, new_lead, reason=reason, due_on=due_on)
        unit, lead = f"unit:{objection.unit_id}", f"unit:{act.item.lead_unit_id}"
        word = "upheld" if upheld else "turned_down"
        act.say(objection=objection_id, unit=unit, decision=word, reason=reason, lead_unit=lead)


def reassign(
    *,
    actor: Actor,
    at: dt.datetime,
    item_id: int,
    version: int,
    unit_id: int,
    reason: str,
    due_on: dt.date | None = None,
) -> None:
    """The issuing office gives the item to another lead unit, with new duties and a new start of the clock (R1-40).

    Raises Refused: the unit has it already or does not exist, no reason, an objection waits for its decision, a date
    that has passed; Conflict.
    """
    given = {"unit_id": unit_id, "units_unknown": _unknown(unit_id, at=at), "reason": reason, "due_on": due_on}
    with acting("reassign", actor=actor, at=at, item_id=item_id, version=version, given=given, parts=_HANGS_ON) as act:
        before = act.item.lead_unit_id
        _give_to(act, unit_id, reason=reason, due_on=due_on)
        act.say(unit=f"unit:{before}", lead_unit=f"unit:{unit_id}", reason=reason, due_on=act.item.due_on)


def _unknown(unit_id: int | None, *, at: dt.datetime) -> tuple[int, ...]:
    """The unit's id where there is no such unit on the day: the guard `unit_known` refuses it."""
    return () if unit_id is None or org.unit(unit_id, at) else (unit_id,)


def _give_to(act: Act, unit_id: int, *, reason: str, due_on: dt.date | None) -> None:
    """End the old lead's part with all that hangs on it, and begin the new one's."""
    item, old = act.item, act.item.lead_unit_id
    leads = [line for line in act.case.assignments if line.role in (Role.LEAD, Role.COLLATING) and line.unit_id == old]
    given_up = [*leads, *(line for line in act.case.assignments if line.unit_id == unit_id)]
    for line in given_up:
        act.change(line, valid_to=act.at)
    begun = [
        act.add(Assignment(item=item, role=line.role, unit_id=unit_id, ordinal=line.ordinal, valid_from=act.at))
        for line in leads
    ]
    kept = [line for line in act.case.assignments if line not in given_up]
    act.close([duty for duty in act.duties if duty.unit_id in (old, unit_id)], ClosedReason.SUPERSEDED)
    act.replanned = True
    _drop_plans(act, reason)
    _drop_extension(act, reason)
    item.lead_unit_id, item.signed_at = unit_id, None
    _followers.start_again(act, due_on=due_on, lines=[*kept, *begun])


def _drop_plans(act: Act, reason: str) -> None:
    """The old lead's plan binds nobody any more; one that waits gets its answer."""
    if act.case.plan_in_force:
        act.change(act.case.plan_in_force, replaced_at=act.at)
    if act.case.plan_waiting:
        act.change(act.case.plan_waiting, returned_at=act.at, returned_by=act.actor.ref, returned_reason=reason)
    act.close(act.case.owed(DutyAct.APPROVE_PLAN), ClosedReason.CANCELLED)


def _drop_extension(act: Act, reason: str) -> None:
    """What the old lead asked for falls with its part."""
    pending = act.case.extension_pending
    if pending:
        act.change(pending, decided_at=act.at, decided_by=act.actor.ref, granted=False, decision=reason)
    act.close(act.case.owed(DutyAct.DECIDE_EXTENSION), ClosedReason.CANCELLED)
