"""Tables from strangers' files, read in a process of their own: for the directory's import and for ledgers."""

import io
import tempfile
from pathlib import Path
from typing import Any

from luoshi.record import sandbox
from luoshi.record.refusals import Reason, Refused

_READS = "luoshi.intake.extract.rows:rows_of"
_LIMITS = sandbox.Limits(cpu_seconds=30, wall_seconds=45)
_OF_ANY = {"damaged": "truncated", "too_much": "too_much_inside"}
MOST_BYTES = 5_000_000
Sheet = tuple[str, list[list[str]]]


def read_tables(content: bytes) -> tuple[Sheet, ...]:
    """(name, rows of texts) of each sheet; a csv has one without a name. Raises Refused."""
    refuse_too_big(content)
    return tuple((str(name), rows) for name, rows in rows_of(content)["sheets"])


def refuse_too_big(content: bytes) -> None:
    """Raises Refused when the file is larger than any table may be."""
    if len(content) > MOST_BYTES:
        raise Refused([Reason("intake.too_big", {"megabytes": MOST_BYTES // 1_000_000})])


def rows_of(content: bytes) -> dict[str, Any]:
    """What `extract.rows.rows_of` answers: `sheets` as (name, rows), `layouts` of each. Raises Refused."""
    with tempfile.TemporaryDirectory(prefix="luoshi-") as folder, (Path(folder) / "in").open("w+b") as held:
        held.write(content)
        held.flush()
        held.seek(io.SEEK_SET)
        try:
            return sandbox.run(_READS, source=held, folder=Path(folder), limits=_LIMITS)
        except sandbox.TurnedDown as down:
            raise Refused([Reason(f"intake.{_OF_ANY.get(down.code, down.code)}")]) from down
