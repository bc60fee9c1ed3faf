"""Private values: encrypted under a key per record; the log holds a salted commitment and every opening."""

import secrets
from datetime import datetime

from django.conf import settings

from luoshi.record import queries
from luoshi.record.models import PrivateFile, PrivateValue, RecordKey
from luoshi.record.operations import _bytes, _keys
from luoshi.record.operations._unit import Work, unit_of_work
from luoshi.record.refusals import Reason, Refused
from luoshi.seal import digests

SALT_BYTES = 32


def keep_private(work: Work, *, stream: str, name: str, value: str) -> None:
    """Keep the private value `name` of a record (`stream`) inside an open unit of work; a new value succeeds the old.

    The event `private.kept` holds name, serial and SHA-256(salt ‖ value), nothing else of it. Refuses a record whose
    private values were erased.
    """
    key = key_of(stream, work.at)
    if key.erased_at is not None:
        raise Refused([Reason("private.erased", {"name": name})])
    newest = PrivateValue.objects.filter(key=key, name=name).order_by("-serial").first()
    serial = newest.serial + 1 if newest else 1
    salt = secrets.token_bytes(SALT_BYTES)
    opened = _keys.unwrap(key.wrapped, master=settings.LUOSHI_KEY, stream=stream)
    nonce, ciphertext = _keys.encrypt(opened, salt + value.encode(), bound_to=bound_to(stream, name, serial))
    row = PrivateValue.objects.create(
        key=key,
        name=name,
        serial=serial,
        commitment=digests.commitment(salt, value),
        nonce=nonce,
        ciphertext=ciphertext,
    )
    payload = {"name": name, "serial": serial, "commitment": row.commitment}
    work.record("private.kept", stream=stream, payload=payload, rows=[key, row])


def key_of(stream: str, at: datetime) -> RecordKey:
    """The key of a record, made when it is first needed; it may have been erased."""
    return RecordKey.objects.filter(stream=stream).first() or _new_key(stream, at)


def _new_key(stream: str, at: datetime) -> RecordKey:
    wrapped = _keys.wrap(secrets.token_bytes(32), master=settings.LUOSHI_KEY, stream=stream)
    wrapping = _keys.wrapping_id(settings.LUOSHI_KEY)
    return RecordKey.objects.create(stream=stream, wrapped=wrapped, wrapping=wrapping, made_at=at)


def bound_to(stream: str, name: str, serial: int) -> str:
    """What a ciphertext is bound to, so that it cannot be moved to another record, name or serial."""
    return f"{stream}\n{name}\n{serial}"


def plain_value(row: PrivateValue, key: RecordKey) -> tuple[bytes, str]:
    """(salt, value) of a private value; raises `WrongKey` when it does not open."""
    opened = _keys.unwrap(key.wrapped, master=settings.LUOSHI_KEY, stream=key.stream)
    raw = _keys.decrypt(opened, row.nonce, row.ciphertext, bound_to=bound_to(key.stream, row.name, row.serial))
    return raw[:SALT_BYTES], raw[SALT_BYTES:].decode()


def open_private(*, actor: str, at: datetime, stream: str, name: str, reason: str) -> str:
    """The newest value of `name`; writes `private.opened` on the access stream of the record, which the auditor reads.

    Refuses without a reason, for an unknown name, and for erased values.
    """
    if not reason.strip():
        raise Refused([Reason("private.no_reason")])
    with unit_of_work(actor=actor, at=at) as work:
        row = (
            PrivateValue.objects.select_related("key").filter(key__stream=stream, name=name).order_by("-serial").first()
        )
        if row is None:
            raise Refused([Reason("private.unknown", {"name": name})])
        if row.key.erased_at is not None:
            raise Refused([Reason("private.erased", {"name": name})])
        _salt, value = plain_value(row, row.key)
        payload = {"name": name, "serial": row.serial, "reason": reason}
        work.record("private.opened", stream=f"access:{stream}", payload=payload)
    return value


def use_private(*, stream: str, name: str) -> str | None:
    """The newest value of `name` for the machine's own use, such as a secret that a code is checked against.

    Nobody gets to see it, so it is no opening and nothing is written. None for an unknown name or an erased value.
    """
    row = PrivateValue.objects.select_related("key").filter(key__stream=stream, name=name).order_by("-serial").first()
    return None if row is None or row.key.erased_at is not None else plain_value(row, row.key)[1]


def erase_private(*, actor: str, at: datetime, stream: str, reason: str) -> int:
    """Destroy key, salts and ciphertexts of a record's private values and files; returns how many values and files.

    Writes `record.erased`. Commitments stay in log and rows: without the salt they tell nothing. Twice is refused.
    """
    with unit_of_work(actor=actor, at=at) as work:
        key = RecordKey.objects.filter(stream=stream).first()
        if key is None:
            raise Refused([Reason("private.unknown", {"name": stream})])
        if key.erased_at is not None:
            raise Refused([Reason("private.erased", {"name": stream})])
        key.wrapped, key.wrapping, key.erased_at = "", "", at
        key.save()
        values = PrivateValue.objects.filter(key=key)
        count = values.update(nonce="", ciphertext="")
        names = sorted(set(values.values_list("name", flat=True)))
        files = _erase_files(work, key)
        payload = {"reason": reason, "names": names, "files": len(files)}
        work.record("record.erased", stream=stream, payload=payload, rows=[key, *values, *files])
    return count + len(files)


def _erase_files(work: Work, key: RecordKey) -> list[PrivateFile]:
    """Destroy the private files of a record; the rows stay, to be named in the event."""
    rows = list(PrivateFile.objects.filter(key=key, erased_at=None))
    PrivateFile.objects.filter(key=key, erased_at=None).update(erased_at=work.at)
    _bytes.remove_after(work, *(queries.private_path(row.place) for row in rows))
    return rows
