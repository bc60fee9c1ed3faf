"""What every act that says something shares: the next report of an item, and the links of its files."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from luoshi.ledger.codes import ReportKind
from luoshi.ledger.models import Duty, Evidence, Report
from luoshi.ledger.operations._core import Act, add_all
from luoshi.ledger.operations._write import insert_all
from luoshi.record import queries as record
from luoshi.record.sealing import BATCH

# A file as an act brings it: (hex SHA-256 of the kept file, the name it is shown under).
FileSpec = tuple[str, str]


def missing_files(*each: Sequence[FileSpec]) -> list[tuple[str, ...]]:
    """For each list of files the names of those whose bytes are not kept: the guard `files_kept` refuses them."""
    kept = record.kept_files(digest for files in each for digest, _ in files)
    return [tuple(name for digest, name in files if digest not in kept) for files in each]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a unit says in a report, a finished part or a submission; `duty` is the one that it meets."""

    text: str
    progress: int | None = None
    problems: str = ""
    next_step: str = ""
    duty: Duty | None = None
    happened_at: dt.datetime | None = None


def say_all(acts: Sequence[Act], kind: ReportKind, said: Sequence[Said]) -> list[Report]:
    """The next report of each item, in the name of the actor's unit; each event carries its text.

    A report is never overwritten: a correction is the next one (R13-13).
    """
    last = _last_ordinals([act.item.pk for act in acts])
    made = add_all(
        acts,
        [
            Report(
                item=act.item,
                unit_id=act.case.reach.unit_id,
                ordinal=last.get(act.item.pk, 0) + 1,
                kind=kind.value,
                text=one.text,
                progress=one.progress,
                problems=one.problems,
                next_step=one.next_step,
                happened_at=one.happened_at or act.at,
                reported_at=act.at,
                reported_by=act.actor.ref,
                duty=one.duty,
            )
            for act, one in zip(acts, said, strict=True)
        ],
    )
    for act, one in zip(acts, made, strict=True):
        act.say(report=one.pk, ordinal=one.ordinal, unit=f"unit:{one.unit_id}", text=one.text, progress=one.progress)
    return made


@dataclass(frozen=True, slots=True)
class Proof:
    """Files that one act links to its item: with its report, and with the one node that they prove."""

    act: Act
    files: Sequence[FileSpec]
    report: Report | None = None
    node_id: int | None = None


def attach_all(proofs: Sequence[Proof]) -> list[Evidence]:
    """Link kept files to their items; the events name them, and those that serve as evidence elsewhere too.

    Another item, or another node, with the same file is allowed and only noted (R3-07): a question, never a verdict.
    """
    brought = [proof for proof in proofs if proof.files]
    if not brought:
        return []
    used = _places(digest for proof in brought for digest, _ in proof.files)
    linked: list[Evidence] = []
    for proof in brought:
        place = (proof.act.item.pk, proof.node_id)
        digests = {digest for digest, _ in proof.files}
        proof.act.say(
            files=[name for _, name in proof.files],
            file_refs=[f"file:{digest}" for digest, _ in proof.files],
            used_elsewhere=[f"file:{digest}" for digest in sorted(digests) if used[digest] - {place}],
        )
        for digest in digests:
            used[digest].add(place)
        linked += (_evidence(proof, digest, name) for digest, name in proof.files)
    return _named(brought, insert_all(linked))


def _named(brought: Sequence[Proof], linked: list[Evidence]) -> list[Evidence]:
    """Each event names the evidence of its own item."""
    rows = iter(linked)
    for proof in brought:
        proof.act.rows += [next(rows) for _ in proof.files]
    return linked


def _evidence(proof: Proof, digest: str, name: str) -> Evidence:
    act = proof.act
    return Evidence(
        item=act.item,
        unit_id=act.case.reach.unit_id,
        report=proof.report,
        node_id=proof.node_id,
        file=digest,
        name=name,
        attached_at=act.at,
        attached_by=act.actor.ref,
    )


def _places(digests: Iterable[str]) -> defaultdict[str, set[tuple[int, int | None]]]:
    """Where files serve as evidence already: (item, node) by file."""
    found: defaultdict[str, set[tuple[int, int | None]]] = defaultdict(set)
    rows = Evidence.objects.filter(file__in=set(digests)).values_list("file", "item_id", "node_id")
    for digest, item_id, node_id in rows:
        found[digest].add((item_id, node_id))
    return found


def _last_ordinals(item_ids: Sequence[int]) -> dict[int, int]:
    """The ordinal of each item's newest report; items without any are absent."""
    found: dict[int, int] = {}
    for first in range(0, len(item_ids), BATCH):
        ids = item_ids[first : first + BATCH]
        marks = ", ".join(["%s"] * len(ids))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT item_id, MAX(ordinal) FROM ledger_report WHERE item_id IN ({marks}) GROUP BY item_id",  # noqa: S608
                ids,
            )
            found |= dict(cursor.fetchall())
    return found
