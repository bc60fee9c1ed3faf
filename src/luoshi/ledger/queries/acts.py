"""Which acts one person may do with one item now, and why not the others."""

from collections.abc import Collection
from datetime import datetime

from luoshi.ledger import access, cases, guards, states
from luoshi.ledger.cases import Case
from luoshi.ledger.codes import Purpose, ReportKind, State
from luoshi.ledger.judging import objections
from luoshi.ledger.models import Item
from luoshi.ledger.queries._held import Held
from luoshi.ledger.queries.records import Act
from luoshi.ledger.queries.sight import Sight
from luoshi.ledger.rules import area_code, rules_for
from luoshi.org.access import Actor
from luoshi.record.refusals import NotVisible


def acts(actor: Actor, item_id: int, *, as_of: datetime) -> tuple[Act, ...]:
    """Every verb of the table but opening, in its order, with all reasons against it.

    Guards about what is not typed in yet are silent, so an allowed verb may still be refused for what it is given.
    Reads the present item: acts on a past day are nobody's.

    Raises:
        NotVisible: there is no such item for this actor.
    """
    item = Item.objects.select_related("area_root").filter(pk=item_id).first()
    if item is None:
        raise NotVisible
    rows = [row for row in states.VERBS if row.states]
    parts = guards.parts_of(guard for row in rows for guard in row.guards)
    case = cases.load([item], actor=actor, at=as_of, parts=parts)[item.pk]
    if not access.sees(case):
        raise NotVisible
    return judged(case)


def judged(case: Case) -> tuple[Act, ...]:
    """The same for a case whose parts were loaded already."""
    found = []
    for row in states.VERBS:
        if row.states:
            against = objections(row, case)
            found.append(Act(row.verb, not against, against, row.deciding))
    return tuple(found)


def case_of(item: Item, held: Held, sight: Sight, *, seats: Collection[int], has_child: bool) -> Case:
    """The case that `cases.load` would load with every part, from rows that are there already.

    `seats` are the units of every post of the actor's person; `has_child`: something was handed down from the item.
    """
    at = sight.as_of
    in_force = [plan for plan in held.plans if plan.approved_at and not plan.replaced_at]
    said = [report for report in held.reports if report.kind == ReportKind.SUBMISSION]
    submission = said[-1] if said else None
    looks = [look for look in held.verifications if look.purpose == Purpose.CONCLUSION]
    return Case(
        actor=sight.actor,
        at=at,
        item=item,
        reach=cases.narrowed(sight.reach, sight.actor),
        rules=rules_for(
            item.kind_version_id, item.clock_version_id, area_code=area_code(item.number), at=at, in_force=sight.rules
        ),
        assignments=tuple(line for line in held.assignments if line.valid_to is None or line.valid_to > at),
        duties=tuple(duty for duty in held.duties if duty.is_outstanding),
        evidence=len(held.evidence),
        plans=tuple(held.plans),
        nodes=tuple(node for node in held.nodes if any(node.plan_id == plan.pk for plan in in_force)),
        submission=submission,
        hands=frozenset(report.reported_by for report in held.reports),
        seats=frozenset(seats),
        verifications=tuple(look for look in looks if submission and look.submission_id == submission.pk),
        objections=tuple(held.objections),
        extensions=tuple(held.extensions),
        suspension=next((one for one in held.suspensions if one.ended_at is None), None),
        open_children=_open_children(item) if has_child else 0,
    )


def _open_children(item: Item) -> int:
    """How many items handed down from this one are not done."""
    done = (State.CONCLUDED, State.CLOSED, State.WITHDRAWN)
    return Item.objects.filter(parent=item).exclude(state__in=done).count()
