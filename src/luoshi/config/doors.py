"""The other doors, from the environment: refused at the start when they could not be used safely."""

import importlib.util
from urllib.parse import urlsplit

from luoshi.cli import environment
from luoshi.org.federation import ldap as directories
from luoshi.org.federation import oidc as providers


def oidc() -> providers.Client | None:
    """The office's identity service; None without `LUOSHI_OIDC_ISSUER`. Raises SettingError."""
    issuer = environment.text("LUOSHI_OIDC_ISSUER")
    if not issuer:
        return None
    client = providers.Client(
        issuer=issuer,
        client_id=environment.text("LUOSHI_OIDC_CLIENT_ID"),
        client_secret=environment.text("LUOSHI_OIDC_CLIENT_SECRET"),
        claim=environment.text("LUOSHI_OIDC_CLAIM", "preferred_username"),
    )
    if not providers.is_safe(issuer):
        raise environment.SettingError("LUOSHI_OIDC_ISSUER: write an https:// address (http:// only on this machine)")
    if not client.client_id:
        raise environment.SettingError("LUOSHI_OIDC_CLIENT_ID: write the id that the identity service gave")
    _needs("authlib", "joserfc", setting="LUOSHI_OIDC_ISSUER")
    return client


def ldap() -> directories.Server | None:
    """The office's directory server; None without `LUOSHI_LDAP_URL`. Raises SettingError."""
    url = environment.text("LUOSHI_LDAP_URL")
    if not url:
        return None
    server = directories.Server(
        url=url,
        user_dn=environment.text("LUOSHI_LDAP_USER_DN"),
        base=environment.text("LUOSHI_LDAP_BASE"),
        filter=environment.text("LUOSHI_LDAP_FILTER", "(uid={login})"),
        bind_dn=environment.text("LUOSHI_LDAP_BIND_DN"),
        bind_password=environment.text("LUOSHI_LDAP_BIND_PASSWORD"),
        ca_file=environment.text("LUOSHI_LDAP_CA"),
    )
    fault = next((said for wrong, said in _faults(server) if wrong), "")
    if fault:
        raise environment.SettingError(fault)
    _needs("ldap3", setting="LUOSHI_LDAP_URL")
    return server


def _faults(server: directories.Server) -> list[tuple[bool, str]]:
    """Each thing that may be wrong with a directory server's settings, and whether it is."""
    parts = urlsplit(server.url)
    searches = bool(server.base and server.bind_dn and server.bind_password)
    return [
        (parts.scheme not in {"ldap", "ldaps"} or not parts.hostname,
         "LUOSHI_LDAP_URL: write ldaps://host or ldap://host"),
        (not server.user_dn and not searches,
         "LUOSHI_LDAP_USER_DN: write it, or LUOSHI_LDAP_BASE, _BIND_DN and _BIND_PASSWORD to search with"),
        (bool(server.user_dn) and "{login}" not in server.user_dn,
         "LUOSHI_LDAP_USER_DN: write {login} where the name stands"),
        ("{login}" not in server.filter, "LUOSHI_LDAP_FILTER: write {login} where the name stands"),
    ]  # fmt: skip


def _needs(*modules: str, setting: str) -> None:
    """Raises SettingError when the extra that this setting needs is not installed."""
    if any(importlib.util.find_spec(name) is None for name in modules):
        raise environment.SettingError(f"{setting}: install luoshi[sso] first")
