"""Acts as forms: once for each form, every reason at once, typed text kept, the second of two people told."""

import datetime as dt
import re
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import cast
from tests.web.conftest import NOW, Enter

from luoshi.ledger import operations as ledger
from luoshi.ledger.operations import Opened
from luoshi.ledger.states import VERBS
from luoshi.record import queries as record
from luoshi.web.acts.specs import BY_VERB


def form_of(client: Client, item: Opened, verb: str) -> dict[str, str]:
    """The hidden fields of an act's form, as a browser would send them."""
    page = client.get(f"/items/{item.number}/do/{verb}").content.decode()
    body = re.search(rf'<form method="post" action="/items/{item.number}/do/{verb}".*?</form>', page, re.DOTALL)
    assert body, page
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', body.group()))


def types(item: Opened, after: int = 0) -> list[str]:
    events = record.events(stream=f"item:{item.number}", as_of=dt.datetime(2027, 1, 1, tzinfo=dt.UTC), after=after)
    return [one.type for one in events]


def test_every_verb_of_the_ledger_has_a_form() -> None:
    assert {row.verb for row in VERBS if row.states} == set(BY_VERB)


def test_a_double_click_on_sign_for_makes_one_event_and_leads_back_twice(enter: Enter, item: Opened) -> None:
    client = enter("lead")
    form = form_of(client, item, "sign_for")
    first = client.post(f"/items/{item.number}/do/sign_for", form)
    second = client.post(f"/items/{item.number}/do/sign_for", form)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"] == f"/items/{item.number}?done=sign_for"
    assert types(item).count("item.signed_for") == 1
    assert "已办：签收" in client.get(first.headers["Location"]).content.decode()


def test_a_refused_act_says_every_reason_keeps_what_was_typed_and_changes_nothing(enter: Enter, item: Opened) -> None:
    client = enter("lead")
    before = types(item)
    # A page that stood open since before; today it would show the reasons at once.
    form = form_of(client, item, "report") | {"statement": "学校都建好了"}
    response = client.post(f"/items/{item.number}/do/submit", form)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("<li>") >= 2, "the co-unit's part and the missing evidence, both"
    assert "县财政局" in page
    assert "学校都建好了" in page
    assert types(item) == before
    again = client.post(f"/items/{item.number}/do/submit", form)
    assert again.status_code == 422, "a refused form did not spend its key"


def test_a_report_comes_with_its_file_and_the_file_comes_back_as_a_download(enter: Enter, item: Opened) -> None:
    client = enter("lead")
    form = form_of(client, item, "report") | {"text": "完成选址", "progress": "12.5"}
    file = SimpleUploadedFile("选址报告.txt", "选址报告全文".encode())
    assert client.post(f"/items/{item.number}/do/report", {**form, "evidence": file}).status_code == 302
    page = client.get(f"/items/{item.number}").content.decode()
    assert "完成选址" in page
    assert "12.5%" in page
    link = re.search(r'href="(/items/[^"]+/evidence/\d+)"', page)
    assert link
    answer = client.get(link.group(1))
    assert b"".join(answer.streaming_content) == "选址报告全文".encode()  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert enter("stranger").get(link.group(1)).status_code == 404


def test_a_plan_is_written_in_rows_and_more_rows_come_without_losing_text(enter: Enter, item: Opened) -> None:
    client = enter("lead")
    path = f"/items/{item.number}/do/hand_in_plan"
    rows = form_of(client, item, "hand_in_plan") | {"title_0": "完成选址", "due_on_0": "2026-06-30", "note": "分两步"}
    more = client.post(path, rows | {"more": "1"}).content.decode()
    assert "完成选址" in more
    assert 'name="title_9"' in more
    no_day = client.post(path, rows | {"title_1": "开工"})
    assert no_day.status_code == 422
    assert "这个节点没有日期" in no_day.content.decode()
    assert client.post(path, rows).status_code == 302
    assert "plan.handed_in" in types(item)


def test_the_second_of_two_people_is_told_who_changed_what(
    enter: Enter, item: Opened, county: cast.Cast, clock: Callable[[dt.datetime], None]
) -> None:
    client = enter("director")
    form = form_of(client, item, "suspend") | {"reason": "等省里批复", "review_on": "2026-06-01"}
    ledger.edit_item(
        actor=county.actor("clerk", NOW), at=NOW, item_id=item.id, version=int(form["version"]),
        changes={"klass": "key"},
    )  # fmt: skip
    response = client.post(f"/items/{item.number}/do/suspend", form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "李小满" in page
    assert "等省里批复" in page
    fresh = form | dict(re.findall(r'<input type="hidden" name="(form_key|version)" value="([^"]*)"', page))
    assert client.post(f"/items/{item.number}/do/suspend", fresh).status_code == 302


def test_who_may_not_see_an_item_is_told_there_is_none(enter: Enter, item: Opened) -> None:
    assert enter("lead").get(f"/items/{item.number}").status_code == 200
    for who in ("stranger", "auditor"):
        client = enter(who)
        assert client.get(f"/items/{item.number}").status_code == 404
        assert client.get(f"/items/{item.number}/do/report").status_code == 404


def test_acts_that_are_not_mine_stand_folded_with_the_reason(enter: Enter, item: Opened) -> None:
    page = enter("co").get(f"/items/{item.number}").content.decode()
    assert 'id="act-finish_part"' in page
    assert 'id="act-conclude"' not in page
    assert "还不能办的，和为什么" in page


def test_an_act_that_is_not_mine_shows_the_reasons_instead_of_a_form(enter: Enter, item: Opened) -> None:
    page = enter("co").get(f"/items/{item.number}/do/conclude").content.decode()
    assert "现在还不能办" in page
    assert 'action="/items' not in page


def test_a_unit_is_found_by_typing_and_several_are_named_back(enter: Enter, item: Opened) -> None:
    client = enter("director")
    assert "县教育局" in client.get("/units?unit=教育").content.decode()
    form = form_of(client, item, "reassign") | {"reason": "职责调整", "unit": "县"}
    page = client.post(f"/items/{item.number}/do/reassign", form)
    assert page.status_code == 422
    assert "有几个单位符合" in page.content.decode()
