"""A process that ticks in small batches: `python -m tests.supervision.ticker [stall N]`.

Prints as JSON how many notices it gave and what stands in the database after it. With `stall N` it stops for ever
in the middle of claiming its Nth batch, inside the transaction, and says so; whoever waits for that kills it.
"""

import json
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

AT = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
BATCH = 5


def main(stall: int) -> None:
    from luoshi import cli

    cli.prepare()
    from luoshi.cli import tick
    from luoshi.ledger.operations import looks

    claim, claims = looks.pass_on, 0

    def stalling(moments: Mapping[int, datetime | None], *, at: datetime) -> frozenset[int]:
        nonlocal claims
        claims += 1
        if claims == stall:
            claim(dict(list(moments.items())[:2]), at=at)
            sys.stdout.write("stalled\n")
            sys.stdout.flush()
            time.sleep(600)
        return claim(moments, at=at)

    looks.pass_on = stalling
    tick.BATCH = BATCH
    ticked = tick.once(at=AT)
    done = {"done": ticked.reminded + ticked.urged + ticked.put_up}
    sys.stdout.write(json.dumps(done | _tally()))


def _tally() -> dict[str, Any]:
    from luoshi.delivery.models import OutboxLine, OutboxMessage
    from luoshi.record import queries, verification
    from luoshi.record.models import Event
    from luoshi.supervision.models import Notice

    return {
        "whole": verification.verify().is_whole,
        "notices": sorted(Notice.objects.values_list("duty_id", "step")),
        "events": sorted(Event.objects.filter(type__startswith="duty.").values_list("stream", "type", "payload")),
        "messages": OutboxMessage.objects.count(),
        "lines": sorted(OutboxLine.objects.values_list("message__post_id", "message__on__day")),
        "size": queries.head().size,
    }


if __name__ == "__main__":
    main(int(sys.argv[2]) if sys.argv[1:] else 0)
