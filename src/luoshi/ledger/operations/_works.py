"""What every act that says something shares: the next report of an item, and the links of its files."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import connection

from luoshi.ledger.codes import ReportKind
from luoshi.ledger.models import Duty, Evidence, Report
from luoshi.ledger.operations._core import Act
from luoshi.record import queries as record

# A file as an act brings it: (hex SHA-256 of the kept file, the name it is shown under).
FileSpec = tuple[str, str]


def missing_files(files: Iterable[FileSpec]) -> tuple[str, ...]:
    """Names of the files whose bytes are not kept: the guard `files_kept` refuses them."""
    return tuple(name for digest, name in files if record.stored_file(digest) is None)


def say(
    act: Act,
    *,
    kind: ReportKind,
    text: str,
    progress: int | None = None,
    problems: str = "",
    next_step: str = "",
    duty: Duty | None = None,
    happened_at: dt.datetime | None = None,
) -> Report:
    """The next report of the item, in the name of the actor's unit; the event carries its text.

    A report is never overwritten: a correction is the next one (R13-13).
    """
    said = act.add(
        Report(
            item=act.item,
            unit_id=act.case.reach.unit_id,
            ordinal=_last_ordinal(act.item.pk) + 1,
            kind=kind.value,
            text=text,
            progress=progress,
            problems=problems,
            next_step=next_step,
            happened_at=happened_at or act.at,
            reported_at=act.at,
            reported_by=act.actor.ref,
            duty=duty,
        )
    )
    act.say(report=said.pk, ordinal=said.ordinal, unit=f"unit:{said.unit_id}", text=text, progress=progress)
    return said


def attach(
    act: Act, files: Sequence[FileSpec], *, report: Report | None = None, node_id: int | None = None
) -> list[Evidence]:
    """Link kept files to the item; the event names them, and those that serve as evidence elsewhere too.

    Another item, or another node, with the same file is allowed and only noted (R3-07): a question, never a verdict.
    """
    if not files:
        return []
    used = Evidence.objects.filter(file__in=[digest for digest, _ in files])
    used = used.exclude(item=act.item, node=node_id)
    again = sorted(set(used.values_list("file", flat=True)))
    linked = Evidence.objects.bulk_create(
        Evidence(
            item=act.item,
            unit_id=act.case.reach.unit_id,
            report=report,
            node_id=node_id,
            file=digest,
            name=name,
            attached_at=act.at,
            attached_by=act.actor.ref,
        )
        for digest, name in files
    )
    act.rows += linked
    act.say(
        files=[name for _, name in files],
        file_refs=[f"file:{digest}" for digest, _ in files],
        used_elsewhere=[f"file:{digest}" for digest in again],
    )
    return linked


def _last_ordinal(item_id: int) -> int:
    """The ordinal of the item's newest report; 0 without any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(ordinal), 0) FROM ledger_report WHERE item_id = %s", [item_id])
        (last,) = cursor.fetchone()
    return int(last)
