"""Signing in: Argon2, one lock for passwords and codes together, equal work for known and unknown logins.

The present moment comes with the credentials, from the edge: `authenticate(request, login=…, password=…, at=…)`.
Every try is an event on an access stream, which only the auditor reads (R13-01), or is counted there (`org.tries`);
no page shows counts of them. Who has a second factor is not in yet when her password is right.
"""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth import hashers
from django.contrib.auth.backends import BaseBackend
from django.db.models import Model
from django.http import HttpRequest

from luoshi.org import factors, policy, tries
from luoshi.org.models import Account
from luoshi.record.operations import unit_of_work

# Argon2 of a random word nobody knows: checked when there is no account, so that the answer takes as long.
_NOBODY = (
    "argon2$argon2id$v=19$m=102400,t=2,p=8$dGhlcmUgaXMgbm9ib2R5IGhlcmU$gDlvN0xdqc1t4DCuBxbFW0RMbT5Dwq0cH2sT1V3c6dE"
)


class LockingBackend(BaseBackend):
    """Authenticates accounts by login and password; None for every refusal, whatever its reason."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, *, login: str, password: str, at: datetime, address: str = ""
    ) -> Account | None:
        """The account, when it is open, not locked at `at`, and the password is right. Writes one or two events.

        Whoever has a second factor must give it before she sits down: `luoshi.web.sitting.go_on` asks for it.
        """
        account = Account.objects.filter(login=login).first()
        usable = account is not None and hashers.is_password_usable(account.password)
        usable = usable and account is not None and account.local_door_closed_at is None
        # Outside the transaction: a hundred milliseconds under the write lock would stop the whole office.
        is_right = hashers.check_password(password, account.password if account and usable else _NOBODY)
        if account is None:
            tell_unknown(address, at)
            return None
        is_half = factors.has_factor(account.id)
        is_in = settle(account, is_right=is_right and usable, at=at, address=address, is_last=not is_half)
        return account if is_in else None

    def get_user(self, user_id: int) -> Account | None:
        """The account of a sitting; None once it is closed."""
        return Account.objects.filter(pk=user_id, closed_at=None).first()


def tell_unknown(address: str, at: datetime) -> None:
    """A login that nobody has; what was typed is not kept: people type their password into the wrong field."""
    if tries.is_first(tries.from_address(address), at=at):
        with unit_of_work(actor="system:sign_in", at=at) as work:
            work.record("access.sign_in_unknown", stream="access:unknown", payload={"address": address})


def settle(
    account: Account,
    *,
    is_right: bool,
    at: datetime,
    how: str = "password",
    address: str = "",
    is_last: bool = True,
    also: Sequence[Model] = (),
) -> bool:
    """Count the try under the write lock, record it, and say whether the person is in; for every asked secret.

    `is_last` is False for a right password that a second factor must follow: it forgives no failure, so that codes
    cannot be guessed at by signing in again and again. `also` names rows that the caller changes in the same unit.
    """
    with unit_of_work(actor=f"person:{account.person_id}", at=at) as work:
        # Two tries at once must count as two: the row is read again under the lock.
        now = Account.objects.select_for_update().get(pk=account.pk)
        shut = now.closed_at is not None or (now.locked_until is not None and now.locked_until > at)
        is_in = is_right and not shut and now.password == account.password
        stream, is_locking = f"access:person:{account.person_id}", False
        if not shut and not (is_in and not is_last):
            is_locking = _count(now, is_in=is_in, at=at)
        type_ = "signed_in" if is_in else "sign_in_refused" if shut else "sign_in_failed"
        type_ = "first_step" if is_in and not is_last else type_
        sort = {"first_step": "half", "sign_in_refused": "shut"}.get(type_, "")
        changed = [*also] if is_in else []
        # A sealed row that changes needs its event, however often the same was told in this hour.
        if not sort or changed or tries.is_first(f"{sort}:person:{account.person_id}", at=at):
            payload = {"how": how, "address": address}
            work.record(f"access.{type_}", stream=stream, payload=payload, rows=[now, *changed])
        if is_locking:
            work.record("access.locked", stream=stream, payload={"until_at": now.locked_until}, rows=[now])
    account.refresh_from_db()
    return is_in


def _count(account: Account, *, is_in: bool, at: datetime) -> bool:
    """Forgive the failures of a locked row after a success, or count one more; whether that locks the account."""
    before = (account.failed_tries, account.locked_until)
    account.failed_tries = 0 if is_in else account.failed_tries + 1
    is_locking = account.failed_tries >= policy.tries()
    if is_locking:
        account.failed_tries, account.locked_until = 0, at + policy.locked_for()
    elif is_in:
        account.locked_until = None
    if before != (account.failed_tries, account.locked_until):
        account.save(update_fields=["failed_tries", "locked_until"])
    return is_locking
