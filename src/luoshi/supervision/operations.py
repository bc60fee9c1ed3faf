"""The watcher's verbs: look at the duties whose moment has come, remind, urge, propose for the bulletin."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from luoshi.ledger.operations import looks as ledger
from luoshi.ledger.operations.looks import DutyLook
from luoshi.org.access import Actor
from luoshi.record.operations import Work, unit_of_work
from luoshi.supervision.ladder import Step, decide
from luoshi.supervision.models import Notice

EVENTS = {"remind": "duty.reminded", "urge": "duty.urged", "bulletin": "duty.put_up_for_bulletin"}


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look did: duties looked at, and notices by step."""

    duties: int
    reminded: int
    urged: int
    put_up: int


def look(*, at: datetime, actor: Actor, limit: int) -> Looked:
    """Look at up to `limit` duties whose next look has come by `at`, and take the ladder's step about each.

    R1-80, R1-82. Every duty is claimed by a conditional update in the transaction that writes its notice and its event:
    any number of watchers do nothing twice, and one that is killed leaves its duties to the next. Call again while
    `duties == limit`.
    """
    with unit_of_work(actor=actor.ref, at=at) as work:
        taken = ledger.take_looks(at=at, limit=limit)
        noticed = _noticed(taken)
        decided = [(one, decide(one, noticed.get(one.duty_id, ()), at=at)) for one in taken]
        claimed = ledger.pass_on({one.duty_id: decision.next_at for one, decision in decided}, at=at)
        steps = [(one, decision.step) for one, decision in decided if decision.step and one.duty_id in claimed]
        _tell(work, steps)
    count = Counter(step.name for _, step in steps)
    return Looked(len(taken), count["remind"], count["urge"], count["bulletin"])


def _noticed(taken: Sequence[DutyLook]) -> Mapping[int, list[Step]]:
    """Duty → the steps taken about it so far."""
    found: dict[int, list[Step]] = {}
    rows = Notice.objects.filter(duty_id__in=[one.duty_id for one in taken]).order_by("planned_at")
    for duty_id, name, planned_at in rows.values_list("duty_id", "step", "planned_at"):
        found.setdefault(duty_id, []).append(Step(name, planned_at))
    return found


def _tell(work: Work, steps: Sequence[tuple[DutyLook, Step]]) -> None:
    """Write the notices, and one event for each item, unit and step, however many duties fall together."""
    made = Notice.objects.bulk_create(
        Notice(duty_id=one.duty_id, step=step.name, unit_id=one.unit_id, planned_at=step.planned_at, noticed_at=work.at)
        for one, step in steps
    )
    together: dict[tuple[str, int, str], list[tuple[DutyLook, Notice]]] = {}
    for (one, step), notice in zip(steps, made, strict=True):
        together.setdefault((one.item_number, one.unit_id, step.name), []).append((one, notice))
    for (number, unit_id, name), members in sorted(together.items(), key=lambda entry: entry[0]):
        payload = {
            "unit": f"unit:{unit_id}",
            "office": f"unit:{members[0][0].office_unit_id}",
            "act": sorted({one.act for one, _ in members}),
            "due_on": min(one.due_on for one, _ in members),
            "posts": sorted({f"post:{one.post_id}" for one, _ in members if one.post_id is not None}),
        }
        work.record(EVENTS[name], stream=f"item:{number}", payload=payload, rows=[notice for _, notice in members])
