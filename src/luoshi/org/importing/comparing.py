"""How the rows differ from the directory: what will be changed, who may change it, and every fault at once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from luoshi.org import access, queries
from luoshi.org.access import Actor
from luoshi.org.importing.rows import COLUMNS, POSTS, UNITS, PostRow, Read, UnitRow
from luoshi.org.models import Account, Person, UnitAlias
from luoshi.org.records import PostRecord, UnitRecord
from luoshi.record.refusals import Reason

#: What is changed → the verb it needs. In this order it is carried out.
VERBS = {
    "found_unit": "org.arrange",
    "rename": "org.arrange",
    "move": "org.arrange",
    "alias": "org.arrange",
    "found_post": "org.arrange",
    "register": "org.register",
    "appoint": "org.staff",
    "succeed": "org.staff",
    "open_account": "org.accounts",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that will be changed: what (`VERBS`), the row that says so, and words for it (before → after)."""

    what: str
    row: UnitRow | PostRow
    name: str
    before: str = ""
    after: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the actor will change, what is left to another administrator, and what is wrong."""

    mine: tuple[Change, ...]
    others: tuple[Change, ...]
    faults: tuple[Reason, ...]

    def counts(self, *, mine: bool = True) -> dict[str, int]:
        """How many changes of each sort, in the order they are carried out."""
        found = Counter(one.what for one in (self.mine if mine else self.others))
        return {what: found[what] for what in VERBS if found[what]}


@dataclass(slots=True)
class _Known:
    """The directory as it stands, by what rows say: units by code, posts by unit code and title, people."""

    units: Mapping[str, UnitRecord]
    posts: Mapping[tuple[str, str], PostRecord]
    holders: Mapping[int, tuple[int, str]]
    aliases: frozenset[tuple[int, str]]
    logins: Mapping[str, tuple[int, str]]
    people: Mapping[str, list[int]]
    with_account: frozenset[int]
    faults: list[Reason] = field(default_factory=list)


def plan(actor: Actor, found: Read, *, at: datetime) -> Plan:
    """What importing these rows would change at `at`. A row that says what is so already changes nothing.

    Nothing is ever ended because it is missing in the table.
    """
    known = _known(actor, at)
    known.faults += found.faults
    _unique(known, found)
    changes = [*_of_units(known, found), *_of_posts(known, found), *_of_people(known, found)]
    order = list(VERBS)
    changes.sort(key=lambda one: order.index(one.what))
    mine = [one for one in changes if access.allows(actor, VERBS[one.what])]
    waiting = _waiting(actor, changes)
    return Plan(
        mine=tuple(one for one in mine if one not in waiting),
        others=tuple(one for one in changes if one not in mine or one in waiting),
        faults=tuple(known.faults),
    )


def _waiting(actor: Actor, changes: list[Change]) -> list[Change]:
    """Appointments to posts that somebody else must found first."""
    if access.allows(actor, VERBS["found_post"]):
        return []
    coming = {one.row.key for one in changes if one.what == "found_post" and isinstance(one.row, PostRow)}
    return [
        one for one in changes
        if one.what in ("appoint", "register") and isinstance(one.row, PostRow) and one.row.key in coming
    ]  # fmt: skip


def _known(actor: Actor, at: datetime) -> _Known:
    """The directory of the actor's area (for the system: of the first area). A handful of queries."""
    areas = queries.areas()
    area_id = actor.area_id or next((one.id for one in reversed(areas)), 0)
    units = {one.code: one for one in queries.units(at).values() if one.area_id == area_id}
    codes = {one.id: code for code, one in units.items()}
    posts = {(codes[one.unit_id], one.title): one for one in queries.posts(at).values() if one.unit_id in codes}
    held = queries.holders([one.id for one in posts.values()], at)
    people: dict[str, list[int]] = {}
    for person_id, name in Person.objects.order_by("id").values_list("id", "name"):
        people.setdefault(name, []).append(person_id)
    accounts = list(Account.objects.values_list("login", "person_id", "person__name"))
    return _Known(
        units=units,
        posts=posts,
        holders={post_id: (one.person_id, one.name) for post_id, one in held.items() if one.by_post_id is None},
        aliases=frozenset(UnitAlias.objects.values_list("unit_id", "name")),
        logins={login: (person_id, name) for login, person_id, name in accounts},
        people=people,
        with_account=frozenset(person_id for _, person_id, _ in accounts),
    )


def _unique(known: _Known, found: Read) -> None:
    """Codes, posts and people that stand twice in the table."""
    codes = Counter(row.code for row in found.units if row.code)
    keys = Counter(row.key for row in found.posts)
    nameless = Counter(row.name for row in found.posts if row.name and not row.login)
    names = {row.login: row.name for row in reversed(found.posts) if row.login}
    for row in found.units:
        if codes[row.code] > 1:
            known.faults.append(row.place.fault("twice", COLUMNS[UNITS]["code"], said=row.code))
    for post in found.posts:
        if keys[post.key] > 1:
            known.faults.append(post.place.fault("twice", COLUMNS[POSTS]["title"], said=post.title))
        if not post.login and nameless[post.name] > 1:
            known.faults.append(post.place.fault("same_name", COLUMNS[POSTS]["login"], said=post.name))
        if post.login and names[post.login] != post.name:
            known.faults.append(post.place.fault("login_of_other", COLUMNS[POSTS]["login"], said=names[post.login]))


def _of_units(known: _Known, found: Read) -> Iterator[Change]:
    """Units to be founded, renamed, moved, known otherwise."""
    heads, rows = COLUMNS[UNITS], {row.code: row for row in found.units}
    ids = {one.id: code for code, one in known.units.items()}
    for row in found.units:
        if row.parent and row.parent not in known.units and row.parent not in rows:
            known.faults.append(row.place.fault("no_unit", heads["parent"], said=row.parent))
        if _is_circle(row, rows):
            known.faults.append(row.place.fault("circle", heads["parent"], said=row.parent))
        unit = known.units.get(row.code)
        if unit is None:
            yield Change("found_unit", row, row.name)
            continue
        if row.kind and unit.kind != row.kind:
            known.faults.append(row.place.fault("kind_differs", heads["kind"]))
        if (unit.name, unit.short_name) != (row.name, row.short_name):
            yield Change("rename", row, unit.name, unit.name, row.name)
        before = ids.get(unit.parent_id or 0, "")
        if before != row.parent:
            yield Change("move", row, unit.name, before, row.parent)
        yield from (
            Change("alias", row, unit.name, "", one) for one in row.aliases if (unit.id, one) not in known.aliases
        )


def _is_circle(row: UnitRow, rows: Mapping[str, UnitRow]) -> bool:
    """Whether the unit stands below itself in the table."""
    seen, here = set[str](), row.parent
    while here in rows and here not in seen:
        if here == row.code:
            return True
        seen.add(here)
        here = rows[here].parent
    return False


def _of_posts(known: _Known, found: Read) -> Iterator[Change]:
    """Posts to be founded."""
    heads, coming = COLUMNS[POSTS], {row.code for row in found.units}
    keys = {row.key for row in found.posts}
    for row in found.posts:
        if row.unit and row.unit not in known.units and row.unit not in coming:
            known.faults.append(row.place.fault("no_unit", heads["unit"], said=row.unit))
        served = tuple(row.serves.split(maxsplit=1))
        if (row.role == "secretary") != (served in known.posts or served in keys):
            known.faults.append(row.place.fault("serves", heads["serves"], said=row.serves or "—"))
        post = known.posts.get(row.key)
        if post is None:
            yield Change("found_post", row, row.title)
        elif row.role and post.role != row.role:
            known.faults.append(row.place.fault("role_differs", heads["role"]))


def _of_people(known: _Known, found: Read) -> Iterator[Change]:
    """Persons to be entered, appointed, given an account."""
    told: set[str] = set()
    for row in found.posts:
        if not row.name:
            continue
        post = known.posts.get(row.key)
        present = known.holders.get(post.id) if post else None
        person_id = _person(known, row, present)
        who = row.login or row.name
        if person_id is None and who not in told:
            yield Change("register", row, row.name)
        if present is None or present[0] != person_id:
            what = "succeed" if present else "appoint"
            yield Change(what, row, row.title, present[1] if present else "", row.name, person_id)
        has_account = row.login in known.logins or (person_id in known.with_account)
        if row.login and not has_account and who not in told:
            yield Change("open_account", row, row.name, "", row.login, person_id)
        told.add(who)


def _person(known: _Known, row: PostRow, present: tuple[int, str] | None) -> int | None:
    """Whom the row means: by login, else who holds the post already, else the one person of that name; None: new."""
    heads = COLUMNS[POSTS]
    if row.login in known.logins:
        person_id, name = known.logins[row.login]
        if name != row.name:
            known.faults.append(row.place.fault("login_of_other", heads["login"], said=name))
        return person_id
    if present is not None and present[1] == row.name:
        return present[0]
    same = [one for one in known.people.get(row.name, ()) if not (row.login and one in known.with_account)]
    if len(same) > 1:
        known.faults.append(row.place.fault("several", heads["name"], said=row.name))
    return same[0] if len(same) == 1 else None
