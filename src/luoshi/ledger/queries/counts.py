"""How many items show each light: of today from what each line was settled as, of any other day one by one."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.expressions import RawSQL

from luoshi.ledger.access import beyond_area
from luoshi.ledger.counting import LEFT_OUT, LIGHT_MOMENTS, light_counted, light_sql, lines_by
from luoshi.ledger.models import ItemVersion
from luoshi.ledger.queries.lists import EVERYTHING, Filters, narrowed
from luoshi.ledger.queries.records import UnitLight
from luoshi.ledger.queries.sight import Sight
from luoshi.org.access import Actor
from luoshi.record import queries as record

UnitCounts = Counter[tuple[int, str]]
_LIGHT = light_sql("ledger_itemversion")
# One statement, for it is asked on every desk and board.
_COUNT = f"""
    SELECT lead_unit_id, counted_as, NULL, COUNT(*) FROM {{settled}}
    WHERE recorded_to IS NULL AND area_root_id = %s GROUP BY lead_unit_id, counted_as
    UNION ALL
    SELECT lead_unit_id, counted_as, {_LIGHT} AS turned_to, COUNT(*) FROM {{turned}}
    WHERE recorded_to IS NULL AND area_root_id = %s AND counted_until <= %s GROUP BY lead_unit_id, counted_as, turned_to
"""  # noqa: S608 - names of columns, no values
# Lines that were settled as another light than they show at the newest event, though none of their moments has come.
_MISCOUNTED = f"""
    SELECT COUNT(*) FROM ledger_itemversion
    WHERE recorded_to IS NULL AND (counted_until IS NULL OR counted_until > %s) AND counted_as <> {_LIGHT}
"""  # noqa: S608 - names of columns, no values


def light_counts(
    actor: Actor, *, as_of: datetime, filters: Filters = EVERYTHING, sight: Sight | None = None
) -> tuple[UnitLight, ...]:
    """How many items of each lead unit show each light at `as_of`; drafts and withdrawn ones are not counted.

    Ended and suspended items are in it. A whole area's of today come from what each line was settled as.
    """
    sight = sight or Sight.of(actor, as_of)
    whole = beyond_area(sight.actor, as_of=sight.as_of, reach=sight.reach) if filters == EVERYTHING else None
    if whole is None or not sight.is_present:
        found = _compared(narrowed(sight, filters), as_of)
    else:
        area_id, beyond = whole
        now = ItemVersion.objects.filter(recorded_to__isnull=True)
        inside = _settled(area_id, sight)
        found = _compared([now.filter(area_root_id=area_id)], as_of) if inside is None else inside
        found.update(_compared([now.filter(beyond)], as_of))
    counted = sorted((key, n) for key, n in found.items() if n and key[1] not in LEFT_OUT)
    return tuple(UnitLight(unit_id, light_counted(code), n) for (unit_id, code), n in counted)


def _compared(parts: Iterable[QuerySet[Any]], as_of: datetime) -> UnitCounts:
    """The counts of these lines, each compared with the clock."""
    found: UnitCounts = Counter()
    now = connection.ops.adapt_datetimefield_value(as_of)
    code = RawSQL(_LIGHT, [now] * LIGHT_MOMENTS, CharField())  # noqa: S611 - no word of a stranger in it
    for part in parts:
        counted = part.order_by().annotate(code=code).values_list("lead_unit_id", "code").annotate(n=Count(Value(1)))
        for unit_id, said, n in counted:
            if said not in LEFT_OUT:
                found[unit_id, said] += n
    return found


def _settled(area_id: int, sight: Sight) -> UnitCounts | None:
    """The counts of an area's present lines: as they were settled, and anew those whose light may have changed since.

    None where a line was never settled.
    """
    now = connection.ops.adapt_datetimefield_value(sight.as_of)
    found: UnitCounts = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_count(connection.vendor), [area_id, *[now] * LIGHT_MOMENTS, area_id, now])
        for unit_id, settled_as, turned_to, n in cursor.fetchall():
            if settled_as is None:
                return None
            if turned_to is None:
                found[unit_id, settled_as] += n
            else:
                found[unit_id, settled_as] -= n
                found[unit_id, turned_to] += n
    return found


@cache
def _count(vendor: str) -> str:
    """The statement for this kind of database."""
    return _COUNT.format(settled=lines_by("now_counted", vendor), turned=lines_by("now_turns", vendor))


def miscounted() -> int:
    """How many present lines somebody has settled as another light than theirs; reads all of them."""
    newest = record.head().recorded_at
    if newest is None:
        return 0
    now = connection.ops.adapt_datetimefield_value(newest)
    with connection.cursor() as cursor:
        cursor.execute(_MISCOUNTED, [now] * (1 + LIGHT_MOMENTS))
        return int(cursor.fetchone()[0])
