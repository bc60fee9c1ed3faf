"""The lights that present lines are counted in, brought up to the newest event (see `luoshi.ledger.counting`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from luoshi.ledger.counting import LIGHT_MOMENTS, UNTIL_MOMENTS, light_sql, lines_by, until_sql
from luoshi.org.access import Actor
from luoshi.record import queries as record
from luoshi.record.operations import unit_of_work

# Another tick settles what this one has locked; an act that waits for one of the rows is not waited for in turn.
_UNLOCKED = {"postgresql": "FOR UPDATE SKIP LOCKED"}
_LINES, _MOMENTS = "ledger_itemversion", LIGHT_MOMENTS + UNTIL_MOMENTS
# Both by an index: of each area those that turned, and those that never were settled.
_TURNED = "area_root_id IN (SELECT id FROM org_area) AND counted_until IS NOT NULL AND counted_until <= %s"
_FIRST = "SELECT id FROM {lines} WHERE recorded_to IS NULL AND {stale} LIMIT %s {unlocked}"
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
    for index, stale, values in (("now_turns", _TURNED, [now]), ("now_counted", "counted_as IS NULL", [])):
        lines = lines_by(index, connection.vendor)
        # Looked for before the writers' lock is taken: most ticks find nothing.
        if _run(_FIRST.format(lines=lines, stale=stale, unlocked=""), [*values, 1], found=True):
            said = _SETTLE.format(lines=lines, stale=stale, unlocked=_UNLOCKED.get(connection.vendor, ""))
            with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of):
                return _run(said, [*[now] * _MOMENTS, *values, limit])
    return 0


def _run(statement: str, values: Sequence[Any], *, found: bool = False) -> int:
    """How many lines were settled, or found."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return len(cursor.fetchall()) if found else cursor.rowcount
