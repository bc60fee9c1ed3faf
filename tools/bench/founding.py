"""A city of 640 units over six counties, with everybody who acts, made by the organisation's own operations."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from luoshi.clock.civil import first_moment
from luoshi.org import operations as org
from luoshi.org.access import Actor, system_actor
from luoshi.org.operations import StaffSpec, UnitSpec
from luoshi.record.operations import keep_file, unit_of_work
from luoshi.rulebook import operations as rulebook

ON = dt.date(2025, 1, 1)
AT = first_moment(ON)
FOUNDER = system_actor("bench")
CITY = "149900"  # a code that GB/T 2260 gives to nobody
COUNTIES = 6
# Departments, townships and villages of a county; with leadership and supervision office 100 units.
_PARTS = (("department", "局", 30), ("township", "镇", 12), ("village", "村", 56))
_CITY_DEPARTMENTS = 37


@dataclass(frozen=True, slots=True)
class Member:
    """A unit that answers for items, with its two posts and who holds them."""

    unit_id: int
    area_id: int
    head_post: int
    head_person: int
    liaison_post: int
    liaison_person: int

    @property
    def head(self) -> Actor:
        """The head of the unit."""
        return Actor(self.head_person, self.head_post, self.unit_id, self.area_id, "unit_head")

    @property
    def liaison(self) -> Actor:
        """The liaison of the unit."""
        return Actor(self.liaison_person, self.liaison_post, self.unit_id, self.area_id, "liaison")


@dataclass(frozen=True, slots=True)
class Office:
    """An issuing office, the officer who acts for it and her director."""

    id: int
    clerk: Actor
    director: Actor


@dataclass(frozen=True, slots=True)
class Founded:
    """`groups`: the units of each county, then those of the city; `leaders` in the same order, one in charge of each.

    `offices`: the city's, then the counties'. `files`: hash and name of kept evidence. `people`: who signs in.
    """

    groups: tuple[tuple[Member, ...], ...]
    leaders: tuple[Actor, ...]
    offices: tuple[Office, ...]
    files: tuple[tuple[str, str], ...]
    people: Mapping[str, Actor]


def found() -> Founded:
    """Write the organisation into an empty, migrated database."""
    rulebook.activate_shipped(actor=FOUNDER.ref, at=AT)
    with unit_of_work(actor=FOUNDER.ref, at=AT):
        return _found()


def _found() -> Founded:
    city = org.found_area(actor=FOUNDER, at=AT, level="city", code=CITY, name="柳原市")
    top, office, centre = _units(city, [
        UnitSpec("L1", "柳原市人民政府", "leadership", "市政府"),
        UnitSpec("O1", "柳原市人民政府督查室", "office", "市政府督查室"),
        UnitSpec("C1", "柳原市大数据中心", "department", "市大数据中心"),
    ])  # fmt: skip
    city_units = _units(city, [
        UnitSpec(f"D{n:02}", f"柳原市第{n}局", "department", f"市{n}局", top) for n in range(1, _CITY_DEPARTMENTS + 1)
    ])  # fmt: skip
    groups, tops, offices = [], [], [_office(city, office, "市督", "柳原市政府督查室")]
    for n in range(1, COUNTIES + 1):
        area, leadership, supervising, members = _county(n, city)
        groups.append(_staffed(area, members))
        tops.append(leadership)
        offices.append(_office(area, supervising, f"县督{n}", f"第{n}县政府督查室"))
    groups.append(_staffed(city, city_units))
    leaders = _leaders(city, top, [*([one] for one in tops), city_units])
    people = {
        "director": offices[0].director,
        "chief": _one(city, top, "市长", "chief_leader"),
        "leader": leaders[0],
        "head": groups[0][31].head,  # of a township with villages below it
        "liaison": groups[0][3].liaison,
        "auditor": _one(city, centre, "安全审计员", "auditor"),
        "clerk": offices[0].clerk,
    }
    return Founded(tuple(groups), leaders, tuple(offices), _files(), people)


def _units(area: int, specs: Sequence[UnitSpec]) -> list[int]:
    return list(org.found_units(actor=FOUNDER, at=AT, area_id=area, units=specs, on=ON))


def _county(n: int, city: int) -> tuple[int, int, int, list[int]]:
    """Area, leadership, supervision office and the 98 units that work of one county."""
    name = f"柳原{'一二三四五六'[n - 1]}县"
    area = org.found_area(actor=FOUNDER, at=AT, level="county", code=f"1499{20 + n}", name=name, parent_id=city)
    top, office = _units(area, [
        UnitSpec("L1", f"{name}人民政府", "leadership", f"{name}政府"),
        UnitSpec("O1", f"{name}人民政府督查室", "office", f"{name}督查室"),
    ])  # fmt: skip
    made: list[int] = []
    for kind, word, count in _PARTS:
        towns = made[30:]
        specs = [
            UnitSpec(f"{kind[0].upper()}{one:02}", f"{name}第{one}{word}", kind, f"{name}{one}{word}",
                     towns[one % len(towns)] if towns else top)
            for one in range(1, count + 1)
        ]  # fmt: skip
        made += _units(area, specs)
    return area, top, office, made


def _staffed(area: int, units: Sequence[int]) -> tuple[Member, ...]:
    """A head and a liaison for each unit."""
    specs = [
        StaffSpec(unit, title, role, f"{'赵钱孙李周吴郑王'[unit % 8]}{'文武德仁义礼智信'[unit // 8 % 8]}{name}")
        for unit in units
        for title, role, name in (("主要负责人", "unit_head", "远"), ("联络员", "liaison", "宁"))
    ]
    made = org.staff(actor=FOUNDER, at=AT, posts=specs, on=ON)
    pairs = zip(made[::2], made[1::2], strict=True)
    return tuple(
        Member(unit, area, head.post_id, head.person_id, liaison.post_id, liaison.person_id)
        for unit, (head, liaison) in zip(units, pairs, strict=True)
    )


def _one(area: int, unit: int, title: str, role: str) -> Actor:
    (made,) = org.staff(actor=FOUNDER, at=AT, posts=[StaffSpec(unit, title, role, f"{title[:2]}甲")], on=ON)
    return Actor(made.person_id, made.post_id, unit, area, role)


def _office(area: int, unit: int, code: str, title: str) -> Office:
    office = org.open_issuing_office(actor=FOUNDER, at=AT, unit_id=unit, code=code, title=title)
    clerk, director = (
        _one(area, unit, title, role)
        for title, role in (("干事", "supervision_officer"), ("主任", "supervision_director"))
    )
    return Office(office, clerk, director)


def _leaders(city: int, top: int, divisions: Sequence[Sequence[int]]) -> tuple[Actor, ...]:
    """A vice mayor in charge of each county, and one of the city's departments."""
    leaders = tuple(_one(city, top, f"副市长{n}", "leader") for n in range(len(divisions)))
    for leader, units in zip(leaders, divisions, strict=True):
        org.give_divisions(actor=FOUNDER, at=AT, leader_post_id=leader.post_id, unit_ids=list(units), on=ON)
    return leaders


def _files() -> tuple[tuple[str, str], ...]:
    """Five papers that serve as evidence; linked, never copied, so five are enough."""
    made = []
    for n in range(5):
        name = f"验收材料{n + 1}.txt"
        kept = keep_file(
            content=f"第{n + 1}份验收材料：现场查看，符合标准。".encode(), name=name, at=AT, actor=FOUNDER.ref
        )
        made.append((kept.hash, name))
    return tuple(made)
