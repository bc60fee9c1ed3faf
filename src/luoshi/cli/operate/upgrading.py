"""An upgrade step by step; a note in the home says how far it came, so that it goes on where it was stopped."""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from luoshi.cli import environment
from luoshi.cli.operate import disk, locks, manifest, migrating, places, schema
from luoshi.cli.operate.manifest import Manifest
from luoshi.cli.operate.words import Hindered, say

#: A backup older than this is none to return to.
RECENT = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Note:
    """What an upgrade that has begun must remember: the backup to return to, the head before, tables to seal anew."""

    backup: str
    anchor: str
    tables: tuple[str, ...]
    what: str = "upgrade"


def read_note() -> Note | None:
    """The note of an upgrade that was begun and not finished. Raises Hindered for a restore that was not."""
    path = places.underway()
    if not path.exists():
        return None
    raw = json.loads(path.read_text(encoding="utf-8"))
    if raw.get("what") != "upgrade":
        raise Hindered([say("underway", folder=environment.home())])
    return Note(raw["backup"], raw["anchor"], tuple(raw["tables"]))


def waiting() -> tuple[str, ...]:
    """The migrations to run. Raises Hindered when the database is of a newer version, or in use elsewhere."""
    found = schema.difference(schema.applied())
    reasons = [say("code_is_older", first=found.strangers[0])] if found.strangers else []
    reasons += locks.others()
    if reasons:
        raise Hindered(reasons)
    return found.waiting


def named_backup(folder: Path, *, at: dt.datetime) -> Path:
    """An existing backup that may stand for a new one: whole, recent, of this very record. Raises Hindered."""
    try:
        said = manifest.read(folder)
    except (OSError, ValueError) as error:
        raise Hindered([say("no_backup", folder=folder, why=error)]) from error
    reasons = []
    if not dt.timedelta(0) <= at - dt.datetime.fromisoformat(said.made_at) <= RECENT:
        reasons.append(say("backup_is_old", folder=folder, made_at=said.said_at, hours=RECENT.total_seconds() // 3600))
    reasons += _another_record(folder, said)
    if reasons:
        raise Hindered(reasons)
    return folder.resolve()


def _another_record(folder: Path, said: Manifest) -> list[str]:
    """The backup must hold all that the database holds: going back to it must lose nothing."""
    from luoshi.record import queries

    now = str(queries.head())
    return (
        []
        if said.snapshot.anchor == now
        else [say("backup_is_behind", folder=folder, then=said.snapshot.anchor, now=now)]
    )


def begin(backup: Path, tables: tuple[str, ...]) -> Note:
    """Write the note: from here to `finish` nobody else works on the home."""
    from luoshi.record import queries

    head = queries.head()
    note = Note(str(backup), str(head) if head.size else "", tables)
    disk.write(places.underway(), json.dumps(asdict(note), ensure_ascii=False).encode())
    return note


def run(note: Note, *, at: dt.datetime, version: str) -> int:
    """Migrations, then new digests, then the pages' files; returns how many rows were sealed anew.

    Raises Hindered with the way back to the backup when a migration fails; the note stays.
    """
    try:
        migrating.migrate()
    except migrating.MigrationFailed as error:
        raise Hindered([say("upgrade_failed", why=error), way_back(note)]) from error
    rows = migrating.reseal(note.tables, at=at, reason=f"upgrade to {version}")
    migrating.collect_static()
    return rows


def way_back(note: Note) -> str:
    """The commands that return to the backup, for this home and this kind of database."""
    from django.db import connection

    code = "way_back_sqlite" if connection.vendor == "sqlite" else "way_back_postgresql"
    name = connection.settings_dict["NAME"]
    return say(code, home=environment.home(), backup=note.backup, database=name)


def finish() -> None:
    """Take the note away."""
    places.underway().unlink(missing_ok=True)
    disk.sync_folder(environment.home())
