"""An OpenID provider for the tests, served on this machine by pyop, which shares no code with our client.

`twist` changes what it hands over, as a broken or hostile provider would.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jwkest.jwk import RSAKey, import_rsa_key
from jwkest.jws import JWS
from jwkest.jwt import JWT, b64encode_item
from pyop.authz_state import AuthorizationState
from pyop.exceptions import OAuthError
from pyop.provider import Provider
from pyop.subject_identifier import HashBasedSubjectIdentifierFactory
from pyop.userinfo import Userinfo

CLIENT_ID, SECRET = "luoshi", "what-the-office-agreed-upon"
Claims = dict[str, Any]
Twist = Callable[[Claims], Claims | str]


def rsa_key(name: str = "first") -> RSAKey:
    """A fresh signing key."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return RSAKey(kid=name, alg="RS256", use="sig", key=import_rsa_key(pem.decode()))


class IdentityService:
    """The provider and what the tests turn on it: who is signed in there, and how it lies."""

    def __init__(self, address: str, redirect_uri: str, people: dict[str, Claims]) -> None:
        self.address, self.key, self.people = address, rsa_key(), people
        self.user, self.twist, self.denies, self.in_token = next(iter(people)), None, False, True
        self.twist: Twist | None
        self.asked: list[dict[str, str]] = []
        self.provider = Provider(
            self.key,
            {
                "issuer": "https://replaced.example",
                "authorization_endpoint": f"{address}/authorize",
                "token_endpoint": f"{address}/token",
                "jwks_uri": f"{address}/jwks",
                "userinfo_endpoint": f"{address}/userinfo",
                "scopes_supported": ["openid", "profile"],
                "response_types_supported": ["code"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            },
            AuthorizationState(HashBasedSubjectIdentifierFactory("salt of the tests")),
            {
                CLIENT_ID: {
                    "client_id": CLIENT_ID,
                    "client_secret": SECRET,
                    "redirect_uris": [redirect_uri],
                    "response_types": ["code"],
                    "subject_type": "pairwise",
                    "token_endpoint_auth_method": "client_secret_basic",
                }
            },
            Userinfo(people),
        )
        # The specification wants https, and pyop asks for it even on this machine.
        self.provider.configuration_information["issuer"] = address

    def authorize(self, query: str) -> str:
        """The address to send the person back to."""
        asked = self.provider.parse_authentication_request(query)
        self.asked.append(asked.to_dict())
        if self.denies:
            return f"{asked['redirect_uri']}?error=access_denied&state={asked['state']}"
        extra = {"preferred_username": self.people[self.user]["preferred_username"]} if self.in_token else {}
        answer = self.provider.authorize(asked, self.user, extra_id_token_claims=extra)
        return str(answer.request(asked["redirect_uri"]))

    def token(self, body: str, headers: dict[str, str]) -> Claims:
        """The tokens for a code; pyop looks at client, code and PKCE."""
        extra = {"preferred_username": self.people[self.user]["preferred_username"]} if self.in_token else {}
        told: Claims = self.provider.handle_token_request(body, headers, extra_id_token_claims=extra).to_dict()
        if self.twist is not None:
            twisted = self.twist(JWT().unpack(told["id_token"]).payload())
            told["id_token"] = twisted if isinstance(twisted, str) else self.sign(twisted)
        return told

    def sign(self, claims: Claims, key: RSAKey | None = None) -> str:
        """An ID token signed by this provider, or with another key."""
        return str(JWS(json.dumps(claims), alg="RS256").sign_compact(keys=[key or self.key]))


def unsigned(claims: Claims) -> str:
    """A token that says of itself that it needs no signature (alg none)."""
    parts = [b64encode_item({"alg": "none"}), b64encode_item(claims)]
    return ".".join(part.decode() for part in parts) + "."


class _Handler(BaseHTTPRequestHandler):
    service: IdentityService

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self._json(self.service.provider.provider_configuration.to_dict())
        elif parts.path == "/jwks":
            self._json(self.service.provider.jwks)
        elif parts.path == "/authorize":
            self._html(parts.query)
        elif parts.path == "/go":
            self._redirect(self.service.authorize(parse_qs(parts.query)["asked"][0]))
        else:
            headers = {"Authorization": self.headers["Authorization"]}
            self._json(self.service.provider.handle_userinfo_request("", headers).to_dict())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            self._json(self.service.token(body, dict(self.headers)))
        except OAuthError as error:
            self._json({"error": error.oauth_error}, status=400)

    def _html(self, query: str) -> None:
        """A page with one button: a person who has signed in at the provider and agrees."""
        asked = query.replace("&", "&amp;")
        form = f'<form action="/go"><input type="hidden" name="asked" value="{asked}"><button>同意</button></form>'
        self._send(200, "text/html; charset=utf-8", f"<!doctype html><h1>统一认证</h1>{form}".encode())

    def _redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, told: Claims, status: int = 200) -> None:
        self._send(status, "application/json", json.dumps(told).encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@contextmanager
def served(redirect_uri: str, people: dict[str, Claims]) -> Iterator[IdentityService]:
    """The provider on a free port of this machine, until the test ends."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    service = IdentityService(f"http://127.0.0.1:{server.server_address[1]}", redirect_uri, people)
    handler.service = service  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
