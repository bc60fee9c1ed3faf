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
# What the leaf of an event costs, measured in rows of ten columns.
_A_LEAF = 0.8


def is_possible() -> bool:
    """Whether another process can see what this one sees, and whether this one may start it."""
    in_memory = connection.vendor == "sqlite" and connection.is_in_memory_db()  # type: ignore[attr-defined]
    return not (in_memory or connection.in_atomic_block or multiprocessing.current_process().daemon)


class Rows:
    """The check of the rows, under way elsewhere."""

    def __init__(self, pipe: "Connection[Any, Any]", here: frozenset[str], there: frozenset[str]) -> None:
        self._pipe, self._here, self._there = pipe, here, there

    def result(self, findings: Findings) -> int:
        """Check this process's share, then wait for the other's; returns how many rows were looked at in both.

        A process that was killed is replaced by this one.
        """
        own = _rows.check_rows(findings, share=self._here)
        try:
            count, kept, found = self._pipe.recv()
        except EOFError:
            return own + _rows.check_rows(findings, share=self._there)
        for finding in kept:
            findings.add(finding.code, **finding.values)
        findings.count += found - len(kept)
        return own + int(count)


@contextmanager
def rows_beside(database: str, *, events: int) -> Iterator[Rows]:
    """Two processes on one snapshot; inside, this one reads that moment too."""
    context = multiprocessing.get_context("spawn")
    own, other = _rows.halves(beside=events * _A_LEAF)
    here, there = context.Pipe()
    process = context.Process(target=second_process.check_rows, args=(there, database, other), daemon=True)
    process.start()
    there.close()
    try:
        with _shared(here):
            yield Rows(here, own, other)
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
