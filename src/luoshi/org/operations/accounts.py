"""Accounts: opened and closed by the system administrator, passwords with age and complexity (R12-07)."""

from datetime import datetime

from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from luoshi.org import sign_in
from luoshi.org.access import Actor
from luoshi.org.models import Account, Person
from luoshi.org.operations import _guard
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Reason

# R12-07: at least 8 characters of three sorts; their age is looked at by `queries.must_change_password`.
PASSWORD_LENGTH = 8
PASSWORD_SORTS = 3


def open_account(*, actor: Actor, at: datetime, person_id: int, login: str, password: str | None = None) -> int:
    """Open the person's account; returns its id. Without a password nobody can sign in until one is set.

    The password is an initial one: the person changes it at the first sign-in. Refuses a login that is taken or
    malformed, a second account of a person, and a weak password.
    """
    _guard.require(actor, "org.accounts", at)
    person = _guard.found(Person, person_id)
    reasons = [] if password is None else _faults_of_password(password, login)
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


def set_password(*, actor: Actor, at: datetime, account_id: int, password: str) -> None:
    """The administrator sets an initial password, to be changed at the next sign-in; the lock is lifted."""
    _guard.require(actor, "org.accounts", at)
    account = _guard.found(Account, account_id)
    _guard.refuse(_faults_of_password(password, account.login))
    hashed = hashers.make_password(password)
    with _guard.open_work(actor, at) as work:
        account.password, account.password_set_at, account.is_initial_password = hashed, at, True
        account.failed_tries, account.locked_until = 0, None
        account.save()
        payload = {"person": f"person:{account.person_id}"}
        work.record("account.password_reset", stream=f"account:{account.id}", payload=payload, rows=[account])


def change_own_password(*, at: datetime, account_id: int, current: str, password: str) -> None:
    """The person changes her password; no post is needed for that. Refuses a wrong present one and a weak one.

    A wrong present one counts as a failed try and locks like those at the door: a sitting left open is no place to
    guess. While the account is locked the right one is refused in the same words.
    """
    account = _guard.found(Account, account_id)
    reasons = _faults_of_password(password, account.login)
    is_locked = account.locked_until is not None and account.locked_until > at
    if is_locked or not hashers.check_password(current, account.password):
        sign_in.settle(account, is_right=False, at=at)
        reasons.append(Reason("password.current_wrong"))
    elif current == password:
        reasons.append(Reason("password.same", rule="R12-07"))
    _guard.refuse(reasons)
    hashed = hashers.make_password(password)
    with unit_of_work(actor=f"person:{account.person_id}", at=at) as work:
        account.password, account.password_set_at, account.is_initial_password = hashed, at, False
        account.save()
        work.record("account.password_changed", stream=f"account:{account.id}", payload={}, rows=[account])


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


def _faults_of_password(password: str, login: str) -> list[Reason]:
    """Why this password may not be set."""
    sorts = (str.islower, str.isupper, str.isdigit)
    n_sorts = sum(any(map(sort, password)) for sort in sorts) + any(not one.isalnum() for one in password)
    reasons = []
    if len(password) < PASSWORD_LENGTH or n_sorts < PASSWORD_SORTS:
        values = {"length": PASSWORD_LENGTH, "sorts": PASSWORD_SORTS}
        reasons.append(Reason("password.weak", values, rule="R12-07"))
    if login and login.lower() in password.lower():
        reasons.append(Reason("password.holds_login", rule="R12-07"))
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        reasons.append(Reason("password.common", rule="R12-07"))
    return reasons
