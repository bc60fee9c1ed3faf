"""Through the office's identity service: a real OpenID provider that tells the truth, and one that lies."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client
from tests import cast
from tests.identity_service import CLIENT_ID, SECRET, IdentityService, Twist, rsa_key, served, unsigned
from tests.web.conftest import FIRST, STARTED

from luoshi.cli.environment import SettingError
from luoshi.config import doors as configured
from luoshi.org import operations as org
from luoshi.org import queries
from luoshi.org.access import system_actor
from luoshi.org.federation import oidc
from luoshi.record import queries as record
from luoshi.record.verification import verify

BACK = "http://testserver/sign-in/oidc/back"
PEOPLE = {"1001": {"preferred_username": "chen.xiaohe"}, "1002": {"preferred_username": "somebody.else"}}
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityService]:
    """One provider for all cases: making its key takes longer than any of them."""
    with served(BACK, PEOPLE) as service:
        yield service


@pytest.fixture
def service(running: IdentityService, settings: Any) -> IdentityService:
    """The provider as it is when nobody tampers with it, agreed with the office."""
    running.user, running.twist, running.denies, running.in_token = "1001", None, False, True
    settings.OIDC_DOOR = oidc.Client(running.address, CLIENT_ID, SECRET, "preferred_username")
    return running


@pytest.fixture
def account(county: cast.Cast) -> int:
    """The liaison's account, bound to her name at the identity service; it has no password here."""
    actor = system_actor("init")
    made = org.open_account(actor=actor, at=STARTED, person_id=county.person("lead"), login="lead")
    org.bind_account(actor=actor, at=STARTED, account_id=made, door="oidc", subject="chen.xiaohe")
    return made


def go(client: Client, at: str = "/sign-in/oidc?next=/seal") -> str:
    """Leave for the provider, agree there, and return with what it sends along: the address to come back to."""
    there = client.get(at).headers["Location"]
    sent = httpx.get(f"{there.partition('/authorize')[0]}/go", params={"asked": urlsplit(there).query})
    return sent.headers["Location"]


def come_back(client: Client) -> str:
    """The page after the whole way."""
    return client.get(go(client), follow=True).content.decode()


def test_a_bound_person_comes_in_without_a_password_and_lands_where_she_wanted(
    service: IdentityService, account: int, county: cast.Cast
) -> None:
    client = Client()
    assert "单位统一认证登录" in client.get("/sign-in").content.decode()
    page = client.get(go(client), follow=True)
    assert page.redirect_chain[-1][0] == "/seal"
    assert "县教育局联络员" in page.content.decode()
    asked = service.asked[-1]
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    assert len(asked["nonce"]) > 30 < len(asked["state"])
    (event,) = [one for one in record.events_after(0, 999) if one.type == "access.signed_in"]
    assert event.payload["how"] == "oidc"
    assert verify().is_whole


def test_the_claim_may_come_from_the_providers_own_answer(service: IdentityService, account: int) -> None:
    service.in_token = False
    assert "陈晓禾" in come_back(Client())


def test_who_is_not_bound_stays_outside_and_gets_no_account(service: IdentityService, account: int) -> None:
    service.user = "1002"
    before = len(queries.accounts())
    assert "没有绑定您的账号" in come_back(Client())
    assert len(queries.accounts()) == before


def test_a_name_that_was_given_to_somebody_else_does_not_open_the_account(
    service: IdentityService, account: int
) -> None:
    assert "陈晓禾" in come_back(Client())
    service.user = "1002"
    service.people["1002"] = {"preferred_username": "chen.xiaohe"}
    assert "已经换了人" in come_back(Client())
    service.people["1002"] = {"preferred_username": "somebody.else"}
    org.bind_account(actor=system_actor("init"), at=STARTED, account_id=account, door="oidc", subject="chen.xiaohe")
    service.user = "1001"
    assert "陈晓禾" in come_back(Client())


def test_a_locked_or_blocked_account_does_not_open_here_either(
    service: IdentityService, account: int, county: cast.Cast
) -> None:
    for _ in range(5):
        Client().post("/sign-in", {"login": "lead", "password": "guess"})
    assert "账号已锁定或停用" in come_back(Client())
    actor = system_actor("init")
    org.set_password(actor=actor, at=STARTED, account_id=account, password=FIRST)
    assert "县教育局联络员" in come_back(Client()), "a right key elsewhere asks for no password here"
    org.close_account(actor=actor, at=STARTED, account_id=account)
    assert "账号已锁定或停用" in come_back(Client())


def _with(**changed: object) -> Twist:
    return lambda claims: {**claims, **changed}


def _later(name: str, seconds: int) -> Twist:
    return lambda claims: {**claims, name: claims[name] + seconds}


def _without(name: str) -> Twist:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


LIES: dict[str, tuple[Callable[[IdentityService], Twist], str]] = {
    "another nonce": (lambda _: _with(nonce="from another sitting"), "不可信"),
    "no nonce": (lambda _: _without("nonce"), "不可信"),
    "for another client": (lambda _: _with(aud=["another"]), "不可信"),
    "for several, not said to be ours": (lambda _: _with(aud=[CLIENT_ID, "another"], azp="another"), "不可信"),
    "by another provider": (lambda _: _with(iss="https://elsewhere.example"), "不可信"),
    "expired": (lambda _: _later("exp", -7200), "已经过期"),
    "never expires": (lambda _: _without("exp"), "不可信"),
    "made tomorrow": (lambda _: _later("iat", 86400), "不可信"),
    "nobody in particular": (lambda _: _without("sub"), "不可信"),
    "not signed": (lambda _: unsigned, "不可信"),
    "signed by another": (lambda one: lambda claims: one.sign(claims, _OTHER), "不可信"),
    "signed with our secret": (lambda _: lambda claims: _with_secret(claims), "不可信"),
    "changed after signing": (lambda one: lambda claims: _changed(one, claims), "不可信"),
    "no token at all": (lambda _: lambda claims: "", "不可信"),
}
_OTHER = rsa_key()


def _with_secret(claims: dict[str, object]) -> str:
    """HS256 with the client's secret: what a client that takes any algorithm would believe."""
    import json

    from jwkest.jwk import SYMKey
    from jwkest.jws import JWS

    return str(JWS(json.dumps(claims), alg="HS256").sign_compact(keys=[SYMKey(key=SECRET, alg="HS256")]))


def _changed(service: IdentityService, claims: dict[str, object]) -> str:
    """The signature of one token under the words of another."""
    head, _, signature = service.sign(claims).split(".")
    other = service.sign({**claims, "preferred_username": "head"}).split(".")[1]
    return f"{head}.{other}.{signature}"


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies_opens_nothing(service: IdentityService, account: int, lie: str) -> None:
    twist, said = LIES[lie]
    service.twist = twist(service)
    client = Client()
    page = come_back(client)
    assert said in page
    assert client.get("/seal").status_code == 302, "nobody sits"
    types = [one.type for one in record.events_after(0, 999)]
    assert "access.signed_in" not in types
    assert types.count("access.oidc_failed") == 1


def test_an_answer_to_another_sitting_is_not_taken(service: IdentityService, account: int) -> None:
    mine, hers = Client(), Client()
    address = go(hers)
    assert "不是刚才发起的" in mine.get(address, follow=True).content.decode()
    go(mine)
    assert "不是刚才发起的" in mine.get(address, follow=True).content.decode()
    assert "陈晓禾" in hers.get(address, follow=True).content.decode()
    assert "不是刚才发起的" in Client().get("/sign-in/oidc/back?code=x&state=").content.decode()


def test_an_answer_serves_once(service: IdentityService, account: int) -> None:
    client = Client()
    address = go(client)
    assert "陈晓禾" in client.get(address, follow=True).content.decode()
    client.post("/sign-out")
    assert "不是刚才发起的" in client.get(address, follow=True).content.decode()


def test_a_code_without_the_verifier_of_its_sitting_is_worth_nothing(service: IdentityService, account: int) -> None:
    thief = Client()
    address = go(Client())
    thief.get("/sign-in/oidc")
    session = thief.session
    session["oidc"] = {**session["oidc"], "state": parse_qs(urlsplit(address).query)["state"][0]}
    session.save()
    assert "没有交回登录凭据" in thief.get(address, follow=True).content.decode()


def test_a_provider_that_refuses_is_silent_or_another_is_told_apart(
    service: IdentityService, account: int, settings: Any
) -> None:
    service.denies = True
    assert "统一认证没有同意登录" in come_back(Client())
    service.denies = False
    settings.OIDC_DOOR = oidc.Client("http://127.0.0.1:9", CLIENT_ID, SECRET, "preferred_username")
    page = Client().get("/sign-in/oidc")
    assert (page.status_code, "没有应答" in page.content.decode()) == (422, True)
    settings.OIDC_DOOR = oidc.Client(f"{service.address}/", CLIENT_ID, SECRET, "preferred_username")
    assert "设置不对" in Client().get("/sign-in/oidc").content.decode()
    settings.OIDC_DOOR = oidc.Client(service.address, CLIENT_ID, SECRET, "employee_number")
    assert "没有给出约定的那一项" in come_back(Client())


def test_the_provider_may_change_its_key(service: IdentityService, account: int) -> None:
    assert "陈晓禾" in come_back(Client())
    old = service.key
    service.key = service.provider.signing_key = _OTHER
    try:
        assert "陈晓禾" in come_back(Client())
    finally:
        service.key = service.provider.signing_key = old


def test_she_comes_back_to_a_page_of_ours_only(service: IdentityService, account: int) -> None:
    client = Client()
    page = client.get(go(client, "/sign-in/oidc?next=https://elsewhere.example/"), follow=True)
    assert page.redirect_chain[-1][0] == "/"


def test_without_an_identity_service_there_is_no_such_door(db: None) -> None:
    assert "单位统一认证登录" not in Client().get("/sign-in").content.decode()
    assert Client().get("/sign-in/oidc").status_code == 404
    assert Client().get("/sign-in/oidc/back").status_code == 404


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"LUOSHI_OIDC_ISSUER": "http://login.example"}, "LUOSHI_OIDC_ISSUER"),
        ({"LUOSHI_OIDC_ISSUER": "https://login.example"}, "LUOSHI_OIDC_CLIENT_ID"),
    ],
)
def test_a_door_that_cannot_be_safe_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], fault: str
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=fault):
        configured.oidc()
    monkeypatch.setenv("LUOSHI_OIDC_ISSUER", "https://login.example")
    monkeypatch.setenv("LUOSHI_OIDC_CLIENT_ID", "luoshi")
    assert configured.oidc() == oidc.Client("https://login.example", "luoshi", "", "preferred_username")
