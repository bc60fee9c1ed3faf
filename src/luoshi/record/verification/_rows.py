"""Rows against the last digest that the log holds of them; flat in memory through a temporary file of SQLite's own."""

import sqlite3
from collections.abc import Iterable, Iterator

from luoshi.record import sealing
from luoshi.record.sealing import Pk
from luoshi.record.verification._report import Findings
from luoshi.seal import canonical

_BATCH = 5000
_SCHEMA = """
CREATE TABLE said (t TEXT, k TEXT, digest TEXT, position INTEGER, PRIMARY KEY (t, k)) WITHOUT ROWID;
CREATE TABLE held (k TEXT PRIMARY KEY, digest TEXT) WITHOUT ROWID;
"""
_UPSERT = """
INSERT INTO said VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET digest = excluded.digest, position = excluded.position
"""
_DIFFERENT = """
SELECT k, said.position, said.digest IS NULL, held.digest IS NULL
FROM said LEFT JOIN held USING (k)
WHERE t = ? AND said.digest IS NOT held.digest ORDER BY said.position, k
"""
_UNKNOWN = "SELECT k FROM held WHERE NOT EXISTS (SELECT 1 FROM said WHERE said.t = ? AND said.k = held.k) ORDER BY k"


class Said:
    """What the log says last about each row."""

    def __init__(self) -> None:
        # An empty name is a private file that SQLite spills to the disk and removes by itself.
        self._store = sqlite3.connect("", isolation_level=None)
        self._store.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA + "BEGIN;")
        self._waiting: list[tuple[str, str, str | None, int]] = []

    def note(self, position: int, rows: Iterable[tuple[str, Pk, str | None]]) -> None:
        """The rows of one event; a later event overrides an earlier one."""
        self._waiting.extend((table, canonical.text(key), digest, position) for table, key, digest in rows)
        if len(self._waiting) >= _BATCH:
            self._write()

    def _write(self) -> None:
        self._store.executemany(_UPSERT, self._waiting)
        self._waiting.clear()

    def check(self, findings: Findings) -> int:
        """Compare every sealed table with what was said; returns how many rows were looked at."""
        self._write()
        known = sealing.tables()
        for (name,) in self._store.execute("SELECT DISTINCT t FROM said").fetchall():
            if name not in known:
                findings.add("verify.table_unknown", table=name)
        return sum(self._check_table(known[name], findings) for name in sorted(known))

    def _check_table(self, table: sealing.Sealed, findings: Findings) -> int:
        self._store.execute("DELETE FROM held")
        count = self._hold(table.digests())
        for key, position, gone, missing in self._store.execute(_DIFFERENT, (table.table,)):
            code = "verify.row_removed" if missing else "verify.row_returned" if gone else "verify.row_changed"
            findings.add(code, table=table.table, key=key, position=position)
        for (key,) in self._store.execute(_UNKNOWN, (table.table,)):
            findings.add("verify.row_unknown", table=table.table, key=key)
        return count

    def _hold(self, rows: Iterator[tuple[Pk, str]]) -> int:
        before = self._store.total_changes
        texts = ((canonical.text(key), digest) for key, digest in rows)
        self._store.executemany("INSERT INTO held VALUES (?, ?)", texts)
        return self._store.total_changes - before

    def close(self) -> None:
        """Remove the temporary file."""
        self._store.close()
