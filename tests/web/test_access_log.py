"""The auditor's page: what she sees, how she narrows it, what it costs, and that nobody else sees it."""

import io
import re

import pytest
from openpyxl import load_workbook
from tests import cast
from tests.web.conftest import NOW, Enter

from luoshi.ledger.operations import Opened
from luoshi.org import operations as org
from luoshi.org import queries
from luoshi.org.queries import LogFilter
from luoshi.org.queries.access_log import result_of, types_of
from luoshi.record import messages
from luoshi.record import queries as record
from luoshi.record.operations import unit_of_work


@pytest.fixture(autouse=True)
def today(clock: object) -> None:
    """The third of March 2026."""


def test_the_auditor_reads_who_did_what_when_and_with_which_result(
    enter: Enter, county: cast.Cast, item: Opened
) -> None:
    enter("lead")
    enter("clerk").get("/ledger/export")
    auditor = enter("auditor")
    auditor.post("/sign-in", {"login": "lead", "password": "a guess"})
    page = auditor.get("/access-log").content.decode()
    for said in ("陈晓禾", "李小满导出了台账", "没有通过", "未成功", "成功", "127.0.0.1"):
        assert said in page, said
    assert "新建改扩建" not in page
    assert item.number not in page, "no business stands in the access log"


def test_the_log_is_narrowed_by_person_sort_object_result_and_days(enter: Enter, county: cast.Cast) -> None:
    enter("lead")
    enter("clerk").post("/sign-in", {"login": "lead", "password": "a guess"})
    auditor = enter("auditor")

    def lines(query: str) -> list[str]:
        page = auditor.get(f"/access-log?{query}").content.decode()
        return re.findall(r'<span class="told">(.*?)</span>', page)

    assert all("李小满" in line for line in lines("person=李小满"))
    assert lines("person=没有这个人") == []
    assert all("没有通过" in line for line in lines("result=refused"))
    assert lines("result=refused&person=clerk") == []
    assert all("陈晓禾" in line for line in lines("about=陈晓禾&sort=access"))
    assert len(lines("about=陈晓禾&sort=access")) == 2
    assert lines("sort=directory") != []
    assert lines("from_on=2026-03-04") == []
    assert lines("to_on=2026-01-03") == []
    assert auditor.get("/access-log?from_on=2026-02-30").status_code == 422


def test_a_long_log_is_read_by_a_cursor_and_every_line_comes_once(county: cast.Cast) -> None:
    with unit_of_work(actor="system:test", at=NOW) as work:
        for n in range(250):
            work.record("access.exported", stream="access:person:1", payload={"export": "ledger", "n": n})
    auditor, seen, before = county.actor("auditor", NOW), list[int](), None
    while found := queries.access_log(auditor, NOW, narrowed=LogFilter(sort="opening"), before=before, limit=40):
        seen += [one.payload["n"] for one in found]
        before = found[-1].position
    assert seen == list(range(249, -1, -1))


def test_the_newest_lines_are_found_without_walking_the_whole_log(
    county: cast.Cast, django_assert_max_num_queries: object
) -> None:
    with unit_of_work(actor="system:test", at=NOW) as work:
        for n in range(30):
            work.record("access.exported", stream="access:person:1", payload={"export": "ledger", "n": n})
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert len(record.newest_of(["access.exported"], as_of=NOW, limit=10)) == 10


def test_taking_the_log_out_is_written_into_the_log(enter: Enter, county: cast.Cast) -> None:
    enter("lead")
    auditor = enter("auditor")
    response = auditor.get("/access-log/export?sort=access")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet[1]][:2] == ["时间", "谁办的"]
    assert any("陈晓禾" in str(row[3].value) for row in sheet.iter_rows(min_row=2))
    told = queries.access_log(county.actor("auditor", NOW), NOW)[0]
    assert (told.type, told.payload["export"]) == ("access.exported", "access_log")
    assert "导出了访问记录" in auditor.get("/access-log").content.decode()


def test_nobody_else_and_the_auditor_nothing_else(enter: Enter, county: cast.Cast) -> None:
    for who in ("administrator", "security", "director", "chief"):
        client = enter(who)
        assert client.get("/access-log").status_code == 404
        assert client.get("/access-log/export").status_code == 404
        assert "/access-log" not in client.get("/seal").content.decode()
    auditor = enter("auditor")
    for path in ("/ledger", "/board", "/documents", "/directory", "/directory/persons"):
        assert auditor.get(path).status_code == 404, path
    assert "/access-log" in auditor.get("/seal").content.decode()


def test_what_is_audited_has_a_sentence_a_sort_and_no_business() -> None:
    business = ("item.", "duty.", "plan.", "document.", "draft.", "passage.", "evidence.", "extension.", "objection.")
    assert [one for one in types_of() if one.startswith(business)] == []
    known = {code.removeprefix("event.") for code in messages.catalogue() if code.startswith("event.")}
    everything = {one for one in known if one.startswith(("access.", "account.", "tenure."))}
    assert everything <= set(types_of())
    assert result_of("access.sign_in_failed") == result_of("access.oidc_failed") == "refused"
    assert result_of("access.signed_in") == "done"


def test_an_opened_private_value_shows_its_reason_and_never_the_value(enter: Enter, county: cast.Cast) -> None:
    person = county.person("head")
    org.keep_mobile(actor=county.actor("administrator", NOW), at=NOW, person_id=person, mobile="13911112222")
    org.open_mobile(actor=county.actor("clerk", NOW), at=NOW, person_id=person, reason="通知开会")
    page = enter("auditor").get("/access-log?sort=opening").content.decode()
    assert "通知开会" in page
    assert "13911112222" not in page
