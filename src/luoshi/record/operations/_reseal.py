"""New digests for rows whose sealed columns a migration changed."""

import itertools
from collections.abc import Iterable
from datetime import datetime

from luoshi.record import sealing
from luoshi.record.operations._unit import unit_of_work

# One event names so many rows: a table of a million makes two hundred events, none of them too long to show.
ROWS_AN_EVENT = 5000


def reseal(*, actor: str, at: datetime, tables: Iterable[str], reason: str) -> int:
    """Write events that name every row of these tables with its present digest; returns how many rows.

    For a migration that renames, drops or rewrites sealed columns, in its own transaction, only after `luoshi verify`
    found the record whole: what was changed unseen before would be sealed with the rest. Raises LookupError for a table
    that is not sealed.
    """
    count = 0
    with unit_of_work(actor=actor, at=at) as work:
        for name in tables:
            table = sealing.table(name)
            keys = table.model._base_manager.order_by("pk").values_list("pk", flat=True)
            for chunk in _chunks(keys.iterator(chunk_size=ROWS_AN_EVENT)):
                payload = {"table": name, "reason": reason, "rows": len(chunk)}
                rows = [(table.model, key) for key in chunk]
                work.record("record.resealed", stream=f"system:{name}", payload=payload, rows=rows)
                count += len(chunk)
    return count


def _chunks(keys: Iterable[sealing.Pk]) -> Iterable[list[sealing.Pk]]:
    rest = iter(keys)
    while chunk := list(itertools.islice(rest, ROWS_AN_EVENT)):
        yield chunk
