"""The cast with accounts, and a browser without a browser: Django's client, signed in and seated."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from tests import cast

from luoshi.ledger import operations as ledger
from luoshi.ledger.operations import Opened
from luoshi.org import operations as org
from luoshi.org.access import system_actor
from luoshi.rulebook import operations as rulebook

STARTED = dt.datetime(2026, 1, 4, 1, tzinfo=dt.UTC)
FIRST, PASSWORD = "given-by-the-office-26", "walk-the-ledger-26"
Enter = Callable[..., Client]


@pytest.fixture
def quick_hash(settings: object) -> None:
    """Argon2 is slow on purpose; here a hash that is not. And no password of the cast is too old for the real clock."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    settings.LUOSHI_PASSWORD_DAYS = 0  # type: ignore[attr-defined]


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


HANDED_OVER = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 3, 3, 2, tzinfo=dt.UTC)


@pytest.fixture
def clock(settings: object, monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], None]:
    """`clock(moment)`: the present moment of the pages from now on; the third of March to begin with."""
    settings.LUOSHI_DEMO = True  # type: ignore[attr-defined]

    def put(at: dt.datetime) -> None:
        monkeypatch.setenv("LUOSHI_AS_OF", at.isoformat())

    put(NOW)
    return put


@pytest.fixture
def item(county: cast.Cast, clock: Callable[[dt.datetime], None]) -> Opened:
    """An item of the education bureau with the finance bureau as co-unit, handed over on the second of March."""
    clerk = county.actor("clerk", HANDED_OVER)
    opened = ledger.open_item(
        actor=clerk,
        at=HANDED_OVER,
        kind="matter",
        title="新建改扩建中小学校5所",
        issuing_office_id=county.office_id,
        basis=ledger.Basis(title="2026年政府工作报告", clause="第三部分", quote="新建改扩建中小学校5所。"),
        assignments=[
            ledger.AssignmentSpec(role="lead", unit_id=county.unit("education")),
            ledger.AssignmentSpec(role="co", unit_id=county.unit("finance")),
        ],
        due_on=dt.date(2026, 12, 20),
        acceptance="5所学校投入使用",
    )
    ledger.hand_over(actor=clerk, at=HANDED_OVER, items=[(opened.id, opened.version)])
    return opened
