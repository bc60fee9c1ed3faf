"""A backup into an empty place: everything is looked at first; then snapshot, files, migrations, proof."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from luoshi import cli
from luoshi.cli import environment
from luoshi.cli.operate import disk, keyset, manifest, places, schema, snapshot
from luoshi.cli.operate.disk import FilePart
from luoshi.cli.operate.keyset import KeySet
from luoshi.cli.operate.manifest import Manifest
from luoshi.cli.operate.steps import step
from luoshi.cli.operate.words import Hindered, say, size

_SPARE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """A backup and where its files lie."""

    folder: Path
    files: Path
    manifest: Manifest

    def database(self) -> Path:
        """The snapshot's file."""
        return self.folder / self.manifest.snapshot.file.name


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: files copied, files of the backup that are gone or changed, migrations still to do."""

    files: int
    missing: list[str]
    changed: list[str]
    waiting: tuple[str, ...]


def find(folder: Path, files_from: Path | None) -> Source:
    """The backup in `folder`. Raises Hindered for a folder that is none, or one that names files outside itself."""
    try:
        said = manifest.read(folder)
    except (OSError, ValueError) as error:
        raise Hindered([say("no_backup", folder=folder, why=error)]) from error
    names = [said.snapshot.file.name, *said.notes, *(part.name for part in said.files)]
    outside = [name for name in names if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts]
    if outside:
        raise Hindered([say("no_backup", folder=folder, why=outside[0])])
    return Source(folder, files_from or (folder / said.files_in).resolve(), said)


def check(source: Source, keys: Path | None) -> KeySet | None:
    """Look at everything before anything is written, prepare Django, and open the keys. Raises Hindered, all at once.

    Django reads its keys from the environment here, so that it makes none of its own in the empty home.
    """
    reasons, found = _home_reasons(), None
    try:
        found = _keys(keys)
    except Hindered as error:
        reasons += error.reasons
    for name, variable in places.VARIABLES.items():
        if not environment.text(variable):
            os.environ[variable] = (found.keys.get(name) if found else None) or secrets.token_urlsafe(32)
    cli.prepare(installed=False)
    reasons += [] if reasons else _key_reasons(source, found)
    reasons += _database_reasons(source) + _room_reasons(source)
    if reasons:
        raise Hindered(reasons)
    return found


def _home_reasons() -> list[str]:
    """The home must be empty: nothing is ever restored over something."""
    home = environment.home()
    if not home.exists():
        return []
    there = sorted(one.name for one in home.iterdir())
    return [say("home_not_empty", home=home, there=", ".join(there[:5]))] if there else []


def _keys(path: Path | None) -> KeySet | None:
    """The keys to lay down; None when the environment gives them. Raises Hindered."""
    said = environment.text("LUOSHI_KEY")
    if path is None:
        if not said:
            raise Hindered([say("keys_needed")])
        return None
    found = keyset.from_folder(path) if path.is_dir() else keyset.read(path, phrase=keyset.passphrase(confirm=False))
    if said and said != found.keys.get(places.RECORD_KEY):
        raise Hindered([say("other_key_said")])
    return found


def _key_reasons(source: Source, found: KeySet | None) -> list[str]:
    """Every master key that wraps a record key of the backup must be among those given."""
    from django.conf import settings

    from luoshi.record.operations import wrapping_id

    masters = [text for name, text in found.keys.items() if name.startswith(places.RECORD_KEY)] if found else []
    given = {wrapping_id(one) for one in [settings.LUOSHI_KEY, *masters]}
    lacking = [one for one in source.manifest.snapshot.wrappings if one not in given]
    return [say("keys_do_not_fit", needed=", ".join(lacking))] if lacking else []


def _database_reasons(source: Source) -> list[str]:
    """The same kind of database, an empty one, and a snapshot that is whole and not newer than this version."""
    from django.db import Error, connection

    said, reasons = source.manifest.snapshot, []
    if connection.vendor != said.engine:
        reasons.append(say("other_engine", theirs=said.engine, ours=connection.vendor))
    elif connection.vendor != "sqlite":
        try:
            tables = connection.introspection.table_names()
        except Error as error:
            reasons.append(say("no_database", why=str(error).splitlines()[0]))
        else:
            reasons += [say("database_not_empty", name=connection.settings_dict["NAME"])] if tables else []
    newer = schema.difference({app: frozenset(names) for app, names in said.migrations.items()}).strangers
    if newer:
        reasons.append(say("backup_is_newer", version=source.manifest.version, first=newer[0]))
    return reasons + _snapshot_reasons(source)


def _snapshot_reasons(source: Source) -> list[str]:
    """The snapshot is the one that the manifest names."""
    path, said = source.database(), source.manifest.snapshot.file
    if not path.is_file():
        return [say("snapshot_gone", path=path)]
    with step("checking", said.size) as progress:
        changed = disk.sha256(path, progress) != said.sha256
    return [say("snapshot_changed", path=path)] if changed else []


def _room_reasons(source: Source) -> list[str]:
    """Room for files and, on SQLite, the database."""
    said, home = source.manifest, environment.home()
    needed = sum(part.size for part in said.files)
    needed += said.snapshot.file.size if said.snapshot.engine == "sqlite" else 0
    if disk.free(home) >= needed * 1.02 + _SPARE:
        return []
    return [say("no_room", target=home, needed=size(needed), free=size(disk.free(home)))]


def put_back(source: Source, found: KeySet | None) -> Restored:
    """Keys, snapshot, files and notes into the empty home. `check` must have passed. Raises Hindered.

    From the first step to `finish` a note lies in the home, and no command works on it.
    """
    environment.home().mkdir(mode=0o700, parents=True, exist_ok=True)
    _begin(source)
    if found is not None:
        keyset.lay_down(found)
    said = source.manifest
    with step("snapshot_back", said.snapshot.file.size) as progress:
        snapshot.put_back(source.database(), said.snapshot.engine)
        progress(said.snapshot.file.size)
    copied = 0
    missing: list[str] = []
    changed: list[str] = []
    with step("files", sum(part.size for part in said.files), files=len(said.files)) as progress:
        for name, state in _files_back(source, progress):
            copied += state != "missing"
            if state != "whole":
                (missing if state == "missing" else changed).append(name)
    for name in said.notes:
        disk.copy(source.folder / name, environment.home() / name)
    disk.sync_tree(environment.home())
    waiting = schema.difference({app: frozenset(names) for app, names in said.snapshot.migrations.items()}).waiting
    return Restored(copied, missing, changed, waiting)


def _files_back(source: Source, progress: disk.Progress) -> Iterator[tuple[str, str]]:
    """(name, whole | missing | changed) of every file, as it is copied; what is there comes back in any state."""
    from django.conf import settings

    for part in source.manifest.files:
        state = "whole"
        try:
            if disk.copy(source.files / part.name, Path(settings.LUOSHI_FILES) / part.name, progress) != _bare(part):
                state = "changed"
        except OSError:
            state = "missing"
        yield part.name, state


def _bare(part: FilePart) -> FilePart:
    """As `disk.copy` tells it: the last part of the name alone."""
    return FilePart(PurePosixPath(part.name).name, part.size, part.sha256)


def _begin(source: Source) -> None:
    """The note that a restore is under way."""
    disk.write(places.underway(), json.dumps({"what": "restore", "from": str(source.folder)}).encode())


def finish() -> None:
    """Everything is in its place: commands may work here from now on."""
    places.underway().unlink(missing_ok=True)
    disk.sync_folder(environment.home())
