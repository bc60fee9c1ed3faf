"""Accounts: opened and closed by the system administrator; their passwords are `passwords`."""

from datetime import datetime

from django.contrib.auth import hashers

from luoshi.org.access import Actor
from luoshi.org.models import Account, Person
from luoshi.org.operations import _guard
from luoshi.org.operations.passwords import faults_of_password
from luoshi.record.refusals import Reason


def open_account(*, actor: Actor, at: datetime, person_id: int, login: str, password: str | None = None) -> int:
    """Open the person's account; returns its id. Without a password nobody can sign in until one is set.

    The password is an initial one: the person changes it at the first sign-in. Refuses a login that is taken or
    malformed, a second account of a person, and a weak password.
    """
    _guard.require(actor, "org.accounts", at)
    person = _guard.found(Person, person_id)
    reasons = [] if password is None else faults_of_password(password, login)
    if not login.strip() or login != login.strip() or Account.objects.filter(login=login).exists():
        reasons.append(Reason("account.login_taken", {"login": login}))
    if Account.objects.filter(person=person).exists():
        reasons.append(Reason("account.one_each", {"person": f"person:{person.id}"}, rule="R12-07"))
    _guard.refuse(reasons)
    hashed = hashers.make_password(password)
    with _guard.open_work(actor, at) as work:
        account = Account.objects.create(
            person=person, login=login, password=hashed, password_set_at=at, is_initial_password=password is not None
        )
        payload = {"person": f"person:{person.id}", "login": login}
        work.record("account.opened", stream=f"account:{account.id}", payload=payload, rows=[account])
    return account.id


def close_account(*, actor: Actor, at: datetime, account_id: int) -> None:
    """Nobody signs in with the account any more, and open sittings end. Refuses a closed one."""
    _guard.require(actor, "org.accounts", at)
    account = _guard.found(Account, account_id)
    if account.closed_at is not None:
        _guard.refuse([Reason("account.closed_already", {"login": account.login})])
    with _guard.open_work(actor, at) as work:
        account.closed_at = at
        account.save()
        payload = {"person": f"person:{account.person_id}"}
        work.record("account.closed", stream=f"account:{account.id}", payload=payload, rows=[account])


def unlock_account(*, actor: Actor, at: datetime, account_id: int) -> None:
    """The administrator lifts a lock before it ends by itself. Refuses an account that is not locked."""
    _guard.require(actor, "org.accounts", at)
    account = _guard.found(Account, account_id)
    if account.locked_until is None or account.locked_until <= at:
        _guard.refuse([Reason("account.not_locked", {"login": account.login})])
    with _guard.open_work(actor, at) as work:
        account.failed_tries, account.locked_until = 0, None
        account.save()
        payload = {"person": f"person:{account.person_id}"}
        work.record("account.unlocked", stream=f"account:{account.id}", payload=payload, rows=[account])
