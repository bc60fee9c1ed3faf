"""A passkey device in software, and as dishonest as a case wants it: WebAuthn §6, attestation "none", ES256."""

import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One key pair for one place, made when it is registered."""

    origin: str = "https://duban.example"
    rp_id: str = "duban.example"
    credential_id: bytes = b"a passkey of the education bureau"
    count: int = 0
    verifies: bool = True
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str | bytes) -> str:
        """The answer to the options of a registration."""
        said = json.loads(options)
        self.handle = base64url_to_bytes(said["user"]["id"])
        point = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + cbor2.dumps(public)
        data = self._data(ATTESTED) + attested
        told = {"attestationObject": cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})}
        return self._credential(said["challenge"], "webauthn.create", told, {"transports": ["internal", "smoke"]})

    def show(self, options: str | bytes) -> str:
        """The answer to the options of a sign-in."""
        said = json.loads(options)
        self.count += 1
        data, client = self._data(), self._client(said["challenge"], "webauthn.get")
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        told = {"authenticatorData": data, "signature": signature, "userHandle": self.handle}
        return self._credential(said["challenge"], "webauthn.get", told, {})

    def _data(self, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(self.rp_id.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, challenge: str, ceremony: str) -> bytes:
        said = {"type": ceremony, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _credential(self, challenge: str, ceremony: str, told: dict[str, bytes], more: dict[str, Any]) -> str:
        response = {name: bytes_to_base64url(value) for name, value in told.items()}
        response["clientDataJSON"] = bytes_to_base64url(self._client(challenge, ceremony))
        key = bytes_to_base64url(self.credential_id)
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": response | more})
