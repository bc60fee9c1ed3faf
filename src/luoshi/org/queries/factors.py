"""What somebody has besides her password, where she sits, and what administrators see of that."""

from datetime import datetime

from django.db.models import Count, Q
from django.db.models.functions import Now

from luoshi.org import access, factors, policy
from luoshi.org.access import Actor
from luoshi.org.models import Account, CodeDevice, FactorReset, Passkey, RecoveryCode, Sitting
from luoshi.org.records import DoorLine, FactorResetRecord, FactorsRecord, PasskeyRecord, SittingRecord
from luoshi.record.refusals import Reason, Refused


def second_factors(account_id: int) -> FactorsRecord:
    """The second factors of one's own account; three queries. Nobody else's are asked for with it."""
    device = factors.device_in_use(account_id)
    rows = Passkey.objects.filter(account=account_id, removed_at=None).order_by("id")
    return FactorsRecord(
        code_since=None if device is None else device.confirmed_at,
        passkeys=tuple(PasskeyRecord(*row) for row in rows.values_list("id", "name", "registered_at")),
        recovery_codes_left=RecoveryCode.objects.filter(account=account_id, used_at=None).count(),
    )


def pending_code(account_id: int) -> tuple[int, str] | None:
    """(id, secret) of the device that the person is setting up; the one place where a secret is shown, to herself."""
    device = CodeDevice.objects.filter(account=account_id, confirmed_at=None, removed_at=None).order_by("-id").first()
    secret = None if device is None else factors.secret_of(device)
    return None if device is None or secret is None else (device.id, secret)


def sittings(account_id: int, *, session_key: str) -> tuple[SittingRecord, ...]:
    """The open sittings of one's own account, newest first. They expire by the machine's own time."""
    rows = Sitting.objects.filter(account=account_id, ended_at=None, expire_date__gt=Now())
    return tuple(
        SittingRecord(row.handle, row.address, row.device, row.started_at, row.last_seen_at, row.pk == session_key)
        for row in rows.order_by("-started_at", "-expire_date")
    )


def ended_sitting(session_key: str) -> tuple[str, datetime, str] | None:
    """(why, when, from which address) the sitting of this cookie was ended; None when it was not, or long ago."""
    row = Sitting.objects.filter(session_key=session_key, ended_at__isnull=False, account__isnull=False).first()
    return None if row is None or row.ended_at is None else (row.ended_why, row.ended_at, row.ended_from)


def doors(actor: Actor, as_of: datetime) -> tuple[DoorLine, ...]:
    """How everybody's door stands, for the two administrators: factors, open sittings, requests. Four queries.

    No times of signing in and no addresses: those are the auditor's (R13-01). Raises Refused for everybody else.
    """
    if not access.allows(actor, "org.reset_factors"):
        raise Refused([Reason("org.not_allowed", {"verb": "org.reset_factors"}, rule="R12-01")])
    codes = set(
        CodeDevice.objects.filter(confirmed_at__isnull=False, removed_at=None).values_list("account_id", flat=True)
    )
    live = Q(ended_at=None, expire_date__gt=Now(), account__isnull=False)
    open_ = dict(Sitting.objects.filter(live).values_list("account_id").annotate(Count("session_key")))
    keys = dict(Passkey.objects.filter(removed_at=None).values_list("account_id").annotate(Count("id")))
    asked = {row.account_id: row for row in FactorReset.objects.filter(decided_at=None)}
    lines = []
    for account in Account.objects.filter(closed_at=None).select_related("person").order_by("login"):
        reset = asked.get(account.id)
        is_open = reset is not None and as_of < reset.asked_at + policy.RESET_LAPSES
        lines.append(
            DoorLine(
                account_id=account.id,
                person_id=account.person_id,
                login=account.login,
                name=account.person.name,
                has_code=account.id in codes,
                passkeys=keys.get(account.id, 0),
                sittings=open_.get(account.id, 0),
                reset=_reset(reset) if is_open and reset is not None else None,
            )
        )
    return tuple(lines)


def _reset(row: FactorReset) -> FactorResetRecord:
    return FactorResetRecord(row.id, row.asked_by_id, row.asked_role, row.asked_at, row.reason)
