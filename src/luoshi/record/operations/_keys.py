"""Wrapping of record keys: AES-256-GCM under a key that HKDF derives from `settings.LUOSHI_KEY`."""

import base64
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
_INFO = b"luoshi record key wrapping 1"


class WrongKey(Exception):  # noqa: N818
    """The installation's key does not open what was wrapped, or the bytes were changed."""


def wrapping_key(master: str) -> bytes:
    """32 bytes from the installation's key (any text of enough entropy)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(master.encode())


def wrapping_id(master: str) -> str:
    """16 hex digits that tell which master key wrapped a record key, and tell nothing else."""
    return hashlib.sha256(b"luoshi wrapping id" + wrapping_key(master)).hexdigest()[:16]


def wrap(key: bytes, *, master: str, stream: str) -> str:
    """base64(nonce ‖ ciphertext); bound to the stream, so a wrapped key cannot be moved to another record."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(wrapping_key(master)).encrypt(nonce, key, stream.encode())).decode()


def unwrap(wrapped: str, *, master: str, stream: str) -> bytes:
    """The record key; raises `WrongKey`."""
    try:
        raw = base64.b64decode(wrapped, validate=True)
        return AESGCM(wrapping_key(master)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], stream.encode())
    except (InvalidTag, ValueError) as error:
        raise WrongKey(f"the key of {stream} does not open under this LUOSHI_KEY") from error


def encrypt(key: bytes, plain: bytes, *, bound_to: str) -> tuple[str, str]:
    """(nonce, ciphertext) as base64 under a record key, bound to stream, name and serial."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, plain, bound_to.encode())
    return base64.b64encode(nonce).decode(), base64.b64encode(sealed).decode()


def decrypt(key: bytes, nonce: str, ciphertext: str, *, bound_to: str) -> bytes:
    """The plain bytes; raises `WrongKey`."""
    try:
        raw_nonce, raw = base64.b64decode(nonce, validate=True), base64.b64decode(ciphertext, validate=True)
        return AESGCM(key).decrypt(raw_nonce, raw, bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise WrongKey(f"{bound_to} does not open under its record key") from error
