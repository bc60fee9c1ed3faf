"""From a person known elsewhere to her account here: bound by an administrator, open, not locked, and told to the log.

Nobody gets an account by knocking at another door.
"""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from luoshi.org import factors, sign_in, tries
from luoshi.org.federation import ldap, oidc
from luoshi.org.federation.trouble import Trouble
from luoshi.org.models import Account, Binding
from luoshi.record.operations import unit_of_work

#: How Django names the backend below.
BACKEND = "luoshi.org.federation.doors.DirectoryBackend"
#: Where the reason why the directory server did not help waits for the sign-in page.
TROUBLE = "luoshi.door"


def oidc_client() -> oidc.Client | None:
    """What the office agreed with its identity service; None when it has none."""
    found: oidc.Client | None = settings.OIDC_DOOR
    return found


def ldap_server() -> ldap.Server | None:
    """The office's directory server; None when it has none."""
    found: ldap.Server | None = settings.LDAP_DOOR
    return found


def _bindings(door: str) -> QuerySet[Binding]:
    return Binding.objects.filter(door=door, ended_at=None)


def enter_by_oidc(known: oidc.Known, *, at: datetime, address: str = "") -> Account:
    """The account that is bound to whom the provider named. Raises Trouble, and tells the log of it.

    At the first sign-in the provider's own id is kept; if the same name comes back with another id, it has been
    given to somebody else, and the administrator must bind anew.
    """
    binding = _bindings(Binding.Door.OIDC).select_related("account").filter(subject=known.subject).first()
    if binding is None:
        raise Trouble("oidc_unbound")
    if binding.pinned not in ("", known.sub):
        raise Trouble("oidc_changed_hands")
    account, is_first = binding.account, not binding.pinned
    with unit_of_work(actor=f"person:{account.person_id}", at=at):
        if is_first:
            Binding.objects.filter(id=binding.id).update(pinned=known.sub)
        is_in = sign_in.settle(
            account, is_right=True, at=at, how="oidc", address=address,
            is_last=not factors.has_factor(account.id), also=[binding] if is_first else [],
        )  # fmt: skip
        if is_first and not is_in:
            Binding.objects.filter(id=binding.id).update(pinned="")
    if not is_in:
        raise Trouble("oidc_shut")
    return account


def tell_trouble(trouble: Trouble, *, at: datetime, address: str = "") -> None:
    """A sign-in through the identity service that failed: an event, the first of the hour from that address."""
    if tries.is_first(tries.from_address(address), at=at):
        with unit_of_work(actor="system:sign_in", at=at) as work:
            payload = {"trouble": trouble.code, "address": address}
            work.record("access.oidc_failed", stream="access:unknown", payload=payload)


class DirectoryBackend(BaseBackend):
    """Tries the person's password at the directory server, for accounts that are bound to it."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, *, login: str, password: str, at: datetime, address: str = ""
    ) -> Account | None:
        """The account; None lets the password of the house be tried, for accounts that keep it.

        Raises PermissionDenied where it must not be. A server that is silent leaves its reason on the request.
        """
        server = ldap_server()
        binding = _bindings(Binding.Door.LDAP).select_related("account").filter(account__login=login).first()
        if server is None or binding is None:
            return None
        account = binding.account
        keeps_password = account.local_door_closed_at is None
        try:
            # Outside any transaction: a slow server must not hold the write lock of the office.
            right = not _is_shut(account, at) and ldap.is_right(server, subject=binding.subject, password=password)
        except Trouble as trouble:
            _tell_silence(account, trouble, request, at)
            if keeps_password:
                return None
            raise PermissionDenied from trouble
        if not right and keeps_password:
            return None
        is_last = not factors.has_factor(account.id)
        is_in = sign_in.settle(account, is_right=right, at=at, how="ldap", address=address, is_last=is_last)
        if not is_in:
            raise PermissionDenied
        return account

    def get_user(self, user_id: int) -> Account | None:
        """The account of a sitting; None once it is closed."""
        return Account.objects.filter(pk=user_id, closed_at=None).first()


def _is_shut(account: Account, at: datetime) -> bool:
    """Whether the account is blocked or locked: then no password leaves the house."""
    return account.closed_at is not None or (account.locked_until is not None and account.locked_until > at)


def _tell_silence(account: Account, trouble: Trouble, request: HttpRequest | None, at: datetime) -> None:
    """Say on the page and in the log, once an hour, that the directory server did not answer."""
    if request is not None:
        request.META[TROUBLE] = trouble.code
    if tries.is_first(f"silent:person:{account.person_id}", at=at):
        with unit_of_work(actor=f"person:{account.person_id}", at=at) as work:
            work.record("access.ldap_silent", stream=f"access:person:{account.person_id}", payload={})
