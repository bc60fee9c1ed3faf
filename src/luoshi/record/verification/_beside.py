"""The rows in a second process, on the very moment of the database that the first one reads."""

import multiprocessing
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

from django.db import connection

from luoshi.record import sealing, second_process
from luoshi.record.operations import _lock
from luoshi.record.verification import _snapshot
from luoshi.record.verification._report import Findings
from luoshi.record.verification._rows import Odd, check_rows, check_table

# Below so many events a second interpreter takes longer to start than it saves.
WORTH_IT = 100_000


def is_possible() -> bool:
    """Whether another process can see what this one sees, and whether this one may start it."""
    in_memory = connection.vendor == "sqlite" and connection.is_in_memory_db()  # type: ignore[attr-defined]
    return not (in_memory or connection.in_atomic_block or multiprocessing.current_process().daemon)


class Rows:
    """The check of the rows, under way elsewhere."""

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe

    def result(self, findings: Findings) -> int:
        """Take tables off the other one until it is done; returns how many rows both looked at.

        A process that was killed is replaced by this one, which then begins with the rows anew.
        """
        odd, count = Odd(), 0
        try:
            while len(got := self._asked()) == 2:
                name, said = got
                count += check_table(sealing.table(name), said, odd)
        except (EOFError, OSError):
            return check_rows(findings)
        others, kept, found = got
        for finding in kept:
            findings.add(finding.code, **finding.values)
        findings.count += found - len(kept)
        odd.tell(findings)
        return int(others) + count

    def _asked(self) -> tuple[Any, ...]:
        """A table with what was said of it, or the count and the findings of all that the other one looked at."""
        with suppress(OSError):  # it may be done and gone: what it said last can still be read
            self._pipe.send("more")
        got: tuple[Any, ...] = self._pipe.recv()
        return got


@contextmanager
def rows_beside(database: str) -> Iterator[Rows]:
    """Two processes on one snapshot; inside, this one reads that moment too."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=second_process.check_rows, args=(there, database), daemon=True)
    process.start()
    there.close()
    try:
        with _shared(here):
            yield Rows(here)
    finally:
        here.close()
        process.terminate()
        process.join()


@contextmanager
def _shared(pipe: "Connection[Any, Any]") -> Iterator[None]:
    """The snapshot, opened in both processes while nobody writes: SQLite cannot hand one from hand to hand."""
    with ExitStack() as opened:
        try:
            pipe.recv()
            with _lock.write_lock():
                opened.enter_context(_snapshot.snapshot())
                pipe.send(_snapshot.name())
                pipe.recv()
        except (EOFError, BrokenPipeError):
            # The other one is gone: this process does its work too, on a moment of its own.
            opened.close()
            opened.enter_context(_snapshot.snapshot())
        yield
