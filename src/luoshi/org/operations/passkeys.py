"""Passkeys (WebAuthn): registered under a name, used as the second step or as the only one, removed (R12-07).

The edge says where it is (`Place`) and keeps the challenge of a ceremony in the session, which it spends; nothing of
the office's moment enters the ceremony itself.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

import webauthn
from django.db.models import QuerySet
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from luoshi.org import policy, sign_in
from luoshi.org.models import Account, Passkey
from luoshi.org.operations import _guard
from luoshi.org.operations.factors import forget_recovery_codes_without_factor, own_work, stream_of
from luoshi.record.refusals import Reason

_HOUSE = "落实"
_LONGEST = 64 * 1024
_TRANSPORTS = {one.value for one in AuthenticatorTransport}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages are: the host name that passkeys are bound to, and the origin that a browser tells."""

    rp_id: str
    origin: str

    @classmethod
    def of(cls, origin: str) -> Self:
        """The place of an origin such as `https://duban.example:8443`."""
        return cls(rp_id=urlsplit(origin).hostname or "", origin=origin)

    @property
    def is_named(self) -> bool:
        """Whether passkeys work here at all: browsers bind them to names, never to bare addresses."""
        try:
            ip_address(self.rp_id)
        except ValueError:
            return bool(self.rp_id)
        return False


def new_challenge() -> str:
    """64 random bytes in base64url, for one ceremony."""
    return bytes_to_base64url(webauthn.helpers.generate_challenge())


def new_handle(account_id: int) -> str:
    """What devices are to call the account: as its passkeys have it already, else new random bytes."""
    first = Passkey.objects.filter(account=account_id).first()
    return bytes_to_base64url(secrets.token_bytes(32)) if first is None else first.handle


def offer_registration(*, account_id: int, name: str, handle: str, place: Place, challenge: str) -> str:
    """What the browser must know to make a passkey for this account, as JSON; keys that it has are not made twice.

    `name` is the person's, `handle` comes from `new_handle`. Refuses where second factors are not offered.
    """
    if not policy.offers_factors():
        _guard.refuse([Reason("factor.not_offered", rule="R12-07")])
    account = _guard.found(Account, account_id)
    options = webauthn.generate_registration_options(
        rp_id=place.rp_id,
        rp_name=_HOUSE,
        user_id=base64url_to_bytes(handle),
        user_name=account.login,
        user_display_name=name,
        challenge=base64url_to_bytes(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(
            # Preferred, not required: an older security key is still good as the second step.
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(_of(account)),
    )
    return webauthn.options_to_json(options)


def register_passkey(
    *, at: datetime, account_id: int, name: str, credential: str, handle: str, place: Place, challenge: str
) -> int:
    """Keep the public half of the passkey that the browser made; returns its id.

    `handle` is the one that was offered. Refuses an empty name, a wrong answer
    and a passkey that is known already.
    """
    account, name = _guard.found(Account, account_id), name.strip()[:40]
    said = _json(credential)
    try:
        if not challenge:
            raise ValueError("nobody asked for this")
        made = webauthn.verify_registration_response(
            credential=said,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        made = None
    reasons = [] if name else [Reason("factor.name_missing")]
    key = "" if made is None else bytes_to_base64url(made.credential_id)
    if made is None or Passkey.objects.filter(credential_id=key).exists():
        reasons.append(Reason("factor.passkey_wrong", rule="R12-07"))
    _guard.refuse(reasons)
    assert made is not None
    with own_work(account, at) as work:
        row = Passkey.objects.create(
            account=account,
            name=name,
            credential_id=key,
            public_key=bytes_to_base64url(made.credential_public_key),
            handle=handle,
            sign_count=made.sign_count,
            transports=_transports(said),
            registered_at=at,
        )
        work.record("access.passkey_added", stream=stream_of(account), payload={"name": name}, rows=[row])
    return row.id


def remove_passkey(*, at: datetime, account_id: int, passkey_id: int) -> None:
    """The passkey opens nothing any more. Refuses one that is not this account's."""
    account = _guard.found(Account, account_id)
    row = _of(account).filter(pk=passkey_id).first()
    if row is None:
        _guard.refuse([Reason("factor.none")])
        return
    with own_work(account, at) as work:
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        work.record("access.passkey_removed", stream=stream_of(account), payload={"name": row.name}, rows=[row])
        forget_recovery_codes_without_factor(work, account)


def offer_sign_in(*, account_id: int | None, place: Place, challenge: str) -> str:
    """What the browser must know to show a passkey, as JSON.

    As the second step (`account_id`) it names that account's passkeys; as the only step it names none, so nobody
    learns who has one, and asks the device to make sure who holds it.
    """
    known = _descriptors(Passkey.objects.filter(account=account_id, removed_at=None)) if account_id else []
    options = webauthn.generate_authentication_options(
        rp_id=place.rp_id,
        challenge=base64url_to_bytes(challenge),
        allow_credentials=known,
        user_verification=UserVerificationRequirement.PREFERRED if known else UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def answer_passkey(
    *, at: datetime, account_id: int | None, credential: str, place: Place, challenge: str, address: str = ""
) -> Account | None:
    """The account whose passkey the browser showed; None for every refusal, whatever its reason.

    With `account_id` it is the second step of that account; without, the only one, and the device must have made sure
    who holds it. A signature count that did not rise is refused: somebody has a copy (WebAuthn §6.1.1). Failures lock.
    """
    said = _json(credential)
    mine = {} if account_id is None else {"account": account_id}
    row = Passkey.objects.filter(credential_id=str(said.get("id", "")), removed_at=None, **mine).first()
    if row is None:
        if account_id is None:
            sign_in.tell_unknown(address, at)
        else:
            sign_in.settle(_guard.found(Account, account_id), is_right=False, at=at, how="passkey", address=address)
        return None
    account = _guard.found(Account, row.account_id)
    with own_work(account, at):
        row = Passkey.objects.select_for_update().get(pk=row.pk)
        count = _count(row, said, place=place, challenge=challenge, alone=account_id is None)
        is_in = sign_in.settle(account, is_right=count is not None, at=at, how="passkey", address=address, also=[row])
        if is_in and count is not None:
            row.sign_count = count
            row.save(update_fields=["sign_count"])
    return account if is_in else None


def _count(row: Passkey, said: Mapping[str, object], *, place: Place, challenge: str, alone: bool) -> int | None:
    """The new signature count of a good answer; None for a bad one, and for one that nobody asked for."""
    if not challenge:
        return None
    try:
        shown = webauthn.verify_authentication_response(
            credential=dict(said),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
            require_user_verification=alone,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    told = said.get("response")
    handle = told.get("userHandle") if isinstance(told, dict) else None
    if (alone and not handle) or (handle and str(handle).rstrip("=") != row.handle):
        return None
    return shown.new_sign_count


def _of(account: Account) -> QuerySet[Passkey]:
    return Passkey.objects.filter(account=account, removed_at=None)


def _descriptors(rows: QuerySet[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    """How a browser is told which keys are meant."""
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(row.credential_id),
            transports=[AuthenticatorTransport(one) for one in row.transports.split(",") if one in _TRANSPORTS],
        )
        for row in rows
    ]


def _transports(said: Mapping[str, object]) -> str:
    """How the device says that it can be reached, of the words that we know."""
    told = said.get("response")
    named = told.get("transports") if isinstance(told, dict) else None
    return ",".join(sorted({str(one) for one in named or ()} & _TRANSPORTS))


def _json(text: str) -> dict[str, object]:
    """The browser's answer; empty for what is none, or longer than any device's."""
    try:
        found = json.loads(text) if len(text) <= _LONGEST else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
