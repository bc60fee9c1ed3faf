"""Second factors of one's own: one-time codes and recovery codes; set up, confirmed, used, taken away (R12-07).

All of them belong to the person of the account: the edge lets nobody else call them. Their events stand on the access
stream, since when somebody changed her phone is nobody's business but the auditor's (R13-01).
"""

from contextlib import AbstractContextManager
from datetime import datetime

from django.db.models import QuerySet

from luoshi.org import factors, policy, sign_in
from luoshi.org.models import Account, CodeDevice, Passkey, RecoveryCode
from luoshi.org.operations import _guard
from luoshi.record.operations import Work, erase_private, keep_private, unit_of_work
from luoshi.record.refusals import Reason


def begin_code_device(*, at: datetime, account_id: int) -> int:
    """Make a secret for one-time codes; returns the id of the device, which counts once `confirm_code_device` did.

    An earlier one that was never confirmed falls away. Refuses where second factors are not offered.
    """
    _refuse_where_off()
    account = _guard.found(Account, account_id)
    with own_work(account, at) as work:
        over = _destroy(work, CodeDevice.objects.filter(account=account, confirmed_at=None, removed_at=None))
        device = CodeDevice.objects.create(account=account, begun_at=at)
        keep_private(work, stream=factors.device_stream(device.id), name=factors.KEPT_AS, value=factors.new_secret())
        work.record("access.code_device_begun", stream=stream_of(account), payload={}, rows=[device, *over])
    return device.id


def confirm_code_device(*, at: datetime, account_id: int, device_id: int, code: str) -> None:
    """The first code shows that the phone has the secret; from now on codes are asked for at sign-in.

    A device that was in use before falls away. Refuses a wrong code; it locks nothing, since the secret is in view.
    """
    account = _guard.found(Account, account_id)
    device = CodeDevice.objects.filter(pk=device_id, account=account, confirmed_at=None, removed_at=None).first()
    secret = None if device is None else factors.secret_of(device)
    step = None if secret is None else factors.step_of(code, secret, at=at, after=None)
    if device is None or step is None:
        _guard.refuse([Reason("factor.code_wrong", rule="R12-07")])
        return
    with own_work(account, at) as work:
        over = _destroy(work, CodeDevice.objects.filter(account=account, removed_at=None).exclude(pk=device_id))
        device.confirmed_at, device.last_step = at, step
        device.save()
        work.record("access.code_device_added", stream=stream_of(account), payload={}, rows=[device, *over])


def remove_code_device(*, at: datetime, account_id: int) -> None:
    """Codes are asked for no more, and their secret is destroyed. Refuses an account without a device."""
    account = _guard.found(Account, account_id)
    if factors.device_in_use(account_id) is None:
        _guard.refuse([Reason("factor.none")])
    with own_work(account, at) as work:
        over = _destroy(work, CodeDevice.objects.filter(account=account, removed_at=None))
        work.record("access.code_device_removed", stream=stream_of(account), payload={}, rows=over)
        forget_recovery_codes_without_factor(work, account)


def make_recovery_codes(*, at: datetime, account_id: int) -> tuple[str, ...]:
    """Ten new recovery codes, shown now and never again; those before them are worth nothing any more.

    Refuses an account without a second factor: there would be nothing to recover.
    """
    account = _guard.found(Account, account_id)
    if not factors.has_factor(account_id):
        _guard.refuse([Reason("factor.none")])
    codes = tuple(factors.new_recovery_code() for _ in range(factors.N_RECOVERY_CODES))
    with own_work(account, at) as work:
        gone = _forget_recovery_codes(account)
        rows = RecoveryCode.objects.bulk_create(
            RecoveryCode(account=account, hash=factors.hash_recovery_code(code), made_at=at) for code in codes
        )
        payload = {"count": len(codes)}
        work.record("access.recovery_codes_made", stream=stream_of(account), payload=payload, rows=rows, deleted=gone)
    return codes


def answer_code(*, at: datetime, account_id: int, code: str, address: str = "") -> bool:
    """The second step with a one-time code: whether the person is in. Each code counts once; failures lock."""
    account = _guard.found(Account, account_id)
    with own_work(account, at):
        device = factors.device_in_use(account_id, locked=True)
        secret = None if device is None else factors.secret_of(device)
        step = None
        if device is not None and secret is not None:
            step = factors.step_of(code, secret, at=at, after=device.last_step)
        also = [] if device is None else [device]
        is_in = sign_in.settle(account, is_right=step is not None, at=at, how="code", address=address, also=also)
        if is_in and device is not None:
            device.last_step = step
            device.save(update_fields=["last_step"])
    return is_in


def answer_recovery_code(*, at: datetime, account_id: int, code: str, address: str = "") -> bool:
    """The second step with a recovery code: whether the person is in. It is spent then; failures lock."""
    account = _guard.found(Account, account_id)
    with own_work(account, at):
        # The account's row is locked before the codes are read: one code at two doors opens one.
        Account.objects.select_for_update().get(pk=account_id)
        row = factors.recovery_code_of(account_id, code)
        also = [] if row is None else [row]
        is_in = sign_in.settle(account, is_right=row is not None, at=at, how="recovery", address=address, also=also)
        if is_in and row is not None:
            row.used_at = at
            row.save(update_fields=["used_at"])
    return is_in


def remove_all(work: Work, account: Account) -> None:
    """Take every second factor of an account away, inside an open unit of work."""
    devices = _destroy(work, CodeDevice.objects.filter(account=account, removed_at=None))
    passkeys = list(Passkey.objects.filter(account=account, removed_at=None))
    for passkey in passkeys:
        passkey.removed_at = work.at
        passkey.save(update_fields=["removed_at"])
    payload, gone = {"person": f"person:{account.person_id}"}, _forget_recovery_codes(account)
    rows = [*devices, *passkeys]
    work.record("access.factors_reset", stream=stream_of(account), payload=payload, rows=rows, deleted=gone)


def forget_recovery_codes_without_factor(work: Work, account: Account) -> None:
    """Recovery codes go with the last factor: alone they would be second passwords."""
    if not factors.has_factor(account.id) and (gone := _forget_recovery_codes(account)):
        work.record("access.recovery_codes_removed", stream=stream_of(account), payload={}, deleted=gone)


def stream_of(account: Account) -> str:
    """The access stream of the person."""
    return f"access:person:{account.person_id}"


def own_work(account: Account, at: datetime) -> AbstractContextManager[Work]:
    """The unit of work of the person herself; no post is needed for her own keys."""
    return unit_of_work(actor=f"person:{account.person_id}", at=at)


def _refuse_where_off() -> None:
    if not policy.offers_factors():
        _guard.refuse([Reason("factor.not_offered", rule="R12-07")])


def _forget_recovery_codes(account: Account) -> list[tuple[str, int]]:
    """Remove the codes of the account; what was removed, for the record."""
    old = list(RecoveryCode.objects.filter(account=account).values_list("id", flat=True))
    RecoveryCode.objects.filter(id__in=old).delete()
    return [(RecoveryCode._meta.db_table, one) for one in old]


def _destroy(work: Work, devices: QuerySet[CodeDevice]) -> list[CodeDevice]:
    """These devices are over and their secrets destroyed with their keys; the rows, for the caller's event."""
    over = list(devices)
    for device in over:
        device.removed_at = work.at
        device.save(update_fields=["removed_at"])
        stream = factors.device_stream(device.id)
        erase_private(actor=work.actor, at=work.at, stream=stream, reason="factor_removed")
    return over
