"""Every address × everybody of the cast: who gets in and who does not; and every act × everybody it is not for."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from tests import cast
from tests.record import samples
from tests.web.conftest import HANDED_OVER, NOW, Enter

from luoshi.intake import operations as intake
from luoshi.intake import queries as documents
from luoshi.jobs import folders
from luoshi.jobs import operations as jobs
from luoshi.jobs.records import Finished, ResultFile
from luoshi.ledger import operations as ledger
from luoshi.ledger import queries as items
from luoshi.ledger.operations import Opened
from luoshi.org.access import Actor
from luoshi.record import previews
from luoshi.record import queries as record
from luoshi.record.operations import keep_file
from luoshi.web.acts.specs import BY_VERB

pytestmark = pytest.mark.long

SUPERVISION = {"clerk", "director", "party_clerk"}
LEADERS = {"chief", "vice_mayor", "secretary"}
LEAD, CO = {"lead", "head"}, {"co", "co_head"}
OTHERS = {"stranger", "township", "township_head"}
ADMINISTRATORS = {"auditor", "administrator", "security"}
BUSINESS = SUPERVISION | LEADERS | LEAD | CO | OTHERS
EVERYBODY = BUSINESS | ADMINISTRATORS
SEES = SUPERVISION | LEADERS | LEAD | CO
READS_DOCUMENTS = SUPERVISION | {"chief"}

#: Address → who gets its page; everybody else is told that there is none. Nobody without a sign-in gets any of these.
PAGES = {
    "access_log": {"auditor"},
    "act": SEES,
    "basis_file": READS_DOCUMENTS,
    "basis_picture": READS_DOCUMENTS,
    "basis_preview": READS_DOCUMENTS,
    "board": BUSINESS,
    "change_password": EVERYBODY,
    "choose_post": EVERYBODY,
    "desk": EVERYBODY,
    "directory": EVERYBODY - {"auditor"},
    "document": READS_DOCUMENTS,
    "document_near": SUPERVISION,
    "document_news": SUPERVISION,
    "documents": READS_DOCUMENTS,
    "doors": {"administrator", "security"},
    "draft": SUPERVISION,
    "evidence": SEES,
    "evidence_picture": SEES,
    "evidence_preview": SEES,
    "export": BUSINESS,
    "export_access_log": {"auditor"},
    "expungings": {"administrator", "security"},
    "hand_over": SUPERVISION,
    "item": SEES,
    "job": {"lead", "administrator"},
    "job_progress": {"lead", "administrator"},
    "job_result": {"lead"},
    "jobs": EVERYBODY,
    "ledger": BUSINESS,
    "open_item": SUPERVISION,
    "person": EVERYBODY - {"auditor"},
    "person_options": EVERYBODY - {"auditor"},
    "persons": EVERYBODY - {"auditor"},
    "post": EVERYBODY - {"auditor"},
    "post_options": EVERYBODY - {"auditor"},
    "seal": EVERYBODY,
    "search": BUSINESS,
    "security": EVERYBODY,
    "status": {"director", "administrator"},
    "take_in": SUPERVISION,
    "trial": BUSINESS,
    "trial_board": BUSINESS,
    "trial_columns": BUSINESS,
    "trial_export": BUSINESS,
    "trial_remove": BUSINESS,
    "unit": EVERYBODY - {"auditor"},
    "units": EVERYBODY - {"auditor"},
    "watermark": EVERYBODY,
    "import_directory": {"administrator", "security"},
    "export_directory": {"administrator", "security"},
    "verify": {"director", "administrator", "auditor"},
}
#: Where people are sent on from: a single post is chosen, and no trial is under way.
SENT_ON = {"choose_post", "trial_board", "trial_columns", "trial_export", "trial_remove"}
#: Addresses that stand open: what is before the door, and the reader's own choices.
OPEN = {
    "sign_in",
    "sign_out",
    "style",
    "take_card",
    "choose_theme",
    "choose_language",
    "healthz",
    "ready",
    "metrics",
}
OPEN |= {"second_step", "passkey", "passkey_options", "oidc", "oidc_back"}
#: What everybody does about her own account, without any post; `test_own_account` in test_security.py tells the rest.
OWN = {"security_act", "code_setup", "code_picture", "own_passkey", "own_passkey_options", "door_act"}
#: Act → who may do it with this item, as far as the access table goes.
MAY = {
    "hand_over": {"clerk", "director"},
    "edit": {"clerk", "director"},
    "sign_for": LEAD | CO,
    "hand_in_plan": LEAD,
    "approve_plan": LEADERS,
    "return_plan": LEADERS,
    "report": LEAD | CO,
    "attach": LEAD | CO,
    "finish_part": CO,
    "waive_part": {"head", "clerk", "director"},
    "submit": LEAD,
    "verify": {"clerk", "director"},
    "return_item": {"clerk", "director"},
    "conclude": {"clerk", "director"},
    "recheck": {"clerk", "director"},
    "strike_off": {"director"},
    "reopen": {"director"},
    "object_to": LEAD,
    "decide_objection": {"director"} | LEADERS,
    "reassign": {"director"},
    "ask_extension": LEAD,
    "decide_extension": {"director"} | LEADERS,
    "suspend": {"director"},
    "resume": {"director"},
    "withdraw": {"director"},
}
#: A form with something in every field, so that only the right to do it is missing.
FILLED = {
    "reason": "理由", "text": "办理情况", "statement": "办结", "title": "题目", "urgency": "urgent", "klass": "key",
    "rows": "1", "title_0": "节点", "due_on_0": "2026-06-30", "duty_basis": "三定", "suggested_unit": "县林业局",
    "method": "paper", "passed": "yes", "kept": "yes", "grade": "good", "granted": "yes", "upheld": "yes",
    "unit": "县林业局", "new_lead_unit": "县林业局", "until": "2027-01-10", "due_on": "2026-12-25",
    "review_on": "2026-06-01", "progress": "10", "note": "看过", "acceptance": "建成",
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """An item in hand with evidence, and a document under review."""

    number: str
    evidence_id: int
    document_id: int
    draft_id: int
    job_id: int
    lead: Actor


@pytest.fixture
def world(county: cast.Cast, item: Opened) -> World:
    """The item of education and finance; another one with its source document; a draft."""
    lead, clerk = county.actor("lead", NOW), county.actor("clerk", NOW)
    kept = drawn(samples.photo(), "选址.jpg", lead.ref)
    ledger.report(actor=lead, at=NOW, item_id=item.id, text="完成选址", progress=100, files=[(kept, "选址.jpg")])
    text = "晋源北县第3次常务会议纪要\n2026年1月12日\n请县教育局牵头，县财政局配合，年底前新建幼儿园3所。\n"
    taken = intake.take_in(actor=clerk, at=NOW, content=text.encode(), name="纪要.txt")
    draft = documents.review(clerk, taken.document_id, as_of=NOW).drafts[0]
    found = items.item_page(lead, item.id, as_of=NOW)
    return World(item.number, found.evidence[0].id, taken.document_id, draft.id, exported(lead), lead)


def exported(lead: Actor) -> int:
    """The id of a job of the liaison that has ended with a file."""
    ordered = jobs.enqueue(actor=lead.ref, at=NOW, kind="ledger_export", parameters={}, key="export")
    (claimed,) = jobs.claim(worker="w", at=NOW, moment=NOW, lease=dt.timedelta(1), kinds=["ledger_export"])
    path = folders.draft_path(ordered.id, claimed.attempts)
    path.write_bytes(b"xlsx")
    jobs.finish(claimed=claimed, at=NOW, finished=Finished(file=ResultFile(path, "台账.xlsx")))
    return ordered.id


def drawn(content: bytes, name: str, actor: str) -> str:
    """The hash of a kept file whose preview has been drawn."""
    kept = keep_file(content=content, name=name, at=NOW, actor=actor)
    assert previews.make(record.stored_files([kept.hash])[kept.hash]).shown
    return kept.hash


def address(name: str, world: World, number: str) -> str:
    """Where the page is, with the ids of the world."""
    arguments: dict[str, list[object]] = {
        "act": [number, "report"],
        "basis_file": [number],
        "document": [world.document_id],
        "document_near": [world.document_id],
        "document_news": [world.document_id],
        "draft": [world.draft_id],
        "basis_picture": [number, 0],
        "basis_preview": [number],
        "evidence": [number, world.evidence_id],
        "evidence_picture": [number, world.evidence_id, 0],
        "evidence_preview": [number, world.evidence_id],
        "item": [number],
        "job": [world.job_id],
        "job_progress": [world.job_id],
        "job_result": [world.job_id],
        "person": [world.lead.person_id],
        "post": [world.lead.post_id],
        "unit": [world.lead.unit_id],
    }
    return reverse(name, args=arguments.get(name, []))


def with_basis(county: cast.Cast) -> str:
    """The number of an item that rests on a kept document."""
    clerk = county.actor("clerk", HANDED_OVER)
    kept = drawn(samples.photo(6), "纪要.jpg", clerk.ref)
    opened = ledger.open_item(
        actor=clerk, at=HANDED_OVER, kind="matter", title="修路", issuing_office_id=county.office_id,
        basis=ledger.Basis(title="纪要", quote="尽快修路。", file=kept), due_on=dt.date(2026, 12, 20),
        assignments=[ledger.AssignmentSpec(role="lead", unit_id=county.unit("education"))], acceptance="通车",
    )  # fmt: skip
    ledger.hand_over(actor=clerk, at=HANDED_OVER, items=[(opened.id, opened.version)])
    return opened.number


def test_every_address_stands_in_the_matrix() -> None:
    names = {one.name for resolver in get_resolver().url_patterns for one in resolver.url_patterns}  # type: ignore[union-attr]
    assert names == set(PAGES) | OPEN | OWN
    assert set(MAY) == set(BY_VERB)


def test_everybody_gets_her_pages_and_no_other(enter: Enter, county: cast.Cast, world: World) -> None:
    people = {who: enter(who) for who in sorted(EVERYBODY)}
    basis = with_basis(county)
    outside = Client()
    for name, those in PAGES.items():
        path = address(name, world, basis if name.startswith("basis") else world.number)
        found = {who: client.get(path).status_code for who, client in people.items()}
        in_ = {who for who, status in found.items() if status == 200 or (name in SENT_ON and status == 302)}
        assert in_ == those, (name, in_ ^ those)
        assert {found[who] for who in EVERYBODY - those} <= {404}, (name, found)
        assert outside.get(path).headers["Location"].startswith("/sign-in?next="), name
        assert outside.post(path).headers["Location"] == "/sign-in?next=/", name


def test_no_business_row_reaches_those_who_have_none_to_do_with_it(enter: Enter, world: World) -> None:
    words = ("新建改扩建", world.number, "幼儿园")
    for who in sorted(OTHERS | ADMINISTRATORS):
        client = enter(who)
        for path in ("/", "/ledger?state=every", "/ledger?text=新建", "/board", "/documents", "/ledger?unit=教育局",
                     "/ledger?as_of=2026-03-02", "/board?as_of=2026-03-02", "/seal"):  # fmt: skip
            page = client.get(path).content.decode()
            assert [said for said in words if said in page] == [], (who, path)
        board = client.get("/board").content.decode()
        assert "县教育局</th>" not in board


@pytest.fixture
def asked(county: cast.Cast, world: World, item: Opened) -> None:
    """A plan, an objection and an extension wait for their answers."""
    lead, head = county.actor("lead", NOW), county.actor("head", NOW)
    node = ledger.NodeSpec("选址", dt.date(2026, 6, 30))
    ledger.hand_in_plan(actor=lead, at=NOW, item_id=item.id, nodes=[node])
    ledger.ask_extension(actor=head, at=NOW, item_id=item.id, until=dt.date(2027, 1, 10), reason="雨季")
    ledger.object_to(
        actor=lead, at=NOW, item_id=item.id, reason="不是本局的事", duty_basis="三定规定",
        suggested_unit_id=county.unit("stranger"),
    )  # fmt: skip


@pytest.mark.usefixtures("asked")
def test_an_act_sent_by_somebody_it_is_not_for_changes_nothing(enter: Enter, county: cast.Cast, item: Opened) -> None:
    people = {who: enter(who) for who in sorted(EVERYBODY)}
    before = record.head().size
    found = items.item_page(county.actor("director", NOW), item.id, as_of=NOW)
    seen = {"version": str(found.line.version), "position": str(before), "form_key": "k"}
    for verb in sorted(MAY):
        for who in sorted(EVERYBODY - MAY[verb]):
            said = {**FILLED, **seen, "duty": str(found.duties[0].id), "evidence": SimpleUploadedFile("a.txt", b"text")}
            response = people[who].post(f"/items/{item.number}/do/{verb}", said)
            assert response.status_code in ({404, 422} if who in SEES else {404}), (verb, who)
            assert record.head().size == before, (verb, who)
    assert people["lead"].post(f"/items/{item.number}/do/sign_for", seen).status_code == 302
    assert record.head().size == before + 1


def test_what_the_office_alone_sends_is_nothing_from_others(enter: Enter, world: World, item: Opened) -> None:
    sent: dict[str, dict[str, object]] = {
        "/ledger/hand-over": {"item": f"{item.id}-1"},
        "/ledger/new": {"verb": "open", "kind": "matter", "office": "1", "title": "题目", "basis": "纪要",
                        "lead_unit": "县林业局", "urgency": "normal", "klass": "ordinary", "term_class": "limited"},
        "/documents/new": {"title": "纪要"},
        f"/documents/{world.document_id}": {"verb": f"accept:{world.draft_id}.1"},
        f"/drafts/{world.draft_id}": {"verb": "waive", "version": "1", "reason": "不办"},
    }  # fmt: skip
    for who in sorted(EVERYBODY - SUPERVISION):
        client, before = enter(who), record.head().size
        for path, said in sent.items():
            assert client.post(path, {**said, "form_key": "k"}).status_code in (404, 422), (who, path)
        assert record.head().size == before, who


def test_the_other_office_reads_but_decides_nothing_of_ours(enter: Enter, world: World, item: Opened) -> None:
    client = enter("party_clerk")
    before = record.head().size
    for path, said in (
        (f"/documents/{world.document_id}", {"verb": f"accept:{world.draft_id}.1"}),
        (f"/drafts/{world.draft_id}", {"verb": "waive", "version": "1", "reason": "不办"}),
        ("/ledger/hand-over", {"item": f"{item.id}-{item.version}"}),
    ):
        assert client.post(path, {**said, "form_key": "k"}).status_code in (404, 409, 422), path
    assert record.head().size == before
    assert enter("clerk").post(
        f"/drafts/{world.draft_id}", {"verb": "waive", "version": "1", "reason": "不办", "form_key": "k"}
    ).status_code == 302  # fmt: skip


def test_a_reader_of_documents_gets_no_drafts(enter: Enter, world: World) -> None:
    path = f"/documents/{world.document_id}"
    assert f'id="draft-{world.draft_id}"' in enter("clerk").get(path).content.decode()
    page = enter("chief").get(path).content.decode()
    assert "新建幼儿园" in page
    assert f'id="draft-{world.draft_id}"' not in page
