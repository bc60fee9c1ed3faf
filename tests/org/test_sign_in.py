"""Signing in: the lock, the equal answer for everybody, passwords, and a log that only the auditor reads."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth import authenticate, hashers
from tests.cast import Cast

from luoshi.org import operations, policy, queries, sign_in
from luoshi.org.models import Account
from luoshi.record import queries as record
from luoshi.record.refusals import Refused
from luoshi.record.verification import verify

PASSWORD = "Liushu-2026"
NEW = "Xinma-2026"


@pytest.fixture
def chen(county: Cast, at: datetime) -> int:
    """The account of the education bureau's liaison."""
    return operations.open_account(
        actor=county.actor("administrator", at),
        at=at,
        person_id=county.person("lead"),
        login="chenxh",
        password=PASSWORD,
    )


def _try(at: datetime, login: str = "chenxh", password: str = PASSWORD) -> Account | None:
    return authenticate(None, login=login, password=password, at=at)


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_the_right_password_signs_in_and_a_wrong_one_does_not(chen: int, at: datetime) -> None:
    assert _try(at, password="liushu-2026") is None
    assert _try(at).pk == chen
    assert Account.objects.get(pk=chen).password.startswith("argon2$argon2id")


def test_five_failures_lock_for_half_an_hour_even_for_the_right_password(chen: int, at: datetime) -> None:
    for _ in range(policy.tries()):
        assert _try(at, password="guess") is None
    assert queries.account(chen).locked_until == at + timedelta(minutes=30)
    assert _try(at + timedelta(minutes=29, seconds=59)) is None
    assert _try(at + timedelta(minutes=30)).pk == chen
    assert queries.account(chen).locked_until is None


def test_a_success_forgives_the_failures_before_it(chen: int, at: datetime) -> None:
    for _ in range(2):
        for _ in range(policy.tries() - 1):
            assert _try(at, password="guess") is None
        assert _try(at).pk == chen


def test_an_administrator_lifts_a_lock_and_nobody_else_does(chen: int, county: Cast, at: datetime) -> None:
    for _ in range(policy.tries()):
        _try(at, password="guess")
    with pytest.raises(Refused) as refused:
        operations.unlock_account(actor=county.actor("clerk", at), at=at, account_id=chen)
    assert _codes(refused) == ["org.not_allowed"]
    operations.unlock_account(actor=county.actor("administrator", at), at=at, account_id=chen)
    assert _try(at).pk == chen


def test_unknown_logins_cost_the_same_work_and_keep_nothing_of_what_was_typed(
    chen: int, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def counting(password: str, encoded: str) -> bool:
        checked.append(encoded.split("$")[1])
        return real(password, encoded)

    real = hashers.check_password
    monkeypatch.setattr(hashers, "check_password", counting)
    assert _try(at, login="my-secret-password") is None
    assert _try(at).pk == chen
    assert checked == ["argon2id", "argon2id"]
    assert hashers.identify_hasher(sign_in._NOBODY).decode(sign_in._NOBODY)["time_cost"] == 2
    assert "my-secret" not in repr(record.events_after(0, 10_000))


def test_only_the_auditor_reads_who_signed_in(chen: int, county: Cast, at: datetime) -> None:
    _try(at, password="guess")
    _try(at, login="nobody")
    _try(at)
    types = [event.type for event in queries.access_log(county.actor("auditor", at), at)]
    assert types == ["access.signed_in", "access.sign_in_unknown", "access.sign_in_failed"]
    for who in county.posts:
        if who != "auditor":
            with pytest.raises(Refused):
                queries.access_log(county.actor(who, at), at)
    assert not hasattr(queries.account(chen), "last_login"), "R13-01: no log-in is shown to others"


def test_a_closed_account_and_one_without_password_stay_outside(chen: int, county: Cast, at: datetime) -> None:
    backend, administrator = sign_in.LockingBackend(), county.actor("administrator", at)
    assert backend.get_user(chen) is not None
    operations.close_account(actor=administrator, at=at, account_id=chen)
    assert _try(at) is None
    assert backend.get_user(chen) is None
    operations.open_account(actor=administrator, at=at, person_id=county.person("co"), login="zhaoym")
    assert _try(at, login="zhaoym", password="") is None
    assert _try(at, login="zhaoym", password="!") is None


def test_without_the_present_moment_nobody_signs_in(chen: int) -> None:
    assert authenticate(None, login="chenxh", password=PASSWORD) is None


def test_an_initial_or_old_password_must_be_changed(chen: int, at: datetime) -> None:
    assert queries.must_change_password(chen, at)
    operations.change_own_password(at=at, account_id=chen, current=PASSWORD, password=NEW)
    assert not queries.must_change_password(chen, at)
    assert queries.must_change_password(chen, at + timedelta(days=90))
    assert _try(at) is None
    assert _try(at, password=NEW).pk == chen


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab1-", "password.weak"),
        ("onlysmallletters", "password.weak"),
        ("Chenxh-2026", "password.holds_login"),
        (PASSWORD, "password.same"),
    ],
)
def test_a_weak_password_is_refused_and_the_old_one_stays(chen: int, at: datetime, password: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        operations.change_own_password(at=at, account_id=chen, current=PASSWORD, password=password)
    assert _codes(refused) == [code]
    assert _try(at).pk == chen


def test_everybody_has_one_account_and_the_log_covers_it(chen: int, county: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        operations.open_account(
            actor=county.founder, at=at, person_id=county.person("lead"), login="chenxh", password=PASSWORD
        )
    assert _codes(refused) == ["account.login_taken", "account.one_each"]
    _try(at, password="guess")
    assert verify().is_whole
    Account.objects.filter(pk=chen).update(password=hashers.make_password("Put-in-by-SQL-1"))
    assert not verify().is_whole, "a password put in by SQL is found"


def test_guessing_the_present_password_inside_locks_as_it_does_at_the_door(chen: int, at: datetime) -> None:
    for n in range(5):
        with pytest.raises(Refused) as refused:
            operations.change_own_password(at=at, account_id=chen, current=f"guess {n}", password=NEW)
        assert _codes(refused) == ["password.current_wrong"]
    with pytest.raises(Refused) as refused:
        operations.change_own_password(at=at, account_id=chen, current=PASSWORD, password=NEW)
    assert _codes(refused) == ["password.current_wrong"]
    assert _try(at) is None
    later = at + timedelta(minutes=31)
    operations.change_own_password(at=later, account_id=chen, current=PASSWORD, password=NEW)
    assert _try(later, password=NEW) is not None


def test_no_administrator_opens_a_way_into_the_account_of_another(county: Cast, at: datetime) -> None:
    own, other = county.actor("administrator", at), county.person("security")
    account = operations.open_account(actor=own, at=at, person_id=other, login="wangaq", password=PASSWORD)
    # Nobody used it yet: a first password that went astray is set again.
    operations.set_password(actor=own, at=at, account_id=account, password="Erlou-2026")
    operations.change_own_password(at=at, account_id=account, current="Erlou-2026", password=NEW)
    with pytest.raises(Refused) as refused:
        operations.set_password(actor=own, at=at, account_id=account, password=PASSWORD)
    assert _codes(refused) == ["account.of_another_administrator"]
    with pytest.raises(Refused) as refused:
        operations.bind_account(actor=own, at=at, account_id=account, door="oidc", subject="mine")
    assert _codes(refused) == ["account.of_another_administrator"]
    assert _try(at, "wangaq", NEW).pk == account


def test_a_forgotten_password_of_an_administrator_is_set_on_the_machine_and_told(
    county: Cast, chen: int, at: datetime
) -> None:
    own, other = county.actor("administrator", at), county.person("security")
    account = operations.open_account(actor=own, at=at, person_id=other, login="wangaq", password=PASSWORD)
    for login, reason in (("chenxh", "忘记密码"), ("nobody", "忘记密码"), ("wangaq", " ")):
        with pytest.raises(Refused):
            operations.rescue_password(at=at, login=login, reason=reason, password=NEW)
    operations.rescue_password(at=at, login="wangaq", reason="忘记密码", password=NEW)
    assert _try(at, "wangaq", NEW).pk == account
    assert queries.account(account).is_initial_password
    told = [one.type for one in record.events_after(0, 10_000)]
    assert {"access.password_rescued", "account.password_reset"} <= set(told[-4:])
    assert verify().is_whole
