"""Passwords: complexity, age, and the last ones that may not come back (R12-07)."""

import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from luoshi.org import sign_in
from luoshi.org.access import Actor
from luoshi.org.models import Account, OldPassword
from luoshi.org.operations import _guard
from luoshi.org.operations._separation import faults_of_taking_over
from luoshi.record.operations import Work, unit_of_work
from luoshi.record.refusals import Reason

_LETTERS, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"


def set_password(*, actor: Actor, at: datetime, account_id: int, password: str) -> None:
    """The administrator sets an initial password, to be changed at the next sign-in; the lock is lifted.

    Refuses a weak one, and an account that another administrator uses (R12-01).
    """
    _guard.require(actor, "org.accounts", at)
    account = _guard.found(Account, account_id)
    _guard.refuse(faults_of_taking_over(actor, account, at) + faults_of_password(password, account.login))
    hashed = hashers.make_password(password)
    with _guard.open_work(actor, at) as work:
        account = Account.objects.select_for_update().get(pk=account_id)
        _keep_old(work, account, at)
        account.password, account.password_set_at, account.is_initial_password = hashed, at, True
        account.failed_tries, account.locked_until = 0, None
        account.save()
        payload = {"person": f"person:{account.person_id}"}
        work.record("account.password_reset", stream=f"account:{account.id}", payload=payload, rows=[account])


def change_own_password(*, at: datetime, account_id: int, current: str, password: str, address: str = "") -> None:
    """The person changes her password; no post is needed for that.

    Refuses a wrong present one, a weak one, and one of the last ones. A wrong present one counts as a failed try and
    locks like those at the door: a sitting left open is no place to guess. While the account is locked the right one
    is refused in the same words.
    """
    account = _guard.found(Account, account_id)
    reasons = faults_of_password(password, account.login)
    is_locked = account.locked_until is not None and account.locked_until > at
    if is_locked or not hashers.check_password(current, account.password):
        sign_in.settle(account, is_right=False, at=at, address=address)
        reasons.append(Reason("password.current_wrong"))
    elif current == password:
        reasons.append(Reason("password.same", rule="R12-07"))
    elif _came_before(account, password):
        reasons.append(Reason("password.reused", {"count": settings.LUOSHI_PASSWORD_HISTORY}, rule="R12-07"))
    _guard.refuse(reasons)
    hashed, checked = hashers.make_password(password), account.password
    with unit_of_work(actor=f"person:{account.person_id}", at=at) as work:
        account = Account.objects.select_for_update().get(pk=account_id)
        if account.password != checked:
            # Somebody set another one in the second that hashing takes: what was shown to be known is no more.
            _guard.refuse([Reason("password.current_wrong")])
        _keep_old(work, account, at)
        account.password, account.password_set_at, account.is_initial_password = hashed, at, False
        account.save()
        work.record("account.password_changed", stream=f"account:{account.id}", payload={}, rows=[account])


def _came_before(account: Account, password: str) -> bool:
    """Whether it is one of the passwords that may not come back yet. A tenth of a second for each."""
    old = OldPassword.objects.filter(account=account).order_by("-id").values_list("password", flat=True)
    return any(hashers.check_password(password, one) for one in old[: max(0, settings.LUOSHI_PASSWORD_HISTORY - 1)])


def _keep_old(work: Work, account: Account, at: datetime) -> None:
    """Keep the hash that is being replaced as long as it may not come back, and remove those beyond."""
    if not hashers.is_password_usable(account.password) or account.password_set_at is None:
        return
    row = OldPassword.objects.create(account=account, password=account.password, replaced_at=at)
    kept = OldPassword.objects.filter(account=account).order_by("-id").values_list("id", flat=True)
    gone = list(kept[max(0, settings.LUOSHI_PASSWORD_HISTORY - 1) :])
    OldPassword.objects.filter(id__in=gone).delete()
    table = OldPassword._meta.db_table
    work.record(
        "account.password_retired",
        stream=f"account:{account.id}",
        payload={"person": f"person:{account.person_id}"},
        rows=[] if row.id in gone else [row],
        deleted=[(table, one) for one in gone],
    )


def faults_of_password(password: str, login: str) -> list[Reason]:
    """Why this password may not be set."""
    sorts = (str.islower, str.isupper, str.isdigit)
    n_sorts = sum(any(map(sort, password)) for sort in sorts) + any(not one.isalnum() for one in password)
    reasons = []
    if len(password) < settings.LUOSHI_PASSWORD_LENGTH or n_sorts < settings.LUOSHI_PASSWORD_SORTS:
        values = {"length": settings.LUOSHI_PASSWORD_LENGTH, "sorts": settings.LUOSHI_PASSWORD_SORTS}
        reasons.append(Reason("password.weak", values, rule="R12-07"))
    if login and login.lower() in password.lower():
        reasons.append(Reason("password.holds_login", rule="R12-07"))
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        reasons.append(Reason("password.common", rule="R12-07"))
    return reasons


def made_password() -> str:
    """A password that can be read out on the telephone: three groups of four, no letter that looks like a figure."""
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2)]
    return f"{groups[0].capitalize()}-{groups[1]}-{''.join(secrets.choice(_DIGITS) for _ in range(4))}"
