"""Roles that one person may not have together (R12-01): by tenure, by standing in, or by another's account."""

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth import hashers
from django.db.models import Q

from luoshi.org._dates import civil
from luoshi.org.access import ADMINISTRATORS, Actor, exclude_each_other
from luoshi.org.models import Account, Post, StandIn, Tenure
from luoshi.record.refusals import Reason


def _during(begins: date, ends: date | None) -> Q:
    """Rows whose span shares a day with `[begins, ends)`."""
    still = Q(valid_to=None) | Q(valid_to__gt=begins)
    return still if ends is None else still & Q(valid_from__lt=ends)


def holds_meanwhile(person_id: int, post: Post, begins: date, ends: date | None) -> bool:
    """Whether the person holds `post` on any day of `[begins, ends)`."""
    return Tenure.objects.filter(_during(begins, ends), person_id=person_id, post=post).exists()


def faults_of_tenure(person_id: int, post: Post, on: date, *, leaving: int | None = None) -> list[Reason]:
    """Why the person may not hold `post` from `on`: another post of hers, or one she would stand in for."""
    held = Tenure.objects.filter(_during(on, None), person_id=person_id).exclude(post_id__in=[leaving, post.id])
    own = list(Post.objects.filter(id__in=held.values("post_id")))
    lent = StandIn.objects.filter(_during(on, None), by_post__in=[post, *own]).select_related("post")
    return _clashes(post, [*own, *(one.post for one in lent)])


def faults_of_standing_in(post: Post, by_post: Post, begins: date, ends: date | None) -> list[Reason]:
    """Why the holder of `by_post` may not answer for `post`: her post, or another she holds in that time."""
    holders = Tenure.objects.filter(_during(begins, ends), post=by_post).values("person_id")
    others = Tenure.objects.filter(_during(begins, ends), person_id__in=holders).values("post_id")
    return _clashes(post, [by_post, *Post.objects.filter(id__in=others).exclude(id__in=[post.id, by_post.id])])


def _clashes(post: Post, others: Iterable[Post]) -> list[Reason]:
    return [
        Reason("org.roles_apart", {"post": f"post:{post.id}", "other": f"post:{other.id}"}, rule="R12-01")
        for other in others
        if exclude_each_other(post.role, other.role)
    ]


def administers(person_id: int, at: datetime) -> bool:
    """Whether the person holds, or will hold, a post of one of the three administrators."""
    still = Q(valid_to=None) | Q(valid_to__gt=civil(at))
    return Tenure.objects.filter(still, person_id=person_id, post__role__in=ADMINISTRATORS).exists()


def faults_of_taking_over(actor: Actor, account: Account, at: datetime) -> list[Reason]:
    """Why the actor may not open another way into this account: an administrator uses it, and it is not the actor.

    Whoever sets the password of another administrator can be her. An account whose first password was never changed
    is nobody's yet. `luoshi rescue --password` does it on the machine itself.
    """
    is_own = actor.role == "system" or account.person_id == actor.person_id
    is_used = hashers.is_password_usable(account.password) and not account.is_initial_password
    if is_own or not is_used or not administers(account.person_id, at):
        return []
    return [Reason("account.of_another_administrator", {"login": account.login}, rule="R12-01")]
