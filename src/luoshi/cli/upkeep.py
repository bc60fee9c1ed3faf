"""What a tick does about files: scan what waits for a scanner, remove what nobody names, draw previews ahead."""

import datetime as dt
import threading
import time
from collections.abc import Collection
from dataclasses import asdict

from luoshi.org.access import Actor

#: Files scanned in one turn; the rest is the next one's.
_SCANNED = 50
#: Previews of files this new are drawn before somebody asks, for so many seconds in one turn.
_NEW = dt.timedelta(days=2)
_SECONDS = 20.0


def files(*, at: dt.datetime, actor: Actor, stop: threading.Event | None = None) -> dict[str, int]:
    """One turn; returns `scanned`, `removed` and `drawn` in counts. `cli.prepare()` must have been called.

    Once `stop` is set, the preview under way is the last one.
    """
    from luoshi.record import operations as record

    swept = asdict(record.sweep_files(at=at, actor=actor.ref, named=_named))
    return {
        "scanned": record.scan_waiting(at=at, actor=actor.ref, limit=_SCANNED),
        "removed": sum(swept.values()),
        "drawn": _draw(at, stop),
    }


def _named(hashes: Collection[str]) -> frozenset[str]:
    """Those of the hashes that any room names; a test compares this with every column that may hold one."""
    from luoshi.intake import queries as intake
    from luoshi.ledger import queries as ledger

    return ledger.files_named(hashes) | intake.files_named(hashes)


def _draw(at: dt.datetime, stop: threading.Event | None) -> int:
    """Previews of new files, the newest first; a pause between two is not needed, the next turn goes on."""
    from luoshi.record import previews, queries
    from luoshi.record.files import kinds

    texts = {kinds.TEXT, kinds.HTML}  # these are there as soon as they are asked for
    begun, count = time.monotonic(), 0
    for stored in queries.files_since(at - _NEW, limit=100):
        if time.monotonic() - begun > _SECONDS or (stop and stop.is_set()):
            break
        if stored.media_type not in texts and previews.find(stored.hash) is None:
            count += not previews.make(stored).refused
    return count
