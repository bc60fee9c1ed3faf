"""Ids and hashes for programs that act for nobody (demo, imports, tick); they tell nothing of what they name."""

from collections.abc import Collection

from luoshi.ledger.codes import DutyAct
from luoshi.ledger.models import Duty, Evidence, Item, Node


def plan_nodes(plan_id: int) -> tuple[int, ...]:
    """The ids of a plan's nodes, in their order."""
    return tuple(Node.objects.filter(plan_id=plan_id).order_by("ordinal").values_list("pk", flat=True))


def part_duty(item_id: int, unit_id: int) -> int | None:
    """The id of the part that a unit still owes of an item; None when it owes none."""
    owed = Duty.objects.filter(item_id=item_id, unit_id=unit_id, act=DutyAct.PART, met_at=None, closed_at=None)
    return owed.values_list("pk", flat=True).first()


def files_named(hashes: Collection[str]) -> frozenset[str]:
    """Those of the hashes that are somebody's evidence or the basis of an item. Two queries."""
    wanted = tuple(hashes)
    evidence = Evidence.objects.filter(file__in=wanted).values_list("file", flat=True)
    bases = Item.objects.filter(basis_file__in=wanted).values_list("basis_file", flat=True)
    return frozenset(evidence) | frozenset(bases)
