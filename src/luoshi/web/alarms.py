"""What the supervision office must hear on every page: the tick loop is dead, or a proof of the record failed."""

import datetime as dt
import time

from luoshi.boards import health
from luoshi.record.refusals import Reason
from luoshi.web import telling

#: Asked so seldom that no page is slower for it; the loop is dead for ten minutes before anybody hears of it.
_SECONDS_KEPT = 20.0


class _Kept:
    """What was found last in this process, and when by its own clock."""

    def __init__(self) -> None:
        self.found: tuple[Reason, ...] = ()
        self.asked: float | None = None


_kept = _Kept()


def sentences(*, as_of: dt.datetime) -> tuple[str, ...]:
    """The alarms of this moment in words; at most one look in twenty seconds."""
    now = time.monotonic()
    if _kept.asked is None or now - _kept.asked >= _SECONDS_KEPT:
        _kept.found, _kept.asked = health.alarms(as_of=as_of), now
    return telling.steps(_kept.found, as_of=as_of) if _kept.found else ()


def forget() -> None:
    """Ask anew next time."""
    _kept.asked = None
