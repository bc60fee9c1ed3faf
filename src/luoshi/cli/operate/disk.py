"""Files that are whole or not there: temporary name, fsync, rename, fsync of the folder."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1024 * 1024
#: told how many more bytes were worked through
Progress = Callable[[int], None]


def silent(_bytes: int) -> None:
    """No progress shown."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file of a backup: path below its folder with `/`, size in bytes, hex SHA-256."""

    name: str
    size: int
    sha256: str


def copy(source: Path, target: Path, progress: Progress = silent) -> FilePart:
    """Copy one file, mode 600, and tell its hash; `name` of the result is the target's last part."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    digest, size = hashlib.sha256(), 0
    try:
        with (
            source.open("rb") as read,
            os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
        ):
            while chunk := read.read(_CHUNK):
                out.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                progress(len(chunk))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return FilePart(target.name, size, digest.hexdigest())


def write(target: Path, data: bytes) -> None:
    """Write one file whole or not at all, mode 600; one that is there is replaced."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(target.parent)


def sync(path: Path) -> None:
    """What was written to this file is on the disk."""
    with path.open("rb") as held:
        os.fsync(held.fileno())


def sync_folder(folder: Path) -> None:
    """The names in this folder are on the disk."""
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def sync_tree(folder: Path) -> None:
    """The names in this folder and the folders below are on the disk."""
    for place, _folders, _names in os.walk(folder):
        sync_folder(Path(place))


def sha256(path: Path, progress: Progress = silent) -> str:
    """Hex SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as held:
        while chunk := held.read(_CHUNK):
            digest.update(chunk)
            progress(len(chunk))
    return digest.hexdigest()


def kept_files(folder: Path) -> Iterator[tuple[str, int]]:
    """(path below `folder`, size) of every file in it, in order; names with a dot in front are drafts of a moment."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place) / name
            if not name.startswith(".") and path.is_file():
                yield path.relative_to(folder).as_posix(), path.stat().st_size


def free(path: Path) -> int:
    """Bytes that may still be written where `path` is, or will be."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free
