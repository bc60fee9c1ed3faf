"""What the ledger is about, for who compares new matters with it: titles and clauses, no lights, no duties."""

from dataclasses import dataclass
from datetime import date

from luoshi.ledger.codes import State
from luoshi.ledger.queries.sight import Sight

#: States of an item that somebody still works on, or is to.
STANDING = (State.DRAFT.value, State.OPEN.value, State.SUBMITTED.value)


@dataclass(frozen=True, slots=True)
class MatterLine:
    """An item by what it is about: its title, and the clause of the document that it comes from."""

    item_id: int
    number: str
    title: str
    quote: str
    lead_unit_id: int | None
    state: str
    due_on: date | None

    @property
    def is_standing(self) -> bool:
        """Whether somebody still works on it, or is to."""
        return self.state in STANDING


def matters(sight: Sight, *, most: int = 10_000) -> tuple[MatterLine, ...]:
    """The newest items that the reader may see, newest first; withdrawn ones and those kept on paper are left out.

    One query, two for a past day.
    """
    columns = ("item_id", "number", "title", "item__basis_quote", "lead_unit_id", "state", "due_on")
    found = [
        row
        for part in sight.spans(each=False)
        for row in part.exclude(title="")
        .exclude(state=State.WITHDRAWN)
        .order_by("-item_id")
        .values_list(*columns)[:most]
    ]
    return tuple(MatterLine(*row) for row in sorted(found, key=lambda row: -row[0])[:most])
