"""How an item ends: asked for, looked at by somebody else, concluded with a grade, struck off, looked at again.

三不: nothing ends without evidence, without a look from outside, without a grade (R3-06).
"""

import datetime as dt
from collections.abc import Sequence

from luoshi.ledger.codes import ClosedReason, DutyAct, Method, Purpose, ReportKind, State
from luoshi.ledger.models import Conclusion, Duty, Report, Verification
from luoshi.ledger.operations import _followers, _works
from luoshi.ledger.operations._core import Act, acting
from luoshi.ledger.operations._works import FileSpec
from luoshi.ledger.prepared import Prepared
from luoshi.org.access import Actor

_CONCLUDE = Prepared(
    lambda item_id: Duty.objects.filter(item=item_id, act=DutyAct.CONCLUDE, met_at__isnull=False).order_by(
        "due_at", "id"
    )
)
_IN_FORCE = Prepared(lambda item_id: Conclusion.objects.filter(item=item_id, revoked_at__isnull=True))


def submit(*, actor: Actor, at: dt.datetime, item_id: int, statement: str, files: Sequence[FileSpec] = ()) -> int:
    """The head of the lead unit asks to conclude; the duty to conclude counts as met at this moment.

    The issuing office then owes a verification. Returns the id of the submission. Raises Refused: not signed by the
    unit's head, no statement, no evidence, a part, a node or an item handed down still open, an objection pending,
    a suspended item (R1-07, R3-06, domain §15).
    """
    given = {"text": statement, "files": tuple(files), "files_missing": _works.missing_files(files)}
    with acting("submit", actor=actor, at=at, item_id=item_id, given=given) as act:
        owed = act.case.owed(DutyAct.CONCLUDE)
        said = _works.say(act, kind=ReportKind.SUBMISSION, text=statement, duty=owed[0] if owed else None)
        act.settle(*owed)
        # What was asked about the date has no object any more; a return asks it again.
        act.close(act.case.owed(DutyAct.DECIDE_EXTENSION), ClosedReason.CANCELLED)
        _works.attach(act, files, report=said)
        _followers.owe_after(act, "submitted")
        act.move_to(State.SUBMITTED)
    return said.pk


def verify(
    *,
    actor: Actor,
    at: dt.datetime,
    item_id: int,
    method: str,
    passed: bool,
    note: str = "",
    progress: int | None = None,
) -> int:
    """Somebody with no part in the item looks at the submission: on paper, by phone, on site, through a third party.

    `progress` in basis points is what the look found; a look that passed and says no figure found the whole. Returns
    the id of the verification. Raises Refused: inside the assignment, the one who signed the submission, no such
    method, a failed look without a word why, progress out of range (R3-06).
    """
    given = {"method": method, "passed": passed, "note": note, "progress": progress}
    with acting("verify", actor=actor, at=at, item_id=item_id, given=given, parts=("submission",)) as act:
        look = act.add(
            Verification(
                item=act.item,
                submission=act.case.submission,
                unit_id=act.case.reach.unit_id,
                purpose=Purpose.CONCLUSION.value,
                method=method,
                passed=passed,
                note=note,
                verified_at=at,
                verified_by=actor.ref,
            )
        )
        act.settle(*act.case.owed(DutyAct.VERIFY))
        found = 10_000 if passed and progress is None else progress
        if found is not None:
            act.item.progress_verified = found
        act.say(verification=look.pk, method=method, look="passed" if passed else "failed", note=note, progress=found)
    return look.pk


def return_item(*, actor: Actor, at: dt.datetime, item_id: int, version: int, reason: str) -> None:
    """The issuing office returns the submission: the work goes on under the date that stood before (R1-09).

    The duty to conclude is owed again with the same due date, so a return after it is late at once and stays honest.
    Raises Refused: no reason; Conflict: the item has changed since it was seen.
    """
    given = {"reason": reason}
    parts = ("submission", "extensions")
    with acting("return_item", actor=actor, at=at, item_id=item_id, version=version, given=given, parts=parts) as act:
        act.settle(*act.case.owed(DutyAct.VERIFY))
        act.owe([_followers.again(act, duty) for duty in _met_by_submission(act)])
        if act.case.extension_pending:
            _followers.owe_after(act, "extension_asked")
        act.move_to(State.OPEN)
        times = Report.objects.filter(item=act.item, kind=ReportKind.SUBMISSION).count()
        act.say(unit=f"unit:{act.item.lead_unit_id}", reason=reason, times=times)


def conclude(*, actor: Actor, at: dt.datetime, item_id: int, version: int, grade: str) -> int:
    """The issuing office concludes what passed its verification, with one of the four grades (R1-10, R3-06).

    Whatever is still owed falls away; striking off is owed next. Whether it was done late is read off the duty that
    the submission met. Returns the id of the conclusion. Raises Refused: no passed verification, no evidence, no such
    grade, an item handed down still open; Conflict.
    """
    given = {"grade": grade}
    with acting("conclude", actor=actor, at=at, item_id=item_id, version=version, given=given) as act:
        met = _met_by_submission(act)
        late = any(duty.met_at is not None and duty.met_at >= duty.due_at for duty in met)
        ending = act.add(
            Conclusion(
                item=act.item,
                submission=act.case.submission,
                grade=grade,
                done_late=late,
                concluded_at=at,
                concluded_by=actor.ref,
            )
        )
        act.settle(*act.case.owed(DutyAct.VERIFY))
        act.close(tuple(act.duties), ClosedReason.CANCELLED)
        _followers.owe_after(act, "concluded")
        act.move_to(State.CONCLUDED)
        act.item.concluded_at, act.item.grade, act.item.done_late = at, grade, late
        act.say(conclusion=ending.pk, grade=grade, done_late=late)
    return ending.pk


def strike_off(*, actor: Actor, at: dt.datetime, item_id: int, version: int, no_further_word: bool = False) -> None:
    """The issuing office strikes a concluded item off the ledger.

    An instruction (批示) needs `no_further_word`: the leader who gave it was told and has nothing to add (R3-04).
    Raises Refused: not verified, no grade, an instruction without the leader's word; Conflict.
    """
    given = {"no_further_word": no_further_word}
    with acting("strike_off", actor=actor, at=at, item_id=item_id, version=version, given=given) as act:
        (ending,) = _IN_FORCE.rows(act.item.pk)
        act.change(ending, struck_off_at=at, struck_off_by=actor.ref)
        act.settle(*act.case.owed(DutyAct.STRIKE_OFF))
        act.move_to(State.CLOSED)
        act.item.closed_at = at
        act.say(grade=ending.grade, no_further_word=no_further_word)


def reopen(
    *, actor: Actor, at: dt.datetime, item_id: int, version: int, reason: str, due_on: dt.date | None = None
) -> None:
    """The issuing office takes an ending back: same number, new duties, a new start of the clock (R3-21).

    The conclusion stays in the history with its grade, marked as revoked. `due_on` is the new date to conclude by;
    without it the clock gives one. Raises Refused: no reason, a date that has passed, a clock that gives no date and
    none said; Conflict.
    """
    given = {"reason": reason, "due_on": due_on}
    with acting("reopen", actor=actor, at=at, item_id=item_id, version=version, given=given) as act:
        _take_back(act, reason, due_on)
        act.say(reason=reason, due_on=act.item.due_on)


def recheck(
    *,
    actor: Actor,
    at: dt.datetime,
    item_id: int,
    kept: bool,
    note: str = "",
    method: str = Method.PAPER.value,
    due_on: dt.date | None = None,
) -> int:
    """A look after striking off: the result was kept, or it was not and the item is open again (R3-20, R3-21).

    Returns the id of the verification. Raises Refused: inside the assignment, no such method, a revocation without
    a word of what was found.
    """
    given = {"kept": kept, "note": note, "method": method, "due_on": due_on}
    with acting("recheck", actor=actor, at=at, item_id=item_id, given=given) as act:
        look = act.add(
            Verification(
                item=act.item,
                unit_id=act.case.reach.unit_id,
                purpose=Purpose.RECHECK.value,
                method=method,
                passed=kept,
                note=note,
                verified_at=at,
                verified_by=actor.ref,
            )
        )
        if not kept:
            _take_back(act, note, due_on)
        act.say(verification=look.pk, method=method, recheck="kept" if kept else "revoked", note=note)
    return look.pk


def _met_by_submission(act: Act) -> tuple[Duty, ...]:
    """The duties to conclude that the newest submission met."""
    submission = act.case.submission
    if submission is None:
        return ()
    return tuple(duty for duty in _CONCLUDE.rows(act.item.pk) if duty.met_at == submission.reported_at)


def _take_back(act: Act, reason: str, due_on: dt.date | None) -> None:
    """Revoke the ending in force, open the item and start its clock anew."""
    item = act.item
    (ending,) = _IN_FORCE.rows(item.pk)
    act.change(ending, revoked_at=act.at, revoked_by=act.actor.ref, revoked_reason=reason)
    act.close(act.case.owed(DutyAct.STRIKE_OFF), ClosedReason.CANCELLED)
    act.move_to(State.OPEN)
    item.concluded_at = item.closed_at = item.signed_at = None
    item.grade, item.done_late = "", False
    _followers.start_again(act, due_on=due_on)
