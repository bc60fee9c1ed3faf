"""Several drafts are confirmed at once with what was written beside each; what cannot be taken stays on the page."""

from collections.abc import Callable

import pytest
from tests import cast
from tests.web.conftest import NOW, Enter

from luoshi.intake import operations as intake
from luoshi.intake import queries
from luoshi.intake.records import DraftRecord

TEXT = "晋源北县第3次常务会议纪要\n2026年1月12日\n会议要求，年底前新建幼儿园3所。年底前改造农村公路20公里。\n"

Drafts = Callable[[], list[DraftRecord]]


@pytest.fixture
def drafts(county: cast.Cast, clock: object) -> Drafts:
    """The drafts of a document as they are now."""
    clerk = county.actor("clerk", NOW)
    taken = intake.take_in(actor=clerk, at=NOW, content=TEXT.encode(), name="纪要.txt")
    return lambda: list(queries.review(clerk, taken.document_id, as_of=NOW).drafts)


def said(drafts: list[DraftRecord], *units: str) -> dict[str, object]:
    """The form of the page with a unit written into each card and every card ticked."""
    form: dict[str, object] = {"verb": "confirm", "form_key": "k", "draft": [str(draft.id) for draft in drafts]}
    for draft, unit in zip(drafts, units, strict=True):
        form |= {f"{draft.id}-version": "1", f"{draft.id}-lead_unit": unit, f"{draft.id}-due_on": "2026-12-01"}
    return form


def test_units_written_beside_ticked_drafts_count_when_all_are_confirmed(enter: Enter, drafts: Drafts) -> None:
    two = drafts()[:2]
    answer = enter("clerk").post(f"/documents/{two[0].document_id}", said(two, "县教育局", "县财政局"))
    assert answer.status_code == 302
    assert [draft.state for draft in drafts()[:2]] == ["confirmed", "confirmed"]
    assert drafts()[0].lead_unit_id != drafts()[1].lead_unit_id


@pytest.mark.parametrize("unit", ["", "没有这个局"])
def test_a_card_that_cannot_be_taken_keeps_all_that_was_written(enter: Enter, drafts: Drafts, unit: str) -> None:
    two = drafts()[:2]
    answer = enter("clerk").post(f"/documents/{two[0].document_id}", said(two, "县教育局", unit))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert {draft.state for draft in drafts()} == {"proposed"}
    assert 'value="县教育局"' in page
    assert page.count(" checked") == 2


def test_after_a_draft_is_confirmed_the_page_stands_at_the_next_one(enter: Enter, drafts: Drafts) -> None:
    client = enter("clerk")
    first, second = drafts()[:2]
    page = client.get(f"/documents/{first.document_id}").content.decode()
    assert f'name="next" value="{second.id}"' in page
    form = {"verb": "confirm", "quick": "1", "version": "1", "lead_unit": "县教育局", "due_on": "2026-12-01"}
    answer = client.post(f"/drafts/{first.id}", {**form, "from": "30", "next": str(second.id)})
    assert answer.headers["Location"].endswith(f"&from=30#draft-{second.id}")
    followed = client.get(answer.headers["Location"].partition("#")[0]).content.decode()
    assert f'id="draft-{second.id}"' in followed, "fewer are left than there were before that place"
