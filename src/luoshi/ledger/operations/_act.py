"""One item's part in an operation, and what a whole operation writes: every table once, however many items."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from luoshi.ledger import states
from luoshi.ledger.cases import Case
from luoshi.ledger.codes import ClosedReason, State
from luoshi.ledger.models import Duty, Item
from luoshi.ledger.operations._write import insert_all, update_all
from luoshi.org.access import Actor
from luoshi.record.operations import Work

AnyRow = TypeVar("AnyRow", bound=models.Model)
DUTY_CHANGES = ("met_at", "met_by", "closed_at", "closed_reason", "next_look_at")
# A saved row, or model and key of one that was written without being loaded.
Written = models.Model | tuple[type[models.Model], int]


class Writes:
    """What the acts of one operation have changed and begun to owe, held back until it can be written together.

    In the order of what happened: changed rows, ended duties, new duties; a table's constraints then hold at each step.
    """

    def __init__(self) -> None:
        self._changed: dict[tuple[type[models.Model], tuple[str, ...]], list[models.Model]] = {}
        self._ended: list[Duty] = []
        self._owed: list[Duty] = []

    def change(self, row: models.Model, columns: Iterable[str]) -> None:
        """These columns of a saved row are to be written."""
        self._changed.setdefault((type(row), tuple(columns)), []).append(row)

    def end(self, duties: Sequence[Duty]) -> None:
        """These duties were met or closed; one that is owed only since this operation is written first."""
        if any(duty.pk is None for duty in duties):
            self.flush()
        self._ended += duties

    def owe(self, duties: Sequence[Duty]) -> None:
        """These duties are new; they get their keys when they are written."""
        self._owed += duties

    def flush(self) -> None:
        """Write what was held back: one statement for each kind of change."""
        changed, ended, owed = self._changed, self._ended, self._owed
        self._changed, self._ended, self._owed = {}, [], []
        for (_model, columns), rows in changed.items():
            update_all(rows, columns)
        update_all(ended, DUTY_CHANGES)
        insert_all(owed)


@dataclass(slots=True)
class Act:
    """An operation's part on one item, between the guards and the event.

    Change `item` (unsaved: the operation saves it), add new rows with `add`, change saved ones with `change`,
    meet and close duties; `say` fills the event's payload. `duties` is the list of outstanding duties as they stand
    after what was done so far: the item's moments are computed from it without another query.
    """

    row: states.Row
    case: Case
    work: Work
    before: Mapping[str, Any]
    duties: list[Duty]
    writes: Writes
    rows: list[Written] = field(default_factory=list)
    deleted: list[tuple[str, int]] = field(default_factory=list)
    payload: dict[str, Any] = field(default_factory=dict)
    event: str = ""
    replanned: bool = False  # another plan is in force: the pace is solved anew
    happened_at: datetime | None = None

    @property
    def item(self) -> Item:
        """The item, locked."""
        return self.case.item

    @property
    def at(self) -> datetime:
        """The moment of writing."""
        return self.case.at

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.case.actor

    def add(self, row: AnyRow) -> AnyRow:
        """Insert a new row; the event names it."""
        self.writes.flush()
        insert_all([row])
        self.rows.append(row)
        return row

    def change(self, row: models.Model, **values: Any) -> None:
        """Set columns of a saved row, to be written with the operation; the event names it."""
        for name, value in values.items():
            setattr(row, name, value)
        self.writes.change(row, values)
        self.rows.append(row)

    def remove(self, row: models.Model) -> None:
        """Delete a row of a draft; the event says that it is gone."""
        self.deleted.append((row._meta.db_table, row.pk))
        row.delete()

    def say(self, **payload: Any) -> None:
        """Add to the payload of the event: ids as refs, dates `_on`, moments `_at`."""
        self.payload |= payload

    def settle(self, *duties: Duty) -> None:
        """These duties are met now, by this actor."""
        for duty in duties:
            duty.met_at, duty.met_by, duty.next_look_at = self.at, self.actor.ref, None
        self._end(duties)

    def close(self, duties: Iterable[Duty], reason: ClosedReason) -> None:
        """These duties end without being met."""
        ended = tuple(duties)
        for duty in ended:
            duty.closed_at, duty.closed_reason, duty.next_look_at = self.at, reason.value, None
        self._end(ended)

    def _end(self, duties: Sequence[Duty]) -> None:
        """Take ended duties off the outstanding."""
        self.writes.end(duties)
        self.rows += duties
        gone = {id(duty) for duty in duties}
        self.duties = [duty for duty in self.duties if id(duty) not in gone]

    def owe(self, duties: Sequence[Duty]) -> list[Duty]:
        """Begin new duties (built by `_duties.build`); they count at once and are written with the operation."""
        made = list(duties)
        self.writes.owe(made)
        self.rows += made
        self.duties += made
        return made

    def move_to(self, state: State) -> None:
        """The item's next state, which the table must name."""
        if state not in self.row.then:
            raise ValueError(f"{self.row.verb} does not lead to {state}")
        self.item.state = state.value


def add_all(acts: Sequence[Act], rows: Sequence[AnyRow]) -> list[AnyRow]:
    """Insert one new row of one table for each act in one statement; each event names its own."""
    if acts:
        acts[0].writes.flush()
    made = insert_all(rows)
    for act, row in zip(acts, made, strict=True):
        act.rows.append(row)
    return made
