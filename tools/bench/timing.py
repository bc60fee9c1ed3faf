"""Runs of one piece of work, their median and p95, and the table they stand in."""

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: milliseconds of each run, queries of one, and the naive way's runs where there is one."""

    work: str
    aim: str
    runs: Sequence[float]
    queries: int | None = None
    naive: Sequence[float] = ()
    note: str = ""


def measure(work: Callable[[], object], runs: int, *, seconds: float = 12.0) -> list[float]:
    """Milliseconds of up to `runs` runs within some seconds, after one that is not counted."""
    work()
    taken: list[float] = []
    until = time.perf_counter() + seconds
    while len(taken) < runs and (not taken or time.perf_counter() < until):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def once(work: Callable[[], object]) -> list[float]:
    """Milliseconds of a single run: the naive ways take their time."""
    started = time.perf_counter()
    work()
    return [(time.perf_counter() - started) * 1000]


def p95(runs: Sequence[float]) -> float:
    """The run that nineteen in twenty are not slower than; with few runs the slowest."""
    return sorted(runs)[math.ceil(len(runs) * 0.95) - 1]


HEAD = (
    "| work | aim | median ms | p95 ms | queries | naive ms | naive ÷ ours | runs |\n"
    "|---|---|---:|---:|---:|---:|---:|---:|"
)


def row(line: Line) -> str:
    """The line as Markdown."""
    median = statistics.median(line.runs)
    naive = statistics.median(line.naive) if line.naive else None
    cells = [
        line.work + (f" ({line.note})" if line.note else ""),
        line.aim,
        f"{median:.1f}",
        f"{p95(line.runs):.1f}",
        "" if line.queries is None else str(line.queries),
        "" if naive is None else f"{naive:.0f}",
        "" if naive is None else f"{naive / median:.0f}×",
        str(len(line.runs)),
    ]
    return f"| {' | '.join(cells)} |"
