"""The clones of the sample items, written into a SQLite database: rows, events in real tree order, the log's head."""

import functools
import hashlib
import itertools
import marshal
import multiprocessing
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from tools.bench import words
from tools.bench.founding import Founded
from tools.bench.sampling import EventStencil, RowStencil, Sample
from tools.bench.stencil import Slot, Stencil

from luoshi.seal import tree

WORKERS = 2
Chunk = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written: rows by table, and the log's size after it."""

    rows: dict[str, int]
    size: int
    head: str


class Plan:
    """Where every row and event of every clone lies, known before any of them is made."""

    def __init__(self, sample: Sample, founded: Founded, *, position: int, keys: dict[str, int]) -> None:
        self.sample, self._founded = sample, founded
        self._keys: dict[Slot, int] = {}
        for table, rows in sample.rows.items():
            here = keys.get(table, 0) + 1
            for row in rows:
                self._keys[row.key] = here
                here += sample.courses[row.course].clones
        self.positions: list[int] = []
        here = position + 1
        for event in sample.events:
            self.positions.append(here)
            here += sample.courses[event.course].clones
        self.series = self._numbers()
        self._columns = functools.lru_cache(maxsize=4)(self._course_columns)

    def _numbers(self) -> dict[str, int]:
        """Series of numbers → the last one given; also the first number of each course."""
        self._first: list[int] = []
        last: dict[str, int] = {}
        order = sorted(self.sample.courses, key=lambda course: course.item_id)
        first: dict[int, int] = {}
        for course in order:
            prefix, _, _ = course.item_number.rpartition("-")
            first[course.number] = last.get(prefix, 0) + 1
            last[prefix] = last.get(prefix, 0) + course.clones
        self._first = [first[course.number] for course in self.sample.courses]
        return last

    def number(self, course: int) -> str:
        """The number of the first clone of a course."""
        prefix, _, _ = self.sample.courses[course].item_number.rpartition("-")
        return f"{prefix}-{self._first[course]:04}"

    def _course_columns(self, number: int) -> dict[int, Sequence[str]]:
        """Filled as its slots are asked for."""
        return {}

    def _column(self, number: int, slot: Slot) -> Sequence[str]:
        """What a slot is for each clone of a course, the sample item itself first."""
        course = self.sample.courses[number]
        kind, place = slot
        n = course.clones
        if kind == "number":
            prefix, _, _ = course.item_number.rpartition("-")
            return [f"{prefix}-{one:04}" for one in range(self._first[number], self._first[number] + n)]
        if kind == "text" and place == 0:
            pool = words.titles()
            return [pool[(number * 37 + clone * 71) % words.TITLES] for clone in range(n)]
        if kind == "text":
            pool, first = words.texts(), number * 7919 + place * 104_729
            return [pool[(first + clone * 31) % words.TEXTS] for clone in range(n)]
        if slot in self._keys:
            return [str(one) for one in range(self._keys[slot], self._keys[slot] + n)]
        group, first = course.parts[place]
        members = self._founded.groups[group]
        attribute = "unit_id" if kind == "unit" else kind
        held = [str(getattr(one, attribute)) for one in members]
        return [held[(first + clone) % len(held)] for clone in range(n)]

    def _slots(self, number: int, stencils: Sequence[Stencil]) -> list[Sequence[str]]:
        """The columns of a course, those filled in that the stencils need."""
        known, every = self._columns(number), self.sample.slots[number].every
        for place in {place for stencil in stencils for place in stencil.places}:
            if place not in known and every[place][0] not in ("position", "digest"):
                known[place] = self._column(number, every[place])
        return [known.get(place, ()) for place in range(len(every))]

    def rows(self, row: RowStencil) -> Chunk:
        """The clones of a row."""
        n = self.sample.courses[row.course].clones
        stencils = [one for one in row.columns if isinstance(one, Stencil)]
        columns = self._slots(row.course, stencils)
        made = [one.fill(columns, n) if isinstance(one, Stencil) else itertools.repeat(one, n) for one in row.columns]
        return list(zip(*made, strict=True))

    def events(self, event: EventStencil, position: int) -> Chunk:
        """The clones of an event, hashed as the house hashes them (a test holds the two together)."""
        n = self.sample.courses[event.course].clones
        digests = [one for one in event.digests if one is not None]
        stencils = [event.header, event.payload, event.rows, *event.stencils.values(), *digests]
        columns = self._slots(event.course, stencils)
        positions = [str(one) for one in range(position, position + n)]
        for place, slot in enumerate(self.sample.slots[event.course].every):
            if slot[0] == "position":
                columns[place] = positions
            elif slot[0] == "digest" and slot[1] < len(event.digests):
                one = event.digests[slot[1]]
                columns[place] = () if one is None else [_digest(text) for text in one.fill(columns, n)]
        payloads, rows = list(event.payload.fill(columns, n)), list(event.rows.fill(columns, n))
        hashes = [
            tree.leaf_hash(f"{header}\n{payload}\n{named}".encode()).hex()
            for header, payload, named in zip(event.header.fill(columns, n), payloads, rows, strict=True)
        ]
        special = {"position": positions, "payload": payloads, "rows": rows, "hash": hashes}
        made = [
            special[name] if name in special
            else event.stencils[name].fill(columns, n) if name in event.stencils
            else itertools.repeat(value, n)
            for name, value in event.row.items()
        ]  # fmt: skip
        return list(zip(*made, strict=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


Work = Callable[[], Chunk]


def _works(plan: Plan) -> Iterator[tuple[str, Work]]:
    """Every piece of work with its table, rows first, then the log in its order."""
    for table in sorted(plan.sample.rows):
        for row in plan.sample.rows[table]:
            yield table, functools.partial(plan.rows, row)
    for event, position in zip(plan.sample.events, plan.positions, strict=True):
        yield "record_event", functools.partial(plan.events, event, position)


def _made(plan: Plan, workers: int) -> Iterator[tuple[str, Chunk]]:
    """Every piece of work done, in its order: by so many processes, or by this one."""
    if not workers:
        yield from ((table, work()) for table, work in _works(plan))
        return
    context = multiprocessing.get_context("fork")
    started, receiving = [], []
    for place in range(workers):
        ours, theirs = context.Pipe(duplex=False)
        started.append(context.Process(target=_worker, args=(plan, place, workers, theirs), daemon=True))
        started[-1].start()
        # Closed here, so that a worker that dies is the end of its pipe and not a wait for ever.
        theirs.close()
        receiving.append(ours)
    for number, (table, _) in enumerate(_works(plan)):
        yield table, marshal.loads(receiving[number % workers].recv_bytes())
    for process in started:
        process.join()


def _worker(plan: Plan, place: int, workers: int, sending: Connection) -> None:
    """Every `workers`-th piece of work from `place` on."""
    for _, work in itertools.islice(_works(plan), place, None, workers):
        sending.send_bytes(marshal.dumps(work()))


def fill(raw: sqlite3.Connection, plan: Plan, *, workers: int = WORKERS) -> Filled:
    """Write everything; the caller holds the transaction. The log's head must stand where the plan began."""
    size, text = raw.execute("SELECT size, frontier FROM record_loghead").fetchone()
    frontier = tree.Frontier.read(size, text)
    if plan.positions[0] != size + 1:
        raise SystemExit("the log has grown since the plan was made")
    counts: dict[str, int] = {}
    place, recorded = list(plan.sample.events[0].row).index("hash"), ""
    for table, chunk in _made(plan, workers):
        marks = ", ".join("?" * len(chunk[0]))
        raw.executemany(f'INSERT INTO "{table}" VALUES ({marks})', chunk)
        counts[table] = counts.get(table, 0) + len(chunk)
        if table == "record_event":
            frontier = frontier.extend(bytes.fromhex(row[place]) for row in chunk)
    recorded = plan.sample.events[-1].row["recorded_at"]
    head = frontier.root().hex()
    raw.execute(
        "UPDATE record_loghead SET size = ?, frontier = ?, head = ?, last_recorded_at = ?",
        (frontier.size, frontier.text(), head, recorded),
    )
    for prefix, last in plan.series.items():
        raw.execute("INSERT INTO ledger_numberseries (prefix, last) VALUES (?, ?)", (prefix, last))
    return Filled(counts, frontier.size, head)


def plan_for(raw: sqlite3.Connection, sample: Sample, founded: Founded) -> Plan:
    """Where everything goes in a database that holds the organisation and no item."""
    (position,) = raw.execute("SELECT size FROM record_loghead").fetchone()
    keys = dict(raw.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    return Plan(sample, founded, position=position, keys=keys)
