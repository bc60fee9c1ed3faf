"""Drafts are edited, split, merged, and written from a sentence that has none."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from luoshi.intake.models import Document, Draft, DraftState
from luoshi.intake.operations import _fields, _locked
from luoshi.intake.operations._steps import Step
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


#: Columns a reviewer may change, and how a value becomes the column's; `targets` go into what reading found.
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
    "targets": _fields.targets,
}


def edit_draft(*, actor: Actor, at: datetime, draft_id: int, version: int, changes: Mapping[str, Any]) -> DraftRecord:
    """Change what will become the item (`EDITABLE`); the quote stays. Nothing to change is no event.

    A target that a person wrote is marked so, and says no longer that it is a span of the document.

    Raises:
        Refused: an unknown field, no title, or the draft is decided. Conflict: somebody changed it first.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        row = _locked.draft(actor, at, draft_id, version, verb="draft.edit")
        values = _values(row, changes)
        values = {name: value for name, value in values.items() if value != getattr(row, name)}
        if not values:
            return draft_record(row)
        if row.state == DraftState.ACCEPTED and "lead_unit_id" in values and values["lead_unit_id"] is None:
            raise Refused([Reason("intake.no_lead", {"draft": row.title})])
        step = Step(row.document)
        before = {name: getattr(row, name) for name in values}
        step.change(row, **values)
        payload = {"draft": row.title, "number": row.pk, "before": _plain(before), "after": _plain(values)}
        step.record(work, "draft.edited", payload)
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
        except (TypeError, ValueError, KeyError):
            reasons.append(Reason("intake.bad_field", {"draft": row.title, "field": name}))
    if values.get("title") == "":
        reasons.append(Reason("intake.no_title", {"draft": row.title}))
    if reasons:
        raise Refused(reasons)
    if "targets" in values:
        found = row.fields.get("targets", [])
        values["fields"] = {**row.fields, "targets": _fields.corrected(found, values.pop("targets"))}
    return values


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as an event holds them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def split_draft(
    *, actor: Actor, at: datetime, draft_id: int, version: int, cuts: Sequence[int]
) -> tuple[DraftRecord, ...]:
    """Split a draft at offsets of the document's text within it; each part keeps the fields that lie in it.

    The parts are proposed anew. Raises Refused (no offset inside, or decided) and Conflict.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        row = _locked.draft(actor, at, draft_id, version, verb="draft.edit")
        if not cuts or any(not row.start < cut < row.end for cut in cuts):
            raise Refused([Reason("intake.bad_cut")])
        edges = [row.start, *sorted(set(cuts)), row.end]
        spans = [_trimmed(row.document.text, a, b) for a, b in zip(edges, edges[1:], strict=False)]
        if any(a >= b for a, b in spans):
            raise Refused([Reason("intake.bad_cut")])
        parts = [_copy(row, a, b, _fields.within(row.fields, a, b), "reading.split") for a, b in spans]
        step = Step(row.document)
        step.change(row, state=DraftState.REPLACED)
        step.make(parts)
        payload = {"draft": row.title, "number": row.pk, "parts": len(parts), "into": [part.pk for part in parts]}
        step.record(work, "draft.split", payload)
    return tuple(map(draft_record, parts))


def merge_drafts(
    *, actor: Actor, at: datetime, draft_ids: Sequence[int], versions: Mapping[int, int | None] | None = None
) -> DraftRecord:
    """Put drafts of one document together: the quote runs from the first to the last, all fields are kept.

    `versions`: which version of each was seen. Raises Refused: fewer than two, several documents, or decided ones.
    """
    seen = {one: (versions or {}).get(one) for one in draft_ids}
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        rows = sorted(_locked.drafts(actor, at, seen, verb="draft.edit"), key=lambda row: (row.start, row.pk))
        if len(rows) < 2:
            raise Refused([Reason("intake.too_few")])
        if len({row.document_id for row in rows}) > 1:
            raise Refused([Reason("intake.other_document")])
        made = _merged(rows)
        step = Step(rows[0].document)
        for row in rows:
            step.change(row, state=DraftState.REPLACED)
        step.make([made])
        payload = {"draft": made.title, "number": made.pk, "parts": len(rows), "from": [row.pk for row in rows]}
        step.record(work, "draft.merged", payload)
    return draft_record(made)


def _merged(rows: Sequence[Draft]) -> Draft:
    """One draft of several, not saved."""
    first = rows[0]
    fields = _fields.joined([row.fields for row in rows])
    made = _copy(first, first.start, max(row.end for row in rows), fields, "reading.merged")
    made.title = first.title
    made.lead_unit_id = next((row.lead_unit_id for row in rows if row.lead_unit_id), None)
    others = dict.fromkeys(unit for row in rows for unit in [*row.co_unit_ids, row.lead_unit_id] if unit)
    made.co_unit_ids = [unit for unit in others if unit != made.lead_unit_id]
    made.due_on = min((row.due_on for row in rows if row.due_on), default=None)
    return made


def draft_passage(*, actor: Actor, at: datetime, passage_id: int, seen: str = "") -> DraftRecord:
    """Write a draft from a whole sentence that has none; `seen` is the state it was seen in.

    Raises NotVisible, Conflict.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        passage = _locked.passage(actor, at, passage_id, verb="draft.edit", seen=seen)
        document = passage.document
        start, end = _trimmed(document.text, passage.start, passage.end)
        empty = _fields.joined([]) | {"due": {"said": None, "on": None, "kind": "none", "rule": "by_hand"}}
        row = _new(document, start, end, empty, passage.path)
        step = Step(document)
        step.make([row])
        step.change(passage, waived_at=None, waived_by="", waived_reason="")
        payload = {"draft": row.title, "number": row.pk, "passage": passage.ordinal}
        step.record(work, "passage.drafted", payload)
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


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the marks and blanks at its ends."""
    marks = "，。；：、,; \n\t"
    while start < end and text[start] in marks:
        start += 1
    while end > start and text[end - 1] in marks:
        end -= 1
    return start, end
