"""Drafts are edited, split, merged, and written from a sentence that has none."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from luoshi.intake.models import Document, Draft, DraftState
from luoshi.intake.operations import _fields, _locked
from luoshi.intake.queries import draft_record
from luoshi.intake.records import DraftRecord
from luoshi.org.access import Actor
from luoshi.reading.items import title as short_title
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Reason, Refused


def _whole(value: object) -> int | None:
    return None if value in (None, "") else int(str(value))


def _day(value: object) -> date | None:
    return value if isinstance(value, date) or value is None else date.fromisoformat(str(value))


def _ids(value: object) -> list[int]:
    given = value if isinstance(value, list | tuple) else []
    return list(dict.fromkeys(int(one) for one in given))


#: Columns a reviewer may change, and how a value becomes the column's.
EDITABLE: Mapping[str, Callable[[Any], Any]] = {
    "title": lambda said: str(said).strip()[:300],
    "kind": str,
    "type": str,
    "lead_unit_id": _whole,
    "co_unit_ids": _ids,
    "due_on": _day,
    "acceptance": lambda said: str(said).strip(),
    "urgency": str,
    "klass": str,
    "term_class": str,
}


def edit_draft(*, actor: Actor, at: datetime, draft_id: int, version: int, changes: Mapping[str, Any]) -> DraftRecord:
    """Change what will be confirmed (`EDITABLE`); the quote and what reading found stay. Nothing to change is no event.

    Raises:
        Refused: an unknown field, no title, or the draft is decided. Conflict: somebody changed it first.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        row = _locked.draft(actor, at, draft_id, version, verb="draft.edit")
        values = _values(row, changes)
        before = {name: getattr(row, name) for name in values}
        if values == before:
            return draft_record(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        payload = {"draft": row.title, "number": row.pk, "before": _plain(before), "after": _plain(values)}
        work.record("draft.edited", stream=_locked.stream(row.document), payload=payload, rows=[row])
    return draft_record(row)


def _values(row: Draft, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes as column values. Raises Refused with every reason."""
    reasons = [
        Reason("intake.bad_field", {"draft": row.title, "field": name}) for name in changes if name not in EDITABLE
    ]
    values = {}
    for name in changes.keys() & EDITABLE.keys():
        try:
            values[name] = EDITABLE[name](changes[name])
        except (TypeError, ValueError):
            reasons.append(Reason("intake.bad_field", {"draft": row.title, "field": name}))
    if values.get("title") == "":
        reasons.append(Reason("intake.no_title", {"draft": row.title}))
    if reasons:
        raise Refused(reasons)
    return values


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as an event holds them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def split_draft(
    *, actor: Actor, at: datetime, draft_id: int, version: int, cuts: Sequence[int]
) -> tuple[DraftRecord, ...]:
    """Split a draft at offsets of the document's text within it; each part keeps the fields that lie in it.

    Raises Refused (no offset inside, or decided) and Conflict.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        row = _locked.draft(actor, at, draft_id, version, verb="draft.edit")
        if not cuts or any(not row.start < cut < row.end for cut in cuts):
            raise Refused([Reason("intake.bad_cut")])
        edges = [row.start, *sorted(set(cuts)), row.end]
        spans = [_trimmed(row.document.text, a, b) for a, b in zip(edges, edges[1:], strict=False)]
        if any(a >= b for a, b in spans):
            raise Refused([Reason("intake.bad_cut")])
        parts = Draft.objects.bulk_create(
            _copy(row, a, b, _fields.within(row.fields, a, b), "reading.split") for a, b in spans
        )
        replaced = _replace([row])
        payload = {"draft": row.title, "parts": len(parts), "into": [part.pk for part in parts]}
        work.record("draft.split", stream=_locked.stream(row.document), payload=payload, rows=[*replaced, *parts])
    return tuple(map(draft_record, parts))


def merge_drafts(*, actor: Actor, at: datetime, draft_ids: Sequence[int]) -> DraftRecord:
    """Put drafts of one document together: the quote runs from the first to the last, all fields are kept.

    Raises Refused: fewer than two, several documents, or decided ones.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        rows = sorted(_locked.drafts(actor, at, draft_ids, verb="draft.edit"), key=lambda row: (row.start, row.pk))
        if len(rows) < 2:
            raise Refused([Reason("intake.too_few")])
        if len({row.document_id for row in rows}) > 1:
            raise Refused([Reason("intake.other_document")])
        first = rows[0]
        made = _copy(
            first,
            first.start,
            max(row.end for row in rows),
            _fields.joined([row.fields for row in rows]),
            "reading.merged",
        )
        made.title = first.title
        made.lead_unit_id = next((row.lead_unit_id for row in rows if row.lead_unit_id), None)
        others = dict.fromkeys(unit for row in rows for unit in [*row.co_unit_ids, row.lead_unit_id] if unit)
        made.co_unit_ids = [unit for unit in others if unit != made.lead_unit_id]
        made.due_on = min((row.due_on for row in rows if row.due_on), default=None)
        made.save()
        payload = {"draft": made.title, "parts": len(rows), "from": [row.pk for row in rows]}
        work.record(
            "draft.merged", stream=_locked.stream(first.document), payload=payload, rows=[*_replace(rows), made]
        )
    return draft_record(made)


def draft_passage(*, actor: Actor, at: datetime, passage_id: int) -> DraftRecord:
    """Write a draft from a whole sentence that reading gave none. Raises NotVisible."""
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        passage = _locked.passage(actor, at, passage_id, verb="draft.edit")
        document = passage.document
        start, end = _trimmed(document.text, passage.start, passage.end)
        empty = _fields.joined([]) | {"due": {"said": None, "on": None, "kind": "none", "rule": "by_hand"}}
        row = _new(document, start, end, empty, passage.path)
        row.save()
        payload = {"draft": row.title, "number": row.pk}
        work.record(
            "passage.drafted",
            stream=_locked.stream(document),
            payload=payload,
            rows=[row, *_locked.settle(document)],
        )
    return draft_record(row)


def _new(document: Document, start: int, end: int, fields: dict[str, Any], path: list[str]) -> Draft:
    """A draft of a stretch of text, not saved."""
    quote = document.text[start:end]
    return Draft(
        document=document,
        start=start,
        end=end,
        quote=quote,
        path=path,
        type="task",
        strength="soft",
        why="reading.split",
        fields=fields,
        title=short_title(quote)[:300],
        kind=document.kind,
        acceptance=quote,
    )


def _copy(row: Draft, start: int, end: int, fields: dict[str, Any], why: str) -> Draft:
    """A draft of another stretch of the same document with the reviewer's choices, not saved."""
    made = _new(row.document, start, end, fields, row.path)
    for name in ("type", "strength", "kind", "lead_unit_id", "co_unit_ids", "due_on", "urgency", "klass", "term_class"):
        setattr(made, name, getattr(row, name))
    made.why = why
    return made


def _replace(rows: Sequence[Draft]) -> Sequence[Draft]:
    """Mark drafts as split or merged."""
    for row in rows:
        row.state = DraftState.REPLACED
        row.version += 1
        row.save(update_fields=["state", "version"])
    return rows


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the marks and blanks at its ends."""
    marks = "，。；：、,; \n\t"
    while start < end and text[start] in marks:
        start += 1
    while end > start and text[end - 1] in marks:
        end -= 1
    return start, end
