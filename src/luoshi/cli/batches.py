"""The background job that takes in many files: each is read, then all are kept in one transaction."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from luoshi.intake import gathering
from luoshi.intake import operations as intake
from luoshi.jobs import folders
from luoshi.jobs.records import Finished, JobRecord, Progress, ResultFile
from luoshi.org.access import Actor
from luoshi.record import messages
from luoshi.record.refusals import Reason, Refused
from luoshi.reports import batch_list

#: So many documents lie read in memory before they are kept.
MOST_FILES: Final = 200
_LIST = "成批录入结果.csv"
_TONGUES: Final[tuple[messages.Language, ...]] = ("zh", "en")


@dataclass(slots=True)
class _Read:
    """A file of the batch: what it became, or why nothing."""

    name: str
    prepared: intake.Prepared | None = None
    reasons: Sequence[Reason] = ()


def read_documents(
    job: JobRecord, progress: Progress, *, actor: Actor, at: datetime, parcel: Mapping[str, bytes], limit: int
) -> Finished:
    """Read the files of a parcel; what cannot be read is named in the list that comes of it, and the others go on."""
    said = json.loads(parcel["order.json"])
    read = _all(said, parcel, progress, actor, at, limit)
    path = folders.draft_path(job.id, job.attempts)
    path.write_bytes(batch_list.written(map(_line, read)))
    return Finished(
        {"n_files": len(read), "n_refused": sum(one.prepared is None for one in read)},
        ResultFile(path, _LIST),
        lambda: _kept(read, actor, at),
    )


def _all(
    said: Mapping[str, Any], parcel: Mapping[str, bytes], progress: Progress, actor: Actor, at: datetime, limit: int
) -> list[_Read]:
    """Every file read, one after the other."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="luoshi-")))
        paths = []
        for number, _ in enumerate(said["names"]):
            paths.append(folder / str(number))
            paths[-1].write_bytes(parcel[str(number)])
        progress.step(0, 0, "unpacking")
        entries = stack.enter_context(gathering.gathered(paths, limit=limit, names=said["names"], most=MOST_FILES))
        read = [_Read(entry.name) for entry in entries]
        try:
            _each(entries, read, said, progress, actor, at)
        except BaseException:
            for one in read:
                if one.prepared is not None:
                    one.prepared.received.__exit__(None, None, None)
            raise
    return read


def _each(
    entries: Sequence[gathering.Entry],
    read: Sequence[_Read],
    said: Mapping[str, Any],
    progress: Progress,
    actor: Actor,
    at: datetime,
) -> None:
    """Fill in what became of each file. Raises Stopped, or what nobody expects."""
    seen: dict[str, str] = {}
    for number, (entry, one) in enumerate(zip(entries, read, strict=True)):
        progress.step(number, len(entries), "reading_files")
        try:
            one.prepared = _one(entry, said, actor, at, seen)
        except Refused as refused:
            one.reasons = [gathering.of_packed(one) if entry.packed else one for one in refused.reasons]
    progress.step(len(entries), len(entries), "storing")


def _one(
    entry: gathering.Entry, said: Mapping[str, Any], actor: Actor, at: datetime, seen: dict[str, str]
) -> intake.Prepared:
    """One file, read. Raises Refused, also for one that stands in the batch already."""
    if entry.refused is not None:
        raise Refused([entry.refused])
    name = entry.name.rpartition("/")[2]
    prepared = intake.read_in(actor=actor, at=at, content=entry.path, name=name, year=said["year"])
    first = seen.setdefault(prepared.sha256, entry.name)
    if first != entry.name:
        with prepared.received:
            raise Refused([Reason("intake.twice_here", {"other": first})])
    return prepared


def _kept(read: Sequence[_Read], actor: Actor, at: datetime) -> Mapping[str, Any]:
    """Keep what was read; a document that somebody else took in meanwhile is passed over."""
    taken = []
    for one in read:
        if one.prepared is None:
            continue
        try:
            with one.prepared.received:
                taken.append(asdict(intake.keep_read(actor=actor, at=at, prepared=one.prepared)))
        except Refused:
            continue
    return {"document_ids": [each["document_id"] for each in taken], "n_taken": len(taken)}


def _line(one: _Read) -> batch_list.Line:
    """A file's line in the list."""
    if one.prepared is not None:
        return batch_list.Line(one.name, True, one.prepared.document.title, len(one.prepared.read.items))
    zh, en = (" ".join(messages.refusal(reason, language=tongue) for reason in one.reasons) for tongue in _TONGUES)
    return batch_list.Line(one.name, False, why=zh, why_en=en)
