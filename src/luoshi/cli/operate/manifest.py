"""What a backup says of itself: `manifest.json`, written last, so that a folder without one is no backup."""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from luoshi.cli import edge
from luoshi.cli.operate import disk
from luoshi.cli.operate.disk import FilePart

NAME = "manifest.json"
SCHEMA = "luoshi.backup/1"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The database of a backup: its file, and what the database said at that one moment.

    `anchor` is SIZE:HEAD of its log, `last_event` the hash of the event at SIZE (empty for an empty log),
    `migrations` the applied ones by app, `wrappings` the identifiers of the master keys its record keys lie under.
    """

    engine: str
    server: str
    file: FilePart
    anchor: str
    last_event: str
    migrations: dict[str, list[str]]
    wrappings: list[str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup: version of the code, moment (ISO, UTC), snapshot, files with hashes, and where the files lie.

    `files_in` is the folder of the files, seen from the backup's own folder. `missing` are files that the database
    names and that were gone when the backup was made. `notes` are small files of the home that say what it is.
    """

    version: str
    made_at: str
    snapshot: Snapshot
    files_in: str
    files: list[FilePart]
    missing: list[str]
    notes: list[str]
    schema: str = SCHEMA

    @property
    def said_at(self) -> str:
        """The moment as the office's clock told it, to the minute."""
        return f"{dt.datetime.fromisoformat(self.made_at).astimezone(edge.SHANGHAI):%Y-%m-%d %H:%M}"


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into the backup's folder."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    disk.write(folder / NAME, (text + "\n").encode())


def read(folder: Path) -> Manifest:
    """The manifest of a backup. Raises ValueError or OSError for a folder that holds none that can be read."""
    raw: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    if raw.get("schema") != SCHEMA:
        raise ValueError(f"schema {raw.get('schema')!r}")
    try:
        snapshot = raw.pop("snapshot")
        snapshot["file"] = FilePart(**snapshot["file"])
        files = [FilePart(**one) for one in raw.pop("files")]
        return Manifest(snapshot=Snapshot(**snapshot), files=files, **raw)
    except (TypeError, KeyError) as error:
        raise ValueError(str(error)) from error
