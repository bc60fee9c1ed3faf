"""Asking the assistant about a document: ordered by a person, done in the background, kept as drafts like any other."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from luoshi.clock.civil import local
from luoshi.intake import queries
from luoshi.intake.assistant import answers, asking
from luoshi.intake.assistant.answers import NonsenseError, Proposal
from luoshi.intake.assistant.asking import TroubleError
from luoshi.intake.assistant.configuring import Assistant, assistant
from luoshi.intake.models import Document, Draft
from luoshi.intake.operations import _locked
from luoshi.intake.operations._steps import Step
from luoshi.intake.records import PassageRecord
from luoshi.jobs import operations as jobs
from luoshi.jobs.records import JobRecord
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.reading import dates, secrecy
from luoshi.reading.items import title as short_title
from luoshi.reading.quantities import quantities
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Reason, Refused

#: As the worker's table of handlers names it.
JOB = "assistant"
#: Why a draft is there, when the assistant proposed it.
WHY = "reading.assistant"
#: After so many failures in a row nobody waits for the rest.
_PATIENCE = 3
_SHORTEST = 8
_MARKS = frozenset("，。；：！？")  # what stands in a sentence and not in a line of the head


def key(document_id: int) -> str:
    """The key of the job about a document: it is asked about once at a time."""
    return f"{JOB}:{document_id}"


def order(*, actor: Actor, at: datetime, document_id: int) -> JobRecord:
    """Have the assistant asked about the sentences that reading left without a draft; says first what leaves the house.

    Raises NotVisible; Refused: no assistant is set, the document bears a secrecy mark, or no sentence is left to ask.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        document = _locked.document(actor, at, document_id, verb="draft.edit")
        asked, sentences = _may_ask(document), _sentences(actor, document.pk, at)
        if not sentences:
            raise Refused([Reason("intake.assistant_nothing")])
        payload = {
            "title": document.title,
            "sentences": len(sentences[: asked.most]),
            "host": asked.host,
            "model": asked.model,
        }
        work.record("assistant.asked", stream=_locked.stream(document), payload=payload)
        return jobs.enqueue(
            actor=actor.ref,
            at=at,
            kind=JOB,
            parameters={"document": document.pk},
            key=key(document.pk),
            on_behalf_of=actor.on_behalf_of or "",
        )


def _may_ask(document: Document) -> Assistant:
    """The assistant. Raises Refused where there is none, or where nothing of this document may leave the house."""
    asked = assistant()
    if asked is None:
        raise Refused([Reason("intake.assistant_off")])
    if any(secrecy.mark(said) for said in (document.text, document.title, document.file_name)):
        raise Refused([Reason("intake.assistant_secret", rule="R13-15")])
    return asked


def _sentences(actor: Actor, document_id: int, at: datetime) -> tuple[PassageRecord, ...]:
    """Those without a draft of which nobody has said yet that they need none, and that are not past or noise."""
    found = queries.review(actor, document_id, as_of=at).passages
    return tuple(
        one
        for one in found
        if not one.draft_ids
        and not one.waived_by
        and one.label not in ("past", "noise")
        and len(one.text.strip()) >= _SHORTEST
        and not _MARKS.isdisjoint(one.text)
        and len(one.text) <= asking.LONGEST
    )


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the assistant said about a document: proposals by sentence, and how much of it was of use.

    `sent` sentences got an answer, `failed` got none that could be read; `thrown` counts words that are not in them.
    """

    document_id: int
    found: tuple[tuple[PassageRecord, Proposal], ...]
    sent: int
    failed: int
    thrown: int


def gather(
    *, actor: Actor, at: datetime, document_id: int, progress: Callable[[int, int], None] = lambda done, total: None
) -> Gathered:
    """Ask about sentence after sentence; writes nothing.

    Raises NotVisible; Refused as `order` does, and in one sentence when no answer came at all.
    """
    document = _locked.document(actor, at, document_id, verb="draft.edit")
    asked = _may_ask(document)
    sentences = _sentences(actor, document_id, at)[: asked.most]
    found: list[tuple[PassageRecord, Proposal]] = []
    sent = failed = thrown = in_a_row = 0
    code = "intake.assistant_nonsense"
    for n, passage in enumerate(sentences):
        progress(n, len(sentences))
        try:
            answer = answers.read(asking.ask(asked, passage.text), passage.text)
        except (TroubleError, NonsenseError) as error:
            code = error.code if isinstance(error, TroubleError) else "intake.assistant_nonsense"
            failed, in_a_row = failed + 1, in_a_row + 1
            if in_a_row == _PATIENCE:
                break
            continue
        sent, thrown, in_a_row = sent + 1, thrown + answer.thrown, 0
        found += [(passage, one) for one in answer.proposals]
    if sentences and not sent:
        raise Refused([Reason(code, {"host": asked.host})])
    return Gathered(document_id, tuple(found), sent, failed, thrown)


def keep(*, actor: Actor, at: datetime, gathered: Gathered) -> Mapping[str, Any]:
    """Keep what was proposed as uncertain drafts, but for sentences that somebody has decided meanwhile.

    Returns what the job's result says. Raises NotVisible.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        document = _locked.document(actor, at, gathered.document_id, verb="draft.edit")
        free = {one.id for one in _sentences(actor, document.pk, at)}
        known = dict(org.directory(at))
        drafts = [
            _draft(document, one, said, known, local(at).date()) for one, said in gathered.found if one.id in free
        ]
        counts = {"drafts": len(drafts), "sent": gathered.sent, "failed": gathered.failed, "thrown": gathered.thrown}
        step = Step(document)
        step.make(drafts)
        step.record(work, "assistant.answered", {"title": document.title, **counts})
    return {"document_id": document.pk, **counts}


def _draft(document: Document, passage: PassageRecord, said: Proposal, known: Mapping[str, int], today: date) -> Draft:
    """A draft of a span that the assistant named; its figures and its day are what the rules of reading find in it."""
    start, end = passage.start + said.start, passage.start + said.end
    quote = document.text[start:end]
    due, on = _due(document, passage, said)
    lead = None
    units: list[dict[str, Any]] = []
    if said.lead is not None:
        a, b = (passage.start + at for at in said.lead)
        name = document.text[a:b]
        lead = known.get(name)
        units = [{"name": name, "role": "lead", "unit_id": lead, "start": a, "end": b}]
    targets, amounts = quantities(document.text, start, end, building=False)
    return Draft(
        document=document,
        start=start,
        end=end,
        quote=quote,
        path=list(passage.path),
        type="target" if targets else "task",
        strength="uncertain",
        why=WHY,
        fields={
            "targets": _each(targets),
            "amounts": _each(amounts),
            "units": units,
            "persons": [],
            "due": due,
            "recurrence": None,
        },
        title=short_title(quote)[:300],
        kind=document.kind,
        lead_unit_id=lead,
        due_on=on if on is not None and on >= today else None,
        acceptance=quote,
    )


def _due(document: Document, passage: PassageRecord, said: Proposal) -> tuple[dict[str, Any], date | None]:
    """The date as printed; which day it is, the rules of reading say, or nobody."""
    if said.due is None:
        return {"said": None, "on": None, "kind": "none", "rule": "none", "start": None, "end": None}, None
    a, b = (passage.start + at for at in said.due)
    found = dates.due(document.text, a, b, year=document.year, dated_on=document.dated_on)
    on = found.on if found else None
    words = {"said": document.text[a:b], "on": on.isoformat() if on else None, "kind": "explicit"}
    return words | {"rule": found.rule if found else "assistant", "start": a, "end": b}, on


def _each(entries: Sequence[Any]) -> list[dict[str, Any]]:
    return [dataclasses.asdict(one) for one in entries]
