"""Beside the drafts of a document: who may lead and what is open already, one click to take a lead over."""

import tomllib
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import cast
from tests.web.conftest import NOW, Enter

from luoshi.intake import operations as intake
from luoshi.intake import queries
from luoshi.intake.records import DraftRecord
from luoshi.ledger.operations import AssignmentSpec, Basis, open_item

TEXT = """晋源北县第3次常务会议纪要
2026年1月12日
会议要求，年底前改造农村公路20公里，新建桥梁2座。年底前新建公办幼儿园3所。
"""
MOST = tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))["review"]["near"]


@pytest.fixture
def document(county: cast.Cast, clock: object) -> int:
    """A document whose drafts name nobody; the ledger has an item much like one of them."""
    clerk = county.actor("clerk", NOW)
    open_item(
        actor=clerk,
        at=NOW,
        kind="report_task",
        title="新建公办幼儿园5所",
        issuing_office_id=county.office_id,
        basis=Basis(title="去年的安排", quote="新建公办幼儿园5所"),
        assignments=[AssignmentSpec(role="lead", unit_id=county.unit("education"))],
    )
    return intake.take_in(actor=clerk, at=NOW, content=TEXT.encode(), name="纪要.txt").document_id


def draft_of(county: cast.Cast, document: int, words: str) -> DraftRecord:
    found = queries.review(county.actor("clerk", NOW), document, as_of=NOW).drafts
    return next(one for one in found if words in one.quote)


def test_the_page_says_who_may_lead_and_what_is_open_with_the_other_number(
    enter: Enter, county: cast.Cast, document: int
) -> None:
    client = enter("clerk")
    shown = client.get(f"/documents/{document}/near").content.decode()
    assert "县教育局" in shown
    assert "同一件事，数不同" in shown
    assert "3所" in shown
    assert "5所" in shown
    pieces = client.get(f"/documents/{document}/near", headers={"hx-request": "true"}).content.decode()
    assert f'data-near="draft-{draft_of(county, document, "幼儿园").id}"' in pieces
    assert "<html" not in pieces


def test_one_click_lets_the_suggested_unit_lead_and_no_other(enter: Enter, county: cast.Cast, document: int) -> None:
    client, draft = enter("clerk"), draft_of(county, document, "幼儿园")
    seen = f"{draft.id}.{draft.version}"
    other = client.post(f"/documents/{document}", {"verb": f"lead:{seen}:{county.unit('forestry')}", "form_key": "1"})
    assert other.status_code == 422
    assert "不再推荐" in other.content.decode()
    said = {"verb": f"lead:{seen}:{county.unit('education')}", "form_key": "2"}
    assert client.post(f"/documents/{document}", said).status_code == 302
    assert draft_of(county, document, "幼儿园").lead_unit_id == county.unit("education")
    assert "由人选定" in client.get(f"/documents/{document}").content.decode()
    assert client.post(f"/documents/{document}", {"verb": "lead:nonsense", "form_key": "3"}).status_code == 422


def test_readers_of_documents_are_told_nothing_about_drafts(enter: Enter, document: int) -> None:
    assert enter("clerk").get(f"/documents/{document}/near").status_code == 200
    assert enter("chief").get(f"/documents/{document}/near").status_code == 404


def test_the_questions_to_the_database_stay_few(enter: Enter, document: int) -> None:
    client = enter("clerk")
    client.get(f"/documents/{document}/near")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/documents/{document}/near").status_code == 200
    assert len(asked) <= MOST, [one["sql"][:100] for one in asked]
