"""Accounts, the actors that a person may choose to be, and how far an actor reaches on a day."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection

from luoshi.org import policy
from luoshi.org._dates import civil
from luoshi.org.access import Actor
from luoshi.org.models import Account, Post
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
    she acts. Empty for nobody. One query.
    """
    person_id = _person_id(who)
    if person_id is None:
        return ()
    dates = [civil(as_of)] * 2
    with connection.cursor() as cursor:
        cursor.execute(_SEATS, [person_id, *dates, *dates, *dates, *dates])
        return tuple(_actor(person_id, *row) for row in cursor.fetchall())


def _person_id(who: Account | AnonymousUser | PersonRecord | int) -> int | None:
    """The person behind an account, a record or an id; None behind nobody."""
    if isinstance(who, int):
        return who
    if isinstance(who, PersonRecord):
        return who.id
    return None if isinstance(who, AnonymousUser) else who.person_id


def _actor(
    person_id: int, post_id: int, unit_id: int, area_id: int, role: str, serves_id: int | None, served_role: str | None
) -> Actor:
    return Actor(
        person_id=person_id,
        post_id=post_id,
        unit_id=unit_id,
        area_id=area_id,
        role=role,
        on_behalf_of_post_id=serves_id,
        behalf_role=served_role or "",
    )


def reach(actor: Actor, as_of: datetime) -> Reach:
    """What the actor's scopes are measured with on the day (see `Reach`). One query; none for the system."""
    if actor.role == "system":
        return Reach(0, 0, frozenset(), frozenset(), 0)
    on = civil(as_of)
    dates = [on, on]
    params: list[Any]
    if (actor.behalf_role or actor.role) in _LEADERS:
        sql, params = _UNITS.format(first=_LED), [actor.acting_post_id, *dates, *dates]
    elif actor.role in _SUPERVISION:
        sql, params = _UNITS_AND_OFFICES, [actor.unit_id, *dates, actor.unit_id, *dates]
    else:
        sql, params = _UNITS.format(first=_OWN), [actor.unit_id, *dates]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    units = frozenset(number for kind, number in rows if kind == "unit")
    offices = frozenset(number for kind, number in rows if kind == "office")
    return Reach(actor.acting_post_id, actor.unit_id, units, offices, actor.area_id)


# Posts held on the day, and those that one of them stands in for; the oldest tenure first. Written out, for every page
# asks it and the framework took longer to build it than the database to answer.
_SEATS = """
WITH held (id, post_id) AS (
    SELECT id, post_id FROM org_tenure
    WHERE person_id = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)
),
lent (id, post_id) AS (
    SELECT org_standin.id, org_standin.post_id FROM org_standin
    JOIN org_post ON org_post.id = org_standin.by_post_id
    WHERE org_standin.by_post_id IN (SELECT post_id FROM held)
    AND org_standin.valid_from <= %s AND (org_standin.valid_to IS NULL OR org_standin.valid_to > %s)
    AND org_post.valid_from <= %s AND (org_post.valid_to IS NULL OR org_post.valid_to > %s)
),
seat (post_id, own, lent) AS (
    SELECT post_id, MIN(own), MIN(lent) FROM (
        SELECT post_id, id AS own, NULL AS lent FROM held UNION ALL SELECT post_id, NULL, id FROM lent
    ) AS every GROUP BY post_id
)
SELECT post.id, post.unit_id, org_unit.area_id, post.role, post.serves_id, served.role
FROM seat JOIN org_post post ON post.id = seat.post_id
JOIN org_unit ON org_unit.id = post.unit_id
LEFT JOIN org_post served ON served.id = post.serves_id
WHERE post.valid_from <= %s AND (post.valid_to IS NULL OR post.valid_to > %s)
ORDER BY seat.own NULLS LAST, seat.lent
"""
_OWN = "SELECT id FROM org_unit WHERE id = %s"
# What a leader's post is in charge of on the day.
_LED = (
    "SELECT unit_id FROM org_division"
    " WHERE leader_post_id = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)"
)
# The units that somebody begins with and everything below them on the day.
_UNITS = """
WITH RECURSIVE under (unit_id) AS (
    {first}
    UNION
    SELECT here.unit_id FROM org_unitversion here JOIN under ON here.parent_id = under.unit_id
    WHERE here.valid_from <= %s AND (here.valid_to IS NULL OR here.valid_to > %s)
)
SELECT 'unit', unit_id FROM under
"""
# An office may issue in the name of the unit above its section, or through a section below it.
_UNITS_AND_OFFICES = """
WITH RECURSIVE under (unit_id) AS (
    SELECT id FROM org_unit WHERE id = %s
    UNION
    SELECT here.unit_id FROM org_unitversion here JOIN under ON here.parent_id = under.unit_id
    WHERE here.valid_from <= %s AND (here.valid_to IS NULL OR here.valid_to > %s)
),
above (unit_id) AS (
    SELECT id FROM org_unit WHERE id = %s
    UNION
    SELECT here.parent_id FROM org_unitversion here JOIN above ON here.unit_id = above.unit_id
    WHERE here.parent_id IS NOT NULL AND here.valid_from <= %s AND (here.valid_to IS NULL OR here.valid_to > %s)
)
SELECT 'unit', unit_id FROM under
UNION ALL
SELECT 'office', id FROM org_issuingoffice
WHERE unit_id IN (SELECT unit_id FROM under UNION SELECT unit_id FROM above)
"""
