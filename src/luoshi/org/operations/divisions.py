"""Leaders' divisions and stand-ins: who answers for what, and for whom, in which days."""

from collections.abc import Sequence
from datetime import date, datetime

from luoshi.org import access
from luoshi.org.access import Actor, Scope
from luoshi.org.models import Division, Post, StandIn, Unit
from luoshi.org.operations import _guard
from luoshi.org.operations._separation import faults_of_standing_in, holds_meanwhile
from luoshi.org.operations._spans import overlapping
from luoshi.record.operations import Work
from luoshi.record.refusals import Reason

_LEADERS = frozenset({Post.Role.CHIEF_LEADER, Post.Role.LEADER})


@_guard.under_the_lock
def give_division(*, actor: Actor, at: datetime, leader_post_id: int, unit_id: int, field: str = "", on: date) -> None:
    """The leader's post answers for the unit (in one field, or in all) from `on`; see `give_divisions`."""
    give_divisions(actor=actor, at=at, leader_post_id=leader_post_id, unit_ids=[unit_id], field=field, on=on)


@_guard.under_the_lock
def give_divisions(
    *, actor: Actor, at: datetime, leader_post_id: int, unit_ids: Sequence[int], field: str = "", on: date
) -> None:
    """The leader's post answers for these units from `on`; who answered for them in this field before, ends.

    Refuses a post that is no leader's, and a unit whose division changed on or after `on` already.
    """
    units = _guard.found_all(Unit, unit_ids)
    leader = _guard.found(Post, leader_post_id)
    _guard.require(actor, "org.divide", at, [leader.unit, *units.values()])
    before = list(Division.objects.filter(unit_id__in=unit_ids, field=field, valid_to=None))
    reasons = [Reason("org.later_change", {"from_on": old.valid_from}) for old in before if old.valid_from >= on]
    if leader.role not in _LEADERS:
        reasons.append(Reason("division.no_leader", {"post": f"post:{leader.id}"}))
    _guard.refuse(reasons)
    with _guard.open_work(actor, at) as work:
        for old in before:
            _end_division(work, old, on)
        rows = Division.objects.bulk_create(
            Division(leader_post=leader, unit_id=one, field=field, valid_from=on) for one in dict.fromkeys(unit_ids)
        )
        for row in rows:
            payload = {"unit": f"unit:{row.unit_id}", "field": field, "from_on": on}
            work.record("division.given", stream=f"post:{leader.id}", payload=payload, rows=[row])


@_guard.under_the_lock
def end_division(*, actor: Actor, at: datetime, division_id: int, on: date) -> None:
    """The division ends: `on` is the first day without it. Refuses one that has ended or begins later."""
    division = _guard.found(Division, division_id)
    _guard.require(actor, "org.divide", at, [division.unit])
    if division.valid_to is not None or division.valid_from >= on:
        _guard.refuse([Reason("org.later_change", {"from_on": division.valid_to or division.valid_from})])
    with _guard.open_work(actor, at) as work:
        _end_division(work, division, on)


def _end_division(work: Work, division: Division, on: date) -> None:
    division.valid_to = on
    division.save()
    payload = {"unit": f"unit:{division.unit_id}", "field": division.field, "from_on": on}
    work.record("division.ended", stream=f"post:{division.leader_post_id}", payload=payload, rows=[division])


@_guard.under_the_lock
def name_stand_in(
    *, actor: Actor, at: datetime, post_id: int, by_post_id: int, valid_from: date, valid_to: date | None = None
) -> int:
    """The holder of another post answers for this one in `[valid_from, valid_to)`; it goes back by itself (AB角).

    Returns the stand-in's id. Refuses a post standing in for itself, overlaps, chains (the other is away, too), and
    roles that one person may not have together (R12-01).
    """
    posts = _guard.found_all(Post, [post_id, by_post_id])
    post, other = posts[post_id], posts[by_post_id]
    _guard.require(actor, "org.stand_in", at, [post.unit])
    reasons = _faults_of_stand_in(post, other, valid_from, valid_to)
    _guard.refuse(reasons + _to_oneself(actor, post, other, valid_from, valid_to))
    with _guard.open_work(actor, at) as work:
        row = StandIn.objects.create(post=post, by_post=other, valid_from=valid_from, valid_to=valid_to)
        payload = {"by": f"post:{other.id}", "from_on": valid_from, "until_on": valid_to}
        work.record("stand_in.named", stream=f"post:{post.id}", payload=payload, rows=[row])
    return row.id


def _to_oneself(actor: Actor, post: Post, other: Post, begins: date, ends: date | None) -> list[Reason]:
    """Why the actor may not let `other` answer for `post`: it is her own post, and `post` is none of her own unit's.

    On any day of the span: from a day on which somebody else held `other` it would be hers today all the same.
    """
    if access.scope(actor, "org.stand_in") is not Scope.AREA:
        return []
    is_hers = holds_meanwhile(actor.person_id, other, begins, ends)
    return _guard.not_to_oneself(actor, actor.person_id, post.id) if is_hers else []


def _faults_of_stand_in(post: Post, other: Post, begins: date, ends: date | None) -> list[Reason]:
    """Why `other` cannot stand in for `post` then."""
    me, reasons = {"post": f"post:{post.id}", "by": f"post:{other.id}"}, []
    if post.id == other.id or (ends is not None and ends <= begins):
        reasons.append(Reason("stand_in.wrong_span", me))
    mine = StandIn.objects.filter(post=post).values_list("valid_from", "valid_to")
    if overlapping(mine, begins, ends):
        reasons.append(Reason("stand_in.overlap", me))
    away = StandIn.objects.filter(post=other).values_list("valid_from", "valid_to")
    leaning = StandIn.objects.filter(by_post=post).values_list("valid_from", "valid_to")
    if overlapping([*away, *leaning], begins, ends):
        reasons.append(Reason("stand_in.chain", me))
    return reasons + faults_of_standing_in(post, other, begins, ends)


@_guard.under_the_lock
def end_stand_in(*, actor: Actor, at: datetime, stand_in_id: int, on: date) -> None:
    """The post's own holder is back: `on` is the first day without the stand-in. Refuses one that is over by then."""
    row = _guard.found(StandIn, stand_in_id)
    _guard.require(actor, "org.stand_in", at, [row.post.unit])
    if row.valid_from >= on or (row.valid_to is not None and row.valid_to <= on):
        _guard.refuse([Reason("org.later_change", {"from_on": row.valid_to or row.valid_from})])
    with _guard.open_work(actor, at) as work:
        row.valid_to = on
        row.save()
        work.record("stand_in.ended", stream=f"post:{row.post_id}", payload={"from_on": on}, rows=[row])
