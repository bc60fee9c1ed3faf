"""Making a backup: the snapshot first, then the files it names, then the manifest; the last name says it is whole."""

import datetime as dt
import itertools
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import luoshi
from luoshi.cli import environment
from luoshi.cli.operate import disk, locks, manifest, snapshot
from luoshi.cli.operate.disk import FilePart
from luoshi.cli.operate.manifest import Manifest
from luoshi.cli.operate.steps import step
from luoshi.cli.operate.words import Hindered, say, size

_HASH = re.compile(r"[0-9a-f]{64}")
_NOTES = ("demo.json",)
# Room for the manifest and the file system's own needs.
_SPARE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Made:
    """A whole backup: its folder, what it says of itself, bytes of files copied now, files that are not their hash."""

    folder: Path
    manifest: Manifest
    copied: int
    damaged: list[str]


def files_folder() -> Path:
    """Where the installation keeps its files."""
    from django.conf import settings

    return Path(settings.LUOSHI_FILES)


def make(target: Path, *, at: dt.datetime, files_into: Path | None = None) -> Made:
    """Make one backup in a new folder below `target`, named after the moment. Raises Hindered, all reasons at once.

    With `files_into` the files go to that folder, which several backups share: only those not there yet are copied.
    """
    target, store = target.resolve(), files_into.resolve() if files_into else None
    name = _free_name(target, f"{at.astimezone(dt.UTC):%Y%m%d-%H%M%SZ}")
    _check(target, store)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locks.only_one(target / ".lock", "backup_running"), _draft(target, name) as draft:
        with step("snapshot", snapshot.weight()) as progress:
            taken = snapshot.take(draft, progress)
        copied = _copy_files(store or draft / "files")
        said = Manifest(
            version=luoshi.__version__,
            made_at=at.astimezone(dt.UTC).isoformat(timespec="seconds"),
            snapshot=taken,
            files_in=os.path.relpath(store, target / name) if store else "files",
            files=copied.parts,
            missing=_missing(copied.parts),
            notes=_copy_notes(draft),
        )
        manifest.write(draft, said)
        disk.sync_tree(draft)
        draft.rename(target / name)
        disk.sync_folder(target)
    made = Made(target / name, said, copied.bytes, copied.damaged)
    _note(made, at)
    return made


def _note(made: Made, at: dt.datetime) -> None:
    """For the health page: when the last backup was made, and whether it is whole."""
    from luoshi.record import condition

    values = {"folder": str(made.folder), "anchor": made.manifest.snapshot.anchor, "files": len(made.manifest.files)}
    condition.note("backup", at=at, is_whole=not (made.damaged or made.manifest.missing), values=values)


def _free_name(target: Path, moment: str) -> str:
    """The moment, with a number behind it when a backup of the same second is there."""
    names = itertools.chain([moment], (f"{moment}-{number}" for number in itertools.count(2)))
    return next(name for name in names if not (target / name).exists())


def _check(target: Path, store: Path | None) -> None:
    """Raises Hindered with everything that stands in the way."""
    home, reasons = environment.home(), []
    for place in filter(None, (target, store)):
        if place == home or home in place.parents:
            reasons.append(say("target_in_home", target=place, home=home))
        elif place.exists() and not place.is_dir():
            reasons.append(say("target_no_folder", target=place))
        elif not _writable(place):
            reasons.append(say("target_not_writable", target=place))
    if not reasons:
        reasons += _no_room(target, store)
    if reasons:
        raise Hindered(reasons)


def _writable(place: Path) -> bool:
    """The folder, or the nearest one above it that is there, takes new names."""
    while not place.exists():
        place = place.parent
    return os.access(place, os.W_OK | os.X_OK)


def _no_room(target: Path, store: Path | None) -> list[str]:
    """One reason for each disk that could not hold what would be written to it."""
    new = sum(count for name, count in disk.kept_files(files_folder()) if not _is_there(store, name, count))
    needs = {target: snapshot.weight()}
    place = store or target
    needs[place] = needs.get(place, 0) + new
    return [
        say("no_room", target=where, needed=size(count), free=size(disk.free(where)))
        for where, count in needs.items()
        if disk.free(where) < count * 1.02 + _SPARE
    ]


def _is_there(store: Path | None, name: str, count: int) -> bool:
    """The shared folder holds this file already: same name, same size; files are never changed under their name."""
    if store is None:
        return False
    path = store / name
    return path.is_file() and path.stat().st_size == count


@contextmanager
def _draft(target: Path, name: str) -> Iterator[Path]:
    """A folder whose name says that it is not whole; what a killed run left is removed, as the lock is ours."""
    for left in target.glob(".*.part"):
        shutil.rmtree(left, ignore_errors=True)
    draft = target / f".{name}.part"
    draft.mkdir(mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Copied:
    """The files of the backup, bytes written now, files whose name is not their hash."""

    parts: list[FilePart]
    bytes: int
    damaged: list[str]


def _copy_files(store: Path) -> _Copied:
    """Copy what is not there yet; a file added meanwhile is harmless: no row of the snapshot names it."""
    source, parts, damaged, written = files_folder(), [], [], 0
    store.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = list(disk.kept_files(source))
    with step("files", sum(count for _name, count in found), files=len(found)) as progress:
        for name, count in found:
            if _is_there(store, name, count):
                parts.append(FilePart(name, count, _known_hash(store / name)))
                progress(count)
                continue
            try:
                part = disk.copy(source / name, store / name, progress)
            except FileNotFoundError:
                continue  # removed while we copied; if a row of the snapshot names it, `missing` says so
            parts.append(FilePart(name, part.size, part.sha256))
            written += part.size
            if _HASH.fullmatch(Path(name).name) and Path(name).name != part.sha256:
                damaged.append(name)
    disk.sync_tree(store)
    return _Copied(parts, written, damaged)


def _known_hash(path: Path) -> str:
    """A file by its hash is told by its name; one under a random name is read."""
    return path.name if _HASH.fullmatch(path.name) else disk.sha256(path)


def _missing(parts: list[FilePart]) -> list[str]:
    """Files that the database names and that are not in the backup, as paths below the files folder."""
    from luoshi.record import queries

    there = {part.name for part in parts}
    return [name for name in queries.file_names() if name not in there]


def _copy_notes(draft: Path) -> list[str]:
    """Small files of the home that say what it is."""
    found = [name for name in _NOTES if (environment.home() / name).is_file()]
    for name in found:
        disk.copy(environment.home() / name, draft / name)
    return found
