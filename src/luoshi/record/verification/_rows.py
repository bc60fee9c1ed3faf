"""Rows against the last digest that the log holds of them.

What the log says of a table lies in one block of memory, 32 bytes a row at the place of its key: a million rows are
32 MB, and a row is compared without being looked up. Zeros stand for "not there": never said, or said to be removed;
which of the two it was is looked up for the rows that do not fit, and only for those.
"""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, Max

from luoshi.record import sealing
from luoshi.record.sealing import Pk, Sealed
from luoshi.record.verification import _log
from luoshi.record.verification._report import MOST_FINDINGS, Findings

_SIZE = 32
_NOTHING = bytes(_SIZE)
# A table whose keys leave more gaps than this is kept by key.
_GAPS = 8
_SMALL = 100_000
Row = tuple[str, Pk]


class Digests:
    """The digests said of one table."""

    def __init__(self, table: Sealed) -> None:
        self.places = _places(table)
        self.block = bytearray(self.places * _SIZE)
        self.beside: dict[Pk, bytes] = {}

    def say(self, key: Pk, digest: str | None) -> None:
        """A later word overrides an earlier one. ValueError for a digest that is none."""
        said = _NOTHING if digest is None else bytes.fromhex(digest)
        if len(said) != _SIZE:
            raise ValueError(f"not a digest: {digest}")
        if type(key) is int and 0 <= key < self.places:
            place = key * _SIZE
            self.block[place : place + _SIZE] = said
        else:
            self.beside[key] = said

    def differing(self, keys: Sequence[Pk], digests: Sequence[bytes]) -> list[Pk]:
        """The keys of those rows of which something else was said; what was said of any of them is then forgotten."""
        first, last = keys[0], keys[-1]
        if type(first) is int and type(last) is int and first >= 0 and last - first + 1 == len(keys):
            # Ascending keys without a gap: what was said of all of them lies in one piece.
            place = slice(first * _SIZE, (last + 1) * _SIZE)
            if self.block[place] == b"".join(digests):
                self.block[place] = bytes(len(keys) * _SIZE)
                return []
        return [key for key, digest in zip(keys, digests, strict=True) if self._take(key) != digest]

    def _take(self, key: Pk) -> bytes:
        """What was said of this row, which is then forgotten: what remains at the end are rows that are gone."""
        if type(key) is int and 0 <= key < self.places:
            place = slice(key * _SIZE, (key + 1) * _SIZE)
            said = bytes(self.block[place])
            self.block[place] = _NOTHING
            return said
        return self.beside.pop(key, _NOTHING)

    def rest(self) -> Iterator[Pk]:
        """The keys of rows that were said and never taken."""
        yield from (key for key, said in self.beside.items() if said != _NOTHING)
        step = 4096
        for first in range(0, self.places, step):
            part = self.block[first * _SIZE : (first + step) * _SIZE]
            if part.count(0) == len(part):
                continue
            for key in range(first, min(first + step, self.places)):
                if self.block[key * _SIZE : (key + 1) * _SIZE] != _NOTHING:
                    yield key


def _places(table: Sealed) -> int:
    """One more than the largest key, when keys are numbers without too many gaps; 0 otherwise."""
    found: dict[str, Any] = table.model._base_manager.aggregate(rows=Count("pk"), last=Max("pk"))
    last = found["last"]
    dense = type(last) is int and 0 < last <= _GAPS * found["rows"] + _SMALL
    return last + 1 if dense else 0


#: Tables that were not looked at yet, the largest first, each with what was said of it.
Left = list[tuple[str, Digests]]


def _keep(_left: Left) -> None:
    """Nobody else is there to take a table."""


def check_rows(
    findings: Findings, tables: Mapping[str, Sealed] | None = None, *, lend: Callable[[Left], None] = _keep
) -> int:
    """Compare every sealed table with what the log says last of its rows; returns how many rows were looked at.

    `tables`: those of another version, by name; without them, those of this one. `lend` is called again and again with
    what is left, and may take tables away: whoever gets them answers for them.
    """
    known = sealing.tables() if tables is None else tables
    said = {name: Digests(table) for name, table in known.items()}
    for name in sorted(_hear(said, findings)):
        findings.add("verify.table_unknown", table=name)
    odd, count = Odd(), 0
    left = sorted(said.items(), key=lambda one: (-one[1].places, one[0]))
    while left:
        name, digests = left.pop(0)
        count += check_table(known[name], digests, odd, lambda: lend(left))
    odd.tell(findings)
    return count


def check_table(table: Sealed, said: Digests, odd: "Odd", between: Callable[[], None] = lambda: None) -> int:
    """Compare one table with what was said of it; returns how many rows it has."""
    count = 0
    for keys, digests in table.held():
        count += len(keys)
        for key in said.differing(keys, digests):
            odd.add((table.table, key))
        between()
    for key in said.rest():
        odd.add((table.table, key), missing=True)
    return count


def _hear(said: dict[str, Digests], findings: Findings) -> set[str]:
    """Read the rows of every event; returns the tables that nobody knows."""
    unknown: set[str] = set()
    for chunk in _log.columns("position", "rows"):
        try:
            # One text of all: it takes the parser less to begin once.
            heard = json.loads(f"[{','.join([text for _, text in chunk])}]")
            _say_all(said, itertools.chain.from_iterable(heard), unknown)
        except (ValueError, TypeError):
            _hear_each(said, chunk, unknown, findings)
    return unknown


def _hear_each(
    said: dict[str, Digests], chunk: Iterable[tuple[int, str]], unknown: set[str], findings: Findings
) -> None:
    """The same event by event, to name the one that cannot be read."""
    for position, text in chunk:
        try:
            _say_all(said, json.loads(text), unknown)
        except (ValueError, TypeError):
            findings.add("verify.event_unreadable", position=position)


def _say_all(said: dict[str, Digests], rows: Iterable[Any], unknown: set[str]) -> None:
    """Each row in its order: a later word overrides an earlier one. ValueError, TypeError where one cannot be read."""
    from_hex = bytes.fromhex
    for name, key, digest in rows:
        table = said.get(name)
        if table is None:
            unknown.add(str(name))
        elif digest is not None and len(digest) == 2 * _SIZE and type(key) is int and 0 <= key < table.places:
            # The ordinary case of `say`, ten million times.
            place = key * _SIZE
            table.block[place : place + _SIZE] = from_hex(digest)
        else:
            table.say(key, digest)


class Odd:
    """Rows that are not as the log says; so many are named, the rest is counted."""

    def __init__(self) -> None:
        self._kept: dict[Row, bool] = {}
        self._count = 0

    def add(self, row: Row, *, missing: bool = False) -> None:
        """`missing`: the log knows the row, the table does not."""
        self._count += 1
        if len(self._kept) < MOST_FINDINGS:
            self._kept[row] = missing

    def tell(self, findings: Findings) -> None:
        """Look up where the log speaks of them last, and note them table by table in the order of the log."""
        if not self._kept:
            return
        last = self._last_said()
        for row in sorted(self._kept, key=lambda row: (row[0], row not in last, last.get(row, (0, False))[0])):
            name, key = row
            where: dict[str, object] = {"table": name, "key": json.dumps(key, ensure_ascii=False)}
            if row not in last:
                findings.add("verify.row_unknown", **where)
                continue
            position, gone = last[row]
            code = "verify.row_removed" if self._kept[row] else "verify.row_returned" if gone else "verify.row_changed"
            findings.add(code, **where, position=position)
        findings.count += self._count - len(self._kept)

    def _last_said(self) -> dict[Row, tuple[int, bool]]:
        """(position, removed there) of each kept row; a second walk, for a record that is broken only."""
        last: dict[Row, tuple[int, bool]] = {}
        for chunk in _log.columns("position", "rows"):
            for position, text in chunk:
                try:
                    said = [(str(name), key, digest) for name, key, digest in json.loads(text)]
                except (ValueError, TypeError):
                    continue
                for name, key, digest in said:
                    if (name, key) in self._kept:
                        last[name, key] = (position, digest is None)
        return last
