"""The directory as its pages show it: lists with search and a cursor, cards of one unit, post or person."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from luoshi.org._dates import civil, in_force
from luoshi.org.cards import (
    BindingRecord,
    Name,
    PersonCard,
    PersonLine,
    PersonLines,
    PostCard,
    Seat,
    Span,
    UnitCard,
    UnitLine,
    UnitLines,
)
from luoshi.org.models import Account, Binding, IssuingOffice, Person, Post, StandIn, Tenure, Unit, UnitAlias
from luoshi.org.models import UnitVersion as Version
from luoshi.org.queries import people, places
from luoshi.org.queries.names import names
from luoshi.org.records import AccountRecord, PersonRecord, PostRecord, UnitRecord
from luoshi.record import queries as record

MOBILE = "mobile"
_ACCOUNT = ("id", "person_id", "login", "password_set_at", "is_initial_password", "locked_until", "closed_at")
_POST = ("id", "unit_id", "title", "role", "serves_id")
#: What the list of persons may be narrowed to besides a name.
PERSON_STATES = ("no_account", "no_post", "locked", "closed", "initial")


def find_units(
    as_of: datetime,
    *,
    text: str = "",
    kind: str = "",
    parent_id: int | None = None,
    after: str | None = None,
    limit: int = 50,
) -> UnitLines:
    """Units of the day whose name, short name, other name or code holds `text`, in the order of their codes.

    `after` is the cursor that the page before gave. Five queries, however many units.
    """
    known = places.units(as_of)
    found = [one for one in known.values() if _fits(one, kind, parent_id)]
    if text:
        also = {unit_id for name, unit_id in _aliases() if text in name}
        found = [one for one in found if text in one.name or text in one.short_name or text in one.code]
        found += [one for one in known.values() if one.id in also and one not in found and _fits(one, kind, parent_id)]
        found.sort(key=_cursor)
    rest = [one for one in found if after is None or _cursor(one) > after]
    shown = rest[:limit]
    return UnitLines(
        lines=_unit_lines(shown, known, as_of),
        n=len(found),
        next_after=_cursor(shown[-1]) if len(rest) > limit else None,
    )


def _fits(unit: UnitRecord, kind: str, parent_id: int | None) -> bool:
    return (not kind or unit.kind == kind) and (parent_id is None or unit.parent_id == parent_id)


def _cursor(unit: UnitRecord) -> str:
    """Where a unit stands in the list."""
    return f"{unit.code}\t{unit.id:012}"


def _aliases() -> Iterable[tuple[str, int]]:
    return UnitAlias.objects.values_list("name", "unit_id")


def _unit_lines(units: Iterable[UnitRecord], known: Mapping[int, UnitRecord], as_of: datetime) -> tuple[UnitLine, ...]:
    listed = tuple(units)
    ids = [one.id for one in listed]
    heads = people.posts_of(ids, Post.Role.UNIT_HEAD, as_of)
    liaisons = people.posts_of(ids, Post.Role.LIAISON, as_of)
    holders = people.holders([post.id for post in (*heads.values(), *liaisons.values())], as_of)

    def who(posts: Mapping[int, PostRecord], unit_id: int) -> str:
        post = posts.get(unit_id)
        return holders[post.id].name if post is not None and post.id in holders else ""

    return tuple(
        UnitLine(
            unit=one,
            parent=above.short_name if (above := known.get(one.parent_id or 0)) else "",
            head=who(heads, one.id),
            liaison=who(liaisons, one.id),
        )
        for one in listed
    )


def unit_card(unit_id: int, as_of: datetime) -> UnitCard | None:
    """One unit with its earlier names, other names, posts and members; of a dissolved one the last version.

    None when there is no such unit, or it was not founded yet on the day.
    """
    row = Unit.objects.filter(id=unit_id, founded_on__lte=civil(as_of)).select_related("successor").first()
    if row is None:
        return None
    versions = list(Version.objects.filter(unit_id=unit_id, valid_from__lte=civil(as_of)).order_by("-valid_from"))
    last = versions[0]
    body = places.find_body(unit_id, as_of)
    office = IssuingOffice.objects.filter(unit_id=unit_id).values_list("code", "title").first()
    refs = {f"unit:{one.parent_id}" for one in versions} | {f"unit:{row.successor_id}"}
    refs |= {f"unit:{one}" for one in body.member_unit_ids} if body else set()
    called = names(refs, as_of)
    return UnitCard(
        unit=UnitRecord(row.id, row.code, last.name, last.short_name, row.kind, last.parent_id, row.area_id),
        parent=called.get(f"unit:{last.parent_id}", ""),
        founded_on=row.founded_on,
        dissolved_on=row.dissolved_on,
        successor_id=row.successor_id,
        successor=called.get(f"unit:{row.successor_id}", ""),
        names=tuple(
            Name(one.name, one.short_name, called.get(f"unit:{one.parent_id}", ""), one.valid_from, one.valid_to)
            for one in versions
        ),
        aliases=tuple(UnitAlias.objects.filter(unit_id=unit_id).order_by("id").values_list("name", flat=True)),
        seats=_seats(unit_id, as_of),
        below=Version.objects.filter(in_force(civil(as_of)), parent_id=unit_id).count(),
        body=body,
        members=tuple((one, called.get(f"unit:{one}", "")) for one in body.member_unit_ids) if body else (),
        office=(office[0], office[1]) if office else None,
        duties=row.duties or "",
    )


def _seats(unit_id: int, as_of: datetime) -> tuple[Seat, ...]:
    """The unit's posts of the day, in the order of their founding."""
    rows = Post.objects.filter(in_force(civil(as_of)), unit_id=unit_id).order_by("id").values_list(*_POST)
    posts = [PostRecord(*row) for row in rows]
    holders = people.holders([post.id for post in posts], as_of)
    return tuple(
        Seat(post, held.person_id, held.name, held.by_post_id)
        if (held := holders.get(post.id)) is not None
        else Seat(post, None, "", None)
        for post in posts
    )


def post_card(post_id: int, as_of: datetime) -> PostCard | None:
    """One post with its holders, stand-ins and divisions until the day; None when it was not founded yet."""
    on = civil(as_of)
    row = Post.objects.filter(id=post_id, valid_from__lte=on).first()
    if row is None:
        return None
    held = Tenure.objects.filter(post=row).select_related("person").order_by("-valid_from")
    lent = list(StandIn.objects.filter(post=row).order_by("-valid_from"))
    divisions = people.list_divisions(as_of, post_id)
    refs = {f"unit:{row.unit_id}", f"post:{row.serves_id}"}
    refs |= {f"post:{one.by_post_id}" for one in lent} | {f"unit:{one.unit_id}" for one in divisions}
    called = names(refs, as_of)
    return PostCard(
        post=PostRecord(row.id, row.unit_id, row.title, row.role, row.serves_id),
        unit=called.get(f"unit:{row.unit_id}", ""),
        serves=called.get(f"post:{row.serves_id}", ""),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        tenures=tuple(Span(one.id, one.person_id, one.person.name, one.valid_from, one.valid_to) for one in held),
        stand_ins=tuple(
            Span(one.id, one.by_post_id, called.get(f"post:{one.by_post_id}", ""), one.valid_from, one.valid_to)
            for one in lent
        ),
        divisions=tuple((one, called.get(f"unit:{one.unit_id}", "")) for one in divisions),
    )


def find_persons(
    as_of: datetime, *, text: str = "", state: str = "", after: int | None = None, limit: int = 50
) -> PersonLines:
    """Persons whose name or login holds `text`, narrowed to a state of `PERSON_STATES`, newest first.

    `after` is the cursor that the page before gave. Five queries.
    """
    wanted = Person.objects.filter(_in_state(state, as_of))
    if text:
        wanted = wanted.filter(Q(name__contains=text) | Q(account__login__contains=text))
    rest = wanted if after is None else wanted.filter(id__lt=after)
    rows = list(rest.order_by("-id")[: limit + 1])
    shown = rows[:limit]
    ids = [row.id for row in shown]
    accounts = {one[1]: AccountRecord(*one) for one in Account.objects.filter(person_id__in=ids).values_list(*_ACCOUNT)}
    held = Tenure.objects.filter(in_force(civil(as_of)), person_id__in=ids).order_by("id")
    pairs = list(held.values_list("person_id", "post_id"))
    called = names({f"post:{post_id}" for _, post_id in pairs}, as_of)
    lines = tuple(
        PersonLine(
            person=PersonRecord(row.id, row.name),
            posts=tuple(called.get(f"post:{post_id}", "") for person_id, post_id in pairs if person_id == row.id),
            account=accounts.get(row.id),
        )
        for row in shown
    )
    return PersonLines(lines, wanted.count(), shown[-1].id if len(rows) > limit else None)


def _in_state(state: str, as_of: datetime) -> Q:
    """Persons in one of `PERSON_STATES`; all without one."""
    holding = Tenure.objects.filter(in_force(civil(as_of))).values("person_id")
    states = {
        "no_account": Q(account=None),
        "no_post": ~Q(id__in=holding),
        "locked": Q(account__locked_until__gt=as_of),
        "closed": Q(account__closed_at__isnull=False),
        "initial": Q(account__is_initial_password=True),
    }
    return states.get(state, Q())


def person_card(person_id: int, as_of: datetime) -> PersonCard | None:
    """One person with her posts, account and doors; None for nobody."""
    row = Person.objects.filter(id=person_id).first()
    if row is None:
        return None
    held = list(Tenure.objects.filter(person=row).order_by("-valid_from", "-id"))
    called = names({f"post:{one.post_id}" for one in held}, as_of)
    account = Account.objects.filter(person=row).first()
    fields = None if account is None else AccountRecord(*(getattr(account, name) for name in _ACCOUNT))
    bindings = Binding.objects.filter(account=account, ended_at=None).order_by("door") if account else ()
    return PersonCard(
        person=PersonRecord(row.id, row.name),
        spans=tuple(
            Span(one.id, one.post_id, called.get(f"post:{one.post_id}", ""), one.valid_from, one.valid_to)
            for one in held
        ),
        account=fields,
        bindings=tuple(BindingRecord(one.door, one.subject, one.bound_at) for one in bindings),
        local_door_closed_at=account.local_door_closed_at if account else None,
        has_mobile=record.has_private(stream=f"person:{row.id}", name=MOBILE),
    )


def find_posts(as_of: datetime, text: str, limit: int = 12) -> tuple[tuple[PostRecord, str], ...]:
    """Posts of the day whose unit and title hold every word of `text`, with their full names; at most `limit`."""
    words = text.split()
    if not words:
        return ()
    posts = people.posts(as_of)
    called = names({f"post:{one}" for one in posts}, as_of)
    whole = [(one, called.get(f"post:{one.id}", "")) for one in posts.values()]
    exact = [pair for pair in whole if pair[1] == text.strip()]
    return tuple(exact or [pair for pair in whole if all(word in pair[1] for word in words)][:limit])
