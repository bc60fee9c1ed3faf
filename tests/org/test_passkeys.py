"""Passkeys: what is kept of them, and every dishonest answer that a device or somebody between could give."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import cbor2
import pytest
from django.contrib.auth import authenticate
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import Cast
from tests.org.authenticator import Device
from tests.org.test_factors import PASSWORD, open_account
from webauthn.helpers import bytes_to_base64url

from luoshi.org import operations, policy, queries
from luoshi.org.models import Account, Passkey
from luoshi.org.operations import Place
from luoshi.record import queries as record
from luoshi.record.refusals import Refused
from luoshi.record.verification import verify

HERE = Place.of("https://duban.example")


@pytest.fixture(autouse=True)
def quick_hash(settings: object) -> None:
    """Argon2 has its own cases in test_sign_in.py."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture
def chen(county: Cast, at: datetime) -> int:
    """The account of the education bureau's liaison."""
    return open_account(county, at, "lead")


def register(account_id: int, at: datetime, device: Device, name: str = "办公室电脑", place: Place = HERE) -> int:
    """Make a passkey on the device and keep its public half."""
    challenge, handle = operations.new_challenge(), operations.new_handle(account_id)
    options = operations.offer_registration(
        account_id=account_id, name="陈晓禾", handle=handle, place=place, challenge=challenge
    )
    return operations.register_passkey(
        at=at, account_id=account_id, name=name, credential=device.make(options), handle=handle, place=place,
        challenge=challenge,
    )  # fmt: skip


def show(device: Device, at: datetime, account_id: int | None = None, place: Place = HERE) -> Account | None:
    """Show the passkey at the door: as the only step, or as the second one of an account."""
    challenge = operations.new_challenge()
    options = operations.offer_sign_in(account_id=account_id, place=place, challenge=challenge)
    return operations.answer_passkey(
        at=at, account_id=account_id, credential=device.show(options), place=place, challenge=challenge
    )


@pytest.fixture
def device(chen: int, at: datetime) -> Device:
    """Her office computer, registered."""
    made = Device()
    register(chen, at, made)
    return made


def test_a_passkey_is_the_second_step_and_the_only_one(chen: int, device: Device, at: datetime) -> None:
    assert queries.second_factors(chen).has_any
    found = show(device, at, chen)
    assert found is not None
    assert found.pk == chen
    alone = show(device, at)
    assert alone is not None
    assert alone.pk == chen
    row = Passkey.objects.get()
    assert (row.sign_count, row.transports, row.name) == (2, "internal", "办公室电脑")
    assert verify().is_whole


def test_somebody_has_several_and_none_is_registered_twice(
    chen: int, device: Device, county: Cast, at: datetime
) -> None:
    register(chen, at, Device(credential_id=b"a security key"), name="安全密钥")
    assert [one.name for one in queries.second_factors(chen).passkeys] == ["办公室电脑", "安全密钥"]
    assert len(set(Passkey.objects.values_list("handle", flat=True))) == 1, "to devices it is one account"
    for account in (chen, open_account(county, at, "co")):
        with pytest.raises(Refused) as refused:
            register(account, at, device)
        assert [one.code for one in refused.value.reasons] == ["factor.passkey_wrong"]


def test_a_removed_passkey_opens_nothing(chen: int, device: Device, county: Cast, at: datetime) -> None:
    (mine,) = queries.second_factors(chen).passkeys
    with pytest.raises(Refused):
        operations.remove_passkey(at=at, account_id=open_account(county, at, "co"), passkey_id=mine.id)
    operations.remove_passkey(at=at, account_id=chen, passkey_id=mine.id)
    assert show(device, at) is None
    assert not queries.second_factors(chen).has_any
    with pytest.raises(Refused):
        operations.remove_passkey(at=at, account_id=chen, passkey_id=mine.id)


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://duban.example.evil"},
        {"origin": "http://duban.example"},
        {"rp_id": "evil.example"},
        {"handle": b"somebody else"},
        {"count": -1},
    ],
    ids=["another origin", "without https", "another place", "another account", "a copied key"],
)
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "second step"])
def test_a_dishonest_answer_opens_nothing(
    chen: int, device: Device, at: datetime, lie: dict[str, Any], alone: bool
) -> None:
    assert show(device, at)
    for name, value in lie.items():
        setattr(device, name, value)
    assert show(device, at, None if alone else chen) is None
    assert queries.account(chen).locked_until is None


def test_a_key_of_somebody_else_under_the_same_name_opens_nothing(chen: int, device: Device, at: datetime) -> None:
    assert show(Device(handle=device.handle, count=10), at) is None


def test_alone_the_device_must_have_made_sure_who_holds_it(chen: int, device: Device, at: datetime) -> None:
    device.verifies = False
    assert show(device, at) is None
    assert show(device, at, chen), "behind a password it is something she has, which is enough"
    device.verifies, device.handle = True, b""
    assert show(device, at) is None, "without a name for the account nobody is told apart"


def test_an_answer_counts_for_its_own_question_only(chen: int, device: Device, at: datetime) -> None:
    first, second = operations.new_challenge(), operations.new_challenge()
    assert first != second
    answer = device.show(operations.offer_sign_in(account_id=None, place=HERE, challenge=first))
    for challenge in (second, ""):
        told = operations.answer_passkey(at=at, account_id=None, credential=answer, place=HERE, challenge=challenge)
        assert told is None
    empty = device.show(operations.offer_sign_in(account_id=None, place=HERE, challenge=second).replace(second, ""))
    assert operations.answer_passkey(at=at, account_id=None, credential=empty, place=HERE, challenge="") is None


def test_anothers_passkey_is_no_second_step_of_mine(chen: int, device: Device, county: Cast, at: datetime) -> None:
    zhao = open_account(county, at, "co")
    theirs = Device(credential_id=b"of the finance bureau")
    register(zhao, at, theirs)
    assert show(theirs, at, chen) is None
    assert show(theirs, at, zhao)


def test_wrong_passkeys_lock_like_wrong_passwords(chen: int, device: Device, at: datetime) -> None:
    wrong = Device(handle=device.handle, count=10)
    for _ in range(policy.tries()):
        assert show(wrong, at, chen) is None
    assert show(device, at, chen) is None
    assert authenticate(None, login="lead", password=PASSWORD, at=at) is None
    device.count += 1
    assert show(device, at + policy.locked_for())


def test_a_closed_account_has_no_passkey_that_opens(chen: int, device: Device, county: Cast, at: datetime) -> None:
    operations.close_account(actor=county.actor("administrator", at), at=at, account_id=chen)
    assert show(device, at) is None


def test_who_has_passkeys_is_told_to_nobody_at_the_door(chen: int, device: Device) -> None:
    asked = json.loads(operations.offer_sign_in(account_id=None, place=HERE, challenge=operations.new_challenge()))
    assert asked["allowCredentials"] == []
    assert asked["userVerification"] == "required"
    mine = json.loads(operations.offer_sign_in(account_id=chen, place=HERE, challenge=operations.new_challenge()))
    assert len(mine["allowCredentials"]) == 1


@pytest.mark.parametrize(
    ("origin", "rp_id", "named"),
    [
        ("https://duban.example:8443", "duban.example", True),
        ("http://localhost:8000", "localhost", True),
        ("http://127.0.0.1:8000", "127.0.0.1", False),
        ("http://[::1]:8000", "::1", False),
    ],
)
def test_passkeys_are_bound_to_names_and_not_to_numbers(origin: str, rp_id: str, named: bool) -> None:
    place = Place.of(origin)
    assert (place.rp_id, place.is_named) == (rp_id, named)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _twisted(answer: str, path: list[str], value: object) -> str:
    said = json.loads(answer)
    place = said
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return json.dumps(said)


FIELDS: list[list[str]] = [["rawId"], ["type"], ["response"], ["response", "clientDataJSON"],
          ["response", "authenticatorData"], ["response", "signature"], ["response", "userHandle"]]  # fmt: skip


@pytest.mark.django_db
@given(path=st.sampled_from(FIELDS), value=_values)
def test_whatever_else_comes_is_refused_and_breaks_nothing(path: list[str], value: object) -> None:
    device = Device(credential_id=b"here", handle=b"here")
    point = device.key.public_key().public_numbers()
    public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
    row = Passkey(credential_id="aGVyZQ", public_key=bytes_to_base64url(public), handle="aGVyZQ", sign_count=0)
    challenge = operations.new_challenge()
    good = device.show(operations.offer_sign_in(account_id=None, place=HERE, challenge=challenge))
    judge: Callable[..., object] = operations.passkeys._count  # type: ignore[attr-defined]
    assert judge(row, json.loads(good), place=HERE, challenge=challenge, alone=True) == 1
    assert judge(row, json.loads(_twisted(good, path, value)), place=HERE, challenge=challenge, alone=True) is None


@pytest.mark.parametrize("said", ["", "[]", "7", "{", '{"id": 7}', '{"id": null, "response": []}', "\x00"])
def test_nonsense_at_the_door_is_one_refusal(chen: int, device: Device, at: datetime, said: str) -> None:
    for account_id in (None, chen):
        told = operations.answer_passkey(
            at=at, account_id=account_id, credential=said, place=HERE, challenge=operations.new_challenge()
        )
        assert told is None
    with pytest.raises(Refused):
        operations.register_passkey(
            at=at, account_id=chen, name="x", credential=said, handle="aGVyZQ", place=HERE,
            challenge=operations.new_challenge(),
        )  # fmt: skip


def test_the_log_names_the_passkey_and_keeps_nothing_of_its_key(chen: int, device: Device, at: datetime) -> None:
    show(device, at)
    told = [one for one in record.events_after(0, 10_000) if one.stream.startswith("access:")]
    assert [one.type for one in told] == ["access.passkey_added", "access.signed_in"]
    assert told[1].payload == {"how": "passkey", "address": ""}
    row = Passkey.objects.get()
    assert row.public_key not in repr(told)
    assert row.credential_id not in repr(told)
