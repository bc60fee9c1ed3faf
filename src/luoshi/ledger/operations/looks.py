"""The watcher's turn: duties whose next look has come, and when to look again. `next_look_at` is derived: no event."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from luoshi.ledger.models import Duty, Item
from luoshi.ledger.models.duties import OUTSTANDING
from luoshi.ledger.rules import Rules, rules_of
from luoshi.record.refusals import Refused

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DutyLook:
    """An outstanding duty whose look has come, with what the ladder needs; `look_at` is the claim.

    `rules` is None where the item's rules cannot be read: one bad item must not stop the watcher for all others.
    """

    duty_id: int
    item_number: str
    act: str
    unit_id: int
    post_id: int | None
    office_unit_id: int
    opened_at: datetime
    due_on: date
    due_at: datetime
    look_at: datetime
    rules: Rules | None


def take_looks(*, at: datetime, limit: int) -> tuple[DutyLook, ...]:
    """Up to `limit` duties to look at by `at`, longest waiting first, locked until the transaction ends.

    Duties that another watcher holds are passed over (PostgreSQL; SQLite has one writer). Suspended items rest.
    """
    waiting = (
        Duty.objects.filter(OUTSTANDING, next_look_at__lte=at, item__suspended_at__isnull=True)
        .select_related("item__area_root", "item__issuing_office")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("next_look_at", "id")[:limit]
    )
    duties = [duty for duty in waiting if duty.next_look_at is not None]
    rules = _rules([duty.item for duty in duties], at=at)
    return tuple(
        DutyLook(
            duty_id=duty.pk,
            item_number=duty.item.number,
            act=duty.act,
            unit_id=duty.unit_id,
            post_id=duty.post_id,
            office_unit_id=duty.item.issuing_office.unit_id,
            opened_at=duty.opened_at,
            due_on=duty.due_on,
            due_at=duty.due_at,
            look_at=cast("datetime", duty.next_look_at),
            rules=rules.get(duty.item_id),
        )
        for duty in duties
    )


def _rules(items: Sequence[Item], *, at: datetime) -> Mapping[int, Rules]:
    """The rules of items by id, without those whose rules cannot be read."""
    try:
        return rules_of(items, at=at)
    except (Refused, LookupError, ValueError):
        if len(items) == 1:
            _log.exception("the rules of item %s cannot be read", items[0].number)
            return {}
    return {item_id: found for item in items for item_id, found in _rules([item], at=at).items()}


def pass_on(look: DutyLook, *, next_at: datetime | None) -> bool:
    """Put the duty's next look to `next_at`; False when somebody else did so first, or the duty has ended."""
    claimed = Duty.objects.filter(OUTSTANDING, pk=look.duty_id, next_look_at=look.look_at)
    return claimed.update(next_look_at=next_at) == 1
