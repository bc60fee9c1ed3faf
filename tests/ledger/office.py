"""A county at work for the ledger's cases: the cast, the rules, and the few things every case does first."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests import cast as county

from luoshi.ledger import operations
from luoshi.ledger.models import Item
from luoshi.ledger.operations import AssignmentSpec, Basis
from luoshi.org.access import Actor, system_actor
from luoshi.rulebook import operations as rulebook

# A Monday morning in Shanghai, with no holiday near.
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BEFORE = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


@dataclass
class Office:
    """The cast at work; `at` is the moment of the next act and only moves when a case says so."""

    cast: county.Cast
    at: datetime = MONDAY
    _basis: Basis = field(default_factory=lambda: Basis(title="县政府第3次常务会议纪要", clause="第二项"))

    def actor(self, who: str) -> Actor:
        """The person of the cast, as she sits today."""
        return self.cast.actor(who, self.at)

    def later(self, **delta: int) -> datetime:
        """Let time pass: `later(days=3)`; returns the new moment."""
        self.at += timedelta(**delta)
        return self.at

    def lines(self, *, lead: str = "education", co: tuple[str, ...] = ("finance",)) -> list[AssignmentSpec]:
        """A lead unit and its co-units."""
        return [
            AssignmentSpec(role="lead", unit_id=self.cast.unit(lead)),
            *(AssignmentSpec(role="co", unit_id=self.cast.unit(one)) for one in co),
        ]

    def open(self, who: str = "clerk", **changes: Any) -> Item:
        """A draft decision of a meeting, due at the end of June, led by education with finance beside it."""
        said: dict[str, Any] = {
            "kind": "meeting_decision",
            "title": "建成城东幼儿园",
            "issuing_office_id": self.cast.office_id,
            "basis": self._basis,
            "assignments": self.lines(),
            "due_on": date(2026, 6, 30),
            "acceptance": "九月一日开园",
        }
        opened = operations.open_item(actor=self.actor(who), at=self.at, **(said | changes))
        return Item.objects.get(pk=opened.id)

    def hand_over(self, item: Item, who: str = "director") -> Item:
        """Hand one draft over."""
        operations.hand_over(actor=self.actor(who), at=self.at, items=[(item.pk, item.version)])
        return Item.objects.get(pk=item.pk)

    def running(self, **changes: Any) -> Item:
        """An item that was opened and handed over."""
        return self.hand_over(self.open(**changes))


def found() -> county.Cast:
    """The county with its rules in force."""
    cast = county.build(BEFORE)
    rulebook.activate_shipped(actor=system_actor("init").ref, at=BEFORE)
    return cast
