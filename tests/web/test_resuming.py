"""A report typed into a sitting that has ended: carried over the sign-in for its writer, and for nobody else."""

import datetime as dt
import html
import re
from collections.abc import Callable

import pyotp
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import cast
from tests.web.conftest import NOW, PASSWORD, Enter
from tests.web.test_acts import form_of, types

from luoshi.ledger import operations as ledger
from luoshi.ledger.operations import Opened
from luoshi.record import queries as record
from luoshi.web import kept

TYPED = "完成选址，征地协议已签三份，剩两户。"


def drawn(client: Client, item: Opened, verb: str = "report") -> dict[str, str]:
    """The form as the browser would send it, with something typed in."""
    said = {"text": TYPED, "progress": "12.5", "reason": TYPED, "duty_basis": TYPED, "suggested_unit": "县林业局"}
    return form_of(client, item, verb) | said


def end_sitting(client: Client) -> None:
    """The cookie of a sitting that is over."""
    client.cookies["sessionid"] = "over"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return html.unescape(found.group(1)) if found else ""


def sign_in(client: Client, who: str, page: str) -> str:
    """Sign in on this page, as the browser would; the text of the page that one arrives at."""
    sent = {"login": who, "password": PASSWORD, "next": hidden(page, "next"), "kept": hidden(page, "kept")}
    return client.post("/sign-in", sent, follow=True).content.decode()


def path_of(item: Opened, verb: str = "report") -> str:
    return f"/items/{item.number}/do/{verb}"


@pytest.mark.parametrize("verb", ["report", "object_to"])
def test_what_was_typed_comes_back_after_the_sign_in_and_is_sent_once(enter: Enter, item: Opened, verb: str) -> None:
    client, path = enter("lead"), path_of(item, verb)
    form = drawn(client, item, verb)
    before = types(item)
    end_sitting(client)
    answer = client.post(path, form)
    door = answer.content.decode()
    assert answer.status_code == 403
    assert "刚才填的还没有交" in door
    assert TYPED not in door
    assert "上一次登录已自动结束" in door
    wrong = client.post("/sign-in", {"login": "lead", "password": "wrong", "kept": hidden(door, "kept")})
    assert hidden(wrong.content.decode(), "kept") == hidden(door, "kept"), "a slip at the password loses nothing"
    page = sign_in(client, "lead", door)
    assert "已经放回表里" in page
    assert TYPED in page
    assert types(item) == before, "nothing was done by signing in"
    assert TYPED in client.get(path).content.decode(), "until it is sent"
    again = form | {name: hidden(page, name) for name in ("form_key", "version", "position", "drawn_for")}
    assert [client.post(path, again).status_code for _ in range(2)] == [302, 302]
    assert len(types(item)) == len(before) + 1
    assert "已经放回表里" not in client.get(path).content.decode()


def test_the_same_form_sent_before_and_after_the_sign_in_is_one_report(enter: Enter, item: Opened) -> None:
    client, path = enter("lead"), path_of(item)
    form = drawn(client, item)
    assert client.post(path, form).status_code == 302
    end_sitting(client)
    page = sign_in(client, "lead", client.post(path, form).content.decode())
    again = form | {"form_key": hidden(page, "form_key"), "drawn_for": hidden(page, "drawn_for")}
    assert client.post(path, again).status_code == 302
    assert types(item).count("item.reported") == 1


def test_another_person_gets_one_sentence_and_not_a_word_of_it(enter: Enter, item: Opened) -> None:
    lead, co, path = enter("lead"), enter("co"), path_of(item)
    form = drawn(lead, item)
    answer = co.post(path, form)
    assert answer.status_code == 403
    assert "这张表是别人填的" in answer.content.decode()
    assert TYPED not in answer.content.decode()
    end_sitting(lead)
    door = lead.post(path, form).content.decode()
    page = sign_in(lead, "co", door)
    assert "登录前填的那张表是别人的" in page
    assert TYPED not in page
    assert TYPED not in lead.get(path).content.decode()
    assert "kept" not in lead.session
    assert "item.reported" not in types(item)


def test_chosen_files_cannot_be_carried_and_the_page_says_so(enter: Enter, item: Opened) -> None:
    client = enter("lead")
    form = drawn(client, item)
    end_sitting(client)
    file = SimpleUploadedFile("征地协议.txt", b"text")
    door = client.post(path_of(item), {**form, "evidence": file}).content.decode()
    assert "选过的文件带不过去" in door
    assert "选过的文件没有带过来" in sign_in(client, "lead", door)


def test_a_text_that_is_too_long_to_be_carried_is_not_cut_but_told(enter: Enter, item: Opened) -> None:
    client = enter("lead")
    form = drawn(client, item) | {"text": "长" * kept.MOST_BYTES}
    end_sitting(client)
    door = client.post(path_of(item), form).content.decode()
    assert "太长，带不过去" in door
    assert hidden(door, "kept") == ""


def test_a_form_drawn_before_a_new_sign_in_is_laid_before_its_writer_again_and_not_taken(
    enter: Enter, item: Opened
) -> None:
    lead, co, path = enter("lead"), enter("co"), path_of(item)
    old = drawn(lead, item)
    before = record.head().size
    for client in (lead, co):
        client.handler.enforce_csrf_checks = True
    stale = lead.post(path, old | {"csrfmiddlewaretoken": "of the last sign-in"})
    assert stale.headers["Location"] == path
    assert TYPED in lead.get(path).content.decode()
    answer = co.post(path, old | {"csrfmiddlewaretoken": "x"})
    assert answer.status_code == 403
    assert TYPED not in answer.content.decode()
    forged = {name: value for name, value in old.items() if name not in ("drawn_for", "csrfmiddlewaretoken")}
    for said in (forged, forged | {"drawn_for": "7:forged"}):
        answer = lead.post(path, said)
        assert answer.status_code == 403
        assert "这张表已经过期" in answer.content.decode()
    assert record.head().size == before


def test_nobody_can_make_up_or_keep_for_long_what_is_carried(
    enter: Enter, item: Opened, clock: Callable[[dt.datetime], None]
) -> None:
    client = enter("lead")
    form = drawn(client, item)
    end_sitting(client)
    door = client.post(path_of(item), form).content.decode()
    changed = door.replace(hidden(door, "kept"), hidden(door, "kept")[:-6] + "AAAA==")
    assert TYPED not in sign_in(client, "lead", changed)
    clock(NOW + kept.KEPT_FOR + dt.timedelta(minutes=1))
    assert TYPED not in sign_in(Client(), "lead", door)


def test_what_was_changed_meanwhile_is_told_when_the_carried_form_is_sent(
    enter: Enter, item: Opened, county: cast.Cast
) -> None:
    director = enter("director")
    path = path_of(item, "suspend")
    form = form_of(director, item, "suspend") | {"reason": TYPED, "review_on": "2026-06-01"}
    end_sitting(director)
    door = director.post(path, form).content.decode()
    ledger.edit_item(
        actor=county.actor("clerk", NOW), at=NOW, item_id=item.id, version=int(form["version"]),
        changes={"klass": "key"},
    )  # fmt: skip
    page = sign_in(director, "director", door)
    again = form | {name: hidden(page, name) for name in ("form_key", "version", "position", "drawn_for")}
    answer = director.post(path, again)
    assert answer.status_code == 409
    assert TYPED in answer.content.decode()
    assert "李小满" in answer.content.decode()


def test_it_is_carried_over_the_second_step_of_a_sign_in_too(
    enter: Enter, item: Opened, clock: Callable[[dt.datetime], None]
) -> None:
    client, path = enter("lead"), path_of(item)
    client.post("/security/do", {"act": "begin_code"})
    secret = re.search(r'class="secret">([^<]+)<', client.get("/security/code").content.decode())
    assert secret
    phone = pyotp.TOTP(secret.group(1).replace(" ", ""))
    client.post("/security/code", {"code": phone.at(NOW)})
    form = drawn(client, item)
    end_sitting(client)
    page = sign_in(client, "lead", client.post(path, form).content.decode())
    assert TYPED not in page, "the password is half the way"
    done = client.post("/sign-in/second", {"code": phone.at(NOW + dt.timedelta(seconds=30))}, follow=True)
    assert TYPED in done.content.decode()


def test_an_item_that_was_being_opened_comes_back_too_and_is_opened_once(enter: Enter, item: Opened) -> None:
    client = enter("clerk")
    page = client.get("/ledger/new").content.decode()
    office = re.findall(r'<option value="(\d+)"', page)[0]
    said = {"verb": "open", "kind": "matter", "title": TYPED, "basis": "县政府第3次常务会议纪要", "office": office,
            "lead_unit": "县教育局", "urgency": "normal", "klass": "ordinary", "term_class": "limited",
            "due_on": "2026-12-25"}  # fmt: skip
    form = said | {name: hidden(page, name) for name in ("form_key", "drawn_for")}
    end_sitting(client)
    page = sign_in(client, "clerk", client.post("/ledger/new", form).content.decode())
    assert TYPED in page
    again = said | {name: hidden(page, name) for name in ("form_key", "drawn_for")}
    assert [client.post("/ledger/new", again).status_code for _ in range(2)] == [302, 302]
    opened = [
        one for one in record.events_after(0, 1000) if one.type == "item.opened" and one.payload["title"] == TYPED
    ]
    assert len(opened) == 1
