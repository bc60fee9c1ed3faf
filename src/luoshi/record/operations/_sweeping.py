"""Files that nobody names any more, bytes that no row names, leftovers of what was killed: removed after seven days."""

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from luoshi.record import previews, queries
from luoshi.record.models import Expunging, PrivateFile, StoredFile
from luoshi.record.operations import _bytes
from luoshi.record.operations._unit import unit_of_work

#: So long a file is kept that nobody names: long enough to look for one's mistake.
KEPT_FOR = timedelta(days=7)
#: Files are asked about in lists of this many, one transaction each.
_BATCH = 200
#: The whole folder is looked through once a day, however often there is a tick.
_EVERY = timedelta(hours=23)
_MARK = ".swept"

Named = Callable[[Collection[str]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Swept:
    """How many files with a row, and how many without one, were removed."""

    files: int = 0
    strays: int = 0


def sweep_files(*, at: datetime, actor: str, named: Named) -> Swept:
    """Remove what nobody has named for seven days; at most once a day, for the whole folder is looked through.

    `named` says which of some hashes any room names (evidence, a document, a basis …): the caller knows all rooms.
    A removed file leaves the event `file.removed`. Bytes of expunged files that outlived a crash go at once.
    """
    mark = Path(settings.LUOSHI_FILES) / _MARK
    if mark.exists() and _changed(mark) > at - _EVERY:
        return Swept()
    mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark.touch()
    os.utime(mark, (at.timestamp(), at.timestamp()))
    removed = sum(_remove_unnamed(batch, at=at, actor=actor, named=named) for batch in _old(at))
    return Swept(removed, _remove_strays(at) + _remove_leftovers(at))


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)


def _old(at: datetime) -> Iterator[list[str]]:
    """The hashes of files kept longer ago, in batches by hash; expunged ones stay, they are tombstones."""
    last = ""
    while True:
        found = StoredFile.objects.filter(pk__gt=last, kept_at__lt=at - KEPT_FOR, expunged_at=None)
        batch = list(found.order_by("pk").values_list("pk", flat=True)[:_BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1]


def _remove_unnamed(batch: list[str], *, at: datetime, actor: str, named: Named) -> int:
    """Those of a batch that no room names: row, bytes and previews, each with its event."""
    if not set(batch) - set(named(batch)):
        return 0
    with unit_of_work(actor=actor, at=at) as work:
        # Held, so that nobody names one meanwhile: whoever keeps the same file again waits for its row.
        held = StoredFile.objects.select_for_update().filter(pk__in=batch, expunged_at=None)
        proposed = set(Expunging.objects.filter(file__in=batch).values_list("file_id", flat=True))
        rows = {row.pk: row for row in held if row.pk not in proposed}
        lost = [rows[hash] for hash in sorted(set(rows) - set(named(list(rows)))) if _is_left(hash, at)]
        for row in lost:
            payload = {"name": row.name, "size": row.size}
            work.record(
                "file.removed", stream=f"file:{row.hash}", payload=payload, deleted=[(row._meta.db_table, row.hash)]
            )
            _bytes.remove_after(work, queries.file_path(row.hash), queries.previews_path(row.hash))
        StoredFile.objects.filter(pk__in=[row.hash for row in lost]).delete()
    return len(lost)


def _is_left(hash: str, at: datetime) -> bool:
    """Whether nobody has brought the same file again lately."""
    path = queries.file_path(hash)
    return not path.exists() or _changed(path) < at - KEPT_FOR


def _remove_strays(at: datetime) -> int:
    """Old bytes without a row, and bytes that were expunged; a folder at a time."""
    count = 0
    for folder in sorted(Path(settings.LUOSHI_FILES).glob("[0-9a-f][0-9a-f]")):
        lying = {path.name: path for path in folder.iterdir() if path.is_file()}
        rows = queries.stored_files(lying) if lying else {}
        for name, path in lying.items():
            row = rows.get(name)
            stray = row is None and _changed(path) < at - KEPT_FOR
            if stray or (row is not None and row.expunged_at is not None):
                _bytes.remove(path)
                count += 1
    return count + _remove_private_strays(at)


def _remove_private_strays(at: datetime) -> int:
    """Old encrypted bytes without a living row."""
    places = [path for path in queries.private_path("").glob("*") if _changed(path) < at - KEPT_FOR]
    names = [path.name for path in places]
    alive = set(PrivateFile.objects.filter(place__in=names, erased_at=None).values_list("place", flat=True))
    for path in places:
        if path.name not in alive:
            _bytes.remove(path)
    return len(set(names) - alive)


def _remove_leftovers(at: datetime) -> int:
    """Temporary names and half-made previews of processes that were killed; previews of files that are gone."""
    making = queries.previews_path("0" * 64).parent
    left = [*queries.incoming_path().glob("*"), *(making / ".making").glob("*")]
    old = [path for path in left if _changed(path) < at - KEPT_FOR]
    for path in old:
        _bytes.remove(path)
    for path in making.glob("[0-9a-f]" * 64):
        if path.name not in queries.kept_files([path.name]):
            previews.forget(path.name)
    return len(old)
