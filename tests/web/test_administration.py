"""The directory's pages: an empty office gets its units, posts, persons and accounts, each administrator her part."""

import datetime as dt
import re

import pytest
from django.test import Client
from tests import cast
from tests.web.conftest import NOW, PASSWORD, Enter

from luoshi.ledger.operations import Opened
from luoshi.org import operations as org
from luoshi.org import queries
from luoshi.org.operations import UnitSpec
from luoshi.record import queries as record
from luoshi.record.verification import verify

TODAY = "2026-03-03"


@pytest.fixture(autouse=True)
def today(clock: object) -> None:
    """The third of March 2026."""


def send(client: Client, path: str, act: str, **said: object) -> int:
    """Send one act of a page; the status."""
    key = f"{act}-{len(said)}-{said}"[:60]
    return client.post(path, {"act": act, "form_key": key, "on": TODAY, **said}).status_code


def text(client: Client, path: str) -> str:
    """The page as the reader sees it."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def unit_id(name: str) -> int:
    """The unit of this name today."""
    return queries.find_units(NOW, text=name).lines[0].unit.id


def test_two_administrators_make_an_office_from_nothing(enter: Enter, county: cast.Cast, settings: object) -> None:
    system, security = enter("administrator"), enter("security")
    founded = {
        "code": "020",
        "name": "晋源北县水利局",
        "short_name": "县水利局",
        "kind": "department",
        "parent": "县政府",
    }
    assert send(system, "/directory", "found_unit", **founded) == 302
    page = f"/directory/units/{unit_id('水利局')}"
    assert send(system, page, "found_post", title="局长", role="unit_head") == 302
    assert send(system, "/directory/persons", "register", name="江河清", mobile="13800000000") == 302
    seat = queries.unit_card(unit_id("水利局"), NOW).seats[0]
    assert "空缺" in text(system, page)
    post = f"/directory/posts/{seat.post.id}"
    assert send(system, post, "appoint", person="江河清") == 404, "who makes accounts appoints nobody"
    assert send(security, post, "appoint", person="江河清") == 302
    who = queries.find_persons(NOW, text="江河清").lines[0].person.id
    person = f"/directory/persons/{who}"
    assert send(security, person, "open_account", login="jianghq") == 404, "who appoints makes no accounts"
    assert send(system, person, "open_account", login="jianghq") == 302
    shown = system.post(person, {"act": "one_time_password", "form_key": "k"}).content.decode()
    password = re.search(r'<span class="code">([A-Z][a-z]{3}-[a-z]{4}-[0-9]{4})</span>', shown)
    assert password is not None
    assert password.group(1) not in text(system, person)
    settings.LUOSHI_DEMO = False  # type: ignore[attr-defined]
    newcomer = Client()
    door = newcomer.post("/sign-in", {"login": "jianghq", "password": password.group(1)}, follow=True)
    assert "修改密码" in door.content.decode()
    said = {"current": password.group(1), "password": PASSWORD, "again": PASSWORD}
    desk = newcomer.post("/password", said, follow=True)
    assert "县水利局局长" in desk.content.decode()
    assert verify().is_whole


def test_a_unit_is_renamed_moved_known_otherwise_and_taken_over(enter: Enter, county: cast.Cast) -> None:
    system, security = enter("administrator"), enter("security")
    page = f"/directory/units/{county.unit('forestry')}"
    assert send(system, page, "rename", name="晋源北县林业和草原局", short_name="县林草局") == 302
    assert send(system, page, "alias", name="林草部门") == 302
    assert send(system, page, "duties", duties="造林绿化；森林防火") == 302
    assert send(system, page, "move", parent="县政府") == 302
    assert send(system, page, "office", code="林", title="县林草局") == 302
    shown = text(system, page)
    for said in ("晋源北县林业和草原局", "晋源北县林业局", "林草部门", "督办单位", "造林绿化；森林防火"):
        assert said in shown
    assert send(system, page, "dissolve", successor="县教育局", on="2026-03-04") == 422, (
        "its liaison still holds a post"
    )
    assert send(security, f"/directory/posts/{county.post('stranger')}", "relieve", on="2026-03-04") == 302
    assert send(system, page, "dissolve", successor="县教育局", on="2026-03-04") == 302
    assert "林业局" in text(system, f"{page}?as_of=2026-03-02")
    assert 'name="act"' not in text(system, f"{page}?as_of=2026-03-02"), "a past day is read only"


def test_a_temporary_body_has_members_that_come_and_go(enter: Enter, county: cast.Cast) -> None:
    system = enter("administrator")
    said = {"code": "901", "name": "重点项目建设指挥部", "basis": "政办发〔2026〕3号", "leader": "副县长",
            "members": "县教育局、县财政局", "ends_on": "2026-12-31"}  # fmt: skip
    assert send(system, "/directory", "found_body", **said) == 302
    page = f"/directory/units/{unit_id('指挥部')}"
    assert send(system, page, "join", unit="柳树镇") == 302
    assert send(system, page, "leave", unit="县财政局", on="2026-03-04") == 302
    for said_so in ("政办发〔2026〕3号", "县教育局", "柳树镇"):
        assert said_so in text(system, page)


def test_the_security_administrator_gives_divisions_and_stand_ins(enter: Enter, county: cast.Cast) -> None:
    security = enter("security")
    leader = f"/directory/posts/{county.post('vice_mayor')}"
    assert send(security, leader, "divide", units="县林业局", field="") == 302
    assert "县林业局" in text(security, leader)
    assert send(security, leader, "end_division", unit="县财政局") == 302
    lead = f"/directory/posts/{county.post('lead')}"
    given = {"by_post": "县教育局局长", "valid_from": TODAY, "valid_to": "2026-03-10"}
    assert send(security, lead, "stand_in", **given) == 302
    assert "代行" in text(security, f"/directory/units/{county.unit('education')}")
    assert send(security, lead, "end_stand_in", on="2026-03-05") == 302
    assert send(security, lead, "succeed", person="王守成") == 302
    assert send(security, lead, "relieve", on="2026-03-04") == 302
    system = enter("administrator")
    assert send(system, lead, "divide", units="县林业局") in (404, 422)
    assert send(system, lead, "abolish", on="2026-03-05") == 302


def test_nobody_is_two_administrators_through_the_pages(enter: Enter, county: cast.Cast) -> None:
    security = enter("security")
    for who, other in (("administrator", "auditor"), ("auditor", "security"), ("clerk", "auditor")):
        post = f"/directory/posts/{county.post(other)}"
        name = queries.find_person(county.person(who)).name
        before = record.head()
        response = security.post(post, {"act": "succeed", "form_key": "k", "on": TODAY, "person": name})
        assert response.status_code == 422
        assert "R12-01" in response.content.decode()
        assert record.head() == before
    own = f"/directory/posts/{county.post('director')}"
    response = security.post(own, {"act": "succeed", "form_key": "k", "on": TODAY, "person": "钟守密"})
    assert "不能给自己授权" in response.content.decode()


def test_an_account_is_bound_blocked_unlocked_and_opened_again(enter: Enter, county: cast.Cast) -> None:
    enter("lead")
    system = enter("administrator")
    page = f"/directory/persons/{county.person('lead')}"
    assert send(system, page, "bind", door="oidc", subject="chen.xiaohe") == 302
    assert send(system, page, "close_local") == 302
    assert send(system, page, "unbind", door="oidc") == 422
    assert send(system, page, "open_local") == 302
    assert send(system, page, "unbind", door="oidc") == 302
    for _ in range(5):
        Client().post("/sign-in", {"login": "lead", "password": "wrong"})
    assert "已锁定" in text(system, "/directory/persons?state=locked")
    assert send(system, page, "unlock") == 302
    assert send(system, page, "block") == 302
    assert "已停用" in text(system, "/directory/persons?state=closed")
    assert Client().post("/sign-in", {"login": "lead", "password": PASSWORD}).status_code == 422
    assert send(system, page, "reopen") == 302
    assert send(system, page, "correct_name", name="陈小禾") == 302
    assert "陈小禾" in text(system, page)


def test_a_mobile_number_is_opened_with_a_reason_that_the_auditor_reads(enter: Enter, county: cast.Cast) -> None:
    system, clerk, lead = enter("administrator"), enter("clerk"), enter("lead")
    page = f"/directory/persons/{county.person('head')}"
    assert send(system, page, "keep_mobile", mobile="not a number") == 422
    assert send(system, page, "keep_mobile", mobile="13911112222") == 302
    assert "13911112222" not in text(system, page) + text(clerk, page)
    assert clerk.post(page, {"act": "open_mobile", "reason": ""}).status_code == 422
    shown = clerk.post(page, {"act": "open_mobile", "reason": "通知开会"}).content.decode()
    assert "13911112222" in shown
    assert lead.post(page, {"act": "open_mobile", "reason": "好奇"}).status_code == 404
    told = queries.access_log(county.actor("auditor", NOW), NOW)
    opened = [event for event in told if event.type == "private.opened"]
    assert [event.payload["reason"] for event in opened] == ["通知开会"]


def test_a_directory_of_640_units_is_searched_and_never_drawn_whole(enter: Enter, county: cast.Cast) -> None:
    many = [UnitSpec(f"5{n:03}", f"晋源北县第{n}中学", "section") for n in range(640)]
    org.found_units(actor=county.founder, at=NOW, area_id=county.area_id, units=many, on=cast.FOUNDED_ON)
    system = enter("administrator")
    page = text(system, "/directory")
    assert page.count('data-label="类别"') == 50
    assert page.count("<option") < 40, "no list of all units hides in a field"
    assert "共 648 个单位" in page
    after = re.search(r'href="(/directory\?after=[^"]+)"', page)
    assert after is not None
    assert "晋源北县第42中学" not in page
    second = text(system, after.group(1).replace("&amp;", "&"))
    assert "晋源北县第42中学" in second
    assert text(system, "/directory?text=第639中").count('data-label="类别"') == 1
    assert text(system, "/directory/options/posts?leader=县长").count("<option") == 1
    assert "王守成" in text(system, "/directory/options/persons?person=王守")


def test_two_people_of_one_name_are_told_apart(enter: Enter, county: cast.Cast) -> None:
    security = enter("security")
    other = org.register_person(actor=county.founder, at=NOW, name="王守成")
    page = f"/directory/posts/{county.post('lead')}"
    response = security.post(page, {"act": "succeed", "form_key": "k", "on": TODAY, "person": "王守成"})
    assert response.status_code == 422
    assert f"王守成 #{other}" in response.content.decode()
    assert send(security, page, "succeed", person=f"王守成 #{other}") == 302
    assert queries.holder(county.post("lead"), NOW).person_id == other


def test_administrators_see_no_business_and_others_change_nothing(
    enter: Enter, county: cast.Cast, item: Opened
) -> None:
    pages = ["/directory", "/directory/persons", f"/directory/units/{county.unit('education')}",
             f"/directory/posts/{county.post('lead')}", f"/directory/persons/{county.person('lead')}"]  # fmt: skip
    for who in ("administrator", "security"):
        client = enter(who)
        assert [page for page in pages if "新建改扩建" in text(client, page) or item.number in text(client, page)] == []
        assert client.get(f"/items/{item.number}").status_code == 404
    lead = enter("lead")
    for page in pages:
        assert 'name="act"' not in text(lead, page), page
    assert "登录名" not in text(lead, pages[-1]), "accounts are shown to who keeps them"
    before = record.head()
    assert send(lead, "/directory", "found_unit", code="9", name="某局", kind="department") == 404
    assert lead.post("/directory", {"act": "no_such_act"}).status_code == 422
    assert record.head() == before
    assert enter("auditor").get("/directory").status_code == 404


def test_what_was_typed_stays_and_a_second_click_does_nothing_more(enter: Enter, county: cast.Cast) -> None:
    system = enter("administrator")
    said = {"act": "found_unit", "form_key": "one", "code": "011", "name": "晋源北县水利局", "kind": "department",
            "on": TODAY, "short_name": "", "parent": "没有这个单位"}  # fmt: skip
    page = system.post("/directory", said)
    assert page.status_code == 422
    assert 'value="晋源北县水利局"' in page.content.decode()
    refused = system.post("/directory", {**said, "parent": ""})
    assert "011在本区划内已经使用" in refused.content.decode()
    good = {**said, "parent": "", "code": "020"}
    assert system.post("/directory", good).headers["Location"] == "/directory?done=found_unit"
    before = record.head()
    assert system.post("/directory", good).status_code == 302
    assert record.head() == before
    assert queries.unit_card(10**17, NOW) is None
    assert system.get("/directory/units/99999999999999999999").status_code == 404


def test_a_day_before_the_founding_is_no_fault(enter: Enter, county: cast.Cast) -> None:
    system = enter("administrator")
    assert "这一天还没有单位" in text(system, "/directory?as_of=2020-01-01")
    assert system.get(f"/directory/units/{county.unit('lead')}?as_of=2020-01-01").status_code == 404
    assert dt.date(2024, 1, 1) == cast.FOUNDED_ON
