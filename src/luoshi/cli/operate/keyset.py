"""The keys of an installation as one file, sealed under a passphrase: a set of their own, never inside a backup."""

import base64
import json
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from luoshi.cli import environment
from luoshi.cli.operate import disk, places
from luoshi.cli.operate.places import RECORD_KEY
from luoshi.cli.operate.words import Hindered, say
from luoshi.seal import canonical

SCHEMA = "luoshi.keys/1"
_LEAST_PASSPHRASE = 12
# About 0.3 s and 64 MB: a guess costs the finder as much.
_N, _R, _P = 2**16, 8, 1
NEXT = "record-key.next"


@dataclass(frozen=True, slots=True)
class KeySet:
    """File name in `secrets` → the key's text; `wrappings` are the identifiers of the record keys among them."""

    keys: dict[str, str] = field(repr=False)
    wrappings: list[str]


def gather() -> dict[str, str]:
    """Every key the installation uses now: from the environment, the secrets folder, or a file named elsewhere."""
    found, present = {}, places.record_key()
    if places.secrets().is_dir():
        for path in sorted(places.secrets().iterdir()):
            if path.is_file() and not path.name.startswith("."):
                found[path.name] = path.read_text(encoding="utf-8").strip()
    for name, variable in places.VARIABLES.items():
        said = environment.text(variable)
        if said:
            found[name] = said
    if present is not None and places.next_key(present).exists():
        found[NEXT] = places.next_key(present).read_text(encoding="utf-8").strip()
    return found


def passphrase(*, confirm: bool) -> str:
    """From `LUOSHI_KEYS_PASSPHRASE` (or its `_FILE`), else asked for. Raises Hindered for none, or one too short."""
    said = environment.text("LUOSHI_KEYS_PASSPHRASE")
    if not said:
        if not sys.stdin.isatty():
            raise Hindered([say("ask_needs_terminal")])
        said = click.prompt(say("ask_passphrase"), hide_input=True, confirmation_prompt=confirm, err=True)
    if len(said) < _LEAST_PASSPHRASE:
        raise Hindered([say("short_passphrase", least=_LEAST_PASSPHRASE)])
    return said


def write(path: Path, keyset: KeySet, *, phrase: str, at: str) -> None:
    """Write the set, mode 600: header in the clear (schema, moment, identifiers), keys under the passphrase."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    header = {"schema": SCHEMA, "made_at": at, "wrappings": keyset.wrappings, "kdf": ["scrypt", _N, _R, _P]}
    plain = json.dumps(keyset.keys, ensure_ascii=False).encode()
    sealed = AESGCM(_derived(phrase, salt)).encrypt(nonce, plain, _bound(header))
    coded = {name: base64.b64encode(raw).decode() for name, raw in (("salt", salt), ("nonce", nonce), ("keys", sealed))}
    disk.write(path, (json.dumps(header | coded, ensure_ascii=False, indent=1) + "\n").encode())


def read(path: Path, *, phrase: str) -> KeySet:
    """Open a set. Raises Hindered for a file that is none, or another passphrase."""
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if raw.get("schema") != SCHEMA or raw.get("kdf") != ["scrypt", _N, _R, _P]:
            raise ValueError(raw.get("schema"))
        salt, nonce, sealed = (base64.b64decode(raw.pop(name), validate=True) for name in ("salt", "nonce", "keys"))
        keys = json.loads(AESGCM(_derived(phrase, salt)).decrypt(nonce, sealed, _bound(raw)))
        return KeySet(keys, list(raw["wrappings"]))
    except InvalidTag as error:
        raise Hindered([say("wrong_passphrase", path=path)]) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Hindered([say("no_keyset", path=path, why=error)]) from error


def from_folder(path: Path) -> KeySet:
    """The keys of another home's `secrets` folder as they lie there. Raises Hindered when it holds none."""
    found = {one.name: one.read_text(encoding="utf-8").strip() for one in sorted(path.iterdir()) if one.is_file()}
    if RECORD_KEY not in found:
        raise Hindered([say("no_keyset", path=path, why=RECORD_KEY)])
    return KeySet(found, [])


def lay_down(keyset: KeySet) -> None:
    """Write the keys into the home's secrets folder, mode 600 each."""
    places.secrets().mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in keyset.keys.items():
        disk.write(places.secrets() / Path(name).name, text.encode())


def _derived(phrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_N, r=_R, p=_P).derive(phrase.encode())


def _bound(header: dict[str, Any]) -> bytes:
    """What the sealed keys are bound to: the header, so that nobody swaps it."""
    return canonical.text(header).encode()
