"""Second factors that were lost: one administrator asks, the other one decides (R12-01)."""

from datetime import datetime

from luoshi.org import factors, policy
from luoshi.org.access import ADMINISTRATORS, Actor, system_actor
from luoshi.org.models import Account, FactorReset, Sitting
from luoshi.org.operations import _guard
from luoshi.org.operations.factors import remove_all, stream_of
from luoshi.org.operations.passwords import set_password
from luoshi.org.operations.sittings import close
from luoshi.org.queries.sitting import actors_for
from luoshi.record.operations import Work
from luoshi.record.refusals import Reason


@_guard.under_the_lock
def ask_factor_reset(*, actor: Actor, at: datetime, account_id: int, reason: str) -> int:
    """Ask that the second factors of somebody be taken away; returns the id of the request. Nothing is changed by it.

    Either of the two administrators asks, for anybody but herself. Refuses an empty reason, an account without a
    factor, and one for which somebody asked already; a request older than seven days falls away.
    """
    _guard.require(actor, "org.reset_factors", at)
    account, reason = _guard.found(Account, account_id), reason.strip()
    open_ = FactorReset.objects.filter(account=account, decided_at=None).first()
    reasons = [] if reason else [Reason("factor.reason_missing")]
    if account.person_id == actor.person_id:
        reasons.append(Reason("factor.not_for_oneself", rule="R12-01"))
    if not factors.has_factor(account_id):
        reasons.append(Reason("factor.none"))
    if open_ is not None and at < open_.asked_at + policy.RESET_LAPSES:
        reasons.append(Reason("factor.asked_already"))
    _guard.refuse(reasons)
    with _guard.open_work(actor, at) as work:
        lapsed = []
        if open_ is not None:
            open_.decided_at, open_.granted = at, False
            open_.save()
            lapsed.append(open_)
        row = FactorReset.objects.create(
            account=account, reason=reason[:200], asked_by_id=actor.person_id, asked_role=actor.role, asked_at=at
        )
        payload = {"person": f"person:{account.person_id}", "reason": reason[:200]}
        work.record("access.factor_reset_asked", stream=stream_of(account), payload=payload, rows=[row, *lapsed])
    return row.id


@_guard.under_the_lock
def decide_factor_reset(*, actor: Actor, at: datetime, reset_id: int, granted: bool) -> None:
    """The other administrator decides: granted, the factors are gone and the person's sittings end.

    Refuses whoever asked, whoever has the same role, the person herself, and a request that was decided or lapsed.
    """
    _guard.require(actor, "org.reset_factors", at)
    row = _guard.found(FactorReset, reset_id)
    account = row.account
    reasons = []
    if row.decided_at is not None or at >= row.asked_at + policy.RESET_LAPSES:
        reasons.append(Reason("factor.reset_over"))
    if actor.person_id == row.asked_by_id or actor.role == row.asked_role:
        reasons.append(Reason("factor.needs_the_other", rule="R12-01"))
    if actor.person_id == account.person_id:
        reasons.append(Reason("factor.not_for_oneself", rule="R12-01"))
    _guard.refuse(reasons)
    with _guard.open_work(actor, at) as work:
        row.decided_by_id, row.decided_at, row.granted = actor.person_id, at, granted
        row.save()
        payload = {"person": f"person:{account.person_id}", "granted": granted}
        work.record("access.factor_reset_decided", stream=stream_of(account), payload=payload, rows=[row])
        if granted:
            remove_all(work, account)
            close(Sitting.objects.filter(account=account, ended_at=None), Sitting.Ended.BY_ADMINISTRATOR, at)


def rescue_administrator(*, at: datetime, login: str, reason: str) -> None:
    """Take the second factors of a locked-out administrator away, by whoever holds the machine (`luoshi rescue`).

    The two administrators cannot reset each other when one of them is the one who is out. Only for accounts of the
    system or security administrator: for everybody else there are two of them. Refuses an empty reason, another
    account, and one without factors.
    """
    account, reasons = _administrators_account(login, reason, ("system_admin", "security_admin"), at)
    if account is not None and not factors.has_factor(account.id):
        reasons.append(Reason("factor.none"))
    _guard.refuse(reasons)
    assert account is not None
    with _guard.open_work(system_actor("console"), at) as work:
        _tell(work, "access.factors_rescued", account, reason)
        remove_all(work, account)
        close(Sitting.objects.filter(account=account, ended_at=None), Sitting.Ended.BY_ADMINISTRATOR, at)


def rescue_password(*, at: datetime, login: str, reason: str, password: str) -> None:
    """Set a one-time password for an administrator who forgot hers, by whoever holds the machine.

    No administrator may do this for another (see `_separation.faults_of_taking_over`). The second factors stay.
    Refuses an empty reason, another account, and a weak password.
    """
    account, reasons = _administrators_account(login, reason, tuple(ADMINISTRATORS), at)
    _guard.refuse(reasons)
    assert account is not None
    console = system_actor("console")
    with _guard.open_work(console, at) as work:
        _tell(work, "access.password_rescued", account, reason)
        set_password(actor=console, at=at, account_id=account.id, password=password)
        close(Sitting.objects.filter(account=account, ended_at=None), Sitting.Ended.BY_ADMINISTRATOR, at)


def _administrators_account(
    login: str, reason: str, roles: tuple[str, ...], at: datetime
) -> tuple[Account | None, list[Reason]]:
    """The account of an administrator in one of these roles, and why it is not to be rescued."""
    account = Account.objects.filter(login=login, closed_at=None).first()
    held = set() if account is None else {one.role for one in actors_for(account, at)}
    reasons = [] if reason.strip() else [Reason("factor.reason_missing")]
    if not held & set(roles):
        reasons.append(Reason("factor.rescue_administrators", {"login": login}, rule="R12-01"))
        return None, reasons
    return account, reasons


def _tell(work: Work, kind: str, account: Account, reason: str) -> None:
    """An event of the access log that says for whom and why."""
    payload = {"person": f"person:{account.person_id}", "reason": reason.strip()[:200]}
    work.record(kind, stream=stream_of(account), payload=payload)
