"""`python -m tests.cli.kept N`: keep N private values; `python -m tests.cli.kept rotate-and-die`: a rotation killed."""

import datetime as dt
import json
import os
import signal
import sys

AT = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)


def keep(count: int) -> None:
    """So many records with one private value each."""
    from luoshi.record.operations import keep_private, unit_of_work

    with unit_of_work(actor="system:init", at=AT) as work:
        for number in range(count):
            keep_private(work, stream=f"item:{number}", name="caller", value=f"来电人{number}")


def values() -> list[str]:
    """Every private value, opened."""
    from luoshi.record import queries
    from luoshi.record.operations import open_private

    streams = sorted({event.stream for event in queries.events_after(0, 100) if event.type == "private.kept"})
    return [
        open_private(actor="system:auditor", at=AT, stream=stream, name="caller", reason="核对") for stream in streams
    ]


def rotate_and_die() -> None:
    """A change of the master key whose process is killed when two record keys lie under the new one."""
    from luoshi.cli import group
    from luoshi.cli.operate import rotation
    from luoshi.record import operations

    calls, real = [0], operations.rewrap_keys

    def counting(**said: object) -> int:
        calls[0] += 1
        if calls[0] == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(**said)  # type: ignore[arg-type]

    operations.rewrap_keys = counting
    rotation._BATCH = 1
    group(["keys", "rotate"])


def main() -> None:
    from luoshi.cli import prepare

    prepare(current=False)
    if sys.argv[1] == "rotate-and-die":
        rotate_and_die()
    elif sys.argv[1] == "values":
        sys.stdout.write(json.dumps(values()))
    else:
        keep(int(sys.argv[1]))


if __name__ == "__main__":
    main()
