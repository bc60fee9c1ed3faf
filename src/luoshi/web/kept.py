"""What was typed into a form that was sent after its sitting had ended: carried by the browser over the sign-in.

A form says whom it was drawn for (`drawn_for`, signed). Sent by nobody, its fields are sealed under a key of ours and
given back to the same browser in a hidden field of the sign-in page: the server keeps nothing of it. When the person
that it was drawn for has signed in, it lies in her sitting until she sends it; anybody else gets a sentence and no word
of it, not even in the source of the page. Nothing is done by it: the form comes back filled in, with its one-use key,
and has to be sent.
"""

import base64
import datetime as dt
import json
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, QueryDict

from luoshi.web import edge

FIELD, DRAWN_FOR = "kept", "drawn_for"
#: As much text as any of our fields takes, together; more is not carried.
MOST_BYTES = 64 * 1024
KEPT_FOR = dt.timedelta(hours=12)
_IN_SITTING, _OF_ANOTHER = "kept", "kept_of_another"
_SALT, _NONCE_BYTES = "luoshi.drawn_for", 12
#: What the next form brings anew.
_LEFT_OUT = frozenset({"csrfmiddlewaretoken", DRAWN_FOR, FIELD})


@dataclass(frozen=True, slots=True)
class Kept:
    """The fields of one form: whom and which page it was drawn for, when it was sent, whether files were chosen."""

    person_id: int
    path: str
    at: dt.datetime
    had_files: bool
    fields: Mapping[str, list[str]]

    def data(self) -> QueryDict:
        """The fields as they were sent."""
        found = QueryDict(mutable=True)
        for name, values in self.fields.items():
            found.setlist(name, values)
        return found


def token(request: HttpRequest) -> str:
    """For a form's hidden field: whom it is drawn for. Empty for nobody."""
    user: Any = request.user
    return signing.dumps(user.person_id, salt=_SALT) if user.is_authenticated else ""


def drawn_for(request: HttpRequest) -> int | None:
    """The person that the form which was sent was drawn for; None when it does not say so."""
    try:
        return int(signing.loads(request.POST.get(DRAWN_FOR, ""), salt=_SALT))
    except signing.BadSignature:
        return None


def of(request: HttpRequest) -> Kept | None:
    """The form that was sent, to be carried; None for one that was not drawn for anybody."""
    person_id = drawn_for(request)
    if person_id is None:
        return None
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in _LEFT_OUT}
    return Kept(person_id, request.path, edge.now(request), bool(request.FILES), fields)


def seal(kept: Kept) -> str:
    """The form as a text that only we can read; empty when it is too long to be carried."""
    said = [kept.person_id, kept.path, kept.at.isoformat(), kept.had_files, kept.fields]
    plain = json.dumps(said, ensure_ascii=False).encode()
    if len(plain) > MOST_BYTES:
        return ""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + AESGCM(_key()).encrypt(nonce, zlib.compress(plain), None)).decode()


def unseal(said: str, *, at: dt.datetime) -> Kept | None:
    """The form again; None for what we did not seal, or long ago."""
    if not said or len(said) > 2 * MOST_BYTES:
        return None
    try:
        raw = base64.urlsafe_b64decode(said)
        plain = zlib.decompress(AESGCM(_key()).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None))
    except (InvalidTag, ValueError, zlib.error):
        return None
    person_id, path, sent_at, had_files, fields = json.loads(plain)
    found = Kept(person_id, path, dt.datetime.fromisoformat(sent_at), had_files, fields)
    return found if at - found.at <= KEPT_FOR else None


def _key() -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"luoshi kept forms 1").derive(
        settings.SECRET_KEY.encode()
    )


def carried(request: HttpRequest) -> str:
    """The sealed form that the sign-in page brought along; empty without one."""
    said: str = request.POST.get(FIELD, "")
    return said if len(said) <= 2 * MOST_BYTES else ""


def put_down(request: HttpRequest, person_id: int, said: str) -> None:
    """Lay the sealed form into the sitting of the person who has just signed in, if it was drawn for her."""
    found = unseal(said, at=edge.now(request))
    if found is None:
        return
    if found.person_id == person_id:
        request.session[_IN_SITTING] = said
    else:
        request.session[_OF_ANOTHER] = True


def here(request: HttpRequest) -> Kept | None:
    """The form that lies in this sitting, on the page that it was drawn for."""
    said = request.session.get(_IN_SITTING)
    found = unseal(said, at=edge.now(request)) if said else None
    user: Any = request.user
    fits = found is not None and found.path == request.path and found.person_id == user.person_id
    return found if fits else None


def drop(request: HttpRequest) -> None:
    """The form was sent: nothing of it stays in the sitting."""
    if _IN_SITTING in request.session:
        del request.session[_IN_SITTING]


def was_of_another(request: HttpRequest) -> bool:
    """Whether what was carried over the sign-in was drawn for somebody else; told once."""
    return bool(request.session.pop(_OF_ANOTHER, False)) if _OF_ANOTHER in request.session else False
