"""The last step of a review is taken back: by an event that puts back what stood there, never by removing one."""

from datetime import datetime
from typing import Any

from django.db.models import Field

from luoshi.intake import history
from luoshi.intake.models import Document, Draft, Passage
from luoshi.intake.operations import _locked
from luoshi.org.access import Actor
from luoshi.record.operations import unit_of_work
from luoshi.record.queries import EventRecord
from luoshi.record.refusals import Reason, Refused

Row = Draft | Passage | Document


def take_back(*, actor: Actor, at: datetime, document_id: int, position: int | None = None) -> str:
    """Take back the newest act of this person on a document that still stands; its type.

    `position`: the act that was seen as the newest one. Again and again, act by act, goes back to the taking in.
    Raises NotVisible; Refused when there is none, when another one has become the newest, when somebody has worked on
    the same rows since, or when they are items by now.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        document = _locked.document(actor, at, document_id, verb="draft.edit")
        events = history.last_acts(document_id, as_of=at)
        act = history.next_to_take_back(events, actor=actor.ref)
        if act is None or position not in (None, act.position):
            raise Refused([Reason("intake.nothing_to_take_back")])
        _nobody_since(act, events)
        rows = _put_back(document, act.payload["changed"])
        rows += [one for one in _locked.settle(document) if one not in rows]
        changed = [[kind, key, {}] for kind, key, _before in act.payload["changed"]]
        payload = {"act": act.type, "of": act.position, "draft": act.payload.get("draft"), "changed": changed}
        work.record(history.TAKEN_BACK, stream=_locked.stream(document), payload=payload, rows=rows)
    return act.type


def _nobody_since(act: EventRecord, events: tuple[EventRecord, ...]) -> None:
    """Raises Refused when an act that stands has changed the same rows later."""
    rows = history.touched(act)
    later = [one for one in history.standing(events) if one.position > act.position and rows & history.touched(one)]
    if later:
        said = {"act": act.type, "who": later[0].actor, "then": later[0].type}
        raise Refused([Reason("intake.worked_on_since", {**said, "done_at": later[0].recorded_at})])


def _value(row: Draft | Passage, name: str, said: Any) -> Any:
    """What an event holds of a column, as the column's value."""
    field = row._meta.get_field(name)
    return field.to_python(said) if isinstance(field, Field) else said


def _put_back(document: Document, changed: list[Any]) -> list[Row]:
    """Write what the rows said before; those rows."""
    rows: dict[tuple[str, int], Row] = {}
    drafts = Draft.objects.in_bulk([key for kind, key, _ in changed if kind == "draft"])
    passages = Passage.objects.in_bulk([key for kind, key, _ in changed if kind == "passage"])
    for kind, key, before in reversed(changed):
        if kind == "repair":
            document.repairs = [*document.repairs[:key], before, *document.repairs[key + 1 :]]
            document.save(update_fields=["repairs"])
            rows["document", document.pk] = document
            continue
        row: Draft | Passage = drafts[key] if kind == "draft" else passages[key]
        for name, value in before.items():
            setattr(row, name, _value(row, name, value))
        rows[kind, key] = row
    for one in drafts.values():
        one.version += 1
        one.save()
    for other in passages.values():
        other.save()
    return list(rows.values())
