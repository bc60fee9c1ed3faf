"""A process that ticks in small batches: `python -m tests.supervision.ticker [stall N]`.

Prints what it did as JSON. With `stall N` it stops for ever after its Nth claim, in the middle of a transaction, and
says so; whoever waits for that kills it.
"""

import dataclasses
import json
import sys
import time
from datetime import UTC, datetime

AT = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


def main(stall: int) -> None:
    from luoshi import cli

    cli.prepare()
    from luoshi.cli import tick
    from luoshi.ledger.operations import looks

    claim, claims = looks.pass_on, 0

    def stalling(look: looks.DutyLook, *, next_at: datetime | None) -> bool:
        nonlocal claims
        claims += 1
        if claims == stall:
            sys.stdout.write("stalled\n")
            sys.stdout.flush()
            time.sleep(600)
        return claim(look, next_at=next_at)

    looks.pass_on = stalling
    tick.BATCH = 5
    sys.stdout.write(json.dumps(dataclasses.asdict(tick.once(at=AT))))


if __name__ == "__main__":
    main(int(sys.argv[2]) if sys.argv[1:] else 0)
