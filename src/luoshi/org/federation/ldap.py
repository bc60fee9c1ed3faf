"""A directory server (LDAP): the person's own password is tried there, over TLS, and nothing is kept.

No database here. An empty password never goes out: servers answer it with success, as an anonymous bind.
"""

import importlib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from luoshi.org.federation.oidc import is_loopback
from luoshi.org.federation.trouble import Trouble

TIMEOUT = 5
#: Answers that say nothing about the password: the server is busy, unavailable or does not want to.
_NOT_NOW = frozenset({"busy", "unavailable", "unwillingToPerform", "operationsError", "timeLimitExceeded", "other"})


@dataclass(frozen=True, slots=True)
class Server:
    """A directory server: `ldap://` or `ldaps://`, and how a person is found in it.

    Either `user_dn` with `{login}` in it, or `base` and `filter` with `{login}`, searched for as `bind_dn`.
    """

    url: str
    user_dn: str = ""
    base: str = ""
    filter: str = ""
    bind_dn: str = ""
    bind_password: str = ""
    ca_file: str = ""


def is_right(server: Server, *, subject: str, password: str) -> bool:
    """Whether the directory knows the person by this password. Raises Trouble when it does not answer.

    False for an empty password, for nobody or several of that name, and for whoever may not bind there.
    """
    if not password or "\0" in password or not subject:
        return False
    dn = _dn(server, subject)
    if dn is None:
        return False
    with _connection(server, dn, password) as connection:
        return _bound(connection)


def _dn(server: Server, subject: str) -> str | None:
    """The name of the person's entry; None for nobody, or for several. Raises Trouble."""
    if server.user_dn:
        escape = importlib.import_module("ldap3.utils.dn").escape_rdn
        return server.user_dn.replace("{login}", str(escape(subject)))
    escape = importlib.import_module("ldap3.utils.conv").escape_filter_chars
    with _connection(server, server.bind_dn, server.bind_password) as connection:
        if not _bound(connection):
            raise Trouble("ldap_silent", "the service account may not bind")
        connection.search(
            server.base, server.filter.replace("{login}", escape(subject)), attributes=["1.1"], size_limit=2,
            time_limit=TIMEOUT,
        )  # fmt: skip
        entries = [one for one in connection.response or () if one.get("type") == "searchResEntry"]
    return str(entries[0]["dn"]) if len(entries) == 1 else None


def _bound(connection: Any) -> bool:
    """Whether the bind is accepted. Raises Trouble when the server says neither yes nor no."""
    if connection.bind():
        return True
    said = str((connection.result or {}).get("description", ""))
    if said in _NOT_NOW:
        raise Trouble("ldap_silent", said)
    return False


@contextmanager
def _connection(server: Server, dn: str, password: str) -> Iterator[Any]:
    """A connection that nobody listens in to, closed at the end. Raises Trouble."""
    ldap3 = importlib.import_module("ldap3")
    errors = importlib.import_module("ldap3.core.exceptions")
    connection = ldap3.Connection(
        _server(ldap3, server),
        user=dn,
        password=password,
        authentication=ldap3.SIMPLE,
        auto_bind=ldap3.AUTO_BIND_NONE,
        auto_referrals=False,
        read_only=True,
        receive_timeout=TIMEOUT,
        raise_exceptions=False,
    )
    try:
        connection.open()
        if needs_start_tls(server.url) and not connection.start_tls():
            raise Trouble("ldap_silent", "no TLS")
        yield connection
    except (errors.LDAPException, OSError) as error:
        raise Trouble("ldap_silent", type(error).__name__) from error
    finally:
        with suppress(errors.LDAPException, OSError):  # a line that broke cannot be closed politely
            connection.unbind()


def needs_start_tls(url: str) -> bool:
    """Whether a plain connection must turn to TLS before a password goes over it: always but on this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "ldap" and not is_loopback(parts.hostname or "")


def _server(ldap3: Any, server: Server) -> Any:
    """The address with its certificate authority; referrals to other servers are not followed."""
    parts = urlsplit(server.url)
    is_tls = parts.scheme == "ldaps"
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=server.ca_file or None)
    return ldap3.Server(
        parts.hostname,
        port=parts.port or (636 if is_tls else 389),
        use_ssl=is_tls,
        tls=tls,
        get_info=ldap3.NONE,
        connect_timeout=TIMEOUT,
        allowed_referral_hosts=[],
    )
