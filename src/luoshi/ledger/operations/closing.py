"""How an item ends: asked for, looked at by somebody else, concluded with a grade, struck off, looked at again.

三不: nothing ends without evidence, without a look from outside, without a grade (R3-06).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.ledger import moments
from luoshi.ledger.codes import ClosedReason, DutyAct, Method, Purpose, ReportKind, State
from luoshi.ledger.models import Conclusion, Duty, Report, Verification
from luoshi.ledger.operations import _followers, _works
from luoshi.ledger.operations._core import Act, Ask, acting, acting_on, add_all
from luoshi.ledger.operations._works import FileSpec, Proof, Said
from luoshi.ledger.prepared import Rows
from luoshi.org.access import Actor

_CONCLUDE = Rows(
    lambda **of: Duty.objects.filter(**of, act=DutyAct.CONCLUDE, met_at__isnull=False).order_by("due_at", "id")
)
_IN_FORCE = Rows(lambda **of: Conclusion.objects.filter(**of, revoked_at__isnull=True))


@dataclass(frozen=True, slots=True)
class SubmissionSpec:
    """A request to conclude one item; the same as the arguments of `submit`."""

    item_id: int
    statement: str
    files: tuple[FileSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class LookSpec:
    """A look at one item's submission; the same as the arguments of `verify`."""

    item_id: int
    method: str
    passed: bool
    note: str = ""
    progress: int | None = None


@dataclass(frozen=True, slots=True)
class ConclusionSpec:
    """The conclusion of one item: the version that was seen, and its grade."""

    item_id: int
    version: int
    grade: str


@dataclass(frozen=True, slots=True)
class StrikeOffSpec:
    """One item to strike off: the version that was seen, and whether the leader has no further word."""

    item_id: int
    version: int
    no_further_word: bool = False


def submit(*, actor: Actor, at: dt.datetime, item_id: int, statement: str, files: Sequence[FileSpec] = ()) -> int:
    """The head of the lead unit asks to conclude; the duty to conclude counts as met at this moment.

    The issuing office then owes a verification. Returns the id of the submission. Raises Refused: not signed by the
    unit's head, no statement, no evidence, a part, a node or an item handed down still open, an objection pending,
    a suspended item (R1-07, R3-06, domain §15).
    """
    return submit_all(actor=actor, at=at, submissions=[SubmissionSpec(item_id, statement, tuple(files))])[0]


def submit_all(*, actor: Actor, at: dt.datetime, submissions: Sequence[SubmissionSpec]) -> tuple[int, ...]:
    """The head of the lead unit asks to conclude many items in one act: all of them or none, one event for each.

    Returns the ids of the submissions in order. Raises Refused: every reason on every item.
    """
    missing = _works.missing_files(*(one.files for one in submissions))
    asks = [
        Ask(one.item_id, given={"text": one.statement, "files": one.files, "files_missing": names})
        for one, names in zip(submissions, missing, strict=True)
    ]
    with acting_on("submit", actor=actor, at=at, asks=asks) as acts:
        owed = [act.case.owed(DutyAct.CONCLUDE) for act in acts]
        each = [
            Said(text=one.statement, duty=duties[0] if duties else None)
            for one, duties in zip(submissions, owed, strict=True)
        ]
        said = _works.say_all(acts, ReportKind.SUBMISSION, each)
        for act, duties in zip(acts, owed, strict=True):
            act.settle(*duties)
            # What was asked about the date has no object any more; a return asks it again.
            act.close(act.case.owed(DutyAct.DECIDE_EXTENSION), ClosedReason.CANCELLED)
            act.move_to(State.SUBMITTED)
            moments.stop_time(act.item, duties, act.case.rules, at=at)
        _works.attach_all([Proof(act, one.files, row) for act, one, row in zip(acts, submissions, said, strict=True)])
        _followers.owe_after_all(acts, "submitted")
    return tuple(row.pk for row in said)


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
    return verify_all(actor=actor, at=at, looks=[LookSpec(item_id, method, passed, note, progress)])[0]


def verify_all(*, actor: Actor, at: dt.datetime, looks: Sequence[LookSpec]) -> tuple[int, ...]:
    """Somebody looks at many submissions in one act, each with its own finding: all of them or none.

    The office's duty stays until it decides, by concluding or returning: a look alone leaves the unit waiting.
    Returns the ids of the verifications in order. Raises Refused: every reason on every item.
    """
    asks = [
        Ask(
            one.item_id,
            given={"method": one.method, "passed": one.passed, "note": one.note, "progress": one.progress},
        )
        for one in looks
    ]
    with acting_on("verify", actor=actor, at=at, asks=asks, parts=("submission",)) as acts:
        made = add_all(acts, [_look(act, one) for act, one in zip(acts, looks, strict=True)])
        for act, one, row in zip(acts, looks, made, strict=True):
            found = 10_000 if one.passed and one.progress is None else one.progress
            if found is not None:
                act.item.progress_verified = found
            look = "passed" if one.passed else "failed"
            act.say(verification=row.pk, method=one.method, look=look, note=one.note, progress=found)
    return tuple(row.pk for row in made)


def _look(act: Act, one: LookSpec) -> Verification:
    return Verification(
        item=act.item,
        submission=act.case.submission,
        unit_id=act.case.reach.unit_id,
        purpose=Purpose.CONCLUSION.value,
        method=one.method,
        passed=one.passed,
        note=one.note,
        verified_at=act.at,
        verified_by=act.actor.ref,
    )


def return_item(*, actor: Actor, at: dt.datetime, item_id: int, version: int, reason: str) -> None:
    """The issuing office returns the submission: the work goes on under the date that stood before (R1-09).

    The duty to conclude is owed again with the same due date, so a return after it is late at once and stays honest.
    Raises Refused: no reason; Conflict: the item has changed since it was seen.
    """
    given = {"reason": reason}
    parts = ("submission", "extensions")
    with acting("return_item", actor=actor, at=at, item_id=item_id, version=version, given=given, parts=parts) as act:
        act.settle(*act.case.owed(DutyAct.VERIFY))
        act.owe([_followers.again(act, duty) for duty in _met_by_submissions([act])[act.item.pk]])
        if act.case.extension_pending:
            _followers.owe_after(act, "extension_asked")
        act.move_to(State.OPEN)
        if act.case.verifications and act.case.verifications[-1].passed:
            act.item.progress_verified = None  # whoever returns it does not hold with what the look has found
        times = Report.objects.filter(item=act.item, kind=ReportKind.SUBMISSION).count()
        act.say(unit=f"unit:{act.item.lead_unit_id}", reason=reason, times=times)


def conclude(*, actor: Actor, at: dt.datetime, item_id: int, version: int, grade: str) -> int:
    """The issuing office concludes what passed its verification, with one of the four grades (R1-10, R3-06).

    Whatever is still owed falls away; striking off is owed next. Whether it was done late is read off the duty that
    the submission met. Returns the id of the conclusion. Raises Refused: no passed verification, no evidence, no such
    grade, an item handed down still open; Conflict.
    """
    return conclude_all(actor=actor, at=at, items=[ConclusionSpec(item_id, version, grade)])[0]


def conclude_all(*, actor: Actor, at: dt.datetime, items: Sequence[ConclusionSpec]) -> tuple[int, ...]:
    """The issuing office concludes many items in one act, each with its grade: all of them or none.

    Returns the ids of the conclusions in order. Raises Refused: every reason on every item; Conflict.
    """
    asks = [Ask(one.item_id, one.version, {"grade": one.grade}) for one in items]
    with acting_on("conclude", actor=actor, at=at, asks=asks) as acts:
        met = _met_by_submissions(acts)
        late = [any(duty.met_at and duty.met_at >= duty.due_at for duty in met[act.item.pk]) for act in acts]
        made = add_all(acts, [_conclusion(act, one, done) for act, one, done in zip(acts, items, late, strict=True)])
        for act in acts:
            act.settle(*act.case.owed(DutyAct.VERIFY))
            act.close(tuple(act.duties), ClosedReason.CANCELLED)
        _followers.owe_after_all(acts, "concluded")
        for act, one, row in zip(acts, items, made, strict=True):
            act.move_to(State.CONCLUDED)
            act.item.concluded_at, act.item.grade, act.item.done_late = at, one.grade, row.done_late
            act.say(conclusion=row.pk, grade=one.grade, done_late=row.done_late)
    return tuple(row.pk for row in made)


def _conclusion(act: Act, one: ConclusionSpec, late: bool) -> Conclusion:
    return Conclusion(
        item=act.item,
        submission=act.case.submission,
        grade=one.grade,
        done_late=late,
        concluded_at=act.at,
        concluded_by=act.actor.ref,
    )


def strike_off(*, actor: Actor, at: dt.datetime, item_id: int, version: int, no_further_word: bool = False) -> None:
    """The issuing office strikes a concluded item off the ledger.

    An instruction (批示) needs `no_further_word`: the leader who gave it was told and has nothing to add (R3-04).
    Raises Refused: not verified, no grade, an instruction without the leader's word; Conflict.
    """
    strike_off_all(actor=actor, at=at, items=[StrikeOffSpec(item_id, version, no_further_word)])


def strike_off_all(*, actor: Actor, at: dt.datetime, items: Sequence[StrikeOffSpec]) -> None:
    """The issuing office strikes many concluded items off the ledger in one act: all of them or none.

    Raises Refused: every reason on every item; Conflict.
    """
    asks = [Ask(one.item_id, one.version, {"no_further_word": one.no_further_word}) for one in items]
    with acting_on("strike_off", actor=actor, at=at, asks=asks) as acts:
        endings = {ending.item_id: ending for ending in _IN_FORCE.of([act.item.pk for act in acts])}
        for act, one in zip(acts, items, strict=True):
            ending = endings[act.item.pk]
            act.change(ending, struck_off_at=at, struck_off_by=actor.ref)
            act.settle(*act.case.owed(DutyAct.STRIKE_OFF))
            act.move_to(State.CLOSED)
            act.item.closed_at = at
            act.say(grade=ending.grade, no_further_word=one.no_further_word)


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


def _met_by_submissions(acts: Sequence[Act]) -> dict[int, list[Duty]]:
    """The duties to conclude that each item's newest submission met, by item id."""
    said = {act.item.pk: act.case.submission.reported_at for act in acts if act.case.submission}
    found: dict[int, list[Duty]] = {act.item.pk: [] for act in acts}
    for duty in _CONCLUDE.of(list(said)) if said else ():
        if duty.met_at == said[duty.item_id]:
            found[duty.item_id].append(duty)
    return found


def _take_back(act: Act, reason: str, due_on: dt.date | None) -> None:
    """Revoke the ending in force, open the item and start its clock anew."""
    item = act.item
    (ending,) = _IN_FORCE.of([item.pk])
    act.change(ending, revoked_at=act.at, revoked_by=act.actor.ref, revoked_reason=reason)
    act.close(act.case.owed(DutyAct.STRIKE_OFF), ClosedReason.CANCELLED)
    act.move_to(State.OPEN)
    item.concluded_at = item.closed_at = item.signed_at = None
    item.progress_claimed = item.progress_verified = None  # what was said before the ending is said of it, not of this
    item.grade, item.done_late = "", False
    _followers.start_again(act, due_on=due_on)
