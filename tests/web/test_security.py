"""One's own keys and sittings on the pages: half the way opens nothing, what is owed comes first, old desks close."""

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
from django.test import Client
from django.urls import get_resolver
from tests import cast
from tests.org.authenticator import Device
from tests.web.conftest import FIRST, NOW, PASSWORD, STARTED, Enter
from tests.web.test_matrix import OWN
from tests.web.test_sitting import account_of, is_out

from luoshi.org import operations as org
from luoshi.org import queries
from luoshi.org.access import system_actor
from luoshi.org.models import Sitting
from luoshi.record import queries as record

WEB = Path(__file__).resolve().parents[2] / "src" / "luoshi" / "web"
Clock = Callable[[dt.datetime], None]
HALF_MINUTE = dt.timedelta(seconds=30)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)


@pytest.fixture
def phone(enter: Enter, clock: Clock) -> Callable[[str], pyotp.TOTP]:
    """`phone("lead")`: that person signs in and sets up one-time codes, through the pages."""

    def go(who: str) -> pyotp.TOTP:
        client = enter(who)
        client.post("/security/do", {"act": "begin_code"})
        page = client.get("/security/code").content.decode()
        totp = pyotp.TOTP(page.split('class="secret">')[1].split("<")[0].replace(" ", ""))
        assert client.get("/security/code.svg").content.startswith(b"<?xml")
        assert client.post("/security/code", {"code": totp.at(NOW)}).headers["Location"] == "/security"
        client.post("/sign-out")
        return totp

    return go


def step(client: Client, who: str, **more: str) -> str:
    """Give the password; where that leads."""
    return client.post("/sign-in", {"login": who, "password": PASSWORD, **more}).headers["Location"]


def test_a_password_is_half_the_way_and_opens_no_page(phone: Callable[[str], pyotp.TOTP]) -> None:
    totp, client = phone("lead"), Client()
    assert step(client, "lead", next="/ledger") == "/sign-in/second"
    before = client.cookies["sessionid"].value
    for path in ("/", "/ledger", "/security", "/post", "/password", "/security/code.svg"):
        assert client.get(path).headers["Location"].startswith("/sign-in?next="), path
    assert client.post("/sign-in/second", {"code": "000000"}).status_code == 422
    done = client.post("/sign-in/second", {"code": totp.at(NOW + HALF_MINUTE)})
    assert done.headers["Location"] == "/post?next=/ledger"
    assert client.cookies["sessionid"].value != before, "a session known before the door is worth nothing behind it"
    assert not is_out(client)


def test_nobody_stands_between_the_steps_for_long_or_without_a_password(
    phone: Callable[[str], pyotp.TOTP], clock: Clock
) -> None:
    totp, client = phone("lead"), Client()
    assert client.get("/sign-in/second").headers["Location"] == "/sign-in"
    assert client.post("/sign-in/second", {"code": totp.at(NOW)}).headers["Location"] == "/sign-in"
    step(client, "lead")
    later = NOW + dt.timedelta(minutes=5, seconds=1)
    clock(later)
    assert client.post("/sign-in/second", {"code": totp.at(later)}).headers["Location"] == "/sign-in"
    assert is_out(client)


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/board?as_of=2026-03-01", "/board%3Fas_of%3D2026-03-01"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("ledger", "/"),
        ("/a\nb", "/"),
    ],
)
def test_the_way_back_leads_to_our_own_pages_only(enter: Enter, wanted: str, goes: str) -> None:
    enter("lead")
    client = Client()
    assert step(client, "lead", next=wanted) == f"/post?next={goes}"
    assert client.get(f"/post?next={goes}").headers["Location"].startswith("/")
    assert not client.get(f"/post?next={goes}").headers["Location"].startswith("//")


def test_a_new_sign_in_ends_the_older_one_which_is_told_when_and_from_where(enter: Enter, settings: object) -> None:
    older, newer = enter("lead"), Client(REMOTE_ADDR="10.20.30.40")
    settings.LUOSHI_ONE_SITTING = True  # type: ignore[attr-defined]
    step(newer, "lead")
    away = older.get("/ledger").headers["Location"]
    assert away.startswith("/sign-in?next=/ledger&ended=")
    page = older.get(away).content.decode()
    assert "这个账号在别处登录" in page
    assert "10.20.30.40" in page
    assert "sessionid" not in older.cookies or not older.cookies["sessionid"].value
    newer.get("/post")
    assert not is_out(newer)
    forged = Client().get("/sign-in?ended=eyJhIjoxfQ:forged:note").content.decode()
    assert "别处登录" not in forged


def test_the_page_lists_ones_own_sittings_and_ends_them(enter: Enter, settings: object) -> None:
    settings.LUOSHI_ONE_SITTING = False  # type: ignore[attr-defined]
    enter("co")
    here, there = enter("lead"), Client(REMOTE_ADDR="10.20.30.40", headers={"user-agent": CHROME})
    step(there, "lead")
    page = here.get("/security").content.decode()
    assert "Chrome · Windows" in page
    assert "10.20.30.40" in page
    assert page.count("就是这里") == 1
    theirs = Sitting.objects.get(account=account_of("co")).handle
    assert theirs not in page
    assert here.post("/security/do", {"act": "end_one", "handle": theirs}).status_code == 422
    (other,) = re.findall(r'name="handle" value="([^"]+)"', page)
    assert here.post("/security/do", {"act": "end_one", "handle": other}).status_code == 302
    assert "您本人在别处结束" in there.get("/", follow=True).content.decode()
    assert is_out(there)
    assert not is_out(here)


def test_reading_a_page_writes_nothing_until_a_minute_has_passed(enter: Enter) -> None:
    client = enter("lead")
    row = Sitting.objects.filter(account=account_of("lead"))
    before = row.get().expire_date
    client.get("/seal")
    assert row.get().expire_date == before
    row.update(expire_date=before - dt.timedelta(seconds=61))
    answer = client.get("/seal")
    assert row.get().expire_date > before - dt.timedelta(seconds=61)
    assert answer.cookies["sessionid"]["max-age"] == 15 * 60


def test_a_page_that_asks_by_itself_keeps_no_sitting_alive_and_goes_to_the_door_whole(enter: Enter) -> None:
    client = enter("lead")
    row = Sitting.objects.filter(account=account_of("lead"))
    row.update(expire_date=row.get().expire_date - dt.timedelta(minutes=5))
    before = row.get().expire_date
    asking = {"hx-request": "true", "hx-current-url": "http://testserver/jobs/1?as_of=2026-03-01"}
    assert client.get("/jobs/1/progress", headers=asking).status_code == 404
    assert row.get().expire_date == before
    client.get("/seal")
    assert row.get().expire_date > before
    row.update(expire_date=before - dt.timedelta(hours=1))
    gone = client.get("/jobs/1/progress", headers=asking)
    assert gone.headers["HX-Redirect"] == "/sign-in?next=/jobs/1%3Fas_of%3D2026-03-01&ended=1"
    assert gone.content == b""


def test_ones_keys_are_changed_soon_after_signing_in_only(enter: Enter, clock: Clock) -> None:
    client = enter("lead")
    clock(NOW + dt.timedelta(minutes=11))
    assert "重新登录" in client.get("/security").content.decode()
    for act in ("begin_code", "remove_code", "remove_passkey", "recovery"):
        assert client.post("/security/do", {"act": act}).status_code == 422, act
    for path in ("/security/passkey", "/security/passkey/options"):
        assert client.post(path).status_code == 422, path
    assert client.get("/security/code").headers["Location"] == "/security"
    assert not queries.second_factors(account_of("lead")).has_any
    assert client.post("/security/do", {"act": "again"}).headers["Location"] == "/sign-in?next=/security"
    assert is_out(client)


@pytest.mark.parametrize(("said", "who", "owes"), [
    ("offered", "administrator", False), ("administrators", "administrator", True), ("administrators", "auditor", True),
    ("administrators", "lead", False), ("everyone", "lead", True),
])  # fmt: skip
def test_who_must_have_a_second_factor_sets_it_up_before_any_work(
    enter: Enter, clock: Clock, settings: object, said: str, who: str, owes: bool
) -> None:
    settings.LUOSHI_TWO_FACTOR = said  # type: ignore[attr-defined]
    client = enter(who)
    for path in ("/", "/seal", "/directory"):
        answer = client.get(path)
        assert answer.headers.get("Location", "").startswith("/security?next=") is owes, path
    assert ("您的岗位要有二次验证" in client.get("/security").content.decode()) is owes
    client.post("/security/do", {"act": "begin_code"})
    _device, secret = queries.pending_code(account_of(who)) or (0, "")
    client.post("/security/code", {"code": pyotp.TOTP(secret).at(NOW)})
    assert client.get("/").status_code == 200
    client.post("/security/do", {"act": "remove_code"})
    assert (client.get("/").status_code == 302) is owes


def test_an_initial_or_old_password_comes_before_every_page(county: cast.Cast, settings: object) -> None:
    settings.LUOSHI_PASSWORD_DAYS = 90  # type: ignore[attr-defined]
    person = county.person("lead")
    org.open_account(actor=system_actor("init"), at=STARTED, person_id=person, login="lead", password=FIRST)
    client = Client()
    client.post("/sign-in", {"login": "lead", "password": FIRST})
    for path in ("/", "/ledger", "/board", "/seal", "/units", "/post", "/ledger/export"):
        assert client.get(path).headers["Location"].startswith("/password?next="), path
    done = client.post("/password?next=/board", {"current": FIRST, "password": PASSWORD, "again": PASSWORD})
    assert done.headers["Location"] == "/post?next=/board"
    assert client.get("/post?next=/board").headers["Location"] == "/board"
    assert client.get("/board").status_code == 200


def test_who_owes_a_new_password_adds_no_key_of_her_own_before(county: cast.Cast, settings: object) -> None:
    """Whoever gave the first password would otherwise leave a passkey of his own in her account, and go on using it."""
    settings.LUOSHI_ORIGIN = "https://duban.example"  # type: ignore[attr-defined]
    person = county.person("lead")
    org.open_account(actor=system_actor("init"), at=STARTED, person_id=person, login="lead", password=FIRST)
    client, device = Client(), Device()
    client.post("/sign-in", {"login": "lead", "password": FIRST})
    options = client.post("/security/passkey/options")
    if options.status_code == 200:
        client.post("/security/passkey", {"credential": device.make(options.content)})
    assert not queries.second_factors(account_of("lead")).has_any
    for act in ("begin_code", "recovery", "end_others"):
        assert client.post("/security/do", {"act": act}).headers["Location"].startswith("/password?next="), act
    for path in ("/security", "/security/code", "/security/code.svg", "/security/passkey/options"):
        assert client.get(path).headers["Location"].startswith("/password?next="), path
    assert queries.pending_code(account_of("lead")) is None


def test_an_old_password_is_due_where_it_was_given_and_nowhere_else(enter: Enter, settings: object) -> None:
    settings.LUOSHI_ORIGIN, device = "https://duban.example", Device()  # type: ignore[attr-defined]
    client = enter("lead")
    client.post("/security/passkey", {"credential": device.make(client.post("/security/passkey/options").content)})
    settings.LUOSHI_PASSWORD_DAYS = 90  # type: ignore[attr-defined]
    half, alone = Client(), Client()
    step(half, "lead")
    shown = device.show(half.post("/sign-in/passkey/options").content)
    half.post("/sign-in/passkey", {"credential": shown})
    assert half.get("/").headers["Location"].startswith("/password")
    shown = device.show(alone.post("/sign-in/passkey/options", {"alone": "yes"}).content)
    alone.post("/sign-in/passkey", {"alone": "yes", "credential": shown})
    assert alone.get("/").headers["Location"].startswith("/post")
    assert half.get("/post").headers["Location"].startswith("/sign-in"), "and one sitting at a time"


def test_a_passkey_opens_the_door_and_its_question_is_answered_once(
    enter: Enter, clock: Clock, settings: object
) -> None:
    settings.LUOSHI_ORIGIN = "https://duban.example"  # type: ignore[attr-defined]
    client, device = enter("lead"), Device()
    options = client.post("/security/passkey/options").content.decode()
    assert json.loads(options)["rp"]["id"] == "duban.example"
    made = {"name": "安全密钥", "credential": device.make(options)}
    assert client.post("/security/passkey", made).status_code == 302
    assert client.post("/security/passkey", made).status_code == 422
    door = Client()
    shown = device.show(door.post("/sign-in/passkey/options", {"alone": "yes"}).content.decode())
    answer = {"alone": "yes", "credential": shown, "next": "/ledger"}
    assert door.post("/sign-in/passkey", answer).headers["Location"] == "/post?next=/ledger"
    door.get("/post")
    assert not is_out(door)
    again = Client()
    again.post("/sign-in/passkey/options", {"alone": "yes"})
    refused = again.post("/sign-in/passkey", answer)
    assert refused.status_code == 422
    assert "没有通过" in refused.content.decode()
    half = Client()
    assert step(half, "lead") == "/sign-in/second"
    asked = half.post("/sign-in/passkey/options").content.decode()
    assert len(json.loads(asked)["allowCredentials"]) == 1
    wrong = half.post("/sign-in/passkey", {"credential": "{}"})
    assert wrong.status_code == 422
    shown = device.show(half.post("/sign-in/passkey/options").content.decode())
    assert half.post("/sign-in/passkey", {"credential": shown}).headers["Location"] == "/post?next=/"


def test_a_door_that_somebody_bound_to_ones_account_is_shown_to_her(enter: Enter) -> None:
    """Whoever binds the account to a name of his own would otherwise come and go unseen."""
    client = enter("lead")
    assert "绑定的登录方式" not in client.get("/security").content.decode()
    actor, account = system_actor("init"), account_of("lead")
    org.bind_account(actor=actor, at=NOW, account_id=account, door="oidc", subject="somebody.else")
    page = client.get("/security").content.decode()
    assert ("单位统一认证" in page, "somebody.else" in page) == (True, True)
    org.unbind_account(actor=actor, at=NOW, account_id=account, door="oidc")
    assert "somebody.else" not in client.get("/security").content.decode()


def test_own_account_is_nobody_elses(county: cast.Cast) -> None:
    paths = {one.name: f"/{one.pattern}" for resolver in get_resolver().url_patterns for one in resolver.url_patterns}  # type: ignore[union-attr]
    for name in OWN:
        for send in (Client().get, Client().post):
            assert send(paths[name]).headers["Location"].startswith("/sign-in?next="), name


def test_the_two_administrators_reset_a_lost_phone_on_their_page(
    phone: Callable[[str], pyotp.TOTP], enter: Enter, county: cast.Cast
) -> None:
    phone("lead")
    administrator, security, lead = enter("administrator"), enter("security"), account_of("lead")
    page = administrator.get("/doors").content.decode()
    assert "申请重置二次验证" in page
    assert "正在登录" not in page, "who is signed in is told to whoever may end it (R13-01)"
    assert "结束登录" in security.get("/doors").content.decode()
    ask = {"act": "ask", "about": str(lead), "reason": "手机丢失，已当面核实", "form_key": "a"}
    assert administrator.post("/doors/do", ask).status_code == 302
    (waiting,) = queries.factor_resets(county.actor("security", NOW), NOW)
    reset = str(waiting.id)
    grant = {"act": "grant", "about": reset, "form_key": "b"}
    assert administrator.post("/doors/do", grant).status_code == 422
    assert "同意，解除二次验证" not in administrator.get("/doors").content.decode()
    assert "手机丢失，已当面核实" in security.get("/doors").content.decode()
    assert queries.second_factors(lead).has_any
    assert security.post("/doors/do", grant).status_code == 302
    assert not queries.second_factors(lead).has_any
    client = Client()
    assert step(client, "lead").startswith("/post"), "a password again, until a phone is set up"
    assert security.post("/doors/do", {"act": "end", "about": str(lead), "form_key": "c"}).status_code == 302
    assert is_out(client)
    for who in ("auditor", "director", "co"):
        assert enter(who).post("/doors/do", grant | {"form_key": "d"}).status_code == 404, who


@pytest.mark.parametrize(
    ("https", "sent", "kept"),
    [
        (False, "6.6.6.6", "10.9.8.7"),
        (True, "6.6.6.6, 172.16.0.5", "172.16.0.5"),
        (True, "nonsense", ""),
    ],
)
def test_an_address_is_the_proxys_word_and_never_the_readers(
    enter: Enter, settings: object, https: bool, sent: str, kept: str
) -> None:
    enter("lead")
    proxy = ("HTTP_X_FORWARDED_PROTO", "https") if https else None
    settings.SECURE_PROXY_SSL_HEADER = proxy  # type: ignore[attr-defined]
    client = Client(REMOTE_ADDR="10.9.8.7", headers={"x-forwarded-for": sent})
    client.post("/sign-in", {"login": "lead", "password": "guess"})
    told = [one for one in record.events_after(0, 10_000) if one.type == "access.sign_in_failed"]
    assert told[-1].payload == {"how": "password", "address": kept}


def test_no_page_stays_behind_in_the_browser(enter: Enter) -> None:
    client = enter("lead")
    for path in ("/", "/ledger", "/security", "/sign-in"):
        assert "no-store" in client.get(path).headers["Cache-Control"], path
    assert client.post("/sign-out").headers["Clear-Site-Data"] == '"cache"'


def test_the_language_is_chosen_before_the_door_too(county: cast.Cast) -> None:
    client = Client(headers={"accept-language": "zh-CN"})
    assert 'name="language" value="en"' in client.get("/sign-in").content.decode()
    client.post("/preferences/language", {"language": "en", "next": "/sign-in"})
    assert "Sign in" in client.get("/sign-in").content.decode()


def test_one_place_alone_makes_somebody_signed_in() -> None:
    found = {path.name for path in WEB.rglob("*.py") if "auth.login(" in path.read_text(encoding="utf-8")}
    assert found == {"entering.py"}
