"""Duties that later acts begin: after a submission or an objection, successors, a clock that starts anew."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import models

from luoshi.clock import Due, Pause, fixed, local
from luoshi.clock import after_pause as unused
from luoshi.ledger import decisions
from luoshi.ledger.cases import Case
from luoshi.ledger.codes import ClosedReason, DutyAct, Role
from luoshi.ledger.models import Assignment, Duty, Node, Suspension
from luoshi.ledger.operations._core import Act
from luoshi.ledger.operations._duties import Builder, Debtor, debtors, line_of
from luoshi.org import queries as org
from luoshi.org.records import PostRecord

__all__ = [
    "again",
    "fixed_duty",
    "move_conclusion",
    "owe_after",
    "owe_after_all",
    "resume_all",
    "return_of",
    "start_again",
]


def owe_after(act: Act, anchor: str) -> list[Duty]:
    """Open what the item's clock owes after `anchor` (`submitted`, `objected`, `plan_handed_in` …), from now.

    What a leader owes falls to the issuing office where no leader is entered for the unit: the office puts it to one.
    """
    return owe_after_all([act], anchor)


def owe_after_all(acts: Sequence[Act], anchor: str) -> list[Duty]:
    """The same for many items at once: leaders and offices are asked for once, terms are reckoned once."""
    builder = Builder(at=acts[0].at)
    planned = {act.item.pk: builder.afterwards(anchor, act.item, act.case.rules) for act in acts}
    every = [one for plans in planned.values() for one in plans]
    leads = {act.item.lead_unit_id or 0 for act in acts} if any(one.role == "leader" for one in every) else set()
    leaders = org.leaders_in_charge(leads, builder.at) if leads else {}
    if any(one.role != "lead" for one in every):
        models.prefetch_related_objects([act.item for act in acts], "issuing_office")
    begun: list[Duty] = []
    for act in acts:
        leader = leaders.get(act.item.lead_unit_id or 0)
        begun += act.owe(
            [
                builder.build(
                    act.item, act.case.rules, one.act, one.due, unit_id=unit_id, post_id=post_id, assignment=line
                )
                for one in planned[act.item.pk]
                for unit_id, post_id, line in _who(act.case, one.role, leader)
            ]
        )
    return begun


def _who(case: Case, role: str, leader: PostRecord | None) -> list[Debtor]:
    """Who owes what a clock asks of `role`, the issuing office in place of a leader that nobody entered."""
    return list(debtors(case, role, leader)) or list(debtors(case, "office", None))


def fixed_duty(act: Act, what: DutyAct, due_on: dt.date, *, node: Node) -> Duty:
    """A duty of the lead unit for a node of its plan, due on the date that the plan set; not saved."""
    case = act.case
    line = line_of(case, act.item.lead_unit_id, (Role.COLLATING, Role.LEAD))
    return Builder(at=act.at).build(
        act.item,
        case.rules,
        what,
        fixed(due_on, case.rules.calendar, start_at=act.at),
        unit_id=act.item.lead_unit_id or 0,
        post_id=node.post_id,
        assignment=line,
        node=node,
    )


def move_conclusion(act: Act, due_on: dt.date) -> None:
    """The date to conclude by is another: the duty is closed and its successor opened, a duty is never moved.

    Turns of a recurring duty are laid out through the new date.
    """
    due = fixed(due_on, act.case.rules.calendar, start_at=act.at)
    before = act.case.owed(DutyAct.CONCLUDE)
    act.close(before, ClosedReason.SUPERSEDED)
    act.owe([_successor(act, duty, due) for duty in before])
    act.item.due_on = due_on
    _more_turns(act)


def _more_turns(act: Act) -> None:
    """The turns of the lead's recurring duties that the later date calls for and that are not there yet."""
    item, builder = act.item, Builder(at=act.at)
    turns = [
        one
        for one in builder.planned(item, act.case.rules, start_at=item.handed_over_at)
        if one.period and one.role == "lead" and one.due.at > act.at
    ]
    if not turns:
        return
    known = _known_turns(act)
    ((unit_id, post_id, line),) = debtors(act.case, "lead", None)
    act.owe(
        [
            builder.build(
                item, act.case.rules, one.act, one.due,
                unit_id=unit_id, post_id=post_id, assignment=line, period=one.period,
            )
            for one in turns
            if (unit_id, one.act, one.period) not in known
        ]
    )  # fmt: skip


def _known_turns(act: Act) -> set[tuple[int, str, str]]:
    """(unit, act, period) of every turn that is owed or was met: none of them is owed twice."""
    act.writes.flush()
    rows = Duty.objects.filter(item=act.item, closed_at__isnull=True).exclude(period="")
    return set(rows.values_list("unit_id", "act", "period"))


def again(act: Act, duty: Duty) -> Duty:
    """The successor of a met duty that is owed again with the same date (R1-09); not saved."""
    made = _successor(act, duty, Due(duty.due_on, duty.due_at, duty.provisional, ()))
    made.why = duty.why
    return made


def return_of(act: Act, duty: Duty, handed_in_at: dt.datetime) -> Duty:
    """The successor of a plan duty whose plan was returned: the unused term, one working day at least; not saved.

    The time in which the leader looked at the plan is not the unit's.
    """
    calendar = act.case.rules.calendar
    due = unused(duty.due_at, Pause(handed_in_at, act.at, act.actor.ref), calendar)
    least = calendar.add_working_days(local(act.at).date(), 1)
    return _successor(act, duty, due if due.on >= least else fixed(least, calendar, start_at=act.at))


def resume_all(act: Act, stopped: Iterable[Duty], suspension: Suspension) -> list[Duty]:
    """The successors of what a suspension stopped, as far as it is still owed; not saved."""
    pause = Pause(suspension.began_at, act.at, suspension.began_by)
    made = []
    for duty in stopped:
        owed = decisions.Owed(duty.pk, duty.due_on, duty.due_at, duty.period)
        due = decisions.resumed(owed, pause, act.case.rules.calendar)
        if due is not None:
            made.append(_successor(act, duty, due))
    return made


def _successor(act: Act, duty: Duty, due: Due) -> Duty:
    """The duty that takes the place of another, owed by the same unit and post."""
    made = Builder(at=act.at).build(
        act.item,
        act.case.rules,
        duty.act,
        due,
        unit_id=duty.unit_id,
        post_id=duty.post_id,
        assignment=None,
        period=duty.period,
        predecessor=duty,
    )
    made.assignment_id, made.node_id = duty.assignment_id, duty.node_id
    return made


def start_again(act: Act, *, due_on: dt.date | None, lines: Iterable[Assignment] | None = None) -> None:
    """The clock starts anew for the lead unit: a new T0, new duties, and a date to conclude by.

    That date is `due_on` where somebody says it now; else the one the item was issued with, while it lies ahead;
    else what the clock gives. `lines` are the assignments in force, where this act has changed them.
    """
    item = act.item
    said = due_on or _issued_date(act)
    item.due_on, item.handed_over_at = said, act.at
    case = act.case if lines is None else replace(act.case, assignments=tuple(lines))
    builder, known = Builder(at=act.at), _known_turns(act)
    lead = frozenset({item.lead_unit_id or 0})
    begun = [
        duty
        for duty in builder.of_hand_over(case, None, units=lead)
        if (duty.unit_id, duty.act, duty.period) not in known
    ]
    if due_on is not None:
        begun = [duty for duty in begun if duty.act != DutyAct.CONCLUDE]
        ((unit_id, post_id, line),) = debtors(case, "lead", None)
        due = fixed(due_on, case.rules.calendar, start_at=act.at)
        begun.append(
            builder.build(item, case.rules, DutyAct.CONCLUDE, due, unit_id=unit_id, post_id=post_id, assignment=line)
        )
    act.owe(begun)
    item.due_on = max((duty.due_on for duty in begun if duty.act == DutyAct.CONCLUDE), default=said)


def _issued_date(act: Act) -> dt.date | None:
    """The date that the item was issued with by its source, while it lies ahead; None where the clock gave it."""
    first = Duty.objects.filter(item=act.item, act=DutyAct.CONCLUDE).order_by("opened_at", "id").first()
    issued = first is not None and any(step.get("code") == "clock.fixed" for step in first.why)
    return act.item.due_on if issued and act.item.due_on and act.item.due_on >= local(act.at).date() else None
