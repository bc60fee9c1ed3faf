"""What is done for each kind of background job: a plain table from kind to function, handed to the worker.

A handler reads, computes and tells how far it is; what it changes in the record it leaves to `Finished.effect`, which
runs in the transaction that ends the job. It is imported by the worker only, when Django is ready.
"""

import dataclasses
import datetime as dt
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from django.conf import settings

from luoshi.cli import batches
from luoshi.cli.work import office_now
from luoshi.intake import operations as intake
from luoshi.intake.assistant import operations as assistant
from luoshi.jobs import folders
from luoshi.jobs.records import Finished, Handler, JobRecord, Progress, ResultFile
from luoshi.ledger import queries as ledger
from luoshi.org import operations as org_operations
from luoshi.org import queries as org
from luoshi.org.access import Actor, allows
from luoshi.record import verification
from luoshi.record.refusals import Reason, Refused
from luoshi.reports import ledgers, marks, orders, workbook

EXPORT, READING, BATCH, VERIFICATION = "ledger_export", "document_reading", "document_batch", "verification"
_OWNER = re.compile(r"post:(\d+)/person:(\d+)")
_TITLES = {"zh": "督办事项台账", "en": "Ledger"}
_LINES_A_STEP = 50
_FINDINGS_KEPT = 20
_Line = TypeVar("_Line")


def export_ledger(job: JobRecord, progress: Progress) -> Finished:
    """The ledger as its owner may see it at the moment she asked for, as a workbook."""
    at, actor = office_now(), owner(job, "item.see")
    said = job.parameters
    as_of = dt.datetime.fromisoformat(said["as_of"])
    filters = orders.filters(said["filters"], _parcel(job)["words"] if "parcel" in said else b"")
    n = ledger.ledger_count(actor, as_of=as_of, filters=filters)
    heading = ledgers.ledger_heading(as_of=as_of, written_at=at, title=_TITLES[said["language"]], filters=filters)
    heading = dataclasses.replace(heading, mark=marks.line(actor, at, language=said["language"]))
    rows = _counted(ledgers.ledger_rows(actor, as_of=as_of, filters=filters), progress, n, "writing")
    path = folders.draft_path(job.id, job.attempts)
    with tempfile.TemporaryDirectory(prefix=f"{path.name}-", dir=path.parent) as beside:
        written = workbook.write_ledger(path, heading, rows, beside=Path(beside))
    progress.step(written, n)
    tell = partial(org_operations.tell_export, actor=actor, at=at, export="ledger", n=written)
    return Finished({"n": written}, ResultFile(path, f"ledger-{heading.as_of.isoformat()}.xlsx"), _done(tell))


def read_document(job: JobRecord, progress: Progress) -> Finished:
    """A large document becomes passages and drafts; nothing of it is kept when it is refused (R13-15)."""
    at, actor = office_now(), owner(job, "document.take_in")
    parcel = _parcel(job)
    said = json.loads(parcel["order.json"])
    progress.step(0, 0, "extracting")
    prepared = intake.read_in(
        actor=actor,
        at=at,
        content=parcel["content"],
        name=said["name"],
        title=said["title"],
        year=said["year"],
        progress=partial(_step, progress, "reading"),
    )
    progress.step(1, 1, "storing")

    def keep() -> Mapping[str, Any]:
        with prepared.received:
            return asdict(intake.keep_read(actor=actor, at=at, prepared=prepared))

    return Finished(effect=keep)


def read_documents(job: JobRecord, progress: Progress) -> Finished:
    """Many files become documents; those that cannot be read are named in the list that comes of it."""
    at, actor = office_now(), owner(job, "document.take_in")
    return batches.read_documents(
        job, progress, actor=actor, at=at, parcel=_parcel(job), limit=settings.LUOSHI_UPLOAD_LIMIT
    )


def ask_assistant(job: JobRecord, progress: Progress) -> Finished:
    """The assistant is asked sentence by sentence; what it points out becomes drafts when all is said."""
    at, actor = office_now(), owner(job, "draft.edit")
    step = partial(_step, progress, "asking")
    gathered = assistant.gather(actor=actor, at=at, document_id=job.parameters["document"], progress=step)
    return Finished(effect=partial(assistant.keep, actor=actor, at=at, gathered=gathered))


def verify(job: JobRecord, progress: Progress) -> Finished:
    """Rows, log, files and private values; the result says whether all is whole and of which head."""
    size, checked = int(job.parameters.get("size", 0)), 0

    def told(events: int) -> None:
        nonlocal checked
        checked += events
        progress.step(checked, max(size, checked), "verifying")

    report = verification.verify(progress=told)
    codes = sorted({one.code for one in report.findings})
    return Finished(
        {
            "whole": report.is_whole,
            "size": report.size,
            "head": report.head,
            "rows": report.rows,
            "files": report.files,
            "n_findings": report.n_findings,
            "findings": codes[:_FINDINGS_KEPT],
        }
    )


#: Every kind that this version knows; a worker claims no other.
HANDLERS: Final[Mapping[str, Handler]] = {
    EXPORT: export_ledger,
    READING: read_document,
    BATCH: read_documents,
    VERIFICATION: verify,
    assistant.JOB: ask_assistant,
}


def owner(job: JobRecord, verb: str) -> Actor:
    """Whoever ordered the job, as she is now. Raises Refused when she left the post or may not do it any more."""
    match = _OWNER.fullmatch(job.owner)
    post_id, person_id = map(int, match.groups()) if match else (0, 0)
    for one in org.actors_for(person_id, office_now()) if person_id else ():
        if one.post_id == post_id and (one.on_behalf_of or "") == job.on_behalf_of and allows(one, verb):
            return one
    raise Refused([Reason("job.owner_left")])


def _parcel(job: JobRecord) -> Mapping[str, bytes]:
    """What came with the order. Raises Refused when it is gone."""
    found = folders.parcel(job.parameters["parcel"])
    if found is None:
        raise Refused([Reason("job.parcel_gone")])
    return found


def _counted(lines: Iterable[_Line], progress: Progress, n: int, doing: str) -> Iterator[_Line]:
    """The same lines, telling how far they are."""
    for place, line in enumerate(lines):
        if place % _LINES_A_STEP == 0:
            progress.step(place, n, doing)
        yield line


def _step(progress: Progress, doing: str, done: int, total: int) -> None:
    progress.step(done, total, doing)


def _done(act: Callable[[], object]) -> Callable[[], Mapping[str, Any]]:
    """An effect that adds nothing to the values."""

    def effect() -> Mapping[str, Any]:
        act()
        return {}

    return effect
