"""What somebody may write into an address or a form: an answer of 2xx to 4xx every time, and never a fault of ours."""

import datetime as dt
import io
import re
from collections.abc import Callable
from urllib.parse import quote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import cast
from tests.web.conftest import NOW, Enter
from tests.web.test_acts import form_of, types

from luoshi.ledger import operations as ledger
from luoshi.ledger.operations import Opened
from luoshi.record.models import StoredFile
from luoshi.web import middleware

LONG, HUGE, DIGITS = "9" * 5000, "9" * 30, "٣٢"
ODD = ("0", "-1", "x", "1.5", "1e3", HUGE, LONG, DIGITS, "²", "\x00", "' OR 1=1", "长" * 400)
ADDRESSES = (
    "/ledger?unit_id={}", "/ledger?leader={}", "/ledger?after={}", "/ledger?after=-.{}", "/ledger?after=2026-01-01.{}",
    "/ledger?light={}", "/ledger?light=late:{}", "/ledger?light=pace:{}", "/ledger?state={}", "/ledger?kind={}",
    "/ledger?text={}", "/ledger?unit={}", "/ledger?due_from={}", "/ledger/export?unit_id={}&light={}",
    "/documents?after={}", "/documents/1?from={}", "/documents/{}", "/drafts/{}", "/ledger/hand-over?n={}",
    "/items/{}", "/items/{}/do/report", "/items/{}/basis", "/items/{}/evidence/1", "/units?unit={}", "/board?as_of={}",
    "/sign-in?next={}", "/no-such-page?as_of={}",
)  # fmt: skip
DAYS = (
    "0001-01-01", "0001-01-01T00:00", "9999-12-31", "9999-12-31T23:59-12:00", "1900-01-01", "2020-02-30", "yesterday",
    "2026-W10-1", "２０２６-03-05", "2026-03-05T25:00", "\x00", LONG,
)  # fmt: skip


def quoted(said: str) -> str:
    return quote(said, safe="")


@pytest.fixture(autouse=True)
def faults_are_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours comes back as an answer of 500, as people would get it."""
    monkeypatch.setattr(Client, "store_exc_info", lambda *_said, **_named: None)


@pytest.mark.long
def test_odd_values_in_an_address_are_answered(enter: Enter, item: Opened) -> None:
    client = enter("clerk")
    for address in ADDRESSES:
        for said in ODD:
            response = client.get(address.replace("{}", quoted(said)))
            assert response.status_code < 500, (address, said[:40])
            assert response.headers["Content-Security-Policy"] == middleware.POLICY


@pytest.mark.parametrize("day", DAYS)
def test_no_day_in_an_address_is_a_fault(enter: Enter, item: Opened, day: str) -> None:
    client = enter("clerk")
    for address in ("/", "/ledger", "/ledger/export", "/board", "/seal", f"/items/{item.number}", "/nowhere", "/post"):
        response = client.get(f"{address}?as_of={quoted(day)}")
        assert response.status_code < 500, address


def test_more_lights_than_there_are_narrow_to_those_there_are(enter: Enter, item: Opened) -> None:
    many = "&".join(f"light=late:{n}" for n in range(2000))
    assert enter("clerk").get(f"/ledger?{many}&light=late&light=normal").status_code == 200


@pytest.mark.parametrize("said", ODD)
def test_odd_ids_versions_and_keys_in_a_form_are_answered(enter: Enter, item: Opened, said: str) -> None:
    client, lead = enter("director"), enter("lead")
    rows = form_of(lead, item, "hand_in_plan") | {"rows": said}
    for more in ({"more": "1"}, {}):
        assert lead.post(f"/items/{item.number}/do/hand_in_plan", rows | more).status_code < 500
    form = form_of(client, item, "suspend") | {"reason": "等批复", "review_on": "2026-06-01"}
    for name in ("version", "position"):
        assert client.post(f"/items/{item.number}/do/suspend", form | {name: said}).status_code < 500, name
    for more in ({"item": said}, {"item": f"{said}-1"}, {"item": f"1-{said}"}):
        assert client.post("/ledger/hand-over", {"form_key": "k", **more}).status_code < 500, more
    for more in ({"draft": said}, {"since": said}, {"reason": said, "show": said, "place": said}):
        for verb in ("accept", "merge", f"draft:{said}", f"waive:p1:{said}", f"undo:{said}", f"look:{said}", said):
            assert client.post("/documents/1", {"verb": verb, "form_key": "k", **more}).status_code < 500, (verb, more)
        assert client.post("/documents/1/news", more).status_code < 500, more
    assert client.post("/post", {"post": said}).status_code < 500
    assert client.post("/sign-in/card", {"card": said}).status_code < 500


@pytest.mark.parametrize("key", ["", "\x00", "k" * 5000, "长" * 64])
def test_any_key_of_a_form_is_taken_once(enter: Enter, item: Opened, key: str) -> None:
    client = enter("lead")
    first = client.post(f"/items/{item.number}/do/sign_for", {"form_key": key})
    assert first.status_code == 302
    assert client.post(f"/items/{item.number}/do/sign_for", {"form_key": key}).status_code == (302 if key else 422)
    assert types(item).count("item.signed_for") == 1


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "9999-12-31", "9999-12-30", "2999-01-01"])
def test_a_day_out_of_this_world_is_refused_in_words(enter: Enter, item: Opened, day: str) -> None:
    director, lead, head = enter("director"), enter("lead"), enter("head")
    asked = (
        (director, "suspend", {"reason": "等批复", "review_on": day}),
        (director, "edit", {"title": "某事", "due_on": day, "urgency": "normal", "klass": "ordinary"}),
        (director, "reassign", {"unit": "县财政局", "due_on": day, "reason": "职责调整"}),
        (lead, "report", {"text": "进展", "happened_on": day, "happened_reason": "补"}),
        (lead, "hand_in_plan", {"rows": "1", "title_0": "开工", "due_on_0": day}),
        (head, "ask_extension", {"until": day, "reason": "天气"}),
    )
    for client, verb, said in asked:
        response = client.post(f"/items/{item.number}/do/{verb}", form_of(client, item, verb) | said)
        assert response.status_code in (409, 422), (verb, response.status_code)


def test_words_that_are_too_long_are_refused_and_not_cut(enter: Enter, item: Opened) -> None:
    lead, director = enter("lead"), enter("director")
    rows = form_of(lead, item, "hand_in_plan") | {"title_0": "长" * 301, "due_on_0": "2026-06-30"}
    assert lead.post(f"/items/{item.number}/do/hand_in_plan", rows).status_code == 422
    edit = form_of(director, item, "edit") | {"title": "长" * 501, "urgency": "normal", "klass": "ordinary"}
    page = director.post(f"/items/{item.number}/do/edit", edit)
    assert page.status_code == 422
    assert "500" in page.content.decode()


@pytest.mark.parametrize(
    "text",
    [f"unit:{HUGE}", f"person:{LONG}", "post:٣", "post:1/person:99999999999999999999", "unit:0", "{actor}{unit}",
     "system:\u200b", "file:x", "长" * 100_000],
    ids=range(9),
)  # fmt: skip
def test_no_words_of_one_person_break_the_page_of_another(enter: Enter, item: Opened, text: str) -> None:
    client = enter("lead")
    form = form_of(client, item, "report") | {"text": text}
    assert client.post(f"/items/{item.number}/do/report", form).status_code == 302
    for who in ("clerk", "head"):
        reader = enter(who)
        for address in ("/", f"/items/{item.number}", "/ledger/export"):
            assert reader.get(address).status_code == 200, address


def test_what_people_type_never_becomes_markup(enter: Enter, item: Opened) -> None:
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    client = enter("lead")
    form = form_of(client, item, "report") | {"text": bad, "problems": bad, "next_step": bad, "progress": bad}
    shown = client.post(f"/items/{item.number}/do/report", form).content.decode()
    file = SimpleUploadedFile("x.txt", b"text")
    file.name = bad
    done = client.post(f"/items/{item.number}/do/report", {**form, "progress": "5", "evidence": file})
    assert done.status_code == 302
    pages = [shown, client.get(f"/items/{item.number}").content.decode()]
    pages += [client.get(f"{path}?text={quoted(bad)}&done={quoted(bad)}").content.decode() for path in ("/ledger", "/")]
    pages.append(client.get(f"/ledger?as_of={quoted(bad)}").content.decode())
    pages.append(Client().get(f"/sign-in?next=/{quoted(bad)}").content.decode())
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize(
    "away",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "///elsewhere.example", "desk", "act",
     "\\\\e.example", "javascript:alert(1)", "/\x00", "/a\r\nX-Bad: 1", "http:elsewhere.example", " //e.example"],
)  # fmt: skip
def test_nothing_leads_away_from_the_office(enter: Enter, county: cast.Cast, away: str) -> None:
    client = enter("lead")
    for response in (
        client.post("/preferences/theme", {"theme": "dark", "next": away}),
        client.post("/preferences/language", {"language": "en", "next": away}),
        client.get(f"/post?next={quoted(away)}"),
        client.post(f"/sign-in?next={quoted(away)}", {"login": "lead", "password": "walk-the-ledger-26"}, follow=True),
    ):
        assert response.status_code in (200, 302)
        target = response.headers.get("Location", "/")
        assert target.startswith("/"), target
        assert not target.startswith(("//", "/\\")), target
        assert "X-Bad" not in response.headers


def test_evidence_with_a_secrecy_mark_is_refused_and_not_kept(enter: Enter, item: Opened) -> None:
    client = enter("lead")
    kept = StoredFile.objects.count()
    file = SimpleUploadedFile("材料.txt", "机密★10年\n关于校舍改造的报告\n".encode())
    form = form_of(client, item, "report") | {"text": "完成选址"}
    response = client.post(f"/items/{item.number}/do/report", {**form, "evidence": file})
    assert response.status_code == 422
    assert "密级标志" in response.content.decode()
    assert StoredFile.objects.count() == kept


@pytest.mark.parametrize("name", ["a\r\nX-Bad: 1.txt", 'a"; filename="b.exe.txt', "../../etc/passwd.txt", "=1+1.txt",
                                  "长" * 300 + ".txt", "a\x00b.txt", "a;b,c'd.txt"])  # fmt: skip
def test_a_file_comes_back_under_a_harmless_name(enter: Enter, item: Opened, name: str) -> None:
    client = enter("lead")
    file = SimpleUploadedFile("x.txt", "全文".encode())
    file.name = name
    form = form_of(client, item, "report") | {"text": "完成选址"}
    response = client.post(f"/items/{item.number}/do/report", {**form, "evidence": file})
    assert response.status_code in (302, 422)
    page = client.get(f"/items/{item.number}").content.decode()
    if "/evidence/" not in page:
        return
    number = re.search(r"/evidence/(\d+)", page)
    assert number is not None
    answer = client.get(f"/items/{item.number}/evidence/{number[1]}")
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; filename*=UTF-8''")
    assert not set(said.partition("''")[2]) & set("/\\\"'; ,\r\n")
    assert "X-Bad" not in answer.headers


@pytest.mark.long
def test_an_opening_with_odd_values_is_refused_and_not_a_fault(enter: Enter, item: Opened) -> None:
    client = enter("clerk")
    office = client.get("/ledger/new").content.decode().split('name="office"')[1].split('value="')[1].split('"')[0]
    good = {
        "verb": "open", "kind": "matter", "office": office, "title": "开展检查", "basis": "纪要", "lead_unit": "教育局",
        "co_units": "财政局", "due_on": "2026-03-31", "urgency": "normal", "klass": "ordinary",
        "term_class": "limited",
    }  # fmt: skip
    for name in good:
        for said in (*ODD, "9999-12-31", "0001-01-01", "财政局、财政局、教育局", ""):
            response = client.post("/ledger/new", good | {name: said, "form_key": f"{name}{said}"[:60]})
            assert response.status_code < 500, (name, said[:40])


def test_the_workbook_holds_what_was_typed_as_text(
    enter: Enter, item: Opened, county: cast.Cast, clock: Callable[[dt.datetime], None]
) -> None:
    typed = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example")', "\t=1+1", "http://x.example")
    for title in typed:
        ledger.open_item(
            actor=county.actor("clerk", NOW), at=NOW, kind="matter", title=title, issuing_office_id=county.office_id,
            basis=ledger.Basis(title=title, quote=title), due_on=dt.date(2026, 12, 20), acceptance=title,
            assignments=[ledger.AssignmentSpec(role="lead", unit_id=county.unit("education"))],
        )  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(enter("clerk").get("/ledger/export?state=every").content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert sum(cell.value in typed for cell in cells) >= len(typed) * 3
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_a_file_over_the_limit_is_refused_in_words(enter: Enter, item: Opened, settings: object) -> None:
    settings.LUOSHI_UPLOAD_LIMIT = 1000  # type: ignore[attr-defined]
    for client, path, field in (
        (enter("lead"), f"/items/{item.number}/do/attach", "evidence"),
        (enter("clerk"), "/documents/new", "file"),
    ):
        response = client.post(path, {"form_key": "k", field: SimpleUploadedFile("big.txt", b"0123456789" * 150)})
        assert response.status_code == 422
        assert "超过" in response.content.decode(), path


def test_more_text_than_any_form_holds_is_refused(enter: Enter, item: Opened) -> None:
    client = enter("lead")
    response = client.post(f"/items/{item.number}/do/report", {"text": "长" * 2_000_000, "form_key": "k"})
    assert response.status_code == 413
    assert response.headers["Content-Security-Policy"] == middleware.POLICY
    many = client.get("/ledger?" + "&".join(f"light={n}" for n in range(6000)))
    assert many.status_code == 400
