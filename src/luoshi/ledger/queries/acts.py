"""Which acts one person may do with one item now, and why not the others."""

from datetime import datetime

from luoshi.ledger import access, cases, guards, states
from luoshi.ledger.judging import objections
from luoshi.ledger.models import Item
from luoshi.ledger.queries.records import Act
from luoshi.org.access import Actor
from luoshi.record.refusals import NotVisible


def acts(actor: Actor, item_id: int, *, as_of: datetime) -> tuple[Act, ...]:
    """Every verb of the table but opening, in its order, with all reasons against it.

    Guards about what is not typed in yet are silent, so an allowed verb may still be refused for what it is given.
    Reads the present item: acts on a past day are nobody's.

    Raises:
        NotVisible: there is no such item for this actor.
    """
    item = Item.objects.select_related("area_root").filter(pk=item_id).first()
    if item is None:
        raise NotVisible
    rows = [row for row in states.VERBS if row.states]
    parts = guards.parts_of(guard for row in rows for guard in row.guards)
    case = cases.load([item], actor=actor, at=as_of, parts=parts)[item.pk]
    if not access.sees(case):
        raise NotVisible
    found = []
    for row in rows:
        against = objections(row, case)
        found.append(Act(row.verb, not against, against, row.deciding))
    return tuple(found)
