"""The desk: what one owes by when, with the verb that meets it, and what one waits for."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from luoshi.ledger.access import visible
from luoshi.ledger.codes import DutyAct, Purpose
from luoshi.ledger.models import Duty, ItemVersion, Verification
from luoshi.ledger.queries._lines import Names, lines, refs_of
from luoshi.ledger.queries._past import lines_of
from luoshi.ledger.queries.items import duty_line
from luoshi.ledger.queries.records import Desk, DeskLine
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.org.records import Reach

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


def desk(actor: Actor, *, as_of: datetime, limit: int = 200) -> Desk:
    """What the actor's unit (a leader's post) owes until a month from `as_of`, and what it waits for.

    A unit waits for answers to what it handed in; the issuing office for what the lead units are late with.
    """
    reach = org.reach(actor, as_of)
    outstanding = _outstanding(actor, as_of)
    mine = outstanding.filter(_mine(actor, reach))
    owed = list(mine.filter(due_at__lt=as_of + AHEAD).order_by("due_at", "id")[:limit])
    waiting = list(outstanding.filter(_waits(actor, reach, as_of)).order_by("due_at", "id")[:limit])
    rows = {
        row.item_id: row for row in lines_of(as_of).filter(item_id__in={duty.item_id for duty in (*owed, *waiting)})
    }
    return Desk(
        owed=_shown(owed, rows, as_of),
        waiting=_shown(waiting, rows, as_of),
        n_later=mine.filter(due_at__gte=as_of + AHEAD).count(),
    )


def _outstanding(actor: Actor, as_of: datetime) -> QuerySet[Duty]:
    """The duties owed at `as_of` on items that the actor may see."""
    owed = Duty.objects.filter(opened_at__lte=as_of)
    owed = owed.filter(Q(met_at__isnull=True) | Q(met_at__gt=as_of), Q(closed_at__isnull=True) | Q(closed_at__gt=as_of))
    seen = lines_of(as_of).filter(visible(actor, as_of=as_of))
    return owed.filter(item_id__in=seen.values("item_id"))


def _is_leader(actor: Actor) -> bool:
    return (actor.behalf_role or actor.role) in _LEADERS


def _mine(actor: Actor, reach: Reach) -> Q:
    """One's unit's duties; a leader's are those of the post."""
    return Q(post_id=reach.post_id) if _is_leader(actor) else Q(unit_id=reach.unit_id)


def _waits(actor: Actor, reach: Reach, as_of: datetime) -> Q:
    """Answers to one's own unit; for the office what others are late with on the items it issued."""
    if actor.role.startswith("supervision"):
        late = Q(due_at__lte=as_of, item__issuing_office_id__in=reach.issuing_office_ids)
        return late & ~Q(unit_id=reach.unit_id)
    if _is_leader(actor):
        return Q(due_at__lte=as_of, unit_id__in=reach.unit_ids)
    return Q(act__in=ANSWERS, item__lead_unit_id=reach.unit_id) & ~Q(unit_id=reach.unit_id)


def _shown(duties: Sequence[Duty], rows: Mapping[int, ItemVersion], as_of: datetime) -> tuple[DeskLine, ...]:
    """Duties with their items' lines."""
    held = [rows[duty.item_id] for duty in duties]
    refs = {ref for duty in duties for ref in (f"unit:{duty.unit_id}", f"post:{duty.post_id}")}
    names = Names({*refs, *refs_of(held)}, as_of)
    by_item = {
        line.id: line for line in lines(list({row.item_id: row for row in held}.values()), as_of=as_of, names=names)
    }
    looks = _looks(duties, as_of)
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
