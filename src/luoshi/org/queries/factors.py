"""What somebody has besides her password, where she sits, and what administrators see of that."""

from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Now

from luoshi.org import access, factors, policy
from luoshi.org.access import Actor
from luoshi.org.cards import BindingRecord
from luoshi.org.models import Account, Binding, CodeDevice, FactorReset, Passkey, RecoveryCode, Sitting
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


def bindings(account_id: int) -> tuple[BindingRecord, ...]:
    """The other doors that open one's own account: an administrator binds them, and she must be able to see it."""
    rows = Binding.objects.filter(account=account_id, ended_at=None).order_by("door")
    return tuple(BindingRecord(*row) for row in rows.values_list("door", "subject", "bound_at"))


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


def doors(actor: Actor, *, after: str = "", limit: int = 50) -> tuple[DoorLine, ...]:
    """How the doors stand where there is anything to do, by login behind `after`, for the two administrators.

    Accounts with a second factor, and for whoever may end sittings those that are signed in; no times, counts or
    addresses: those are the auditor's (R13-01). Three queries. Raises Refused for everybody else.
    """
    _require_administrator(actor)
    codes = CodeDevice.objects.filter(confirmed_at__isnull=False, removed_at=None).values("account")
    live = Sitting.objects.filter(ended_at=None, expire_date__gt=Now(), account__isnull=False).values("account")
    if not access.allows(actor, "org.end_sittings"):
        live = live.none()
    keys = Passkey.objects.filter(removed_at=None).values("account")
    found = Account.objects.filter(Q(pk__in=codes) | Q(pk__in=keys) | Q(pk__in=live), closed_at=None, login__gt=after)
    marked = found.select_related("person").annotate(
        has_code=Q(pk__in=codes), is_signed_in=Q(pk__in=live), has_passkey=Q(pk__in=keys)
    )
    return tuple(
        DoorLine(one.id, one.person_id, one.login, one.person.name, one.has_code, one.has_passkey, one.is_signed_in)
        for one in marked.order_by("login")[:limit]
    )


def factor_resets(actor: Actor, as_of: datetime) -> tuple[FactorResetRecord, ...]:
    """The requests that wait for the other administrator, oldest first. Raises Refused for everybody else."""
    _require_administrator(actor)
    rows = FactorReset.objects.filter(decided_at=None, asked_at__gt=as_of - policy.RESET_LAPSES)
    return tuple(
        FactorResetRecord(
            row.id,
            row.account_id,
            row.account.person_id,
            row.account.login,
            row.asked_by_id,
            row.asked_role,
            row.asked_at,
            row.reason,
        )  # fmt: skip
        for row in rows.select_related("account").order_by("id")
    )


def _require_administrator(actor: Actor) -> None:
    if not access.allows(actor, "org.reset_factors"):
        raise Refused([Reason("org.not_allowed", {"verb": "org.reset_factors"}, rule="R12-01")])
