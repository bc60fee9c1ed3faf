"""Signing in: Argon2, a lock after five failures, equal work for known and unknown logins.

The present moment comes with the credentials, from the edge: `authenticate(request, login=…, password=…, at=…)`.
Every try is an event on an access stream, which only the auditor reads (R13-01); no page shows counts of them.
"""

from datetime import datetime, timedelta

from django.contrib.auth import hashers
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from luoshi.org.models import Account
from luoshi.record.operations import unit_of_work

# R12-07 [X]: five tries, then half an hour.
TRIES = 5
LOCKED_FOR = timedelta(minutes=30)
# Argon2 of a random word nobody knows: checked when there is no account, so that the answer takes as long.
_NOBODY = (
    "argon2$argon2id$v=19$m=102400,t=2,p=8$dGhlcmUgaXMgbm9ib2R5IGhlcmU$gDlvN0xdqc1t4DCuBxbFW0RMbT5Dwq0cH2sT1V3c6dE"
)


class LockingBackend(BaseBackend):
    """Authenticates accounts by login and password; None for every refusal, whatever its reason."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, *, login: str, password: str, at: datetime
    ) -> Account | None:
        """The account, when it is open, not locked at `at`, and the password is right. Writes one or two events."""
        account = Account.objects.filter(login=login).first()
        usable = account is not None and hashers.is_password_usable(account.password)
        # Outside the transaction: a hundred milliseconds under the write lock would stop the whole office.
        is_right = hashers.check_password(password, account.password if account and usable else _NOBODY)
        if account is None:
            with unit_of_work(actor="system:sign_in", at=at) as work:
                # What was typed is not kept: people type their password into the wrong field.
                work.record("access.sign_in_unknown", stream="access:unknown", payload={})
            return None
        return account if settle(account, is_right=is_right and usable, at=at) else None

    def get_user(self, user_id: int) -> Account | None:
        """The account of a sitting; None once it is closed."""
        return Account.objects.filter(pk=user_id, closed_at=None).first()


def settle(account: Account, *, is_right: bool, at: datetime) -> bool:
    """Count the try under the write lock, record it, and say whether the person is in; for every asked password."""
    with unit_of_work(actor=f"person:{account.person_id}", at=at) as work:
        # Two tries at once must count as two: the row is read again under the lock.
        now = Account.objects.select_for_update().get(pk=account.pk)
        shut = now.closed_at is not None or (now.locked_until is not None and now.locked_until > at)
        is_in = is_right and not shut and now.password == account.password
        stream = f"access:person:{account.person_id}"
        before = (now.failed_tries, now.locked_until)
        if is_in:
            now.failed_tries, now.locked_until = 0, None
        elif not shut:
            now.failed_tries += 1
        is_locking = now.failed_tries >= TRIES
        if is_locking:
            now.failed_tries, now.locked_until = 0, at + LOCKED_FOR
        if before != (now.failed_tries, now.locked_until):
            now.save(update_fields=["failed_tries", "locked_until"])
        type_ = "access.signed_in" if is_in else "access.sign_in_refused" if shut else "access.sign_in_failed"
        work.record(type_, stream=stream, payload={}, rows=[now])
        if is_locking:
            work.record("access.locked", stream=stream, payload={"until_at": now.locked_until}, rows=[now])
    account.refresh_from_db()
    return is_in
