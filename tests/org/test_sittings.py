"""Sittings and counted tries: one at a time, ended by whom, and a log that nobody outside can fill."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.conf import settings as configured
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY, authenticate
from tests.cast import Cast
from tests.org.test_factors import PASSWORD, open_account

from luoshi.org import operations, policy, queries, sittings, tries
from luoshi.org.models import Sitting, TryCount
from luoshi.org.sittings import SessionStore
from luoshi.record import queries as record
from luoshi.record.refusals import Refused

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def quick_hash(settings: object) -> None:
    """Argon2 has its own cases in test_sign_in.py."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture
def chen(county: Cast, at: datetime) -> int:
    """The account of the education bureau's liaison."""
    return open_account(county, at, "lead")


def sit(account_id: int, at: datetime, address: str = "10.0.0.7") -> SessionStore:
    """A sitting of this account, as the edge begins one."""
    store = SessionStore()
    store.update({
        SESSION_KEY: str(account_id), BACKEND_SESSION_KEY: "x", sittings.STARTED: at.isoformat(),
        sittings.SEEN: at.isoformat(), sittings.ADDRESS: address, sittings.DEVICE: "Chrome · Windows",
    })  # fmt: skip
    store.create()
    return store


def is_open(store: SessionStore) -> bool:
    """Whether the cookie of this sitting still opens anything."""
    return SESSION_KEY in SessionStore(store.session_key)


def types(prefix: str = "access:") -> list[str]:
    return [one.type for one in record.events_after(0, 10_000) if one.stream.startswith(prefix)]


def test_the_store_is_the_one_that_the_settings_name() -> None:
    assert import_module(configured.SESSION_ENGINE).SessionStore is SessionStore


def test_a_new_sitting_ends_the_earlier_one_and_says_where_from(chen: int, at: datetime, settings: object) -> None:
    first, second = sit(chen, at), sit(chen, at + HOUR, "10.0.0.8")
    key = str(second.session_key)
    settings.LUOSHI_ONE_SITTING = False  # type: ignore[attr-defined]
    assert operations.end_earlier_sittings(at=at, account_id=chen, session_key=key, address="10.0.0.8") == 0
    assert is_open(first)
    settings.LUOSHI_ONE_SITTING = True  # type: ignore[attr-defined]
    assert operations.end_earlier_sittings(at=at, account_id=chen, session_key=key, address="10.0.0.8") == 1
    assert (is_open(first), is_open(second)) == (False, True)
    assert queries.ended_sitting(str(first.session_key)) == ("replaced", at, "10.0.0.8")
    assert queries.ended_sitting(key) is None
    assert types()[-1] == "access.sittings_ended"


def test_a_page_under_way_does_not_bring_an_ended_sitting_back(chen: int, at: datetime) -> None:
    first, second = sit(chen, at), sit(chen, at)
    reading = SessionStore(first.session_key)
    assert SESSION_KEY in reading
    operations.end_earlier_sittings(at=at, account_id=chen, session_key=str(second.session_key), address="")
    reading["post"] = 7
    reading.save()
    assert not is_open(first)
    assert Sitting.objects.get(session_key=first.session_key).session_data == "", "nothing of it is left"
    reading.flush()
    reading.save()
    assert not is_open(first)


def test_ones_own_sittings_are_listed_and_ended_one_by_one_or_all(chen: int, county: Cast, at: datetime) -> None:
    here, there, home = sit(chen, at), sit(chen, at + HOUR), sit(chen, at + 2 * HOUR)
    theirs = sit(open_account(county, at, "co"), at)
    key = str(here.session_key)
    listed = queries.sittings(chen, session_key=key)
    assert [one.is_this for one in listed] == [False, False, True]
    assert {(one.address, one.device) for one in listed} == {("10.0.0.7", "Chrome · Windows")}
    handle = listed[1].handle
    assert operations.end_own_sittings(at=at, account_id=chen, session_key=key, handle=handle) == 1
    assert [is_open(one) for one in (here, there, home, theirs)] == [True, False, True, True]
    assert operations.end_own_sittings(at=at, account_id=chen, session_key=key) == 1
    assert [is_open(one) for one in (here, there, home, theirs)] == [True, False, False, True]
    others = queries.sittings(queries.accounts()[0].id, session_key="")[0].handle
    for nothing in (None, others, listed[2].handle):
        with pytest.raises(Refused) as refused:
            operations.end_own_sittings(at=at, account_id=chen, session_key=key, handle=nothing)
        assert refused.value.reasons[0].code == "sitting.none"
    assert is_open(theirs)
    assert is_open(here)


def test_the_security_administrator_ends_anybodys_and_nobody_else_does(chen: int, county: Cast, at: datetime) -> None:
    store = sit(chen, at)
    for who in sorted(set(county.posts) - {"security"}):
        with pytest.raises(Refused) as refused:
            operations.end_sittings(actor=county.actor(who, at), at=at, account_id=chen)
        assert refused.value.reasons[0].code == "org.not_allowed"
    assert is_open(store)
    assert operations.end_sittings(actor=county.actor("security", at), at=at, account_id=chen) == 1
    assert not is_open(store)
    assert queries.ended_sitting(str(store.session_key)) == ("by_administrator", at, "")
    with pytest.raises(Refused):
        operations.end_sittings(actor=county.actor("security", at), at=at, account_id=chen)


def test_it_is_noted_once_a_minute_that_a_sitting_goes_on(chen: int, at: datetime) -> None:
    store = sit(chen, at)
    read = SessionStore(store.session_key)
    assert SESSION_KEY in read
    assert not read.is_stale
    row = Sitting.objects.filter(session_key=store.session_key)
    row.update(expire_date=row.get().expire_date - timedelta(seconds=61))
    later = SessionStore(store.session_key)
    assert SESSION_KEY in later
    assert later.is_stale


def test_what_has_run_out_is_forgotten_and_nothing_else(chen: int, at: datetime) -> None:
    old, new = sit(chen, at), sit(chen, at)
    Sitting.objects.filter(session_key=old.session_key).update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))
    assert not is_open(old)
    assert operations.forget_sittings() == 1
    assert is_open(new)


def test_unknown_logins_are_one_event_an_hour_and_a_count(county: Cast, at: datetime) -> None:
    for n in range(20):
        assert authenticate(None, login=f"guess-{n}", password="x", at=at, address="203.0.113.9") is None
    assert types() == ["access.sign_in_unknown"]
    assert operations.tell_tries(at=at, actor="system:tick") == 0, "the hour is not over"
    assert operations.tell_tries(at=at + HOUR, actor="system:tick") == 1
    assert operations.tell_tries(at=at + HOUR, actor="system:tick") == 0
    (told,) = [one for one in record.events_after(0, 10_000) if one.type == "access.tries_counted"]
    assert (told.payload["count"], told.payload["address"], told.payload["try_sort"]) == (20, "203.0.113.9", "address")
    assert not TryCount.objects.exists()


def test_many_addresses_cannot_fill_the_log_either(county: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "MOST_SOURCES", 5)
    for n in range(40):
        authenticate(None, login="guess", password="x", at=at, address=f"203.0.113.{n}")
    assert types() == ["access.sign_in_unknown"] * 6, "five of their own, and one for all the rest"
    assert TryCount.objects.get(about=tries.MANY).count == 35
    assert operations.tell_tries(at=at + HOUR, actor="system:tick") == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("10.0.0.1", "10.0.0.2", False),
        ("", "nonsense", True),
    ],
)
def test_an_ipv6_network_counts_as_one_source(one: str, other: str, same: bool) -> None:
    assert (tries.from_address(one) == tries.from_address(other)) is same


def test_knocking_at_a_locked_account_is_one_event_an_hour(chen: int, at: datetime) -> None:
    for _ in range(policy.tries()):
        authenticate(None, login="lead", password="guess", at=at)
    before = len(types())
    for _ in range(30):
        authenticate(None, login="lead", password=PASSWORD, at=at)
    assert types()[before:] == ["access.sign_in_refused"]
    operations.tell_tries(at=at + HOUR, actor="system:tick")
    (told,) = [one for one in record.events_after(0, 10_000) if one.type == "access.tries_counted"]
    assert (told.payload["count"], told.stream) == (30, f"access:person:{queries.account(chen).person_id}")


def test_the_last_five_passwords_do_not_come_back(chen: int, at: datetime, settings: object) -> None:
    used = [PASSWORD, *(f"Liushu-{year}" for year in range(2027, 2032))]
    for current, new in zip(used, used[1:], strict=False):
        operations.change_own_password(at=at, account_id=chen, current=current, password=new)
    for old in used[1:-1]:
        with pytest.raises(Refused) as refused:
            operations.change_own_password(at=at, account_id=chen, current=used[-1], password=old)
        assert [one.code for one in refused.value.reasons] == ["password.reused"]
    operations.change_own_password(at=at, account_id=chen, current=used[-1], password=used[0])
    settings.LUOSHI_PASSWORD_HISTORY = 0  # type: ignore[attr-defined]
    operations.change_own_password(at=at, account_id=chen, current=used[0], password=used[-1])


def test_a_password_is_due_after_ninety_days_or_never(chen: int, at: datetime, settings: object) -> None:
    operations.change_own_password(at=at, account_id=chen, current=PASSWORD, password="Liushu-2027")
    assert not queries.must_change_password(chen, at + timedelta(days=90) - timedelta(seconds=1))
    assert queries.must_change_password(chen, at + timedelta(days=90))
    settings.LUOSHI_PASSWORD_DAYS = 0  # type: ignore[attr-defined]
    assert not queries.must_change_password(chen, at + timedelta(days=9000))


def test_a_door_that_is_shut_ends_the_sittings_that_may_have_come_in_by_it(
    county: Cast, chen: int, at: datetime
) -> None:
    act = {"actor": county.actor("administrator", at), "at": at, "account_id": chen}
    operations.bind_account(**act, door="ldap", subject="chenxh")
    before = sit(chen, at)
    operations.close_local_door(**act)
    assert not is_open(before)
    operations.open_local_door(**act)
    later = sit(chen, at)
    assert is_open(later)
    operations.unbind_account(**act, door="ldap")
    assert not is_open(later)
