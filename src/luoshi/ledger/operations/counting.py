"""The lights that present lines are counted in, brought up to the newest event (see `luoshi.ledger.counting`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from luoshi.ledger.counting import LIGHT_MOMENTS, UNTIL_MOMENTS, light_sql, until_sql
from luoshi.org.access import Actor
from luoshi.record import queries as record
from luoshi.record.operations import unit_of_work

# Another tick settles what this one has locked; an act that waits for one of the rows is not waited for in turn.
_UNLOCKED = {"postgresql": "FOR UPDATE SKIP LOCKED"}
_LINES, _MOMENTS = "ledger_itemversion", LIGHT_MOMENTS + UNTIL_MOMENTS
# Both by an index: of each area those that turned, and those that never were settled.
_TURNED = "area_root_id IN (SELECT id FROM org_area) AND counted_until IS NOT NULL AND counted_until <= %s"
_FIRST = f"SELECT id FROM {_LINES} WHERE recorded_to IS NULL AND {{stale}} LIMIT %s {{unlocked}}"  # noqa: S608
_SETTLE = f"""
    UPDATE {_LINES} SET counted_as = {light_sql(_LINES)}, counted_until = {until_sql(_LINES)} WHERE id IN ({_FIRST})
"""  # noqa: S608 - names of columns, no values


def settle_lights(*, actor: Actor, at: datetime, limit: int) -> int:
    """Settle up to `limit` present lines whose light may have changed, or that never were; returns how many.

    To the moment of the newest event. Derived columns outside the seal: no event tells of it, and without it every
    count is the same, only slower. Doing it twice changes nothing.
    """
    newest = record.head().recorded_at
    if newest is None:
        return 0
    now = connection.ops.adapt_datetimefield_value(newest)
    for stale, values in ((_TURNED, [now]), ("counted_as IS NULL", [])):
        # Looked for before the writers' lock is taken: most ticks find nothing.
        if _run(_FIRST, stale, [*values, 1]):
            with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of):
                return _run(_SETTLE, stale, [*[now] * _MOMENTS, *values, limit], unlocked=True)
    return 0


def _run(statement: str, stale: str, values: Sequence[Any], *, unlocked: bool = False) -> int:
    """How many lines were settled, or found."""
    said = statement.format(stale=stale, unlocked=_UNLOCKED.get(connection.vendor, "") if unlocked else "")
    with connection.cursor() as cursor:
        cursor.execute(said, values)
        return cursor.rowcount if unlocked else len(cursor.fetchall())
