"""The events against their hashes, their positions, the head and the anchors."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from luoshi.record import raw
from luoshi.record.models import Event, LogHead
from luoshi.record.verification._report import AnchorResult, Findings
from luoshi.seal import canonical, digests, tree
from luoshi.seal.tree import Frontier

_COLUMNS = (
    "position",
    "stream",
    "type",
    "schema",
    "happened_at",
    "recorded_at",
    "actor",
    "on_behalf_of",
    "algorithm",
    "payload",
    "rows",
    "hash",
)
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class LogResult:
    """The log as recomputed from the events."""

    size: int
    head: bytes
    anchors: tuple[AnchorResult, ...]


def check_log(anchors: Sequence[tuple[int, str]], findings: Findings, progress: Callable[[int], None]) -> LogResult:
    """Walk the events once: positions, hashes, order of recording, head, anchors."""
    kept = LogHead.objects.filter(pk=1).first()
    size = Event.objects.count()
    provers = [_Prover(count, head, size) for count, head in sorted(anchors)]
    frontier, walk = Frontier(), _Walk(findings)
    for chunk in columns(*_COLUMNS):
        leaves = [walk.leaf(*row) for row in chunk]
        for prover in provers:
            prover.feed(frontier.size, leaves)
        frontier = frontier.extend(leaves)
        progress(len(chunk))
    _check_head(kept, frontier, walk, findings)
    return LogResult(frontier.size, frontier.root(), tuple(prover.result(frontier.root()) for prover in provers))


def columns(*names: str) -> Iterator[list[tuple[Any, ...]]]:
    """These columns of all events in their order, in lists; untouched by the framework."""
    wanted = ", ".join(raw.select(Event._meta.get_field(name)) for name in names)  # type: ignore[arg-type]
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {wanted} FROM record_event ORDER BY position")  # noqa: S608
        while chunk := cursor.fetchmany(_CHUNK):
            yield chunk


class _Walk:
    """Checks one event after the other."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self.position = 0
        # As canonical text, which sorts as time does.
        self.last = ""

    def leaf(
        self,
        position: int,
        stream: str,
        type: str,
        schema: int,
        happened_at: object,
        recorded_at: object,
        actor: str,
        on_behalf_of: str,
        algorithm: str,
        payload: str,
        rows: str,
        stored: str,
    ) -> bytes:
        """The leaf hash recomputed from the columns; everything that does not hold is noted."""
        recorded = raw.moment(recorded_at)
        header = digests.header_text(
            position=position,
            stream=stream,
            type=type,
            schema=schema,
            happened_at=raw.moment(happened_at),
            recorded_at=recorded,
            actor=actor,
            on_behalf_of=on_behalf_of,
            algorithm=algorithm,
        )
        leaf = tree.leaf_hash(f"{header}\n{payload}\n{rows}".encode())
        if position != self.position + 1:
            self._findings.add("verify.events_missing", first=self.position + 1, last=position - 1)
        if leaf.hex() != stored:
            self._findings.add("verify.event_changed", position=position, type=type, stream=stream)
        if recorded < self.last:
            self._findings.add("verify.event_out_of_order", position=position, recorded_at=recorded.strip('"'))
        self.position, self.last = position, recorded
        return leaf


def _check_head(kept: LogHead | None, frontier: Frontier, walk: _Walk, findings: Findings) -> None:
    """The events against the stored head: cut off, or another history."""
    if kept is None:
        if frontier.size:
            findings.add("verify.head_missing", size=frontier.size)
        return
    if kept.size > walk.position:
        findings.add("verify.events_missing", first=walk.position + 1, last=kept.size)
        return
    last = f'"{canonical.moment_text(kept.last_recorded_at)}"' if kept.last_recorded_at else ""
    computed = (frontier.size, frontier.root().hex(), frontier.text(), walk.last)
    if computed != (kept.size, kept.head, kept.frontier, last):
        here = f"{kept.size}:{kept.head}"
        findings.add("verify.head_differs", size=frontier.size, head=frontier.root().hex(), kept=here)


class _Prover:
    """Builds the consistency proof of one anchor while the leaves go by."""

    def __init__(self, size: int, head: str, log_size: int) -> None:
        self._size, self._head, self._log_size = size, head, log_size
        fits = 0 < size <= log_size
        self._ranges = tree.consistency_ranges(size, log_size) if fits and size < log_size else ()
        self._grown = [Frontier() for _ in self._ranges]

    def feed(self, start: int, leaves: Sequence[bytes]) -> None:
        """The leaves from `start` (from 0) on."""
        for number, (first, end) in enumerate(self._ranges):
            part = leaves[max(first - start, 0) : max(end - start, 0)]
            if part:
                self._grown[number] = self._grown[number].extend(part)

    def result(self, head: bytes) -> AnchorResult:
        """Whether the anchor's tree began the log's tree; an anchor of size 0 holds when it is the hash of nothing."""
        path = tuple(one.root() for one in self._grown)
        if self._size == 0:
            holds = self._head == tree.EMPTY.hex()
        else:
            old_head = bytes.fromhex(self._head)
            holds = tree.consistency_holds(self._size, old_head, self._log_size, head, path)
        return AnchorResult(self._size, self._head, holds, tuple(one.hex() for one in path))
