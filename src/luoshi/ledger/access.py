"""May this actor see this item, may she do this to it: the access table's scopes, measured on the ledger's rows."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.ledger.cases import Case
from luoshi.ledger.codes import LEADER_ROLES
from luoshi.ledger.models import Assignment
from luoshi.ledger.states import Row, Who
from luoshi.org import access
from luoshi.org import queries as org
from luoshi.org.access import Actor, Scope
from luoshi.org.records import Reach
from luoshi.record.refusals import Reason

NOTHING = Q(pk__in=[])


def visible(
    actor: Actor, *, as_of: datetime, item: str = "item_id", reach: Reach | None = None, each: bool = False
) -> Q:
    """The condition on item versions (with `item="pk"`, on items) that `actor` may see at `as_of`.

    Every query of the room goes through it, so that what may not be seen is absent from counts too. A unit sees
    what it has a part in from the hand-over on; the issuing office sees its drafts. `reach` spares the asking for it;
    `each` looks for every row by itself instead of making the set of all that may be seen: for a few out of many.
    """
    scope = access.scope(actor, "item.see")
    if scope in (Scope.NONE, Scope.INSPECTION):
        return NOTHING
    reach = reach or org.reach(actor, as_of=as_of)
    part = _has_part(reach, scope, as_of=as_of, item=item, each=each)
    if scope is Scope.AREA:
        return Q() if not reach.area_id else Q(area_root_id=reach.area_id) | part
    if scope is Scope.HANDED_DOWN:
        return Q(issuing_office_id__in=reach.issuing_office_ids) | part
    return part


def beyond_area(actor: Actor, *, as_of: datetime, reach: Reach) -> tuple[int, Q] | None:
    """For those who see a whole area: the area, and the condition on what they see outside it; None for others.

    The two together are what `visible` says in one; apart, the area is counted from an index.
    """
    if access.scope(actor, "item.see") is not Scope.AREA or not reach.area_id:
        return None
    part = _has_part(reach, Scope.AREA, as_of=as_of, item="item_id", each=False)
    return reach.area_id, part & ~Q(area_root_id=reach.area_id)


def _has_part(reach: Reach, scope: Scope, *, as_of: datetime, item: str, each: bool) -> Q:
    """Own unit, own post or (for `subtree`) a unit below has a part in the item that was handed over."""
    parts = _parts(reach, scope, as_of=as_of).order_by()
    if each:
        return Q(Exists(parts.filter(item_id=OuterRef(item))), handed_over_at__isnull=False)
    # A set, not a look for each item: whoever has few parts is not made to walk the whole ledger.
    parts = parts.values("item_id")  # type: ignore[assignment]
    return Q(**{f"{item}__in": parts}) & Q(handed_over_at__isnull=False)


def _parts(reach: Reach, scope: Scope, *, as_of: datetime) -> "QuerySet[Assignment]":
    """The assignments of own unit, own post or (for `subtree`) units below that are in force on the day."""
    mine = Q(post_id=reach.post_id)
    mine |= Q(unit_id__in=reach.unit_ids) if scope is Scope.SUBTREE else Q(unit_id=reach.unit_id)
    parts = Assignment.objects.filter(mine, valid_from__lte=as_of)
    return parts.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=as_of))


def few_items(actor: Actor, *, as_of: datetime, most: int) -> tuple[int, ...] | None:
    """The only items that `actor` may see, handed over or not, if they are few; None for an area's or an office's."""
    scope = access.scope(actor, "item.see")
    if scope in (Scope.NONE, Scope.INSPECTION):
        return ()
    if scope in (Scope.AREA, Scope.HANDED_DOWN):
        return None
    parts = _parts(org.reach(actor, as_of=as_of), scope, as_of=as_of)
    found = list(parts.order_by().values_list("item_id", flat=True)[: most + 1])
    return tuple(sorted(set(found))) if len(found) <= most else None


def sees(case: Case) -> bool:
    """Whether the actor of the case may know of the item; the same answer as `visible` gives in SQL."""
    scope = access.scope(case.actor, "item.see")
    if scope in (Scope.NONE, Scope.INSPECTION):
        return False
    reach, item = case.reach, case.item
    if scope is Scope.AREA and reach.area_id in (0, item.area_root_id):
        return True
    if scope is Scope.HANDED_DOWN and item.issuing_office_id in reach.issuing_office_ids:
        return True
    if item.handed_over_at is None:
        return False
    units = reach.unit_ids if scope is Scope.SUBTREE else frozenset({reach.unit_id})
    return any(line.unit_id in units or line.post_id == reach.post_id for line in case.assignments)


def against(row: Row, case: Case) -> tuple[Reason, ...]:
    """Why the actor of the case may not go through this line of the table; nothing when she may (DESIGN §8)."""
    scope = access.scope(case.actor, row.access)
    if scope in (Scope.NONE, Scope.INSPECTION):
        return (Reason("access.role", {"post_role": case.actor.role, "verb": row.verb}, "R12-01"),)
    if not _reaches(scope, row, case):
        return (Reason(f"access.{row.who}", {"verb": row.verb}, "R12-01"),)
    return ()


def _reaches(scope: Scope, row: Row, case: Case) -> bool:
    """Whether a scope reaches the item of the case."""
    reach = case.reach
    if scope is Scope.AREA:
        return not reach.area_id or case.item.area_root_id == reach.area_id
    if scope is Scope.HANDED_DOWN:
        return case.item.issuing_office_id in reach.issuing_office_ids
    units = reach.unit_ids if scope is Scope.SUBTREE else frozenset({reach.unit_id})
    if row.who in (Who.LEADER, Who.ISSUER):  # a leader decides for the office what is beyond it (R1-40, R1-50)
        named = any(line.post_id == reach.post_id for line in case.assignments if line.role in LEADER_ROLES)
        return named or case.item.lead_unit_id in units
    return bool(units & _units_of(row.who, case))


def _units_of(who: Who, case: Case) -> frozenset[int]:
    """The units that stand to the item in this way."""
    if who is Who.LEAD:
        return frozenset({case.item.lead_unit_id or 0})
    if who is Who.PART:
        return case.part_units
    if who is Who.ASSIGNED:
        return case.working_units
    return frozenset()
