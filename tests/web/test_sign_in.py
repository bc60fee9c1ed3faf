"""Through the door: sign in, choose a post, be told when the sitting has ended."""

from django.test import Client
from tests import cast
from tests.web.conftest import FIRST, PASSWORD, STARTED, Enter

from luoshi.org import operations as org
from luoshi.org.access import system_actor


def test_a_person_with_one_post_signs_in_and_lands_on_her_desk(enter: Enter) -> None:
    client = enter("lead")
    page = client.get("/seal").content.decode()
    assert "陈晓禾" in page
    assert "县教育局联络员" in page


def test_a_wrong_password_is_refused_without_saying_which_part_was_wrong(enter: Enter, county: cast.Cast) -> None:
    enter("lead")
    for login in ("lead", "nobody"):
        response = Client().post("/sign-in", {"login": login, "password": "wrong"})
        assert response.status_code == 422
        assert "登录名或密码不对" in response.content.decode()


def test_pages_of_the_office_send_a_stranger_to_the_door_and_back(county: cast.Cast) -> None:
    response = Client().get("/seal")
    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-in?next=/seal"


def test_a_sitting_that_ended_by_itself_is_told_gently(county: cast.Cast) -> None:
    client = Client()
    client.cookies["sessionid"] = "gone"
    page = client.get("/seal", follow=True).content.decode()
    assert "上一次登录已自动结束" in page


def test_the_first_password_must_be_changed_before_anything_else(county: cast.Cast) -> None:
    org.open_account(
        actor=system_actor("init"), at=STARTED, person_id=county.person("lead"), login="lead", password=FIRST
    )
    client = Client()
    response = client.post("/sign-in", {"login": "lead", "password": FIRST}, follow=True)
    assert "修改密码" in response.content.decode()
    weak = client.post("/password", {"current": FIRST, "password": "1234", "again": "1234"})
    assert weak.status_code == 422
    done = client.post("/password", {"current": FIRST, "password": PASSWORD, "again": PASSWORD}, follow=True)
    assert "修改密码" not in done.content.decode()


def test_no_card_opens_the_door_outside_a_demo(enter: Enter) -> None:
    enter("director")
    client = Client()
    assert client.post("/sign-in/card", {"card": "director"}).headers["Location"] == "/sign-in"
    assert "card" not in client.get("/sign-in").content.decode()


def test_in_a_demo_a_card_signs_in_with_one_click(enter: Enter, settings: object) -> None:
    enter("director")
    settings.LUOSHI_DEMO = True  # type: ignore[attr-defined]
    client = Client()
    page = client.get("/sign-in").content.decode()
    assert 'value="director"' in page
    assert 'value="deputy"' not in page, "a card without its account is not shown"
    client.post("/sign-in/card", {"card": "director"}, follow=True)
    assert "周正言" in client.get("/seal").content.decode()


def test_a_secretary_sits_for_her_leader_and_the_page_says_so(enter: Enter) -> None:
    page = enter("secretary").get("/seal").content.decode()
    assert "苏文笔" in page
    assert "代副县长" in page


def test_language_and_theme_are_plain_forms_and_lead_back(enter: Enter) -> None:
    client = enter("lead")
    back = client.post("/preferences/language", {"language": "en", "next": "/seal"})
    assert back.headers["Location"] == "/seal"
    assert "Sign out" in client.get("/seal").content.decode()
    client.post("/preferences/theme", {"theme": "dark", "next": "/seal"})
    assert 'data-theme="dark"' in client.get("/seal").content.decode()
    away = client.post("/preferences/theme", {"theme": "dark", "next": "https://elsewhere.example/"})
    assert away.headers["Location"] == "/"
