"""Everything that hangs on one item, each table asked once and only where the item has rows in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from luoshi.ledger.models import (
    Assignment,
    Conclusion,
    Duty,
    Evidence,
    Extension,
    Item,
    Node,
    Objection,
    Plan,
    Report,
    Suspension,
    Verification,
)

# Most items have none of some of these: the query for the item says of which it has any.
_MAYBE: dict[str, type[Model]] = {
    "plan": Plan,
    "report": Report,
    "evidence": Evidence,
    "verification": Verification,
    "conclusion": Conclusion,
    "objection": Objection,
    "extension": Extension,
    "suspension": Suspension,
}


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of an item as they are now, whoever asks: oldest first, duties by their date."""

    assignments: Sequence[Assignment]
    duties: Sequence[Duty]
    plans: Sequence[Plan]
    nodes: Sequence[Node]
    reports: Sequence[Report]
    evidence: Sequence[Evidence]
    verifications: Sequence[Verification]
    conclusions: Sequence[Conclusion]
    objections: Sequence[Objection]
    extensions: Sequence[Extension]
    suspensions: Sequence[Suspension]


def with_flags(lines: QuerySet[Any]) -> QuerySet[Any]:
    """Lines with their items, and whether each has plans, reports … and items handed down from it."""
    flags: dict[str, Any] = {
        f"has_{name}": Exists(model._default_manager.filter(item_id=OuterRef("item_id")))
        for name, model in _MAYBE.items()
    }
    children = Exists(Item.objects.filter(parent_id=OuterRef("item_id")))
    flagged: QuerySet[Any] = lines.select_related("item").annotate(**flags, has_child=children)
    return flagged


def load(row: Any) -> Held:
    """What hangs on the item of a line that `with_flags` read; three queries and one for each kind of row it has."""
    item_id = row.item_id

    def rows(model: type[Any], *order: str) -> list[Any]:
        has_any = getattr(row, f"has_{model.__name__.lower()}")
        return list(model.objects.filter(item_id=item_id).order_by(*order)) if has_any else []

    nodes = (
        list(Node.objects.filter(plan__item_id=item_id).select_related("plan").order_by("plan__ordinal", "ordinal"))
        if row.has_plan
        else []
    )
    return Held(
        assignments=list(Assignment.objects.filter(item_id=item_id).order_by("ordinal", "id")),
        duties=list(Duty.objects.filter(item_id=item_id).order_by("due_at", "id")),
        # Nobody hands in a plan without a node.
        plans=list({node.plan_id: node.plan for node in nodes}.values()),
        nodes=nodes,
        reports=rows(Report, "ordinal", "id"),
        evidence=rows(Evidence, "attached_at", "id"),
        verifications=rows(Verification, "verified_at", "id"),
        conclusions=rows(Conclusion, "concluded_at", "id"),
        objections=rows(Objection, "made_at", "id"),
        extensions=rows(Extension, "asked_at", "id"),
        suspensions=rows(Suspension, "began_at", "id"),
    )
