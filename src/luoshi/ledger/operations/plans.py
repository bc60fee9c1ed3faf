"""The lead unit's plan: handed in, approved or returned by the leader in charge (R1-04, R6-04, R6-05)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.ledger.codes import ClosedReason, DutyAct
from luoshi.ledger.guards.deciding import plan_stands_in
from luoshi.ledger.models import Duty, Node, Plan
from luoshi.ledger.operations import _followers
from luoshi.ledger.operations._core import Act, acting
from luoshi.org.access import Actor
from luoshi.record.refusals import NotVisible


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """One node of a plan as it is handed in: `weight` in basis points (all of them together 10000) or None."""

    title: str
    due_on: dt.date
    post_id: int | None = None
    weight: int | None = None
    standard: str = ""


def hand_in_plan(*, actor: Actor, at: dt.datetime, item_id: int, nodes: Sequence[NodeSpec], note: str = "") -> int:
    """The lead unit hands in its plan; meets the duty to do so and asks the leader in charge for an answer.

    Returns the id of the plan. Raises Refused: no node, a node without a title or in the past, weights that do not
    make up the whole, a plan that still waits, a suspended item (R1-04, R6-04).
    """
    given = {"nodes": tuple(nodes)}
    with acting("hand_in_plan", actor=actor, at=at, item_id=item_id, given=given) as act:
        plan = act.add(
            Plan(
                item=act.item,
                unit_id=act.case.reach.unit_id,
                ordinal=len(act.case.plans) + 1,
                note=note,
                handed_in_at=at,
                handed_in_by=actor.ref,
            )
        )
        act.rows += Node.objects.bulk_create(_node(plan, place, node) for place, node in enumerate(nodes, 1))
        act.settle(*act.case.owed(DutyAct.PLAN, unit_id=plan.unit_id))
        _followers.owe_after(act, "plan_handed_in")
        act.say(
            plan=plan.pk,
            ordinal=plan.ordinal,
            unit=f"unit:{plan.unit_id}",
            n=len(nodes),
            note=note,
            nodes=[_told(node) for node in nodes],
        )
    return plan.pk


def approve_plan(*, actor: Actor, at: dt.datetime, plan_id: int) -> None:
    """The leader in charge approves the waiting plan: it is the baseline from now on, each node is owed by its date.

    Where the clock lets a dated plan stand in for the term (R1-04), the date to conclude follows the last node of the
    first one that was handed in before the term was over.
    Raises Refused: the plan has its answer already, another leader's unit.
    """
    given = {"plan_id": plan_id}
    with acting("approve_plan", actor=actor, at=at, item_id=_item_of(plan_id), given=given, parts=("nodes",)) as act:
        plan = _waiting(act)
        nodes = tuple(Node.objects.filter(plan=plan).order_by("ordinal"))
        earlier = act.case.plan_in_force
        stands_in = plan_stands_in(act.case, plan.handed_in_at)
        if earlier is not None:
            act.change(earlier, replaced_at=at)
            act.close(act.case.owed(DutyAct.NODE), ClosedReason.SUPERSEDED)
        act.replanned = True
        act.change(plan, approved_at=at, approved_by=actor.ref)
        act.settle(*act.case.owed(DutyAct.APPROVE_PLAN))
        act.owe([_followers.fixed_duty(act, DutyAct.NODE, node.due_on, node=node) for node in nodes])
        if stands_in:
            _followers.move_conclusion(act, max(node.due_on for node in nodes))
        act.say(plan=plan.pk, ordinal=plan.ordinal, n=len(nodes), due_on=act.item.due_on)


def return_plan(*, actor: Actor, at: dt.datetime, plan_id: int, reason: str) -> None:
    """The leader in charge returns the waiting plan with a reason; where a plan was owed, the next one is owed.

    The successor keeps the first date, or gets as long as a first plan where that is later: the time the leader took
    to answer is not the unit's. Raises Refused: no reason, the plan has its answer already.
    """
    given = {"plan_id": plan_id, "reason": reason}
    with acting("return_plan", actor=actor, at=at, item_id=_item_of(plan_id), given=given) as act:
        plan = _waiting(act)
        act.change(plan, returned_at=at, returned_by=actor.ref, returned_reason=reason)
        act.settle(*act.case.owed(DutyAct.APPROVE_PLAN))
        met = Duty.objects.filter(item=act.item, act=DutyAct.PLAN, met_at=plan.handed_in_at)
        act.owe([_followers.return_of(act, duty, plan.handed_in_at) for duty in met])
        act.say(plan=plan.pk, ordinal=plan.ordinal, unit=f"unit:{plan.unit_id}", reason=reason)


def _item_of(plan_id: int) -> int:
    """The item that a plan is for. Raises NotVisible where there is no such plan."""
    item_id = Plan.objects.filter(pk=plan_id).values_list("item_id", flat=True).first()
    if item_id is None:
        raise NotVisible
    return item_id


def _waiting(act: Act) -> Plan:
    """The plan that waits; the guards made sure of it."""
    plan = act.case.plan_waiting
    if plan is None:
        raise LookupError("no plan waits, and no guard said so")
    return plan


def _node(plan: Plan, place: int, said: NodeSpec) -> Node:
    return Node(
        plan=plan,
        ordinal=place,
        title=said.title,
        due_on=said.due_on,
        post_id=said.post_id,
        weight=said.weight,
        standard=said.standard,
    )


def _told(node: NodeSpec) -> dict[str, object]:
    """A node as the event tells it."""
    return {
        "title": node.title,
        "due_on": node.due_on,
        "post": f"post:{node.post_id}" if node.post_id else None,
        "weight": node.weight,
        "standard": node.standard,
    }
