"""The life of the tick loop: one small row a turn. Not an event: it is about the machine, not about the office."""

from collections.abc import Mapping
from datetime import datetime

from luoshi.record.models import TickRun
from luoshi.record.operations import _lock

_LONGEST_NAME = 120


def begin_tick(*, at: datetime) -> int:
    """Write that a turn of the loop began at `at`; returns its id for `end_tick`."""
    with _lock.write_lock():
        return TickRun.objects.create(started_at=at).pk


def end_tick(tick_id: int, *, at: datetime, counts: Mapping[str, int], error: str = "") -> None:
    """Write that the turn ended at `at`: what it did, and the class name of what stopped it ("" when nothing did)."""
    with _lock.write_lock():
        TickRun.objects.filter(pk=tick_id).update(ended_at=at, counts=dict(counts), error=error[:_LONGEST_NAME])


def forget_ticks(*, keep: int) -> int:
    """Remove all but the newest `keep` turns; returns how many. Ids count, not dates: clocks may jump."""
    kept = TickRun.objects.order_by("-pk").values_list("pk", flat=True)[keep - 1 : keep]
    oldest = next(iter(kept), None)
    if oldest is None:
        return 0
    with _lock.write_lock():
        return TickRun.objects.filter(pk__lt=oldest).delete()[0]
