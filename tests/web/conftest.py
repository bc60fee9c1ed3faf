"""The cast with accounts, and a browser without a browser: Django's client, signed in and seated."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from tests import cast

from luoshi.org import operations as org
from luoshi.org.access import system_actor
from luoshi.rulebook import operations as rulebook

STARTED = dt.datetime(2026, 1, 4, 1, tzinfo=dt.UTC)
FIRST, PASSWORD = "given-by-the-office-26", "walk-the-ledger-26"
Enter = Callable[..., Client]


@pytest.fixture
def quick_hash(settings: object) -> None:
    """Argon2 is slow on purpose; here a hash that is not."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture
def county(db: None, quick_hash: None) -> cast.Cast:
    """The cast's county with the shipped rules."""
    rulebook.activate_shipped(actor="system:init", at=STARTED)
    return cast.build(STARTED)


@pytest.fixture
def enter(county: cast.Cast) -> Enter:
    """`enter("lead")`: a client signed in as that person of the cast; `language` as her browser asks for."""

    def go(who: str, *, language: str = "zh-CN") -> Client:
        actor, person = system_actor("init"), county.person(who)
        account = org.open_account(actor=actor, at=STARTED, person_id=person, login=who, password=FIRST)
        org.change_own_password(at=STARTED, account_id=account, current=FIRST, password=PASSWORD)
        client = Client(headers={"accept-language": language})
        client.post("/sign-in", {"login": who, "password": PASSWORD})
        client.get("/post")
        return client

    return go
