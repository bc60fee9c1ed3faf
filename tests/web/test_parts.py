"""A co-unit sees the item, its own part and the shared evidence, on every page and paper, and no more."""

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from tests import cast
from tests.web.conftest import HANDED_OVER, NOW, Enter

from luoshi.ledger import operations as ledger
from luoshi.ledger import queries
from luoshi.ledger.operations import Opened
from luoshi.record.operations import keep_file

LATER = NOW + dt.timedelta(hours=2)
#: What the lead and the office say to each other about the item.
THEIRS = ("选址在老城区北侧", "征地款还差八百万", "下周约谈施工方", "雨季停工请延期", "请提供开工许可")


@pytest.fixture
def course(county: cast.Cast, item: Opened, clock: Callable[[dt.datetime], None]) -> None:
    """The lead reports and asks for an extension, the office turns it down; the co-unit finishes its part."""
    lead, head = county.actor("lead", NOW), county.actor("head", NOW)
    ledger.report(
        actor=lead, at=NOW, item_id=item.id, text=THEIRS[0], progress=1000, problems=THEIRS[1], next_step=THEIRS[2]
    )
    asked = ledger.ask_extension(actor=head, at=NOW, item_id=item.id, until=dt.date(2027, 1, 15), reason=THEIRS[3])
    ledger.decide_extension(
        actor=county.actor("director", NOW), at=NOW, extension_id=asked, granted=False, reason=THEIRS[4]
    )
    ledger.finish_part(actor=county.actor("co", NOW), at=NOW, item_id=item.id, text="资金已下达", files=())
    clock(LATER)


def words_of(client: Client, item: Opened) -> dict[str, str]:
    """What a reader finds about the item, by page."""
    book = openpyxl.load_workbook(io.BytesIO(client.get("/ledger/export").content))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    paths = ("/", "/ledger", "/board", f"/items/{item.number}", f"/items/{item.number}/do/submit")
    return {path: client.get(path).content.decode() for path in paths} | {"export": " ".join(cells)}


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize(("who", "sees_theirs"), [("co", False), ("co_head", False), ("lead", True), ("clerk", True)])
def test_what_the_lead_and_the_office_settle_is_not_the_co_units_matter(
    enter: Enter, item: Opened, who: str, sees_theirs: bool
) -> None:
    found = words_of(enter(who), item)
    assert "资金已下达" in found[f"/items/{item.number}"], "her own part, or the whole"
    everything = " ".join(found.values())
    assert [said for said in THEIRS if said in everything] == (list(THEIRS) if sees_theirs else [])
    assert (THEIRS[0] in found["export"]) is sees_theirs


@pytest.mark.usefixtures("course")
def test_a_co_unit_that_asks_for_what_is_not_its_own_learns_nothing_of_why(
    enter: Enter, item: Opened, county: cast.Cast
) -> None:
    acts = queries.acts(county.actor("co", LATER), item.id, as_of=LATER)
    submit = next(act for act in acts if act.verb == "submit")
    assert {reason.rule for reason in submit.reasons} == {"R12-01"}
    page = enter("co").post(f"/items/{item.number}/do/submit", {"form_key": "k", "statement": "办好了"})
    assert page.status_code == 422
    assert "佐证" not in page.content.decode().split('id="refusal"')[1].split("</section>")[0]


@pytest.mark.usefixtures("course")
def test_a_stale_form_shows_a_co_unit_no_more_than_its_own(enter: Enter, item: Opened) -> None:
    page = enter("co").post(f"/items/{item.number}/do/suspend", {"version": "1", "position": "0", "reason": "x",
                                                                 "review_on": "2026-06-01"})  # fmt: skip
    assert page.status_code in (409, 422)
    assert [said for said in THEIRS if said in page.content.decode()] == []


def test_the_source_document_is_opened_by_those_who_may_see_documents_only(
    enter: Enter, county: cast.Cast, clock: Callable[[dt.datetime], None]
) -> None:
    clerk = county.actor("clerk", HANDED_OVER)
    kept = keep_file(content="纪要全文：其他单位的事".encode(), name="纪要.txt", at=HANDED_OVER, actor=clerk.ref)
    opened = ledger.open_item(
        actor=clerk, at=HANDED_OVER, kind="matter", title="修路", issuing_office_id=county.office_id,
        basis=ledger.Basis(title="第3次常务会议纪要", quote="尽快修路。", file=kept.hash), due_on=dt.date(2026, 12, 20),
        assignments=[ledger.AssignmentSpec(role="lead", unit_id=county.unit("education"))], acceptance="通车",
    )  # fmt: skip
    ledger.hand_over(actor=clerk, at=HANDED_OVER, items=[(opened.id, opened.version)])
    for who, status in (("clerk", 200), ("chief", 200), ("lead", 404), ("head", 404), ("vice_mayor", 404)):
        client = enter(who)
        assert client.get(f"/items/{opened.number}/basis").status_code == status, who
        page = client.get(f"/items/{opened.number}").content.decode()
        assert "尽快修路。" in page
        assert (f"/items/{opened.number}/basis" in page) is (status == 200), who
