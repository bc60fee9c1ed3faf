"""Confirmed drafts become items of the ledger; what is classified gets an offline line."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from luoshi.intake import places
from luoshi.intake.models import Document, Draft, DraftState, Passage
from luoshi.intake.operations import _locked
from luoshi.intake.queries import is_unseen, open_passages
from luoshi.intake.records import Confirmed
from luoshi.ledger.operations import AssignmentSpec, Basis, Opened, Opening, open_item, open_items
from luoshi.org.access import Actor
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Reason, Refused
from luoshi.rulebook import queries as rulebook


def publish(*, actor: Actor, at: datetime, document_id: int) -> tuple[Confirmed, ...]:
    """Open an item for every accepted draft of a document; drafts that are still proposed stay with the reviewers.

    Raises:
        NotVisible.
        Refused: no draft is accepted; sentences are open or repairs not looked at (each is named); whatever
            `confirm_drafts` refuses.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        document = _locked.document(actor, at, document_id, verb="draft.confirm")
        ready = Draft.objects.filter(document=document, state=DraftState.ACCEPTED).order_by("start", "pk")
        ids = list(ready.values_list("pk", flat=True))
        if not ids:
            raise Refused([*_left_open(document), Reason("intake.nothing_accepted")])
        confirmed = confirm_drafts(actor=actor, at=at, draft_ids=ids)
        payload = {"title": document.title, "items": len(confirmed)}
        work.record("document.published", stream=_locked.stream(document), payload=payload)
    return confirmed


def confirm_drafts(*, actor: Actor, at: datetime, draft_ids: Sequence[int]) -> tuple[Confirmed, ...]:
    """Open an item for each draft, all or none; the basis names the document, the headings, the quote and the file.

    Raises:
        Refused: nothing chosen, a sentence of the document is open, no lead unit, no title, decided already, or
            whatever the ledger has against it.
    """
    if not draft_ids:
        raise Refused([Reason("intake.nothing_chosen")])
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        rows = _locked.drafts(actor, at, dict.fromkeys(draft_ids), verb="draft.confirm")
        documents = {row.document_id: row.document for row in rows}
        reasons = [reason for document in documents.values() for reason in _left_open(document)]
        reasons += [reason for row in rows for reason in lacks(row)]
        if reasons:
            raise Refused(reasons)
        fields = {kind: _field_codes(kind, at) for kind in {row.kind for row in rows}}
        opened = open_items(actor=actor, at=at, openings=_openings(rows, fields))
        for row, item in zip(rows, opened, strict=True):
            row.state, row.item_number = DraftState.CONFIRMED, item.number
            row.version += 1
        Draft.objects.bulk_update(rows, ["state", "item_number", "version"], batch_size=200)
        settled = {document.pk: document for one in documents.values() for document in _locked.settle(one)}
        for row in rows:
            # The document's change of status is named by the first event about it and by no other.
            changed = settled.pop(row.document_id, None)
            payload = {"draft": row.title, "number": row.pk, "item": f"item:{row.item_number}"}
            named = [row] if changed is None else [row, changed]
            work.record("draft.confirmed", stream=_locked.stream(row.document), payload=payload, rows=named)
    return tuple(Confirmed(row.pk, item.id, item.number) for row, item in zip(rows, opened, strict=True))


def _left_open(document: Document) -> list[Reason]:
    """Every sentence of a document without a decision, and every repair that nobody has looked at."""
    text, lines = document.text, places.Lines(document.text)
    found = [
        Reason(
            "intake.sentence_open",
            {"sentence": text[row.start : row.end].strip()[:40], "paragraph": lines.of(row.start), "passage": row.pk},
        )
        for row in open_passages([document.pk]).order_by("ordinal")
    ]
    return found + [
        Reason("intake.repair_unseen", {"before": str(one.get("before", ""))[:40], "repair": index})
        for index, one in enumerate(document.repairs)
        if is_unseen(one)
    ]


def open_offline(
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    issuing_office_id: int,
    unit_id: int,
    place: str,
    due_on: date | None = None,
) -> Opened:
    """A line for a classified matter: number, unit, date and the place in the paper register, no title (R13-15)."""
    return open_item(
        actor=actor,
        at=at,
        kind=kind,
        title="",
        issuing_office_id=issuing_office_id,
        basis=Basis(title=""),
        assignments=[AssignmentSpec(role="lead", unit_id=unit_id)],
        due_on=due_on,
        offline=place.strip(),
    )


def lacks(row: Draft) -> list[Reason]:
    """What a draft lacks to become an item."""
    found = []
    if not row.title.strip():
        found.append(Reason("intake.no_title", {"draft": row.quote[:30], "number": row.pk}))
    if row.lead_unit_id is None:
        found.append(Reason("intake.no_lead", {"draft": row.title, "number": row.pk}))
    return found


def _openings(rows: Sequence[Draft], known: Mapping[str, frozenset[str]]) -> list[Opening]:
    """The items that drafts ask for; each basis says where in its document the words stand."""
    ordered = {one.pk: one for one in (row.document for row in rows)}
    found = {pk: places.Places(document.text, _paths(pk)) for pk, document in ordered.items()}
    return [_opening(row, known[row.kind], found[row.document_id].clause(row.start, row.path)) for row in rows]


def _paths(document_id: int) -> list[list[str]]:
    """The headings above each sentence, in the order of the document."""
    return list(Passage.objects.filter(document_id=document_id).order_by("ordinal").values_list("path", flat=True))


def _opening(row: Draft, known: frozenset[str], clause: str) -> Opening:
    """The item that a draft asks for."""
    assert row.lead_unit_id is not None
    others = [unit for unit in row.co_unit_ids if unit != row.lead_unit_id]
    return Opening(
        kind=row.kind,
        title=row.title,
        issuing_office_id=row.document.issuing_office_id,
        basis=Basis(title=row.document.title, clause=clause, quote=row.quote, file=row.document.file_hash),
        assignments=[
            AssignmentSpec(role="lead", unit_id=row.lead_unit_id),
            *(AssignmentSpec(role="co", unit_id=unit) for unit in others),
        ],
        due_on=row.due_on,
        facts={code: value for code, value in _facts(row).items() if code in known and value},
        urgency=row.urgency,
        klass=row.klass,
        term_class=row.term_class,
        acceptance=row.acceptance,
    )


def _field_codes(kind: str, at: datetime) -> frozenset[str]:
    """The fields that the kind in force declares. Raises Refused for an unknown kind."""
    return frozenset(field.code for field in rulebook.kind_rule(kind, at).rule.fields)


def _facts(row: Draft) -> dict[str, Any]:
    """What reading found, under the codes that kinds use; the first printed target stands for the row."""
    targets = [one for one in row.fields.get("targets", []) if one["value"] is not None]
    facts: dict[str, Any] = {
        "task_type": row.type,
        "strength": row.strength,
        "part": row.path[0] if row.path else "",
        "aspect": row.path[1] if len(row.path) > 1 else "",
    }
    if targets:
        facts |= {
            "indicator": targets[0]["indicator"],
            "comparator": targets[0]["comparator"],
            "target": targets[0]["value"],
            "target_unit": targets[0]["unit"] or "",
        }
    return facts
