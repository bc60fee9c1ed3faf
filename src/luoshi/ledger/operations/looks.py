"""The watcher's turn: duties whose next look has come, and when to look again. `next_look_at` is derived: no event."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db import connection

from luoshi.ledger.models import Duty, Item
from luoshi.ledger.models.duties import OUTSTANDING
from luoshi.ledger.rules import Rules, rules_of
from luoshi.record.refusals import Refused

_log = logging.getLogger(__name__)
_CLAIM = """
UPDATE ledger_duty SET next_look_at = %s
WHERE id IN ({holes}) AND met_at IS NULL AND closed_at IS NULL AND next_look_at <= %s
RETURNING id
"""


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


def pass_on(looks: Mapping[int, datetime | None], *, at: datetime) -> frozenset[int]:
    """Put the next look of each duty (by id) to its moment; returns the ids of those that were still ours to move.

    One statement for all duties that are looked at again at the same moment, as most of them are. A duty that somebody
    else looked at meanwhile waits for a later moment than `at`, one that has ended for none.
    """
    moments: defaultdict[datetime | None, list[int]] = defaultdict(list)
    for duty_id, next_at in looks.items():
        moments[next_at].append(duty_id)
    return frozenset(duty_id for next_at, ids in moments.items() for duty_id in _claim(ids, next_at, at=at))


def _claim(duty_ids: Sequence[int], next_at: datetime | None, *, at: datetime) -> list[int]:
    moment = connection.ops.adapt_datetimefield_value
    holes = ", ".join(["%s"] * len(duty_ids))
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(holes=holes), [next_at and moment(next_at), *duty_ids, moment(at)])
        return [duty_id for (duty_id,) in cursor.fetchall()]
