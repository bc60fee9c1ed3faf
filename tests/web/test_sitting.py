"""A sitting: whose it is, when it ends, and that nobody acts in it under another's name."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from tests import cast
from tests.web.conftest import NOW, PASSWORD, STARTED, Enter
from tests.web.test_acts import form_of, types

from luoshi.ledger import operations as ledger
from luoshi.ledger import queries
from luoshi.ledger.operations import Opened
from luoshi.org import operations as org
from luoshi.org import queries as people
from luoshi.org.access import system_actor
from luoshi.org.models import Sitting
from luoshi.record import queries as record
from luoshi.web import middleware

SYSTEM = system_actor("init")
NEW = "another-walk-in-26"


def account_of(login: str) -> int:
    """The id of an account."""
    return next(one.id for one in people.accounts() if one.login == login)


def is_out(client: Client) -> bool:
    """Whether the desk sends this browser to the door."""
    response = client.get("/")
    return response.status_code == 302 and response.headers["Location"].startswith("/sign-in")


def test_a_session_known_before_the_door_is_worth_nothing_behind_it(enter: Enter) -> None:
    enter("lead")
    client = Client()
    planted = client.session
    planted["post"], planted["on_behalf_of"] = 1, None
    planted.save()
    client.cookies["sessionid"] = str(planted.session_key)
    client.post("/sign-in", {"login": "lead", "password": PASSWORD})
    assert client.cookies["sessionid"].value != planted.session_key
    thief = Client()
    thief.cookies["sessionid"] = str(planted.session_key)
    assert is_out(thief)


def test_who_signs_in_after_another_at_the_same_desk_sits_on_her_own_post(enter: Enter) -> None:
    enter("lead")
    client = enter("co")
    client.post("/sign-in", {"login": "lead", "password": PASSWORD})
    page = client.get("/seal", follow=True).content.decode()
    assert "陈晓禾" in page
    assert "赵一鸣" not in page


def test_nobody_takes_a_post_that_is_not_hers(enter: Enter, county: cast.Cast) -> None:
    client = enter("lead")
    for said in (f"{county.post('director')}-0", f"{county.post('lead')}-{county.post('vice_mayor')}", "0-0"):
        assert client.post("/post", {"post": said}).status_code == 200
        assert "陈晓禾" in client.get("/seal").content.decode()
    session = client.session
    session["post"] = county.post("director")
    session.save()
    assert client.get("/ledger").headers["Location"].startswith("/post")


def test_a_post_that_ends_in_the_middle_of_a_sitting_acts_no_more(
    enter: Enter, county: cast.Cast, item: Opened, clock: Callable[[dt.datetime], None]
) -> None:
    client = enter("lead")
    form = form_of(client, item, "sign_for")
    org.relieve(actor=SYSTEM, at=NOW, post_id=county.post("lead"), on=NOW.date())
    response = client.post(f"/items/{item.number}/do/sign_for", form)
    assert response.headers["Location"].startswith("/post")
    assert "item.signed_for" not in types(item)
    assert client.get(f"/items/{item.number}").status_code == 302


def test_a_closed_account_is_outside_at_once(enter: Enter) -> None:
    client = enter("lead")
    assert not is_out(client)
    org.close_account(actor=SYSTEM, at=STARTED, account_id=account_of("lead"))
    assert is_out(client)


def test_a_new_password_ends_every_other_sitting_of_the_account(enter: Enter, settings: object) -> None:
    settings.LUOSHI_ONE_SITTING = False  # type: ignore[attr-defined]
    here, there = enter("lead"), Client()
    there.post("/sign-in", {"login": "lead", "password": PASSWORD})
    there.get("/post")
    before = here.cookies["sessionid"].value
    assert here.post("/password", {"current": PASSWORD, "password": NEW, "again": NEW}).status_code == 302
    assert here.cookies["sessionid"].value != before
    assert not is_out(here)
    assert is_out(there)
    org.set_password(actor=SYSTEM, at=STARTED, account_id=account_of("lead"), password="set-by-others-26")
    assert is_out(here)


def test_a_sitting_ends_a_quarter_of_an_hour_after_the_last_page(enter: Enter) -> None:
    client = enter("lead")
    assert client.cookies["sessionid"]["max-age"] == 15 * 60
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"
    Sitting.objects.update(expire_date=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert is_out(client)


def test_signing_out_ends_the_sitting_on_the_server(enter: Enter) -> None:
    client = enter("lead")
    kept = client.cookies["sessionid"].value
    client.post("/sign-out")
    client.cookies["sessionid"] = kept
    assert is_out(client)


def test_a_card_of_a_closed_account_opens_nothing(enter: Enter, settings: object) -> None:
    enter("director")
    settings.LUOSHI_DEMO = True  # type: ignore[attr-defined]
    org.close_account(actor=SYSTEM, at=STARTED, account_id=account_of("director"))
    client = Client()
    assert 'value="director"' not in client.get("/sign-in").content.decode()
    assert client.post("/sign-in/card", {"card": "director"}).headers["Location"] == "/sign-in"
    assert client.post("/sign-in/card", {"card": "lead"}).headers["Location"] == "/sign-in"


def test_a_form_from_elsewhere_does_nothing(enter: Enter, item: Opened) -> None:
    client = enter("lead")
    form = form_of(client, item, "sign_for")
    client.handler.enforce_csrf_checks = True
    before = record.head().size
    form.pop("csrfmiddlewaretoken")
    stale = client.post(f"/items/{item.number}/do/sign_for", form)
    assert stale.status_code == 302, "one of ours that stood open too long is laid before its sender again, undone"
    form.pop("drawn_for")
    for path in (f"/items/{item.number}/do/sign_for", "/ledger/hand-over", "/documents/new", "/sign-out", "/password",
                 "/post", "/sign-in", "/sign-in/card", "/preferences/theme", "/post?as_of=x"):  # fmt: skip
        response = client.post(path, form)
        assert response.status_code == 403, path
        assert response.headers["Content-Security-Policy"] == middleware.POLICY
    assert record.head().size == before
    assert not is_out(client)


def test_behind_a_tls_proxy_a_form_from_the_same_address_is_ours(enter: Enter, settings: object) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # type: ignore[attr-defined]
    enter("lead")
    proxied = {"host": "testserver", "x-forwarded-proto": "https", "origin": "https://testserver"}
    client = Client(enforce_csrf_checks=True, headers=proxied)
    token = client.get("/sign-in").content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    said = {"login": "lead", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/sign-in", said, headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert client.post("/sign-in", said).status_code == 302


def test_anothers_form_key_neither_stops_nor_repeats_mine(enter: Enter, item: Opened) -> None:
    lead, co = enter("lead"), enter("co")
    path = f"/items/{item.number}/do"
    assert lead.post(f"{path}/sign_for", {"form_key": "same"}).status_code == 302
    assert co.post(f"{path}/sign_for", {"form_key": "same"}).status_code == 302
    assert types(item).count("item.signed_for") == 2, "hers was done, too, and not only said to be"
    assert lead.post(f"{path}/report", {"form_key": "same", "text": "进展"}).status_code == 302
    assert types(item).count("item.reported") == 1, "a key counts for its own form only"
    assert lead.post(f"{path}/sign_for", {"form_key": "same"}).status_code == 302
    assert types(item).count("item.signed_for") == 2


def test_a_leader_answers_the_plan_that_she_read(
    enter: Enter, county: cast.Cast, item: Opened, clock: Callable[[dt.datetime], None]
) -> None:
    def hand_in(title: str) -> int:
        node = ledger.NodeSpec(title, dt.date(2026, 6, 30))
        return ledger.hand_in_plan(actor=county.actor("lead", NOW), at=NOW, item_id=item.id, nodes=[node])

    first = hand_in("先选址")
    leader = enter("vice_mayor")
    drawn = form_of(leader, item, "approve_plan")
    ledger.return_plan(actor=county.actor("chief", NOW), at=NOW, plan_id=first, reason="太慢")
    hand_in("先征地")
    path = f"/items/{item.number}/do/approve_plan"
    stale = leader.post(path, drawn)
    assert stale.status_code == 409
    assert "第2版推进计划" in stale.content.decode()
    found = queries.item_page(county.actor("lead", NOW), item.id, as_of=NOW)
    assert found.plan_in_force is None
    assert leader.post(path, form_of(leader, item, "approve_plan")).status_code == 302


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/", 302), ("get", "/nowhere", 404), ("get", "/sign-out", 405), ("get", "/style", 200),
     ("post", "/sign-in", 200), ("delete", "/sign-in/card", 405), ("get", "/static/none.css", 404)],
)  # fmt: skip
def test_every_answer_carries_the_policy_and_stays_out_of_shared_caches(
    county: cast.Cast, method: str, path: str, status: int
) -> None:
    response = getattr(Client(), method)(path)
    assert response.status_code == status
    assert response.headers["Content-Security-Policy"] == middleware.POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "private" in response.headers["Cache-Control"] or "no-cache" in response.headers["Cache-Control"]


def test_a_fault_of_ours_tells_nothing_and_carries_the_policy(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    client = enter("lead")
    client.raise_request_exception = False

    def broken() -> None:
        raise RuntimeError("the wording of a secret")

    monkeypatch.setattr(record, "head", broken)
    response = client.get("/seal")
    assert response.status_code == 500
    assert "secret" not in response.content.decode()
    assert response.headers["Content-Security-Policy"] == middleware.POLICY
