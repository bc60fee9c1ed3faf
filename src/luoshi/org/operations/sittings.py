"""Sittings: begun once somebody is in, ended by herself, by a later sign-in, or by the security administrator."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Now

from luoshi.org import policy
from luoshi.org.access import Actor
from luoshi.org.models import Account, Sitting
from luoshi.org.operations import _guard
from luoshi.record.operations import Work, unit_of_work
from luoshi.record.refusals import Reason

# An ended sitting stays a day, so that whoever sat there is told why [X].
_TOLD_FOR = timedelta(days=1)


def end_earlier_sittings(*, at: datetime, account_id: int, session_key: str, address: str) -> int:
    """A new sitting ends the earlier ones of the account, where only one is allowed; returns how many.

    Whoever sits there is told when and from where somebody signed in. `session_key` is the new one's.
    """
    if not policy.one_sitting():
        return 0
    account = _guard.found(Account, account_id)
    with unit_of_work(actor=f"person:{account.person_id}", at=at) as work:
        open_ = Sitting.objects.filter(account=account, ended_at=None).exclude(session_key=session_key)
        count = close(open_, Sitting.Ended.REPLACED, at, address)
        if count:
            _tell(work, account, count, Sitting.Ended.REPLACED)
    return count


def end_own_sittings(*, at: datetime, account_id: int, session_key: str, handle: str | None = None) -> int:
    """End one other sitting of one's own (`handle`), or all others; returns how many. Her own (`session_key`) stays.

    Refuses when there is nothing to end.
    """
    account = _guard.found(Account, account_id)
    with unit_of_work(actor=f"person:{account.person_id}", at=at) as work:
        others = Sitting.objects.filter(account=account, ended_at=None).exclude(session_key=session_key)
        chosen = others if handle is None else others.filter(handle=handle)
        count = close(chosen, Sitting.Ended.BY_OWNER, at)
        if not count:
            _guard.refuse([Reason("sitting.none")])
        _tell(work, account, count, Sitting.Ended.BY_OWNER)
    return count


def end_sittings(*, actor: Actor, at: datetime, account_id: int) -> int:
    """The security administrator ends every sitting of somebody; returns how many. Refuses when there is none."""
    _guard.require(actor, "org.end_sittings", at)
    account = _guard.found(Account, account_id)
    with _guard.open_work(actor, at) as work:
        open_ = Sitting.objects.filter(account=account, ended_at=None)
        count = close(open_, Sitting.Ended.BY_ADMINISTRATOR, at)
        if not count:
            _guard.refuse([Reason("sitting.none")])
        _tell(work, account, count, Sitting.Ended.BY_ADMINISTRATOR)
    return count


def forget_sittings() -> int:
    """Remove the sittings that have expired, by the machine's own time; returns how many. Part of the tick."""
    return Sitting.objects.filter(expire_date__lt=Now()).delete()[0]


def close(sittings: QuerySet[Sitting], why: str, at: datetime, address: str = "") -> int:
    """End these open sittings, inside an open unit of work; of what was in them only why they ended is kept."""
    return sittings.update(
        ended_at=at,
        ended_why=why,
        ended_from=address,
        session_data="",
        expire_date=F("expire_date") + _TOLD_FOR,
    )


def _tell(work: Work, account: Account, count: int, why: Sitting.Ended) -> None:
    person = f"person:{account.person_id}"
    payload = {"count": count, "ended_why": why.value, "person": person}
    work.record("access.sittings_ended", stream=f"access:{person}", payload=payload)
