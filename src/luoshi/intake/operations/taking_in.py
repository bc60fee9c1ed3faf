"""A file becomes a document with its sentences and drafts."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.conf import settings

from luoshi import reading
from luoshi.clock.civil import local
from luoshi.intake import access, files, learnt, searching, templates
from luoshi.intake.models import Document, Draft, Passage
from luoshi.intake.operations import _fields
from luoshi.intake.records import TakenIn
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.reading.records import DraftItem, Reading
from luoshi.record.files import kinds
from luoshi.record.files.content import Content
from luoshi.record.operations import Received, Work, keep_received, receive_file, unit_of_work
from luoshi.record.refusals import Reason, Refused
from luoshi.search import operations as search

#: How the files end that LibreOffice makes of old ones.
_ENDINGS = {kinds.DOCX: ".docx", kinds.XLSX: ".xlsx"}


def take_in(
    *,
    actor: Actor,
    at: datetime,
    content: Content,
    name: str,
    issuing_office_id: int | None = None,
    kind: str | None = None,
    title: str = "",
    year: int | None = None,
) -> TakenIn:
    """Take in a file: keep it, clean and read its text, propose drafts. The office's own unit names are looked for.

    Without `issuing_office_id` the first office the actor issues for; without `kind` and `year` what the text says.
    A file with a secrecy mark is refused: an event without its name and words is all that remains (R13-15).

    Raises:
        Refused: the file cannot be read (`intake.…`), was taken in before, or the actor may not.
    """
    prepared = read_in(
        actor=actor,
        at=at,
        content=content,
        name=name,
        issuing_office_id=issuing_office_id,
        kind=kind,
        title=title,
        year=year,
    )
    with prepared.received:
        return keep_read(actor=actor, at=at, prepared=prepared)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that is read and looked at, and not kept yet; whoever holds it drops `received` in the end."""

    document: Document
    read: Reading
    received: Received
    sha256: str


def read_in(
    *,
    actor: Actor,
    at: datetime,
    content: Content,
    name: str,
    issuing_office_id: int | None = None,
    kind: str | None = None,
    title: str = "",
    year: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Prepared:
    """The long part of `take_in`, which writes nothing (but that a file was refused). Raises as it does.

    `progress` is told how many sentences of how many are read.
    """
    access.require(actor, "document.take_in")
    office_id, area_id = _office(actor, at, issuing_office_id)
    extracted = _extracted(actor, at, content, name, area_id)
    _must_be_new(area_id, extracted.sha256)
    read = reading.read(
        extracted.text,
        year=year,
        directory=org.directory(at),
        weights=learnt.in_use()[1],
        templates=templates.settled(area_id),
        progress=progress,
    )
    document = _document(read, extracted, title=title.strip() or read.facts.title or name, kind=kind)
    document.area_root_id, document.issuing_office_id = area_id, office_id
    kept_as = name if extracted.made is None else f"{PurePath(name).stem}{_ENDINGS[extracted.media_type]}"
    document.file_name, document.media_type = kept_as[:255], extracted.media_type
    document.taken_in_at, document.taken_in_by = at, actor.ref
    _must_say_something_new(document, extracted)
    kept = content if extracted.made is None else extracted.made
    received = receive_file(content=kept, name=document.file_name, at=at, actor=actor.ref)
    return Prepared(document, read, received, extracted.sha256)


def keep_read(*, actor: Actor, at: datetime, prepared: Prepared) -> TakenIn:
    """The short part of `take_in`: file, document, sentences, drafts and their event in one unit of work.

    Raises Refused when the same file was taken in meanwhile.
    """
    document = prepared.document
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        _must_be_new(document.area_root_id, prepared.sha256)
        document.file_hash = keep_received(work, prepared.received).hash
        document.save()
        drafts = _rows(work, document, prepared.read, local(at).date())
        search.put(searching.of_document(document), are_new=True)
    return TakenIn(document.pk, len(drafts))


def _must_be_new(area_id: int, sha256: str) -> None:
    """Raises Refused when this file was taken in before."""
    before = Document.objects.filter(area_root_id=area_id, file_hash=sha256).values_list("title", flat=True)
    if known := before.first():
        raise Refused([Reason("intake.same_document", {"title": known})])


def _must_say_something_new(document: Document, extracted: files.Extracted) -> None:
    """Raises Refused when a file that is not kept byte for byte was taken in before: its text tells."""
    if extracted.made is None and not extracted.media_type.startswith("image/"):
        return
    same = Document.objects.filter(area_root_id=document.area_root_id, media_type=document.media_type)
    if known := same.filter(text=document.text).values_list("title", flat=True).first():
        raise Refused([Reason("intake.same_document", {"title": known})])


def _document(read: Reading, extracted: files.Extracted, *, title: str, kind: str | None) -> Document:
    """The document as the text describes itself; not saved."""
    return Document(
        title=title[:300],
        issuer=(read.facts.issuer or "")[:200],
        kind=kind or read.facts.kind,
        dated_on=read.facts.dated_on,
        year=read.facts.year,
        text=read.text,
        repairs=[*_repairs(read), *_notices(extracted)],
    )


def _office(actor: Actor, at: datetime, issuing_office_id: int | None) -> tuple[int, int]:
    """The office that the document is taken in for, and its area. Raises Refused."""
    reach = org.reach(actor, at)
    mine = [
        office
        for office in org.issuing_offices(at)
        if office.id in reach.issuing_office_ids and issuing_office_id in (None, office.id)
    ]
    if not mine:
        raise Refused([Reason("intake.may_not", rule="R12-01")])
    own = next((office for office in mine if office.unit_id == actor.unit_id), mine[0])
    return own.id, own.area_id


def _extracted(actor: Actor, at: datetime, content: Content, name: str, area_id: int) -> files.Extracted:
    """The file's text; a classified one leaves an event that says nothing of it."""
    try:
        return files.read(content, name=name, limit=settings.LUOSHI_UPLOAD_LIMIT)
    except Refused as refused:
        if any(reason.code == "intake.classified" for reason in refused.reasons):
            with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
                work.record("document.refused", stream=f"area:{area_id}", payload={"refused_for": "classified"})
        raise


def _rows(work: Work, document: Document, read: Reading, today: date) -> Sequence[Draft]:
    """Sentences and drafts, and the one event for all of them."""
    passages = Passage.objects.bulk_create(
        Passage(
            document=document,
            ordinal=ordinal,
            start=passage.start,
            end=passage.end,
            path=list(passage.path),
            label=passage.label,
            why=passage.why,
        )
        for ordinal, passage in enumerate(read.passages)
    )
    drafts = Draft.objects.bulk_create(_draft(document, item, today) for item in read.items)
    work.record(
        "document.taken_in",
        stream=f"document:{document.pk}",
        payload={
            "title": document.title,
            "file": f"file:{document.file_hash}",
            "passages": len(passages),
            "drafts": len(drafts),
        },
        rows=[document, *passages, *drafts],
    )
    return drafts


def _draft(document: Document, item: DraftItem, today: date) -> Draft:
    """The row of a draft item; what the directory knows is proposed, what has passed is left open."""
    lead, others = _fields.parties(item)
    return Draft(
        document=document,
        start=item.start,
        end=item.end,
        quote=item.quote,
        path=list(item.path),
        type=item.type,
        strength=item.strength,
        why=item.why,
        fields=_fields.found(item),
        title=item.title,
        kind=document.kind,
        lead_unit_id=lead,
        co_unit_ids=others,
        due_on=item.due.on if item.due.on and item.due.on >= today else None,
        acceptance=item.quote,
        term_class=_term_class(item),
    )


def _term_class(item: DraftItem) -> str:
    """What must never happen is watched for ever, a rule of working holds for long, everything else has an end."""
    if item.watch:
        return "standing"
    return "long_term" if item.type == "mechanism" else "limited"


def _notices(extracted: files.Extracted) -> list[dict[str, Any]]:
    """What was left out or filled in on the way from the file to the text, under `word.notice.…`."""
    return [{"kind": f"notice.{kind}", "count": count} for kind, count in extracted.notices.items()]


def _repairs(read: Reading) -> list[dict[str, Any]]:
    """The repairs a person has to look at, each with its place in the source (`start`, `end`) and in the cleaned text
    (`at`, `to`), and counts of the rest.
    """
    counts: dict[str, int] = {}
    doubtful = []
    for one in read.repairs:
        if one.sure == "open":
            at, to = bisect_left(read.origin, one.start), bisect_left(read.origin, one.end)
            place = {"start": one.start, "end": one.end, "at": at, "to": max(to, at + 1)}
            doubtful.append({"kind": one.kind, "before": one.before, "count": 1, **place})
        else:
            counts[one.kind] = counts.get(one.kind, 0) + 1
    return [*doubtful, *({"kind": kind, "count": count} for kind, count in counts.items())]
