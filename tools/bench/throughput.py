"""Writing and proving: operations a second, a tick of ten thousand duties, a whole verification."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

DUTIES = 10_000
_CLIENT = [sys.executable, "-m", "tools.bench.client"]
_TICK = [sys.executable, "-m", "tools.bench.ticker"]


@dataclass(frozen=True, slots=True)
class Rate:
    """One line: so many a second, the naive way's rate beside it (0: none), and what else was seen."""

    work: str
    aim: str
    rate: float
    naive: float = 0.0
    note: str = ""


def measure(*, at: datetime) -> Iterator[Rate]:
    """Every line of this module, on a database that is thrown away afterwards; `at` is after its newest event."""
    yield operations(at=at, clients=1, each=1200)
    yield operations(at=at, clients=8, each=250)
    yield tick()
    yield killed_tick()
    yield verification()


def operations(*, at: datetime, clients: int, each: int) -> Rate:
    """One report after the other: lock, access, guards, rows, version of the past, event, position, seal, commit."""
    found = _acts(clients * each, at)
    parts = [found[number::clients] for number in range(clients)]
    running = [_started(_CLIENT, {"at": at.isoformat(), "acts": part}) for part in parts]
    for one in running:
        _line(one)
    told = [_go(one) for one in running]
    done = [json.loads(_line(one)) for one in told]
    seconds = max(one["ended"] for one in done) - min(one["began"] for one in done)
    failed, slowest = sum(one["failed"] for one in done), max(one["slowest_ms"] for one in done)
    name = "one operation, one client" if clients == 1 else f"one operation, {clients} clients at once"
    return Rate(
        name, "≥ 400 SQLite, ≥ 300 PostgreSQL", len(found) / seconds, note=f"{failed} failed, slowest {slowest} ms"
    )


def _acts(count: int, at: datetime) -> list[tuple[int, int, int, int, int]]:
    """(item, person, post, unit, area) of so many open items of different moods, each with its liaison."""
    from luoshi.ledger.models import Item
    from luoshi.org import queries as org

    open_items = Item.objects.filter(state="open", signed_at__isnull=False, suspended_at=None, lead_unit__isnull=False)
    rows = list(open_items.order_by("id").values_list("id", "lead_unit_id", "lead_unit__area_id")[: 20 * count])
    posts = org.posts_of({row[1] for row in rows}, "liaison", at)
    held = org.holders([post.id for post in posts.values()], at)
    able = [
        (item, held[posts[unit].id].person_id, posts[unit].id, unit, area)
        for item, unit, area in rows
        if unit in posts and posts[unit].id in held
    ]
    return random.Random(count).sample(able, count)


def tick() -> Rate:
    """A tick at the moment by which ten thousand looks have come; the naive way takes one duty a transaction."""
    from luoshi.cli import tick as ticking
    from luoshi.org.access import system_actor
    from luoshi.supervision import operations as supervision

    some = 300
    early = _by_then(some)
    naive = _rate(some, lambda: _each(some, lambda: supervision.look(at=early, actor=system_actor("tick"), limit=1)))
    ticking.once(at=early)
    moment = _by_then(DUTIES)
    began = time.perf_counter()
    done = ticking.once(at=moment)
    rate = done.duties / (time.perf_counter() - began)
    note = f"{done.duties} duties, {done.reminded + done.urged + done.put_up} notices, {done.lines} lines told"
    return Rate("tick, 10,000 duties falling due", "≥ 1,000", rate, naive, note)


def killed_tick() -> Rate:
    """Ten thousand more; a tick killed in the middle, then two at once: every look is taken, no step is told twice."""
    moment = _by_then(DUTIES)
    waiting = _waiting(moment)
    victim = _started(_TICK, {"at": moment.isoformat()})
    while _waiting(moment) > waiting * 3 // 4:
        time.sleep(0.02)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    left = _waiting(moment)
    began = time.perf_counter()
    for one in [_started(_TICK, {"at": moment.isoformat()}) for _ in range(2)]:
        one.wait()
    seconds = time.perf_counter() - began
    note = f"{_waiting(moment)} lost, {_doubled()} doubled; {left} left to the two, their start included"
    return Rate("the same, one killed, then two at once", "nothing lost or doubled", left / seconds, note=note)


def _by_then(count: int) -> datetime:
    """The moment by which so many looks have come that wait now."""
    from luoshi.ledger.models import Duty
    from luoshi.ledger.models.duties import OUTSTANDING

    looks = Duty.objects.filter(OUTSTANDING, next_look_at__isnull=False, item__suspended_at=None)
    found: datetime = looks.order_by("next_look_at", "id").values_list("next_look_at", flat=True)[count - 1]
    return found


def _waiting(moment: datetime) -> int:
    """How many looks have come by the moment and were not taken."""
    from luoshi.ledger.models import Duty
    from luoshi.ledger.models.duties import OUTSTANDING

    return Duty.objects.filter(OUTSTANDING, next_look_at__lte=moment, item__suspended_at=None).count()


def _doubled() -> int:
    """How many times a step of the ladder was told of a duty more than once."""
    from luoshi.supervision.models import Notice

    return Notice.objects.count() - Notice.objects.values("duty_id", "step", "planned_at").distinct().count()


def verification() -> Rate:
    """Log, rows, files and private values; the naive way makes objects of everything (a sample of it)."""
    from luoshi.record.models import Event
    from luoshi.record.queries import head
    from luoshi.record.verification import verify

    sample = 20_000
    naive = _rate(sample, lambda: _naive_proof(list(Event.objects.order_by("position")[:sample])))
    began = time.perf_counter()
    report = verify()
    seconds = time.perf_counter() - began
    state = "whole" if report.is_whole else f"{report.n_findings} FINDINGS, first {report.findings[:1]}"
    note = f"{head().size} events, {report.rows} rows, {report.files} files in {seconds:.1f} s: {state}"
    return Rate("verify, rows and digests included", "≥ 50,000", report.size / seconds, naive, note)


def _naive_proof(events: Sequence[Any]) -> None:
    """An object for each event and each row it names, hashed through the canonical form."""
    from luoshi.record import sealing
    from luoshi.seal import digests
    from luoshi.seal.digests import Header
    from luoshi.seal.tree import Frontier

    leaves = []
    for event in events:
        header = Header(**{name: getattr(event, name) for name in Header.__dataclass_fields__})
        leaves.append(digests.event_hash(header, event.payload, event.rows))
        for table, key, _digest in json.loads(event.rows):
            model = sealing.table(table).model
            row = model._base_manager.filter(pk=key).values().first()
            if row is not None:
                digests.row_digest(table, row)
    Frontier().extend(leaves)


def _rate(count: int, work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def _each(count: int, work: Callable[[], object]) -> None:
    for _ in range(count):
        work()


def _started(command: Sequence[str], order: object) -> "subprocess.Popen[str]":
    """A process of this kind with its order on standard input."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ.copy(), cwd=os.getcwd()
    )
    return _said(process, json.dumps(order))


def _go(process: "subprocess.Popen[str]") -> "subprocess.Popen[str]":
    return _said(process, "go")


def _said(process: "subprocess.Popen[str]", line: str) -> "subprocess.Popen[str]":
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return process


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline()
