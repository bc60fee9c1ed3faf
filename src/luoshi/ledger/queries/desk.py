"""The desk: what one owes by when, with the verb that meets it, and what one waits for."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from luoshi.ledger.codes import DutyAct, Purpose
from luoshi.ledger.models import Duty, Verification
from luoshi.ledger.queries._lines import Names, lines, listed, refs_of
from luoshi.ledger.queries.items import duty_line
from luoshi.ledger.queries.records import Desk, DeskLine
from luoshi.ledger.queries.sight import Sight
from luoshi.org.access import Actor

# The verb that meets a duty.
MEETS: Mapping[str, str] = {
    DutyAct.SIGN: "sign_for",
    DutyAct.ARRANGE: "report",
    DutyAct.REPORT: "report",
    DutyAct.PLAN: "hand_in_plan",
    DutyAct.APPROVE_PLAN: "approve_plan",
    DutyAct.NODE: "report",
    DutyAct.PART: "finish_part",
    DutyAct.CONCLUDE: "submit",
    DutyAct.VERIFY: "verify",
    DutyAct.DECIDE_OBJECTION: "decide_objection",
    DutyAct.DECIDE_EXTENSION: "decide_extension",
    DutyAct.STRIKE_OFF: "strike_off",
}
# What a unit waits for once it has done its own: the answers of office and leader.
ANSWERS = (
    DutyAct.APPROVE_PLAN,
    DutyAct.VERIFY,
    DutyAct.DECIDE_OBJECTION,
    DutyAct.DECIDE_EXTENSION,
    DutyAct.STRIKE_OFF,
)
AHEAD = timedelta(days=31)
_LEADERS = frozenset({"chief_leader", "leader"})


def desk(actor: Actor, *, as_of: datetime, limit: int = 200, sight: Sight | None = None) -> Desk:
    """What the actor's unit (a leader's post) owes until a month from `as_of`, and what it waits for.

    A unit waits for answers to what it handed in; the issuing office for what the lead units are late with. At most
    `limit` lines of each; how much is owed in all is counted.
    """
    sight = sight or Sight.of(actor, as_of)
    outstanding = _outstanding(sight)
    mine = outstanding.filter(_mine(sight))
    soon = Q(due_at__lt=as_of + AHEAD)
    owed = list(mine.filter(soon).order_by("due_at", "id")[:limit])
    waiting = _waiting(outstanding, sight, limit + 1)
    shown = _shown((*owed, *waiting[:limit]), sight)
    one = Value(1)
    counted = mine.aggregate(
        owed=Count(one, filter=soon), late=Count(one, filter=Q(due_at__lte=as_of)), later=Count(one, filter=~soon)
    )
    return Desk(
        owed=shown[: len(owed)],
        waiting=shown[len(owed) :],
        n_owed=counted["owed"],
        n_late=counted["late"],
        n_later=counted["later"],
        has_more_waiting=len(waiting) > limit,
    )


def _outstanding(sight: Sight) -> QuerySet[Duty]:
    """The duties owed at the moment on items that the actor may see: a look at the item for each that comes up."""
    as_of = sight.as_of
    if sight.is_present:
        owed = Duty.objects.filter(met_at__isnull=True, closed_at__isnull=True)
    else:
        owed = Duty.objects.filter(
            Q(met_at__isnull=True) | Q(met_at__gt=as_of), Q(closed_at__isnull=True) | Q(closed_at__gt=as_of)
        )
    return owed.filter(Exists(sight.lines().filter(item_id=OuterRef("item_id"))), opened_at__lte=as_of)


def _is_leader(actor: Actor) -> bool:
    return (actor.behalf_role or actor.role) in _LEADERS


def _mine(sight: Sight) -> Q:
    """One's unit's duties; a leader's are those of the post."""
    reach = sight.reach
    return Q(post_id=reach.post_id) if _is_leader(sight.actor) else Q(unit_id=reach.unit_id)


def _waiting(outstanding: QuerySet[Duty], sight: Sight, limit: int) -> list[Duty]:
    """Answers to one's own unit; for the office and the leader what others are late with."""
    reach, late = sight.reach, outstanding.filter(due_at__lte=sight.as_of).order_by("due_at", "id")
    if sight.actor.role.startswith("supervision"):
        issued = sight.lines().filter(issuing_office_id__in=reach.issuing_office_ids, item_id=OuterRef("item_id"))
        return list(late.filter(Exists(issued)).exclude(unit_id=reach.unit_id)[:limit])
    if _is_leader(sight.actor):
        return list(late.filter(unit_id__in=reach.unit_ids)[:limit])
    # A unit leads some hundred items: their answers are found from the items, and are few enough to be sorted here.
    led = sight.lines().filter(lead_unit_id=reach.unit_id).order_by().values("item_id")
    answers = outstanding.filter(act__in=ANSWERS, item_id__in=led).exclude(unit_id=reach.unit_id)
    return sorted(answers, key=lambda duty: (duty.due_at, duty.pk))[:limit]


def _shown(duties: Sequence[Duty], sight: Sight) -> tuple[DeskLine, ...]:
    """Duties with their items' lines."""
    held = list(listed(sight.lines().filter(item_id__in={duty.item_id for duty in duties}))) if duties else []
    refs = {ref for duty in duties for ref in (f"unit:{duty.unit_id}", f"post:{duty.post_id}")}
    names = Names({*refs, *refs_of(held)}, sight.names)
    by_item = {line.id: line for line in lines(held, sight=sight, names=names)}
    looks, as_of = _looks(duties, sight.as_of), sight.as_of
    return tuple(
        DeskLine(duty_line(duty, as_of, names), by_item[duty.item_id], meets(duty.act, looks.get(duty.pk)))
        for duty in duties
    )


def meets(act: str, look: bool | None) -> str:
    """The verb that meets a duty; a submission that was looked at (`look`: passed or not) waits for a decision."""
    if act == DutyAct.VERIFY and look is not None:
        return "conclude" if look else "return_item"
    return MEETS[act]


def _looks(duties: Sequence[Duty], as_of: datetime) -> dict[int, bool]:
    """Duty to verify → whether the newest look since it began passed; absent while nobody has looked."""
    waiting = {duty.item_id: duty for duty in duties if duty.act == DutyAct.VERIFY}
    if not waiting:
        return {}
    found = Verification.objects.filter(item_id__in=waiting, verified_at__lte=as_of, purpose=Purpose.CONCLUSION)
    return {
        waiting[look.item_id].pk: look.passed
        for look in found.order_by("verified_at", "pk")
        if look.verified_at >= waiting[look.item_id].opened_at
    }
