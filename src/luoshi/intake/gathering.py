"""Many files in one call: those of a folder, of a zip, or several by name; each with a name people know it by."""

import contextlib
import dataclasses
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from luoshi.record import sandbox
from luoshi.record.refusals import Reason, Refused

_UNPACKS = "luoshi.intake.extract.archive:unpacked"
#: An archive unpacks to this many bytes at most, and has this many files.
MOST_BYTES = 1024**3
MOST_FILES = 5_000
_LIMITS = sandbox.Limits(cpu_seconds=300, wall_seconds=600, file_bytes=128 * 1024**2, open_files=64)
_OFFICE = ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "OFD.xml")
_OF_ANY = {"damaged": "truncated", "too_much": "too_much_inside"}


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A file to read: the name it is shown under, and where it lies; or why it will not be read."""

    name: str
    path: Path
    packed: bool = False
    refused: Reason | None = None


def is_archive(file: Path | IO[bytes]) -> bool:
    """Whether a file is a zip of files and not an office file, which is a zip too. Only its list is looked at."""
    try:
        with contextlib.ExitStack() as stack:
            held = stack.enter_context(file.open("rb")) if isinstance(file, Path) else file
            held.seek(0)
            if held.read(2) != b"PK":
                return False
            names = set(zipfile.ZipFile(held).namelist())
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return False
    return not any(name in names for name in _OFFICE)


@contextlib.contextmanager
def gathered(
    paths: Sequence[Path], *, limit: int, names: Sequence[str] = (), most: int = MOST_FILES
) -> Iterator[tuple[Entry, ...]]:
    """The files of folders and zips, and those named, in order; what was unpacked is gone afterwards.

    `names`: what the paths are called, where that is not their own name. Raises Refused for more than `most` files.
    """
    with tempfile.TemporaryDirectory(prefix="luoshi-") as folder:
        found: list[Entry] = []
        for n, path in enumerate(paths):
            name = names[n] if names else "" if len(paths) == 1 else path.name
            found += _of(path, name, Path(folder) / str(n), limit)
        if len(found) > most:
            raise Refused([Reason("intake.too_many_inside", {"most": most, "n": len(found)})])
        yield tuple(found)


def _of(path: Path, name: str, folder: Path, limit: int) -> Iterator[Entry]:
    """The files of one path."""
    if path.is_dir():
        for n, one in enumerate(_files(path)):
            said = "/".join([*([name] if name else []), *one.relative_to(path).parts])
            yield from _of_file(one, said, folder / str(n), limit)
    else:
        yield from _of_file(path, name, folder, limit)


def _of_file(path: Path, name: str, folder: Path, limit: int) -> Iterator[Entry]:
    """A file, or what is in a zip."""
    if not is_archive(path):
        yield Entry(name or path.name, path)
        return
    try:
        yield from _unpacked(path, name, folder, limit)
    except Refused as refused:
        yield Entry(name or path.name, path, refused=refused.reasons[0])


def _files(folder: Path) -> list[Path]:
    """The files below a folder by name; hidden ones, those of office programs at work and links are passed over."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        and path.name.lower() not in {"thumbs.db", "desktop.ini"}
    ]


def _unpacked(path: Path, name: str, folder: Path, limit: int) -> Iterator[Entry]:
    """The files in a zip. Raises Refused."""
    folder.mkdir(parents=True)
    arguments = {"most": MOST_FILES, "each": min(limit, _LIMITS.file_bytes), "together": MOST_BYTES}
    try:
        with path.open("rb") as held:
            answer = sandbox.run(_UNPACKS, source=held, folder=folder, arguments=arguments, limits=_LIMITS)
    except sandbox.TurnedDown as down:
        raise Refused([Reason(f"intake.{_OF_ANY.get(down.code, down.code)}")]) from down
    if answer["n"] > MOST_FILES:
        raise Refused([Reason("intake.too_many_inside", {"most": MOST_FILES, "n": answer["n"]})])
    if not answer["files"]:
        raise Refused([Reason("intake.nothing_inside")])
    for said, number, refused in answer["files"]:
        whole = f"{name}/{said}" if name else str(said)
        values = {"megabytes": limit // (1024 * 1024)} if refused == "too_big" else {}
        reason = Reason(f"intake.{refused}", values) if refused else None
        yield Entry(whole, folder / "unpacked" / str(number), True, reason)


def of_packed(reason: Reason) -> Reason:
    """A refusal as it is said of a file in a zip: an archive there is one inside another."""
    return Reason("intake.nested_archive") if reason.code == "intake.archive" else reason
