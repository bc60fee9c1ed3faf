"""What every operation of the room begins with: the actor's right, the unit of work, the row that must exist."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from django.db.models import Model

from luoshi.org import access
from luoshi.org.access import Actor, Scope
from luoshi.org.models import Unit
from luoshi.org.queries.sitting import reach
from luoshi.record.operations import Work, unit_of_work
from luoshi.record.refusals import NotVisible, Reason, Refused

M = TypeVar("M", bound=Model)
P = ParamSpec("P")
R = TypeVar("R")


def open_work(actor: Actor, at: datetime) -> AbstractContextManager[Work]:
    """The unit of work of this actor."""
    return unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of)


def under_the_lock(operation: Callable[P, R]) -> Callable[P, R]:
    """The operation looks and writes in one unit of work: what it checked still holds when it writes.

    For operations with the keywords `actor` and `at`; those that hash a password look first and lock later.
    """

    @wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with open_work(cast(Actor, kwargs["actor"]), cast(datetime, kwargs["at"])):
            return operation(*args, **kwargs)

    return run


def require(actor: Actor, verb: str, at: datetime, units: Sequence[Unit] = ()) -> None:
    """The actor may do `verb`, here: to all of these units. Raises Refused."""
    scope = access.scope(actor, verb)
    if scope is Scope.NONE:
        raise Refused([Reason("org.not_allowed", {"verb": verb}, rule="R12-01")])
    if actor.role == "system":
        return
    if scope is Scope.AREA:
        outside = [unit for unit in units if unit.area_id != actor.area_id]
    else:
        near = reach(actor, at).unit_ids if units else frozenset()
        outside = [unit for unit in units if unit.id not in near]
    if outside:
        raise Refused([Reason("org.out_of_reach", {"unit": f"unit:{unit.id}"}, rule="R12-01") for unit in outside])


def not_to_oneself(actor: Actor, person_id: int, post_id: int) -> list[Reason]:
    """Why the actor may not give this post to this person: it is herself, and authority comes from somebody else."""
    if actor.role == "system" or person_id != actor.person_id:
        return []
    return [Reason("org.not_to_oneself", {"post": f"post:{post_id}"}, rule="R12-01")]


def found(model: type[M], row_id: int) -> M:
    """The row of this id. Raises NotVisible."""
    row = model._default_manager.filter(pk=row_id).first()
    if row is None:
        raise NotVisible()
    return row


def found_all(model: type[M], ids: Sequence[int]) -> dict[int, M]:
    """The rows of these ids, by id; one query. Raises NotVisible when one is missing."""
    rows = model._default_manager.in_bulk(set(ids))
    if len(rows) < len(set(ids)):
        raise NotVisible()
    return rows


def refuse(reasons: Sequence[Reason]) -> None:
    """Raise Refused when there is any reason."""
    if reasons:
        raise Refused(reasons)
