"""By when: an extension is asked for in time and decided with a concrete date or a reason (R1-50).

A duty is never moved: what was granted closes one and opens its successor. The first date stands on the item for
ever (`due_on_original`), so that on-time rates can be shown both ways.
"""

import datetime as dt

from luoshi.ledger.codes import DutyAct
from luoshi.ledger.models import Extension
from luoshi.ledger.operations import _followers
from luoshi.ledger.operations._core import acting
from luoshi.org.access import Actor
from luoshi.record.refusals import NotVisible


def ask_extension(*, actor: Actor, at: dt.datetime, item_id: int, until: dt.date, reason: str) -> int:
    """The head of the lead unit asks for a later date to conclude by; the office owes an answer.

    Returns the id of the request. Raises Refused: not signed by the unit's head, asked too late, a date too far or
    not later, one waiting or as many granted as the rule allows, no due date, no reason, a suspended item (R1-50).
    """
    given = {"until": until, "reason": reason}
    with acting("ask_extension", actor=actor, at=at, item_id=item_id, given=given) as act:
        due_on = act.item.due_on
        if due_on is None:
            raise LookupError("the item has no due date, and no guard said so")
        asked = act.add(
            Extension(
                item=act.item,
                unit_id=act.case.reach.unit_id,
                due_on_before=due_on,
                until=until,
                reason=reason,
                asked_at=at,
                asked_by=actor.ref,
            )
        )
        _followers.owe_after(act, "extension_asked")
        act.say(
            extension=asked.pk,
            unit=f"unit:{asked.unit_id}",
            before_on=asked.due_on_before,
            until_on=until,
            reason=reason,
        )
    return asked.pk


def decide_extension(
    *,
    actor: Actor,
    at: dt.datetime,
    extension_id: int,
    granted: bool,
    due_on: dt.date | None = None,
    reason: str = "",
) -> None:
    """Grant an extension with a concrete date, or refuse it with a reason; never granted by waiting (R1-50).

    The first is decided by the supervision office, a second by a leader. Granted: the duty to conclude is closed and
    its successor runs to `due_on`. Raises Refused: decided already, granted without a date, not later or too far,
    refused without a reason, a second one decided by the office.
    """
    extension = Extension.objects.filter(pk=extension_id).first()
    if extension is None:
        raise NotVisible
    given = {"extension_id": extension_id, "granted": granted, "due_on": due_on, "reason": reason}
    with acting("decide_extension", actor=actor, at=at, item_id=extension.item_id, given=given) as act:
        act.change(
            extension,
            decided_at=at,
            decided_by=actor.ref,
            granted=granted,
            due_on=due_on if granted else None,
            decision=reason,
        )
        act.settle(*act.case.owed(DutyAct.DECIDE_EXTENSION))
        if granted and due_on is not None:
            _followers.move_conclusion(act, due_on)
        act.say(
            extension=extension_id,
            unit=f"unit:{extension.unit_id}",
            decision="granted" if granted else "refused",
            before_on=extension.due_on_before,
            due_on=act.item.due_on,
            reason=reason,
        )
