"""Through the office's directory server: a real slapd, a wrong password, tricks with names, a server that is down."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests import cast
from tests.directory_server import SERVICE, SERVICE_PASSWORD, SUFFIX, DirectoryServer, person, served
from tests.web.conftest import FIRST, PASSWORD, STARTED

from luoshi.cli.environment import SettingError
from luoshi.config import doors as configured
from luoshi.org import operations as org
from luoshi.org import queries
from luoshi.org.access import system_actor
from luoshi.org.federation import ldap
from luoshi.org.federation.ldap import Server
from luoshi.org.federation.trouble import Trouble
from luoshi.record import queries as record
from luoshi.record.verification import verify

pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
OFFICE_PASSWORD = "the-office-knows-it"
PEOPLE = (
    person("chen.xiaohe", OFFICE_PASSWORD)
    + person("left", OFFICE_PASSWORD, "disabled")
    + person("chen.other", "hers-alone")
)
USER_DN = f"uid={{login}},ou=people,{SUFFIX}"
NOBODY_LISTENS = "ldap://127.0.0.1:9"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DirectoryServer]:
    """The server, once for all cases."""
    with served(tmp_path_factory.mktemp("slapd"), PEOPLE) as server:
        yield server


@pytest.fixture
def account(county: cast.Cast, running: DirectoryServer, settings: Any) -> int:
    """The liaison's account, bound to her name in the directory; her password is the office's alone."""
    settings.LDAP_DOOR = Server(url=running.url, user_dn=USER_DN)
    actor = system_actor("init")
    made = org.open_account(actor=actor, at=STARTED, person_id=county.person("lead"), login="lead")
    org.bind_account(actor=actor, at=STARTED, account_id=made, door="ldap", subject="chen.xiaohe")
    return made


def sign_in(password: str, login: str = "lead") -> tuple[int, str]:
    """What the door says: 200 inside (her post in the masthead), 422 outside, with the page."""
    client = Client()
    page = client.post("/sign-in", {"login": login, "password": password}, follow=True)
    return page.status_code, page.content.decode()


def test_the_offices_password_opens_and_nothing_of_it_is_kept(account: int) -> None:
    status, page = sign_in(OFFICE_PASSWORD)
    assert status == 200
    assert "县教育局联络员" in page
    (event,) = [one for one in record.events_after(0, 999) if one.type == "access.signed_in"]
    assert event.payload["how"] == "ldap"
    assert OFFICE_PASSWORD not in repr(record.events_after(0, 999))
    assert verify().is_whole


def test_a_wrong_password_counts_and_locks_as_any_other(account: int) -> None:
    org.close_local_door(actor=system_actor("init"), at=STARTED, account_id=account)
    for _ in range(5):
        status, page = sign_in("a guess")
        assert status == 422
        assert "登录名或密码不对" in page
    assert queries.account(account).locked_until is not None
    assert sign_in(OFFICE_PASSWORD)[0] == 422, "locked, even for the right one"


@pytest.mark.parametrize("password", ["", " ", "\0", "\0the-office-knows-it"])
def test_an_empty_password_opens_nothing_though_the_server_would_say_yes(
    account: int, running: DirectoryServer, password: str
) -> None:
    assert sign_in(password)[0] == 422
    server = Server(url=running.url, user_dn=USER_DN)
    assert not ldap.is_right(server, subject="chen.xiaohe", password=password)
    assert ldap.is_right(server, subject="chen.xiaohe", password=OFFICE_PASSWORD)


def test_the_local_password_still_opens_unless_it_was_closed(account: int) -> None:
    actor = system_actor("init")
    org.set_password(actor=actor, at=STARTED, account_id=account, password=FIRST)
    org.change_own_password(at=STARTED, account_id=account, current=FIRST, password=PASSWORD)
    assert "县教育局联络员" in sign_in(OFFICE_PASSWORD)[1]
    assert sign_in(PASSWORD)[0] == 200
    org.close_local_door(actor=actor, at=STARTED, account_id=account)
    assert sign_in(PASSWORD)[0] == 422
    assert "县教育局联络员" in sign_in(OFFICE_PASSWORD)[1]


def test_accounts_that_are_not_bound_never_reach_the_directory(account: int, county: cast.Cast, settings: Any) -> None:
    settings.LDAP_DOOR = Server(url=NOBODY_LISTENS, user_dn=USER_DN)
    actor = system_actor("init")
    own = org.open_account(actor=actor, at=STARTED, person_id=county.person("administrator"), login="admin")
    org.set_password(actor=actor, at=STARTED, account_id=own, password=FIRST)
    assert sign_in(FIRST, "admin")[0] == 200
    assert "没有应答" not in sign_in("wrong", "admin")[1]


def test_a_silent_server_is_told_in_one_clear_sentence(account: int, settings: Any) -> None:
    settings.LDAP_DOOR = Server(url=NOBODY_LISTENS, user_dn=USER_DN)
    status, page = sign_in(OFFICE_PASSWORD)
    assert status == 422
    assert "目录服务器没有应答" in page
    org.close_local_door(actor=system_actor("init"), at=STARTED, account_id=account)
    assert "目录服务器没有应答" in sign_in(OFFICE_PASSWORD)[1]
    assert [one.type for one in record.events_after(0, 999)].count("access.ldap_silent") == 1, "once an hour"
    assert queries.account(account).locked_until is None, "a server that is down locks nobody out"


def test_a_blocked_person_sends_no_password_away(account: int, settings: Any) -> None:
    org.close_account(actor=system_actor("init"), at=STARTED, account_id=account)
    assert sign_in(OFFICE_PASSWORD)[0] == 422
    settings.LDAP_DOOR = Server(url=NOBODY_LISTENS, user_dn=USER_DN)
    assert "没有应答" not in sign_in(OFFICE_PASSWORD)[1], "nobody was asked"


@pytest.fixture
def searching(running: DirectoryServer) -> Server:
    """The server asked by a service account that searches for the person's entry, and skips those who left."""
    return Server(
        url=running.url,
        base=f"ou=people,{SUFFIX}",
        filter="(&(uid={login})(!(employeeType=disabled)))",
        bind_dn=SERVICE,
        bind_password=SERVICE_PASSWORD,
    )


def test_a_person_is_found_by_search_and_who_left_is_not(searching: Server) -> None:
    assert ldap.is_right(searching, subject="chen.xiaohe", password=OFFICE_PASSWORD)
    assert not ldap.is_right(searching, subject="chen.xiaohe", password="a guess")
    assert not ldap.is_right(searching, subject="left", password=OFFICE_PASSWORD)
    assert not ldap.is_right(searching, subject="nobody", password=OFFICE_PASSWORD)


@pytest.mark.parametrize(
    "subject",
    [
        "*",
        "chen.*",
        "chen.xiaohe)(uid=*",
        "*)(|(uid=*",
        "chen.xiaohe\0",
        "\\2a",
        "chen.xiaohe,ou=people",
        "left))(|(cn=*",
    ],
)
def test_tricks_with_a_name_find_nobody(searching: Server, running: DirectoryServer, subject: str) -> None:
    assert not ldap.is_right(searching, subject=subject, password=OFFICE_PASSWORD)
    assert not ldap.is_right(Server(url=running.url, user_dn=USER_DN), subject=subject, password=OFFICE_PASSWORD)


def test_a_service_account_that_may_not_bind_is_a_fault_of_the_setting(running: DirectoryServer) -> None:
    server = Server(
        url=running.url, base=SUFFIX, filter="(uid={login})", bind_dn=SERVICE, bind_password="not the password"
    )
    with pytest.raises(Trouble, match="service account"):
        ldap.is_right(server, subject="chen.xiaohe", password=OFFICE_PASSWORD)


def test_tls_is_checked_against_the_offices_own_authority(running: DirectoryServer) -> None:
    known = Server(url=running.tls_url, user_dn=USER_DN, ca_file=running.ca_file)
    assert ldap.is_right(known, subject="chen.xiaohe", password=OFFICE_PASSWORD)
    with pytest.raises(Trouble):
        ldap.is_right(Server(url=running.tls_url, user_dn=USER_DN), subject="chen.xiaohe", password=OFFICE_PASSWORD)


def test_a_plain_connection_turns_to_tls_before_a_password_goes_over_it(
    running: DirectoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ldap.needs_start_tls("ldap://directory.county.example")
    assert not ldap.needs_start_tls("ldap://127.0.0.1")
    monkeypatch.setattr(ldap, "is_loopback", lambda host: False)
    known = Server(url=running.url, user_dn=USER_DN, ca_file=running.ca_file)
    assert ldap.is_right(known, subject="chen.xiaohe", password=OFFICE_PASSWORD)
    with pytest.raises(Trouble):
        ldap.is_right(Server(url=running.url, user_dn=USER_DN), subject="chen.xiaohe", password=OFFICE_PASSWORD)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"LUOSHI_LDAP_URL": "http://directory"}, "LUOSHI_LDAP_URL"),
        ({"LUOSHI_LDAP_URL": "ldaps://directory"}, "LUOSHI_LDAP_USER_DN"),
        ({"LUOSHI_LDAP_URL": "ldaps://directory", "LUOSHI_LDAP_USER_DN": "uid=x"}, "login"),
        ({"LUOSHI_LDAP_URL": "ldaps://d", "LUOSHI_LDAP_USER_DN": "uid={login}", "LUOSHI_LDAP_FILTER": "x"}, "FILTER"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], fault: str
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=fault):
        configured.ldap()
