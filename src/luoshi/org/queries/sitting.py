"""Accounts, the actors that a person may choose to be, and how far an actor reaches on a day."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from luoshi.org import policy
from luoshi.org._dates import civil, in_force
from luoshi.org.access import Actor
from luoshi.org.models import Account, Division, IssuingOffice, Post, StandIn, Tenure
from luoshi.org.queries.places import above, under
from luoshi.org.records import AccountRecord, PersonRecord, Reach

_ACCOUNT = ("id", "person_id", "login", "password_set_at", "is_initial_password", "locked_until", "closed_at")

_LEADERS = frozenset({Post.Role.CHIEF_LEADER, Post.Role.LEADER})
_SUPERVISION = frozenset({Post.Role.SUPERVISION_DIRECTOR, Post.Role.SUPERVISION_OFFICER})


def account(account_id: int) -> AccountRecord | None:
    """One account by id, without its password."""
    row = Account.objects.filter(id=account_id).values_list(*_ACCOUNT).first()
    return None if row is None else AccountRecord(*row)


def accounts() -> tuple[AccountRecord, ...]:
    """Every account by login, without passwords."""
    return tuple(AccountRecord(*row) for row in Account.objects.order_by("login").values_list(*_ACCOUNT))


def must_change_password(account_id: int, as_of: datetime) -> bool:
    """Whether the password is an initial one or too old (R12-07); the edge then asks for a new one."""
    row = Account.objects.filter(id=account_id).values_list("is_initial_password", "password_set_at").first()
    return row is not None and (row[0] or policy.is_too_old(row[1], as_of))


def actors_for(who: Account | AnonymousUser | PersonRecord | int, as_of: datetime) -> tuple[Actor, ...]:
    """The actors that an account, or a person (record or id), may choose for this sitting, own posts first.

    Posts held on the day, posts she stands in for on the day, and for a secretary's post its leader on whose behalf
    she acts. Empty for nobody. Two queries.
    """
    person_id = _person_id(who)
    if person_id is None:
        return ()
    on = civil(as_of)
    held = Tenure.objects.filter(in_force(on), in_force(on, "post__"), person_id=person_id).order_by("id")
    own = [tenure.post for tenure in held.select_related("post__unit", "post__serves")]
    standing = StandIn.objects.filter(in_force(on), in_force(on, "post__"), by_post__in=own).order_by("id")
    lent = [one.post for one in standing.select_related("post__unit", "post__serves")] if own else []
    return tuple(_actors(person_id, [*own, *lent]))


def _person_id(who: Account | AnonymousUser | PersonRecord | int) -> int | None:
    """The person behind an account, a record or an id; None behind nobody."""
    if isinstance(who, int):
        return who
    if isinstance(who, PersonRecord):
        return who.id
    return None if isinstance(who, AnonymousUser) else who.person_id


def _actors(person_id: int, posts: Iterable[Post]) -> Iterable[Actor]:
    """One actor for each post, without doubles."""
    seen: set[int] = set()
    for post in posts:
        if post.id not in seen:
            seen.add(post.id)
            yield Actor(
                person_id=person_id,
                post_id=post.id,
                unit_id=post.unit_id,
                area_id=post.unit.area_id,
                role=post.role,
                on_behalf_of_post_id=post.serves_id,
                behalf_role="" if post.serves is None else post.serves.role,
            )


def reach(actor: Actor, as_of: datetime) -> Reach:
    """What the actor's scopes are measured with on the day (see `Reach`). One to four queries; none for the system."""
    if actor.role == "system":
        return Reach(0, 0, frozenset(), frozenset(), 0)
    led: Iterable[int] = [actor.unit_id]
    if (actor.behalf_role or actor.role) in _LEADERS:
        divisions = Division.objects.filter(in_force(civil(as_of)), leader_post_id=actor.acting_post_id)
        led = divisions.values_list("unit_id", flat=True)
    units = under(led, as_of)
    offices: frozenset[int] = frozenset()
    if actor.role in _SUPERVISION:
        # An office may issue in the name of the unit above its section, or through a section below it.
        near = units | above([actor.unit_id], as_of)
        offices = frozenset(IssuingOffice.objects.filter(unit_id__in=near).values_list("id", flat=True))
    return Reach(actor.acting_post_id, actor.unit_id, units, offices, actor.area_id)
