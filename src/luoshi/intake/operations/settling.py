"""What the columns of a kind of table hold: put right by a person once, remembered for the office."""

from collections.abc import Sequence
from datetime import datetime

from luoshi.intake import access
from luoshi.intake.models import Template
from luoshi.org.access import Actor
from luoshi.reading import columns
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Reason, Refused

_MOST = 200


def settle_template(*, actor: Actor, at: datetime, heads: Sequence[str], fields: Sequence[str]) -> str:
    """Remember which field each column holds, for every table with these heads; returns the template's mark.

    What was settled before is replaced; the same again records nothing.

    Raises:
        Refused: no column names a task, a field stands twice that a table has once, or the actor may not.
    """
    access.require(actor, "template.settle")
    check_fields(heads, fields)
    mark = columns.fingerprint(heads)
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        row = Template.objects.select_for_update().filter(area_root_id=actor.area_id, mark=mark).first()
        if row is not None and row.fields == list(fields):
            return mark
        row = row or Template(area_root_id=actor.area_id, mark=mark, version=0)
        row.heads, row.fields = [head[:200] for head in heads], list(fields)
        row.settled_at, row.settled_by, row.version = at, actor.ref, row.version + 1
        row.save()
        work.record(
            "template.settled",
            stream=f"template:{row.pk}",
            payload={"mark": mark, "columns": len(heads), "fields": list(fields)},
            rows=[row],
        )
    return mark


def check_fields(heads: Sequence[str], fields: Sequence[str]) -> None:
    """Raises Refused when fields cannot be those of a table with these heads."""
    reasons = []
    if len(heads) != len(fields) or len(heads) > _MOST or any(one not in columns.FIELDS for one in fields):
        reasons.append(Reason("intake.template_does_not_fit"))
    if "task" not in fields and "measure" not in fields:
        reasons.append(Reason("intake.template_without_task"))
    once = [one for one in fields if one not in columns.MANY]
    if twice := sorted({one for one in once if once.count(one) > 1}):
        reasons.append(Reason("intake.template_twice", {"column": twice[0]}))
    if reasons:
        raise Refused(reasons)
