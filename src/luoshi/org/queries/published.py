"""Accounts that still have a password which is published."""

from collections.abc import Collection

from django.contrib.auth import hashers

from luoshi.org.models import Account


def logins_with_password(logins: Collection[str], password: str) -> tuple[str, ...]:
    """Those of the open accounts `logins` that `password` opens; a look and no try: nothing is counted or written."""
    found = Account.objects.filter(login__in=logins, closed_at=None).order_by("login").values_list("login", "password")
    return tuple(login for login, kept in found if hashers.check_password(password, kept))
