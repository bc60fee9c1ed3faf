"""The rows in a second process, on the very moment of the database that the first one reads."""

import multiprocessing
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from typing import Any

from django.db import connection

from luoshi.record import second_process
from luoshi.record.operations import _lock
from luoshi.record.verification import _rows, _snapshot
from luoshi.record.verification._report import Findings

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
        """Wait for it; returns how many rows were looked at. A process that was killed is replaced by this one."""
        try:
            count, kept, found = self._pipe.recv()
        except EOFError:
            return _rows.check_rows(findings)
        for finding in kept:
            findings.add(finding.code, **finding.values)
        findings.count += found - len(kept)
        return int(count)


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
