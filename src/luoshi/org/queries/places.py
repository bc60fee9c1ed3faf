"""Areas, the unit tree of a day, issuing offices, temporary bodies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from luoshi.org._dates import civil, in_force
from luoshi.org.models import Area, BodyMember, IssuingOffice, TemporaryBody, UnitVersion
from luoshi.org.records import AreaRecord, BodyRecord, IssuingOfficeRecord, UnitRecord

Parents = Mapping[int, int | None]


def areas() -> tuple[AreaRecord, ...]:
    """Every area, by code."""
    rows = Area.objects.order_by("code").values_list("id", "code", "name", "level", "parent_id")
    return tuple(AreaRecord(*row) for row in rows)


def units(as_of: datetime) -> Mapping[int, UnitRecord]:
    """Every unit that exists on the day, by id, in the order of its code. One query."""
    rows = (
        UnitVersion.objects.filter(in_force(civil(as_of)))
        .order_by("unit__code", "unit_id")
        .values_list("unit_id", "unit__code", "name", "short_name", "unit__kind", "parent_id", "unit__area_id")
    )
    return {row[0]: UnitRecord(*row) for row in rows}


def unit(unit_id: int, as_of: datetime) -> UnitRecord | None:
    """One unit on the day; None when it does not exist then."""
    row = (
        UnitVersion.objects.filter(in_force(civil(as_of)), unit_id=unit_id)
        .values_list("unit_id", "unit__code", "name", "short_name", "unit__kind", "parent_id", "unit__area_id")
        .first()
    )
    return None if row is None else UnitRecord(*row)


def parents(as_of: datetime) -> Parents:
    """Unit → its superior on the day, of every unit that exists then. One light query."""
    return dict(UnitVersion.objects.filter(in_force(civil(as_of))).values_list("unit_id", "parent_id"))


def subtree(unit_id: int, as_of: datetime) -> frozenset[int]:
    """The unit and everything below it on the day. One query."""
    return below([unit_id], parents(as_of))


def below(unit_ids: Iterable[int], tree: Parents) -> frozenset[int]:
    """`unit_ids` and everything below them in the tree that `parents` gave; units outside the tree stay in."""
    children: defaultdict[int | None, list[int]] = defaultdict(list)
    for unit_id, parent_id in tree.items():
        children[parent_id].append(unit_id)
    found: set[int] = set()
    open_ids = list(unit_ids)
    while open_ids:
        one = open_ids.pop()
        if one not in found:
            found.add(one)
            open_ids += children[one]
    return frozenset(found)


def ancestors(unit_id: int, tree: Parents) -> tuple[int, ...]:
    """The unit and its superiors, nearest first, in the tree that `parents` gave."""
    line: list[int] = []
    here: int | None = unit_id
    while here is not None and here not in line:
        line.append(here)
        here = tree.get(here)
    return tuple(line)


def issuing_offices(as_of: datetime) -> tuple[IssuingOfficeRecord, ...]:
    """The issuing offices whose unit exists on the day, by code."""
    rows = (
        IssuingOffice.objects.filter(in_force(civil(as_of), "unit__versions__"))
        .order_by("code")
        .values_list("id", "unit_id", "unit__area_id", "code", "title")
    )
    return tuple(IssuingOfficeRecord(*row) for row in rows)


def find_body(unit_id: int, as_of: datetime) -> BodyRecord | None:
    """The temporary body that this unit is, with its members on the day; None for an ordinary unit."""
    body = TemporaryBody.objects.filter(unit_id=unit_id).first()
    if body is None:
        return None
    members = (
        BodyMember.objects.filter(in_force(civil(as_of)), body=body)
        .order_by("unit__code")
        .values_list("unit_id", flat=True)
    )
    return BodyRecord(unit_id, body.basis, body.leader_post_id, body.ends_on, tuple(members))
