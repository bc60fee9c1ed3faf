"""Ids for programs that act for many people in turn (the demo, imports); they tell nothing of what they name."""

from luoshi.ledger.codes import DutyAct
from luoshi.ledger.models import Duty, Node


def plan_nodes(plan_id: int) -> tuple[int, ...]:
    """The ids of a plan's nodes, in their order."""
    return tuple(Node.objects.filter(plan_id=plan_id).order_by("ordinal").values_list("pk", flat=True))


def part_duty(item_id: int, unit_id: int) -> int | None:
    """The id of the part that a unit still owes of an item; None when it owes none."""
    owed = Duty.objects.filter(item_id=item_id, unit_id=unit_id, act=DutyAct.PART, met_at=None, closed_at=None)
    return owed.values_list("pk", flat=True).first()
