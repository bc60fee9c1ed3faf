"""Temporary bodies (专班, 指挥部, 领导小组): a unit with a founding paper, a leader, members and an end date."""

from collections.abc import Sequence
from datetime import date, datetime

from luoshi.org.access import Actor
from luoshi.org.models import BodyMember, Post, TemporaryBody, Unit
from luoshi.org.operations import _guard, places
from luoshi.org.operations._spans import overlapping
from luoshi.record.operations import Work
from luoshi.record.refusals import Reason


@_guard.under_the_lock
def found_body(
    *,
    actor: Actor,
    at: datetime,
    area_id: int,
    code: str,
    name: str,
    basis: str,
    leader_post_id: int,
    member_unit_ids: Sequence[int],
    on: date,
    ends_on: date,
    short_name: str = "",
    parent_id: int | None = None,
) -> int:
    """Found a temporary body from `on`; returns the id of the unit that it is.

    Refuses one without a founding paper or members, and one whose end is not after its beginning.
    """
    members = _guard.found_all(Unit, member_unit_ids)
    leader = _guard.found(Post, leader_post_id)
    _guard.require(actor, "org.arrange", at, [leader.unit, *members.values()])
    reasons = []
    if not basis.strip() or not members:
        reasons.append(Reason("org.field_missing", {"field": "members" if basis.strip() else "basis"}))
    if ends_on <= on:
        reasons.append(Reason("body.ends_too_early", {"until_on": ends_on}))
    _guard.refuse(reasons)
    unit = places.UnitSpec(code=code, name=name, short_name=short_name, kind="temporary_body", parent_id=parent_id)
    with _guard.open_work(actor, at) as work:
        unit_id = places.found_unit(actor=actor, at=at, area_id=area_id, unit=unit, on=on)
        body = TemporaryBody.objects.create(unit_id=unit_id, basis=basis.strip(), leader_post=leader, ends_on=ends_on)
        payload = {"basis": body.basis, "leader": f"post:{leader.id}", "until_on": ends_on}
        work.record("body.founded", stream=f"unit:{unit_id}", payload=payload, rows=[body])
        for member in dict.fromkeys(member_unit_ids):
            _join(work, body, member, on)
    return unit_id


@_guard.under_the_lock
def join_body(*, actor: Actor, at: datetime, body_unit_id: int, unit_id: int, on: date) -> None:
    """The unit becomes a member of the body from `on`. Refuses one that is a member then or later."""
    body = _body_for(actor, at, body_unit_id)
    unit = _guard.found(Unit, unit_id)
    spans = BodyMember.objects.filter(body=body, unit=unit).values_list("valid_from", "valid_to")
    if overlapping(spans, on, None):
        _guard.refuse([Reason("body.member_already", {"unit": f"unit:{unit.id}"})])
    with _guard.open_work(actor, at) as work:
        _join(work, body, unit.id, on)


@_guard.under_the_lock
def leave_body(*, actor: Actor, at: datetime, body_unit_id: int, unit_id: int, on: date) -> None:
    """The unit leaves the body: `on` is the first day without it. Refuses one that is no member."""
    body = _body_for(actor, at, body_unit_id)
    row = BodyMember.objects.filter(body=body, unit_id=unit_id, valid_to=None, valid_from__lt=on).first()
    if row is None:
        _guard.refuse([Reason("body.no_member", {"unit": f"unit:{unit_id}"})])
        return
    with _guard.open_work(actor, at) as work:
        row.valid_to = on
        row.save()
        payload = {"unit": f"unit:{unit_id}", "from_on": on}
        work.record("body.member_left", stream=f"unit:{body.unit_id}", payload=payload, rows=[row])


def _body_for(actor: Actor, at: datetime, body_unit_id: int) -> TemporaryBody:
    """The body that this unit is, which the actor may arrange. Raises NotVisible, Refused."""
    unit = _guard.found(Unit, body_unit_id)
    _guard.require(actor, "org.arrange", at, [unit])
    return _guard.found(
        TemporaryBody, TemporaryBody.objects.filter(unit=unit).values_list("id", flat=True).first() or 0
    )


def _join(work: Work, body: TemporaryBody, unit_id: int, on: date) -> None:
    row = BodyMember.objects.create(body=body, unit_id=unit_id, valid_from=on)
    payload = {"unit": f"unit:{unit_id}", "from_on": on}
    work.record("body.member_joined", stream=f"unit:{body.unit_id}", payload=payload, rows=[row])
