"""The figures of `/metrics`: counted in this process, or read from the database when asked. No names, no items.

With several workers (`luoshi serve --workers`) each counts into a shared folder (`PROMETHEUS_MULTIPROC_DIR`, set by
`serve`), and whichever is asked adds them up.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from luoshi.boards.health import Health

_SHARED = "PROMETHEUS_MULTIPROC_DIR"
_OWN = CollectorRegistry()

REQUESTS = Counter("luoshi_requests_total", "Requests answered.", ["route", "method", "status"], registry=_OWN)
SECONDS = Histogram(
    "luoshi_request_seconds", "Time from request to response.", ["route", "method"], registry=_OWN,
    buckets=(0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
)  # fmt: skip
QUERIES = Histogram(
    "luoshi_request_queries", "Statements sent to the database for one request.", ["route"], registry=_OWN,
    buckets=(0, 2, 5, 10, 15, 20, 30, 50, 100, 200),
)  # fmt: skip
LOCK_SECONDS = Histogram(
    "luoshi_lock_wait_seconds", "Time a writing request waited for the writer before it.", registry=_OWN,
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 20),
)  # fmt: skip
REFUSALS = Counter(
    "luoshi_refusals_total", "Acts that were refused, by the code of the reason.", ["code"], registry=_OWN
)

FAILURES = Counter("luoshi_failures_total", "Requests that broke, by what broke.", ["kind"], registry=_OWN)


def text(now: Health | None) -> bytes:
    """Everything in the Prometheus text format; `now` is the reading of this moment, None when there was none."""
    registry = CollectorRegistry()
    if os.environ.get(_SHARED):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_OWN)
    ProcessCollector(registry=registry)
    registry.register(_Reading(now))
    return generate_latest(registry)


@dataclass(frozen=True, eq=False)
class _Reading(Collector):
    """What the database and the disk said at this moment, as metrics; the registry keys it by itself."""

    now: Health | None

    def collect(self) -> Iterator[Metric]:
        """The metrics of the reading."""
        yield GaugeMetricFamily("luoshi_database_up", "1 while the database answers.", int(self.now is not None))
        if self.now is None:
            return
        yield from _plain(self.now)
        yield from _last(self.now)
        tallies = GaugeMetricFamily("luoshi_jobs", "Background jobs.", labels=["kind", "state"])
        for one in self.now.jobs:
            tallies.add_metric([one.kind, one.state], one.n)
        yield tallies


def _plain(now: Health) -> Iterator[Metric]:
    """Figures that are always there."""
    yield CounterMetricFamily("luoshi_events", "Events in the sealed log.", now.head.size)
    yield GaugeMetricFamily("luoshi_outbox_backlog", "Events that nobody was told of yet.", now.waiting)
    yield GaugeMetricFamily("luoshi_database_bytes", "Size of the database.", now.database_size)
    yield GaugeMetricFamily("luoshi_disk_free_bytes", "Free space below the home folder.", now.disk.free)
    yield GaugeMetricFamily("luoshi_disk_read_only", "1 when nothing can be written.", int(now.disk.is_read_only))
    yield GaugeMetricFamily("luoshi_migrations_waiting", "Steps to this version.", len(now.migrations))


def _last(now: Health) -> Iterator[Metric]:
    """What was last heard of the loop, the proof and the backup; absent what never was."""
    if now.tick_lag is not None:
        newest = now.turns[0]
        yield GaugeMetricFamily("luoshi_tick_lag_seconds", "Since the loop last lived.", now.tick_lag.total_seconds())
        yield GaugeMetricFamily("luoshi_tick_failed", "1 when the last turn failed.", int(bool(newest.error)))
        yield GaugeMetricFamily(
            "luoshi_tick_seconds", "How long the last turn took.", (newest.lived_at - newest.started_at).total_seconds()
        )
        done = GaugeMetricFamily("luoshi_tick_done", "What the last turn did.", labels=["what"])
        for name, count in sorted(newest.counts.items()):
            done.add_metric([name], count)
        yield done
    for name, last in (("verify", now.verified), ("backup", now.backed_up)):
        if last is not None:
            age = max(0.0, (now.as_of - last.at).total_seconds())
            yield GaugeMetricFamily(f"luoshi_{name}_age_seconds", f"Since the last {name}.", age)
            yield GaugeMetricFamily(f"luoshi_{name}_whole", "1 when all was whole.", int(last.is_whole))
