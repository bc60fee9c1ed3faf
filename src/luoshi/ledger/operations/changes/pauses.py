"""Whether the clock runs and whether the item stands: suspend, resume, withdraw. For the issuing office alone."""

import datetime as dt

from luoshi.ledger.codes import ClosedReason, DutyAct, State
from luoshi.ledger.models import Duty, Suspension
from luoshi.ledger.operations import _followers
from luoshi.ledger.operations._core import Act, acting
from luoshi.org.access import Actor


def suspend(*, actor: Actor, at: dt.datetime, item_id: int, version: int, reason: str, review_on: dt.date) -> int:
    """The issuing office stops the clock, with a reason and a day to look again (DESIGN §5).

    Every outstanding duty is closed as suspended; lateness that had run stays with it. Returns the id of the
    suspension. Raises Refused: no reason, a day of review that is not ahead, suspended already; Conflict.
    """
    given = {"reason": reason, "review_on": review_on}
    with acting("suspend", actor=actor, at=at, item_id=item_id, version=version, given=given) as act:
        pause = act.add(Suspension(item=act.item, reason=reason, review_on=review_on, began_at=at, began_by=actor.ref))
        act.close(tuple(act.duties), ClosedReason.SUSPENDED)
        act.item.suspended_at = at
        act.say(suspension=pause.pk, reason=reason, review_on=review_on)
    return pause.pk


def resume(*, actor: Actor, at: dt.datetime, item_id: int, version: int) -> None:
    """The issuing office lets the clock run again: each duty that was stopped gets a successor with its unused term.

    Turns of a recurring duty that went by meanwhile are not owed. Raises Refused: not suspended; Conflict.
    """
    with acting("resume", actor=actor, at=at, item_id=item_id, version=version, parts=("suspension",)) as act:
        pause = act.case.suspension
        if pause is None:
            raise LookupError("no suspension runs, and no guard said so")
        act.change(pause, ended_at=at, ended_by=actor.ref)
        stopped = Duty.objects.filter(
            item=act.item, closed_at=pause.began_at, closed_reason=ClosedReason.SUSPENDED
        ).order_by("due_at", "id")
        begun = act.owe(_followers.resume_all(act, stopped, pause))
        act.item.suspended_at = None
        act.item.due_on = _conclude_on(act) or act.item.due_on
        act.say(suspension=pause.pk, began_at=pause.began_at, n=len(begun), due_on=act.item.due_on)


def withdraw(*, actor: Actor, at: dt.datetime, item_id: int, version: int, reason: str) -> None:
    """The issuing office withdraws an item that is not concluded: nothing is owed any more, the number stays used.

    Raises Refused: no reason; Conflict.
    """
    given = {"reason": reason}
    with acting(
        "withdraw", actor=actor, at=at, item_id=item_id, version=version, given=given, parts=("suspension",)
    ) as act:
        if act.case.suspension is not None:
            act.change(act.case.suspension, ended_at=at, ended_by=actor.ref)
            act.item.suspended_at = None
        act.close(tuple(act.duties), ClosedReason.CANCELLED)
        act.move_to(State.WITHDRAWN)
        act.say(reason=reason)


def _conclude_on(act: Act) -> dt.date | None:
    """The latest date to conclude by among what is owed now."""
    return max((duty.due_on for duty in act.duties if duty.act == DutyAct.CONCLUDE), default=None)
