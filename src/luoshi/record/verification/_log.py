"""The events against their hashes, their positions, the head and the anchors."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from luoshi.record.models import Event, LogHead
from luoshi.record.verification._report import AnchorResult, Findings
from luoshi.record.verification._rows import Said
from luoshi.seal import digests, tree
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


def check_log(
    anchors: Sequence[tuple[int, str]], said: Said, findings: Findings, progress: Callable[[int], None]
) -> LogResult:
    """Walk the events once: positions, hashes, order of recording, head, anchors; feeds `said` with the row digests."""
    kept = LogHead.objects.filter(pk=1).first()
    size = Event.objects.count()
    provers = [_Prover(count, head, size) for count, head in sorted(anchors)]
    frontier, walk = Frontier(), _Walk(findings, said)
    for chunk in _chunks():
        leaves = [walk.leaf(row) for row in chunk]
        for prover in provers:
            prover.feed(frontier.size, leaves)
        frontier = frontier.extend(leaves)
        progress(len(chunk))
    _check_head(kept, frontier, walk, findings)
    return LogResult(frontier.size, frontier.root(), tuple(prover.result(frontier.root()) for prover in provers))


def _chunks() -> Iterator[list[tuple[Any, ...]]]:
    chunk: list[tuple[Any, ...]] = []
    for row in Event.objects.order_by("position").values_list(*_COLUMNS).iterator(chunk_size=_CHUNK):
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


class _Walk:
    """Checks one event after the other."""

    def __init__(self, findings: Findings, said: Said) -> None:
        self._findings, self._said = findings, said
        self.position = 0
        self.last: datetime | None = None

    def leaf(self, row: tuple[Any, ...]) -> bytes:
        """The leaf hash recomputed from the columns; everything that does not hold is noted."""
        *head, payload, rows, stored = row
        header = digests.Header(*head)
        if header.position != self.position + 1:
            self._findings.add("verify.events_missing", first=self.position + 1, last=header.position - 1)
        leaf = digests.event_hash(header, payload, rows)
        if leaf.hex() != stored:
            where = {"position": header.position, "type": header.type, "stream": header.stream}
            self._findings.add("verify.event_changed", **where)
        if self.last is not None and header.recorded_at < self.last:
            self._findings.add("verify.event_out_of_order", position=header.position, recorded_at=header.recorded_at)
        self._note_rows(header.position, rows)
        self.position, self.last = header.position, header.recorded_at
        return leaf

    def _note_rows(self, position: int, rows: str) -> None:
        try:
            said = [(str(table), key, digest) for table, key, digest in json.loads(rows)]
        except (ValueError, TypeError):
            self._findings.add("verify.event_unreadable", position=position)
            return
        self._said.note(position, said)


def _check_head(kept: LogHead | None, frontier: Frontier, walk: _Walk, findings: Findings) -> None:
    """The events against the stored head: cut off, or another history."""
    if kept is None:
        if frontier.size:
            findings.add("verify.head_missing", size=frontier.size)
        return
    if kept.size > walk.position:
        findings.add("verify.events_missing", first=walk.position + 1, last=kept.size)
        return
    computed = (frontier.size, frontier.root().hex(), frontier.text(), walk.last)
    if computed != (kept.size, kept.head, kept.frontier, kept.last_recorded_at):
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
