"""Sets the county up: areas, units, posts with their persons, divisions, issuing offices, accounts."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from luoshi.cli.demo import content
from luoshi.cli.demo.content import County
from luoshi.cli.demo.frame import Frame
from luoshi.cli.demo.people import PASSWORD
from luoshi.clock.civil import first_moment
from luoshi.org import operations as org
from luoshi.org.access import Actor, system_actor
from luoshi.org.operations import StaffSpec, UnitSpec
from luoshi.record.operations import unit_of_work

_GOVERNMENT, _PARTY = "县政府", "县委"
_PARTY_UNITS = frozenset({"县委办", "组织部", "政法委", "社会工作部"})
ACTOR = system_actor("demo")


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of the county and who holds it first."""

    post_id: int
    person_id: int
    unit_id: int
    role: str


@dataclass(frozen=True, slots=True)
class Founded:
    """What the player needs to know: the area, units by short name, posts by key, issuing offices by code."""

    area_id: int
    units: Mapping[str, int]
    seats: Mapping[str, Seat]
    offices: Mapping[str, int]


def found(frame: Frame) -> Founded:
    """Set the county up as of the founding day, in one transaction."""
    county = content.county()
    on, at = frame.founded_on, first_moment(frame.founded_on)
    with unit_of_work(actor=ACTOR.ref, at=at):
        city, area = county.city, county.area
        city_id = org.found_area(actor=ACTOR, at=at, level="city", code=city["code"], name=city["name"])
        area_id = org.found_area(
            actor=ACTOR, at=at, level="county", code=area["code"], name=area["name"], parent_id=city_id
        )
        units = _units(county, area_id, on, at)
        seats = _staff(county, units, frame.seed, on, at)
        offices = {
            one["code"]: org.open_issuing_office(
                actor=ACTOR, at=at, unit_id=units[one["unit"]], code=one["code"], title=one["title"]
            )
            for one in county.offices
        }
        _divisions(county, units, seats, on, at)
        _body(county, area_id, units, seats, frame, at)
    return Founded(area_id, units, seats, offices)


def _units(county: County, area_id: int, on: dt.date, at: dt.datetime) -> dict[str, int]:
    """Leadership, departments, townships and parks, then their sections and villages; ids by short name."""
    names = {_GOVERNMENT: f"{county.area['name']}人民政府", _PARTY: f"中共{county.area['name']}委员会"}
    tops = [UnitSpec(f"L{n}", name, "leadership", short) for n, (short, name) in enumerate(names.items(), 1)]
    ids = dict(zip(names, org.found_units(actor=ACTOR, at=at, area_id=area_id, units=tops, on=on), strict=True))
    specs = [
        UnitSpec(
            f"{unit.kind[0].upper()}{n:02}", unit.name, unit.kind, unit.short,
            ids[_PARTY if unit.short in _PARTY_UNITS else _GOVERNMENT], _aliases(unit.short, unit.kind), unit.duties,
        )
        for n, unit in enumerate(county.units, 1)
    ]  # fmt: skip
    made = org.found_units(actor=ACTOR, at=at, area_id=area_id, units=specs, on=on)
    ids |= dict(zip((unit.short for unit in county.units), made, strict=True))
    parts = list(_parts(county, ids))
    made = org.found_units(actor=ACTOR, at=at, area_id=area_id, units=parts, on=on)
    return ids | {part.short_name: part_id for part, part_id in zip(parts, made, strict=True)}


def _aliases(short: str, kind: str) -> tuple[str, ...]:
    """What documents call a department besides: with the county before its short name."""
    return (f"县{short}",) if kind == "department" and not short.startswith("县") else ()


def _parts(county: County, ids: Mapping[str, int]) -> Iterator[UnitSpec]:
    """Sections and villages; the supervision offices are sections that issue."""
    issuing = {one["unit"] for one in county.offices}
    for unit in county.units:
        kind = "village" if unit.kind == "township" else "section"
        for n, part in enumerate(unit.parts, 1):
            own = "office" if part in issuing else kind
            # A section's name alone says nothing outside its unit, and two units may have a section of one name.
            full = part if own != "section" else f"{unit.short}{part}"
            yield UnitSpec(f"S{ids[unit.short]:03}-{n}", full, own, full, ids[unit.short])


def _staff(county: County, units: Mapping[str, int], seed: int, on: dt.date, at: dt.datetime) -> dict[str, Seat]:
    """Every post with its first holder, by key: leaders, staff, and a head and a liaison for each unit."""
    names = _names(county, Random(f"{seed}:names"))  # noqa: S311 - names, not secrets
    keys: list[str] = []
    posts: list[StaffSpec] = []
    for leader in county.leaders:
        role = "chief_leader" if leader.key == "head" else "leader"
        keys.append(leader.key)
        posts.append(
            StaffSpec(units[_PARTY if leader.key == "party" else _GOVERNMENT], leader.title, role, leader.person)
        )
    for unit in county.units:
        for kind, role, title in (("head", "unit_head", unit.head), ("liaison", "liaison", "联络员")):
            key = f"{unit.short}:{kind}"
            keys.append(key)
            posts.append(StaffSpec(units[unit.short], title, role, county.persons.get(key) or next(names)))
    others = [one for one in county.staff if not one.serves]
    keys += [one.key for one in others]
    posts += [StaffSpec(units[one.unit], one.title, one.role, one.person) for one in others]
    seats = _seats(keys, posts, on, at)
    serving = [one for one in county.staff if one.serves]
    specs = [
        StaffSpec(units[one.unit], one.title, one.role, one.person, serves_id=seats[one.serves].post_id)
        for one in serving
    ]
    return seats | _seats([one.key for one in serving], specs, on, at)


def _seats(keys: list[str], posts: list[StaffSpec], on: dt.date, at: dt.datetime) -> dict[str, Seat]:
    made = org.staff(actor=ACTOR, at=at, posts=posts, on=on)
    return {
        key: Seat(one.post_id, one.person_id, post.unit_id, post.role)
        for key, post, one in zip(keys, posts, made, strict=True)
    }


def _names(county: County, chance: Random) -> Iterator[str]:
    """Names put together from surnames and given names, none twice."""
    seen = set(county.persons.values())
    while True:
        name = chance.choice(county.surnames) + chance.choice(county.given)
        if name not in seen:
            seen.add(name)
            yield name


def _divisions(
    county: County, units: Mapping[str, int], seats: Mapping[str, Seat], on: dt.date, at: dt.datetime
) -> None:
    """Each leader answers for the units of her division."""
    for leader in county.leaders:
        ids = [units[short] for short in leader.units]
        org.give_divisions(actor=ACTOR, at=at, leader_post_id=seats[leader.key].post_id, unit_ids=ids, on=on)


def _body(
    county: County,
    area_id: int,
    units: Mapping[str, int],
    seats: Mapping[str, Seat],
    frame: Frame,
    at: dt.datetime,
) -> None:
    """The temporary body with its members, its founding paper and its end."""
    body = county.body
    org.found_body(
        actor=ACTOR,
        at=at,
        area_id=area_id,
        code="B01",
        name=body["name"],
        short_name=body["short"],
        basis=body["basis"],
        leader_post_id=seats[body["leader"]].post_id,
        member_unit_ids=[units[short] for short in body["members"]],
        on=frame.founded_on,
        ends_on=dt.date(frame.as_of.year + 1, 6, 30),
        parent_id=units[_GOVERNMENT],
    )


def open_accounts(founded: Founded, holders: Mapping[str, int], at: dt.datetime) -> None:
    """An account for every role card; `holders` are the persons who hold the cards' posts when the visitor comes."""
    with unit_of_work(actor=ACTOR.ref, at=at):
        for card in content.county().cards:
            person_id = holders.get(card.key) or founded.seats[card.key].person_id
            org.open_account(actor=ACTOR, at=at, person_id=person_id, login=card.login, password=PASSWORD)


def actor_of(founded: Founded, key: str, *, person_id: int | None = None) -> Actor:
    """The actor of a post's key; `person_id` when somebody else than the first holder sits on it."""
    seat = founded.seats[key]
    return Actor(
        person_id=person_id or seat.person_id,
        post_id=seat.post_id,
        unit_id=seat.unit_id,
        area_id=founded.area_id,
        role=seat.role,
    )
