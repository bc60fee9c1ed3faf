"""Trial spaces: a visitor's own workbook for some hours, outside record and database, closed to everybody else.

What was sent lies encrypted in `LUOSHI_HOME/trials` under a name that says when it ends; its key lies nowhere but in
the visitor's sitting. Whoever signs out, removes the trial or waits until its end leaves bytes that nobody can open,
and those are deleted too. No event, row, backup or search entry ever knows of it.
"""

import datetime as dt
import json
import os
import re
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from luoshi.intake.ledgers import Sheet

_NAME = re.compile(r"(\d{10})-[0-9a-f]{32}")
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where a trial lies and what opens it; kept in a sitting and nowhere else."""

    name: str
    key: str

    @property
    def ends_at(self) -> dt.datetime:
        """When the trial ends by itself; raises ValueError for what is no ticket."""
        match = _NAME.fullmatch(self.name)
        if match is None:
            raise ValueError("no name of a trial")
        return dt.datetime.fromtimestamp(int(match.group(1)), dt.UTC)


@dataclass(frozen=True, slots=True)
class Trial:
    """A visitor's workbook: its name, its sheets, and the columns that she put right, by the template's mark."""

    name: str
    sheets: tuple[Sheet, ...]
    settled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def keep(trial: Trial, *, at: dt.datetime) -> Ticket:
    """Keep a new trial until `LUOSHI_TRIAL_HOURS` from `at`; what has ended is deleted on the way."""
    sweep(at=at)
    ends = at + dt.timedelta(hours=settings.LUOSHI_TRIAL_HOURS)
    ticket = Ticket(f"{int(ends.timestamp()):010d}-{secrets.token_hex(16)}", secrets.token_hex(32))
    put(ticket, trial)
    return ticket


def put(ticket: Ticket, trial: Trial) -> None:
    """Write a trial in the place of what its ticket held."""
    plain = {
        "name": trial.name,
        "sheets": [sheet.as_data() for sheet in trial.sheets],
        "settled": {mark: list(fields) for mark, fields in trial.settled.items()},
    }
    packed = zlib.compress(json.dumps(plain, ensure_ascii=False).encode())
    nonce = secrets.token_bytes(_NONCE)
    path = _path(ticket)
    draft = path.with_name(f".{path.name}")
    draft.write_bytes(nonce + AESGCM(bytes.fromhex(ticket.key)).encrypt(nonce, packed, ticket.name.encode()))
    draft.chmod(0o600)
    os.replace(draft, path)


def find(ticket: Ticket, *, at: dt.datetime) -> Trial | None:
    """The trial of a ticket; None when it is gone, has ended, or the ticket is none."""
    try:
        if ticket.ends_at <= at:
            drop(ticket)
            return None
        raw = _path(ticket).read_bytes()
        packed = AESGCM(bytes.fromhex(ticket.key)).decrypt(raw[:_NONCE], raw[_NONCE:], ticket.name.encode())
    except (OSError, ValueError, InvalidTag):
        return None
    said = json.loads(zlib.decompress(packed))
    settled = {str(mark): tuple(map(str, fields)) for mark, fields in said["settled"].items()}
    return Trial(str(said["name"]), tuple(Sheet.from_data(one) for one in said["sheets"]), settled)


def drop(ticket: Ticket) -> None:
    """Delete a trial; one that is gone is gone."""
    if _NAME.fullmatch(ticket.name):
        _path(ticket).unlink(missing_ok=True)


def sweep(*, at: dt.datetime) -> int:
    """Delete the trials that have ended, and what an interrupted writing left; returns how many."""
    n = 0
    for path in _folder().iterdir():
        match = _NAME.fullmatch(path.name.lstrip("."))
        if match is None or int(match.group(1)) <= at.timestamp():
            path.unlink(missing_ok=True)
            n += 1
    return n


def _path(ticket: Ticket) -> Path:
    """Where a ticket's trial lies; raises ValueError for a name that is none, never a path elsewhere."""
    if not _NAME.fullmatch(ticket.name):
        raise ValueError("no name of a trial")
    return _folder() / ticket.name


def _folder() -> Path:
    folder = Path(settings.LUOSHI_HOME) / "trials"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
