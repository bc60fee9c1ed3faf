"""Which account opens at which other door (单位统一认证, 目录服务器), and whether at all."""

from datetime import datetime

from luoshi.org.access import Actor
from luoshi.org.models import Account, Binding, Sitting
from luoshi.org.operations import _guard
from luoshi.org.operations._separation import administers, faults_of_taking_over
from luoshi.org.operations.sittings import close
from luoshi.record.refusals import Reason, Refused


@_guard.under_the_lock
def bind_account(*, actor: Actor, at: datetime, account_id: int, door: str, subject: str) -> None:
    """The account opens for whom the door (`oidc`, `ldap`) knows as `subject`; a binding before it ends.

    Refuses an unknown door, an empty subject, one that another account is bound to, and an account that another
    administrator uses (R12-01).
    """
    _guard.require(actor, "org.accounts", at)
    account, subject = _guard.found(Account, account_id), subject.strip()
    reasons = faults_of_taking_over(actor, account, at)
    if door not in Binding.Door.values:
        reasons.append(Reason("binding.door_unknown", {"door": door}))
    if not subject or len(subject) > 255 or not subject.isprintable():
        reasons.append(Reason("binding.subject_form"))
    taken = Binding.objects.filter(door=door, subject=subject, ended_at=None).exclude(account=account)
    if other := taken.select_related("account").first():
        reasons.append(Reason("binding.taken", {"subject": subject, "login": other.account.login}))
    _guard.refuse(reasons)
    with _guard.open_work(actor, at) as work:
        before = list(Binding.objects.filter(account=account, door=door, ended_at=None))
        Binding.objects.filter(id__in=[one.id for one in before]).update(ended_at=at)
        row = Binding.objects.create(account=account, door=door, subject=subject, bound_at=at)
        payload = {"person": f"person:{account.person_id}", "door": door, "subject": subject}
        work.record("account.bound", stream=f"account:{account.id}", payload=payload, rows=[*before, row])


@_guard.under_the_lock
def unbind_account(*, actor: Actor, at: datetime, account_id: int, door: str) -> None:
    """The account does not open at the door any more, and whoever came in by it is out.

    Refuses one that is not bound, or that no door would be left.
    """
    _guard.require(actor, "org.accounts", at)
    account = _guard.found(Account, account_id)
    row = Binding.objects.filter(account=account, door=door, ended_at=None).first()
    left = Binding.objects.filter(account=account, ended_at=None).exclude(door=door).exists()
    if row is None:
        raise Refused([Reason("binding.none", {"login": account.login})])
    if account.local_door_closed_at is not None and not left:
        raise Refused([Reason("binding.last_door", {"login": account.login})])
    with _guard.open_work(actor, at) as work:
        row.ended_at = at
        row.save()
        _out(account, at)
        payload = {"person": f"person:{account.person_id}", "door": door}
        work.record("account.unbound", stream=f"account:{account.id}", payload=payload, rows=[row])


@_guard.under_the_lock
def close_local_door(*, actor: Actor, at: datetime, account_id: int) -> None:
    """The password of the house does not open this account any more, only its bound doors do.

    Refuses an account without a bound door, and one of an administrator: when the other doors fail, somebody must
    be able to come in and say so.
    """
    _guard.require(actor, "org.accounts", at)
    account = _guard.found(Account, account_id)
    reasons = []
    if not Binding.objects.filter(account=account, ended_at=None).exists():
        reasons.append(Reason("binding.none", {"login": account.login}))
    if administers(account.person_id, at):
        reasons.append(Reason("binding.administrator_keeps_password", {"login": account.login}))
    if account.local_door_closed_at is not None:
        reasons.append(Reason("binding.closed_already", {"login": account.login}))
    _guard.refuse(reasons)
    _set_local_door(actor, at, account, at)


@_guard.under_the_lock
def open_local_door(*, actor: Actor, at: datetime, account_id: int) -> None:
    """The password of the house opens the account again. Refuses one that it opens already."""
    _guard.require(actor, "org.accounts", at)
    account = _guard.found(Account, account_id)
    if account.local_door_closed_at is None:
        _guard.refuse([Reason("binding.open_already", {"login": account.login})])
    _set_local_door(actor, at, account, None)


def _out(account: Account, at: datetime) -> None:
    """Nobody goes on sitting who may have come in by the door that is shut."""
    close(Sitting.objects.filter(account=account, ended_at=None), Sitting.Ended.BY_ADMINISTRATOR, at)


def _set_local_door(actor: Actor, at: datetime, account: Account, closed_at: datetime | None) -> None:
    with _guard.open_work(actor, at) as work:
        account.local_door_closed_at = closed_at
        account.save(update_fields=["local_door_closed_at"])
        if closed_at is not None:
            _out(account, at)
        type_ = "account.local_door_opened" if closed_at is None else "account.local_door_closed"
        payload = {"person": f"person:{account.person_id}"}
        work.record(type_, stream=f"account:{account.id}", payload=payload, rows=[account])


@_guard.under_the_lock
def reopen_account(*, actor: Actor, at: datetime, account_id: int) -> None:
    """A blocked account opens again, with the password and the doors it had. Refuses one that is not blocked."""
    _guard.require(actor, "org.accounts", at)
    account = _guard.found(Account, account_id)
    if account.closed_at is None:
        _guard.refuse([Reason("account.not_closed", {"login": account.login})])
    with _guard.open_work(actor, at) as work:
        account.closed_at = None
        account.save(update_fields=["closed_at"])
        payload = {"person": f"person:{account.person_id}"}
        work.record("account.reopened", stream=f"account:{account.id}", payload=payload, rows=[account])
