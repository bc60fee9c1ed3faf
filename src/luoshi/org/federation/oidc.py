"""OpenID Connect as a client: code flow with PKCE, state and nonce; what comes back is believed only when signed.

No database here: a provider, what is sent to it, and the person it names. Raises Trouble for all that goes wrong.
"""

import importlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from luoshi.org.federation.trouble import Trouble

#: Signatures that are believed: never `none`, never one with a shared secret.
ALGORITHMS = ("RS256", "ES256")
TIMEOUT = 5.0
_MOST_BYTES = 1_000_000
#: How far the clocks of the two machines may differ.
LEEWAY = 60
_KNOWN_FOR = timedelta(minutes=10)
SCOPE = "openid profile"


@dataclass(frozen=True, slots=True)
class Client:
    """What the office agreed with its identity service; `claim` names the value that accounts are bound by."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str


@dataclass(frozen=True, slots=True)
class Started:
    """What is remembered between going and coming back, and the address to go to."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Known:
    """Who came back: the value of the agreed claim, and the provider's own unchangeable id."""

    subject: str
    sub: str


@dataclass(frozen=True, slots=True)
class _Provider:
    """What the provider says of itself, its keys, and when it was asked."""

    metadata: Mapping[str, Any]
    keys: Mapping[str, Any]
    asked_at: datetime


_providers: dict[str, _Provider] = {}


def start(client: Client, *, redirect_uri: str, at: datetime) -> Started:
    """Where to send the person, and what to remember until she comes back. Raises Trouble."""
    metadata = _provider(client, at).metadata
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    with _session(client, metadata, redirect_uri) as session:
        address, _ = session.create_authorization_url(
            _endpoint(metadata, "authorization_endpoint"), state=state, nonce=nonce, code_verifier=verifier
        )
    return Started(address, state, nonce, verifier)


def finish(client: Client, *, code: str, nonce: str, verifier: str, redirect_uri: str, at: datetime) -> Known:
    """Exchange the code and say who came back. Raises Trouble: unreachable, refused, or a token not to be believed."""
    provider = _provider(client, at)
    token = _exchange(client, provider.metadata, code=code, verifier=verifier, redirect_uri=redirect_uri)
    claims = _believed(client, provider, str(token.get("id_token", "")), nonce=nonce, at=at)
    sub = claims.get("sub")
    if not isinstance(sub, str) or not sub:
        raise Trouble("oidc_token", "no sub")
    found = claims.get(client.claim) or _from_userinfo(client, provider.metadata, token, sub)
    if not isinstance(found, str) or not found:
        raise Trouble("oidc_claim", client.claim)
    return Known(found, sub)


def _exchange(
    client: Client, metadata: Mapping[str, Any], *, code: str, verifier: str, redirect_uri: str
) -> dict[str, Any]:
    """The tokens for a code. Raises Trouble."""
    httpx = importlib.import_module("httpx")
    base = importlib.import_module("authlib.common.errors")
    with _session(client, metadata, redirect_uri) as session:
        try:
            token: dict[str, Any] = session.fetch_token(
                _endpoint(metadata, "token_endpoint"),
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
            )
        except httpx.HTTPError as error:
            raise Trouble("oidc_silent", type(error).__name__) from error
        except (base.AuthlibBaseError, ValueError) as error:
            raise Trouble("oidc_refused", type(error).__name__) from error
    return token


def _believed(client: Client, provider: _Provider, token: str, *, nonce: str, at: datetime) -> Mapping[str, Any]:
    """The claims of an ID token whose signature, issuer, audience, times and nonce are right. Raises Trouble."""
    errors = importlib.import_module("joserfc.errors")
    try:
        claims = _decoded(provider, token)
    except (errors.JoseError, ValueError, KeyError, TypeError):
        # The provider may have changed its keys since it was asked: ask once more before saying no.
        fresh = _ask(client, at)
        try:
            claims = _decoded(fresh, token)
        except (errors.JoseError, ValueError, KeyError, TypeError) as error:
            raise Trouble("oidc_token", type(error).__name__) from error
    _check(client, claims, nonce=nonce, at=at)
    return claims


def _decoded(provider: _Provider, token: str) -> Mapping[str, Any]:
    """The claims under a believed signature. Raises JoseError, ValueError, KeyError, TypeError."""
    jwt = importlib.import_module("joserfc.jwt")
    jwk = importlib.import_module("joserfc.jwk")
    keys = jwk.KeySet.import_key_set(dict(provider.keys))
    claims: Mapping[str, Any] = jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
    return claims


def _check(client: Client, claims: Mapping[str, Any], *, nonce: str, at: datetime) -> None:
    """Raises Trouble when the token was made by, for, or at another."""
    jwt = importlib.import_module("joserfc.jwt")
    errors = importlib.import_module("joserfc.errors")
    essential = {"essential": True}
    registry = jwt.JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=LEEWAY,
        iss={**essential, "value": client.issuer},
        aud={**essential, "value": client.client_id},
        exp=essential,
        iat=essential,
        nonce={**essential, "value": nonce},
    )
    try:
        registry.validate(dict(claims))
    except errors.ExpiredTokenError as error:
        raise Trouble("oidc_expired") from error
    except errors.JoseError as error:
        raise Trouble("oidc_token", str(error)[:80]) from error
    audience = claims["aud"]
    others = isinstance(audience, list) and len(audience) > 1
    if (others or "azp" in claims) and claims.get("azp") != client.client_id:
        raise Trouble("oidc_token", "azp")


def _from_userinfo(client: Client, metadata: Mapping[str, Any], token: Mapping[str, Any], sub: str) -> Any:
    """The agreed claim from the provider's own answer, when the token does not carry it; None without one."""
    if "userinfo_endpoint" not in metadata or "access_token" not in token:
        return None
    authorization = {"Authorization": f"Bearer {token['access_token']}"}
    told = _get(_endpoint(metadata, "userinfo_endpoint"), headers=authorization)
    return told.get(client.claim) if told.get("sub") == sub else None


def _provider(client: Client, at: datetime) -> _Provider:
    """The provider as it was told within ten minutes, or asked now. Raises Trouble."""
    known = _providers.get(client.issuer)
    if known is not None and abs(at - known.asked_at) < _KNOWN_FOR:
        return known
    return _ask(client, at)


def _ask(client: Client, at: datetime) -> _Provider:
    """Ask the provider for its addresses and keys. Raises Trouble."""
    metadata = _get(f"{client.issuer.rstrip('/')}/.well-known/openid-configuration")
    if metadata.get("issuer") != client.issuer:
        raise Trouble("oidc_provider", "another issuer")
    keys = _get(_endpoint(metadata, "jwks_uri"))
    provider = _Provider(metadata, keys, at)
    _providers[client.issuer] = provider
    return provider


def _get(address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A JSON object from an address; no detours, no proxies of the environment. Raises Trouble."""
    httpx = importlib.import_module("httpx")
    try:
        answer = httpx.get(address, headers=headers, timeout=TIMEOUT, follow_redirects=False, trust_env=False)
        told = answer.json() if answer.status_code == 200 and len(answer.content) < _MOST_BYTES else None
    except httpx.HTTPError as error:
        raise Trouble("oidc_silent", type(error).__name__) from error
    except ValueError as error:
        raise Trouble("oidc_provider", "no JSON") from error
    if not isinstance(told, dict):
        raise Trouble("oidc_provider", f"status {answer.status_code}")
    return told


def _endpoint(metadata: Mapping[str, Any], name: str) -> str:
    """One of the provider's addresses; over https unless it is this machine. Raises Trouble."""
    address = str(metadata.get(name, ""))
    if not is_safe(address):
        raise Trouble("oidc_provider", name)
    return address


def is_safe(address: str) -> bool:
    """Whether secrets may go to this address: https, or this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))


def is_loopback(host: str) -> bool:
    """Whether a host name means this very machine."""
    return host in {"localhost", "127.0.0.1", "::1"}


def _session(client: Client, metadata: Mapping[str, Any], redirect_uri: str) -> Any:
    """Authlib's client for this provider."""
    offered = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    method = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
    module = importlib.import_module("authlib.integrations.httpx_client")
    return module.OAuth2Client(
        client_id=client.client_id,
        client_secret=client.client_secret or None,
        token_endpoint_auth_method=method if client.client_secret else "none",
        scope=SCOPE,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
    )
