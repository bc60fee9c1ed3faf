"""What is looked at before a verb is allowed: loaded for many items in few queries, then judged without any.

Every guard names the parts of the case that it reads (`luoshi.ledger.guards.reads`); only those are loaded.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Count

from luoshi.clock import local
from luoshi.ledger.codes import PART_ROLES, Purpose, ReportKind, Role, State
from luoshi.ledger.models import (
    Assignment,
    Duty,
    Evidence,
    Extension,
    Item,
    Node,
    Objection,
    Plan,
    Report,
    Suspension,
    Verification,
)
from luoshi.ledger.prepared import Rows
from luoshi.ledger.rules import Rules, rules_of
from luoshi.org import queries as org
from luoshi.org.access import Actor, Scope, scope
from luoshi.org.records import Reach
from luoshi.record.operations import remembered

WORKING_ROLES = frozenset({Role.LEAD, Role.COLLATING, *PART_ROLES})
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One item as it stands before a verb, and what its actor brings.

    `assignments` and `duties` are those in force and outstanding. `given` holds the arguments of the verb by name;
    an argument that is not there has not been asked for yet (the page that shows which acts are open), so guards
    about it say nothing. Parts that no guard of the verb reads are empty.
    """

    actor: Actor
    at: datetime
    item: Item
    reach: Reach
    rules: Rules
    assignments: tuple[Assignment, ...] = ()
    duties: tuple[Duty, ...] = ()
    evidence: int = 0
    plans: tuple[Plan, ...] = ()  # oldest first
    nodes: tuple[Node, ...] = ()  # of the plan in force, in order
    submission: Report | None = None  # the newest
    hands: frozenset[str] = frozenset()  # refs of whoever has reported on the item or signed for it
    seats: frozenset[int] = frozenset()  # units of every post that the actor's person holds or stands in for
    verifications: tuple[Verification, ...] = ()  # of the newest submission, oldest first
    objections: tuple[Objection, ...] = ()
    extensions: tuple[Extension, ...] = ()
    suspension: Suspension | None = None  # the running one
    open_children: int = 0
    given: Given = field(default_factory=dict)

    @property
    def plan_waiting(self) -> Plan | None:
        """The newest plan, where nobody has answered it yet."""
        plan = self.plans[-1] if self.plans else None
        return plan if plan and plan.approved_at is None and plan.returned_at is None else None

    @property
    def plan_in_force(self) -> Plan | None:
        """The approved plan that no later one has replaced."""
        return next((plan for plan in self.plans if plan.approved_at and not plan.replaced_at), None)

    @property
    def objection_pending(self) -> Objection | None:
        """The objection that waits for a decision."""
        return next((objection for objection in self.objections if objection.decided_at is None), None)

    @property
    def extension_pending(self) -> Extension | None:
        """The request for an extension that waits for a decision."""
        return next((extension for extension in self.extensions if extension.decided_at is None), None)

    def units(self, *roles: Role) -> frozenset[int]:
        """Ids of the units in one of `roles`."""
        return frozenset(line.unit_id for line in self.assignments if line.role in roles)

    @property
    def part_units(self) -> frozenset[int]:
        """Ids of the units that owe a part: co-units, and further leads beside the one that answers."""
        return (self.units(*PART_ROLES) | self.units(Role.LEAD)) - {self.item.lead_unit_id or 0}

    @property
    def working_units(self) -> frozenset[int]:
        """Ids of all units that work on the item."""
        return self.units(*WORKING_ROLES)

    def owed(self, act: str, *, unit_id: int | None = None) -> tuple[Duty, ...]:
        """Outstanding duties of an act (of one unit), the earliest first."""
        return tuple(duty for duty in self.duties if duty.act == act and unit_id in (None, duty.unit_id))

    def asked(self, **given: Any) -> "Case":
        """The same case with the arguments of a verb."""
        return replace(self, given=given)


def load(
    items: Sequence[Item], *, actor: Actor, at: datetime, parts: Iterable[str], given: Mapping[int, Given] | None = None
) -> dict[int, Case]:
    """The cases of `items` by item id; a fixed number of queries, however many items there are.

    `given` are the arguments of the verb by item id.
    """
    reach = _reach(actor, at)
    rules = rules_of(items, at=at)
    loaded: dict[str, Mapping[int, Any]] = {}
    ids = [item.pk for item in items]
    wanted = dict.fromkeys(["assignments", "duties", *parts])
    seats = _seats(actor, at) if "seats" in wanted else frozenset()
    for part in wanted:
        if part in _LOADERS:
            loaded |= _LOADERS[part](ids, at)
    return {
        item.pk: Case(
            actor=actor,
            at=at,
            item=item,
            reach=reach,
            rules=rules[item.pk],
            seats=seats,
            given=(given or {}).get(item.pk, {}),
            **{name: values[item.pk] for name, values in loaded.items() if item.pk in values},
        )
        for item in items
    }


def _reach(actor: Actor, at: datetime) -> Reach:
    """What the actor's scopes are measured with; whoever sees her own assignments only has but unit and post."""
    if scope(actor, "item.see") is Scope.ASSIGNMENTS:
        return Reach(actor.acting_post_id, actor.unit_id, frozenset({actor.unit_id}), frozenset(), actor.area_id)
    return remembered(("reach", actor, local(at).date()), lambda: org.reach(actor, at))


def narrowed(reach: Reach, actor: Actor) -> Reach:
    """What the scopes of a case are measured with, from a reach that was asked for already."""
    if scope(actor, "item.see") is not Scope.ASSIGNMENTS:
        return reach
    return Reach(actor.acting_post_id, actor.unit_id, frozenset({actor.unit_id}), frozenset(), actor.area_id)


def _seats(actor: Actor, at: datetime) -> frozenset[int]:
    """The units of all posts of the actor's person on the day, whichever she sits on now; the system has none."""
    if not actor.person_id:
        return frozenset()
    on = local(at).date()
    mine = remembered(("seats", actor.person_id, on), lambda: org.actors_for(actor.person_id, at))
    return frozenset(one.unit_id for one in mine)


def _grouped(rows: Iterable[Any]) -> dict[int, tuple[Any, ...]]:
    """Rows by their item, in the order given."""
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.item_id].append(row)
    return {item_id: tuple(group) for item_id, group in groups.items()}


_ASSIGNMENTS = Rows(lambda **of: Assignment.objects.filter(**of).order_by("ordinal", "id"))
_OUTSTANDING = Rows(
    lambda **of: (
        Duty.objects.filter(**of, met_at__isnull=True, closed_at__isnull=True).defer("why").order_by("due_at", "id")
    )
)
_PLANS = Rows(lambda **of: Plan.objects.filter(**of).order_by("ordinal"))
_NODES = Rows(
    lambda **of: Node.objects.filter(**of, plan__approved_at__isnull=False, plan__replaced_at__isnull=True).order_by(
        "ordinal"
    ),
    "plan__item",
)
_REPORTS = Rows(
    lambda **of: Report.objects.filter(**of).defer("text", "problems", "next_step").order_by("ordinal", "id")
)
_LOOKS = Rows(
    lambda **of: Verification.objects.filter(**of, purpose=Purpose.CONCLUSION).order_by("verified_at", "id"),
    "submission",
)
_OBJECTIONS = Rows(lambda **of: Objection.objects.filter(**of).order_by("made_at", "id"))
_EXTENSIONS = Rows(lambda **of: Extension.objects.filter(**of).order_by("asked_at", "id"))
_SUSPENSIONS = Rows(lambda **of: Suspension.objects.filter(**of, ended_at__isnull=True))


def _assignments(ids: Sequence[int], at: datetime) -> dict[str, Mapping[int, Any]]:
    rows = _ASSIGNMENTS.of(ids)
    return {"assignments": _grouped(row for row in rows if row.valid_to is None or row.valid_to > at)}


def _duties(ids: Sequence[int], at: datetime) -> dict[str, Mapping[int, Any]]:
    return {"duties": _grouped(_OUTSTANDING.of(ids))}


def _evidence(ids: Sequence[int], at: datetime) -> dict[str, Mapping[int, Any]]:
    counts = Evidence.objects.filter(item__in=ids).values_list("item_id").annotate(n=Count("id"))
    return {"evidence": dict(counts)}


def _plans(ids: Sequence[int], at: datetime) -> dict[str, Mapping[int, Any]]:
    return {"plans": _grouped(_PLANS.of(ids))}


def _nodes(ids: Sequence[int], at: datetime) -> dict[str, Mapping[int, Any]]:
    nodes = _NODES.of(ids)
    if len(ids) == 1:
        return {"nodes": {ids[0]: tuple(nodes)} if nodes else {}}
    items = dict(Plan.objects.filter(pk__in={node.plan_id for node in nodes}).values_list("pk", "item_id"))
    groups: defaultdict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        groups[items[node.plan_id]].append(node)
    return {"nodes": {item_id: tuple(group) for item_id, group in groups.items()}}


def _submission(ids: Sequence[int], at: datetime) -> dict[str, Mapping[int, Any]]:
    reports = _grouped(_REPORTS.of(ids))
    newest = {one.item_id: one for rows in reports.values() for one in rows if one.kind == ReportKind.SUBMISSION}
    hands = {item_id: frozenset(one.reported_by for one in rows) for item_id, rows in reports.items()}
    looks = _LOOKS.of([report.pk for report in newest.values()]) if newest else ()
    return {"submission": newest, "verifications": _grouped(looks), "hands": hands}


def _objections(ids: Sequence[int], at: datetime) -> dict[str, Mapping[int, Any]]:
    return {"objections": _grouped(_OBJECTIONS.of(ids))}


def _extensions(ids: Sequence[int], at: datetime) -> dict[str, Mapping[int, Any]]:
    return {"extensions": _grouped(_EXTENSIONS.of(ids))}


def _suspension(ids: Sequence[int], at: datetime) -> dict[str, Mapping[int, Any]]:
    return {"suspension": {row.item_id: row for row in _SUSPENSIONS.of(ids)}}


def _children(ids: Sequence[int], at: datetime) -> dict[str, Mapping[int, Any]]:
    done = (State.CONCLUDED, State.CLOSED, State.WITHDRAWN)
    rows = Item.objects.filter(parent__in=ids).exclude(state__in=done).values_list("parent_id").annotate(n=Count("id"))
    return {"open_children": dict(rows)}


_LOADERS = {
    "assignments": _assignments,
    "duties": _duties,
    "evidence": _evidence,
    "plans": _plans,
    "nodes": _nodes,
    "submission": _submission,
    "objections": _objections,
    "extensions": _extensions,
    "suspension": _suspension,
    "children": _children,
}
PARTS = (*_LOADERS, "seats")
