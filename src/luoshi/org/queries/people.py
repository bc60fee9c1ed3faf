"""Posts, who answers for them on a day, and which leader answers for which unit."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from luoshi.org._dates import civil, in_force
from luoshi.org.models import Division, Person, Post, StandIn, Tenure
from luoshi.org.queries.places import ancestors, parents
from luoshi.org.records import DivisionRecord, Holder, PersonRecord, PostRecord

_POST = ("id", "unit_id", "title", "role", "serves_id")


def post(post_id: int) -> PostRecord | None:
    """One post, whether it still exists or not."""
    row = Post.objects.filter(id=post_id).values_list(*_POST).first()
    return None if row is None else PostRecord(*row)


def role_of(ref: str) -> str:
    """The role of the post in a ref `post:3/person:9`; "" for a part of the system."""
    number = ref.partition("/")[0].removeprefix("post:")
    found = post(int(number)) if number.isdecimal() else None
    return found.role if found else ""


def posts(as_of: datetime) -> Mapping[int, PostRecord]:
    """Every post that exists on the day, by id. One query."""
    rows = Post.objects.filter(in_force(civil(as_of))).order_by("id").values_list(*_POST)
    return {row[0]: PostRecord(*row) for row in rows}


def posts_of(unit_ids: Iterable[int], role: str, as_of: datetime) -> Mapping[int, PostRecord]:
    """Unit → its post of this role on the day (the first founded, when there are several). One query."""
    rows = (
        Post.objects.filter(in_force(civil(as_of)), unit_id__in=tuple(unit_ids), role=role)
        .order_by("-id")
        .values_list(*_POST)
    )
    return {row[1]: PostRecord(*row) for row in rows}


def head_post(unit_id: int, as_of: datetime) -> PostRecord | None:
    """The post of the unit's head (单位主要负责人, the first responsible of R1-11)."""
    return posts_of([unit_id], Post.Role.UNIT_HEAD, as_of).get(unit_id)


def liaison_post(unit_id: int, as_of: datetime) -> PostRecord | None:
    """The post of the unit's liaison (联络员)."""
    return posts_of([unit_id], Post.Role.LIAISON, as_of).get(unit_id)


def holder(post_id: int, as_of: datetime) -> Holder | None:
    """Who answers for the post on the day: the stand-in while somebody stands in, else the holder; None if vacant."""
    return holders([post_id], as_of).get(post_id)


def holders(post_ids: Iterable[int], as_of: datetime) -> Mapping[int, Holder]:
    """Post → who answers for it on the day; vacant posts are absent. Two queries."""
    wanted, on = tuple(post_ids), civil(as_of)
    by_post = dict(StandIn.objects.filter(in_force(on), post_id__in=wanted).values_list("post_id", "by_post_id"))
    tenures = Tenure.objects.filter(in_force(on), post_id__in={*wanted, *by_post.values()})
    held = {row[0]: (row[1], row[2]) for row in tenures.values_list("post_id", "person_id", "person__name")}
    found: dict[int, Holder] = {}
    for post_id in wanted:
        other = by_post.get(post_id)
        if other in held:
            found[post_id] = Holder(post_id, *held[other], by_post_id=other)
        elif post_id in held:
            found[post_id] = Holder(post_id, *held[post_id])
    return found


def find_person(person_id: int) -> PersonRecord | None:
    """One person by id."""
    row = Person.objects.filter(id=person_id).values_list("id", "name").first()
    return None if row is None else PersonRecord(*row)


def list_divisions(as_of: datetime, leader_post_id: int | None = None) -> tuple[DivisionRecord, ...]:
    """The divisions in force on the day, of one leader or of all, in the order they were made."""
    mine = Q() if leader_post_id is None else Q(leader_post_id=leader_post_id)
    rows = (
        Division.objects.filter(in_force(civil(as_of)), mine)
        .order_by("id")
        .values_list("id", "leader_post_id", "unit_id", "field", "valid_from", "valid_to")
    )
    return tuple(DivisionRecord(*row) for row in rows)


def leader_in_charge(unit_id: int, as_of: datetime) -> PostRecord | None:
    """The post of the leader in charge (分管领导) of the unit, or of its nearest superior that has one."""
    return leaders_in_charge([unit_id], as_of).get(unit_id)


def leaders_in_charge(unit_ids: Iterable[int], as_of: datetime) -> Mapping[int, PostRecord]:
    """Unit → post of its leader in charge on the day; units without one are absent. Two queries.

    A leader for all of a unit's work goes before one for a field of it.
    """
    tree = parents(as_of)
    rows = (
        Division.objects.filter(in_force(civil(as_of)))
        .order_by("-field", "-id")
        .values_list("unit_id", *(f"leader_post__{column}" for column in _POST))
    )
    answering = {row[0]: PostRecord(*row[1:]) for row in rows}
    found: dict[int, PostRecord] = {}
    for unit_id in unit_ids:
        near = next((one for one in ancestors(unit_id, tree) if one in answering), None)
        if near is not None:
            found[unit_id] = answering[near]
    return found
