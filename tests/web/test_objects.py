"""Object by object: ids, files, past days and searches lead to nothing that one's post may not see."""

import datetime as dt
from collections.abc import Callable

import pytest
from tests import cast
from tests.web.conftest import HANDED_OVER, NOW, Enter
from tests.web.test_acts import form_of, types

from luoshi.ledger import operations as ledger
from luoshi.ledger import queries
from luoshi.ledger.operations import Opened
from luoshi.record.operations import keep_file

LATER = NOW + dt.timedelta(days=10)


@pytest.fixture
def other(county: cast.Cast, item: Opened) -> Opened:
    """An item of the forestry bureau alone, with a report, its file and a plan of one node."""
    clerk, stranger = county.actor("clerk", HANDED_OVER), county.actor("stranger", NOW)
    opened = ledger.open_item(
        actor=clerk, at=HANDED_OVER, kind="matter", title="退耕还林验收", issuing_office_id=county.office_id,
        basis=ledger.Basis(title="林业专题会议纪要", quote="抓紧退耕还林验收。"), due_on=dt.date(2026, 11, 20),
        assignments=[ledger.AssignmentSpec(role="lead", unit_id=county.unit("stranger"))], acceptance="全部验收",
    )  # fmt: skip
    ledger.hand_over(actor=clerk, at=HANDED_OVER, items=[(opened.id, opened.version)])
    kept = keep_file(content="同一份文件".encode(), name="验收.txt", at=NOW, actor=stranger.ref)
    ledger.report(actor=stranger, at=NOW, item_id=opened.id, text="已验收三片", files=[(kept.hash, "验收.txt")])
    return opened


def evidence_of(county: cast.Cast, item: Opened) -> int:
    """The id of an item's only piece of evidence."""
    (found,) = queries.item_page(county.actor("director", NOW), item.id, as_of=NOW).evidence
    return found.id


def test_a_file_is_opened_through_ones_own_link_to_it_only(
    enter: Enter, county: cast.Cast, item: Opened, other: Opened
) -> None:
    lead = county.actor("lead", NOW)
    kept = keep_file(content="同一份文件".encode(), name="另名.txt", at=NOW, actor=lead.ref)
    ledger.report(actor=lead, at=NOW, item_id=item.id, text="同一份", files=[(kept.hash, "另名.txt")])
    mine, theirs = evidence_of(county, item), evidence_of(county, other)
    client = enter("lead")
    assert client.get(f"/items/{item.number}/evidence/{mine}").status_code == 200
    assert client.get(f"/items/{item.number}/evidence/{theirs}").status_code == 404
    assert client.get(f"/items/{other.number}/evidence/{theirs}").status_code == 404
    assert client.get(f"/items/{item.number}/evidence/{kept.hash}").status_code == 404
    assert "退耕还林" not in client.get(f"/items/{item.number}").content.decode(), "nor where else the file serves"


def test_ids_of_another_item_sent_with_ones_own_do_nothing_there(
    enter: Enter, county: cast.Cast, item: Opened, other: Opened
) -> None:
    stranger, head = county.actor("stranger", NOW), county.actor("head", NOW)
    node = ledger.NodeSpec("外单位节点", dt.date(2026, 6, 30))
    plan = ledger.hand_in_plan(actor=stranger, at=NOW, item_id=other.id, nodes=[node])
    ledger.approve_plan(actor=county.actor("chief", NOW), at=NOW, plan_id=plan)
    (theirs,) = queries.plan_nodes(plan)
    before = types(other)
    client = enter("lead")
    form = form_of(client, item, "report") | {"text": "进展", "nodes": str(theirs)}
    assert client.post(f"/items/{item.number}/do/report", form).status_code == 422
    duty = queries.item_page(county.actor("director", NOW), other.id, as_of=NOW).duties[0].id
    waive = {"form_key": "k", "duty": str(duty), "reason": "免"}
    assert enter("head").post(f"/items/{item.number}/do/waive_part", waive).status_code == 422
    ledger.ask_extension(actor=head, at=NOW, item_id=item.id, until=dt.date(2027, 1, 10), reason="雨季")
    leader = enter("vice_mayor")
    answer = {"granted": "no", "reason": "不同意", "extension_id": "2", "item_id": str(other.id), "plan_id": str(plan)}
    form = form_of(leader, item, "decide_extension") | answer
    leader.post(f"/items/{item.number}/do/decide_extension", form)
    leader.post(f"/items/{item.number}/do/return_plan", answer | {"form_key": "k2"})
    assert types(other) == before


def test_no_list_count_search_or_paper_tells_of_an_item_of_others(
    enter: Enter, county: cast.Cast, item: Opened, other: Opened
) -> None:
    client = enter("lead")
    for path in ("/", "/ledger", "/ledger?state=every", "/ledger?text=退耕", f"/ledger?text={other.number}", "/board",
                 f"/ledger?unit_id={county.unit('stranger')}", "/ledger?after=2026-01-01.0", "/ledger?light=normal",
                 "/ledger?as_of=2026-03-02", "/board?as_of=2026-03-02", f"/items/{item.number}"):  # fmt: skip
        page = client.get(path).content.decode()
        body = page.split("<main")[1]
        assert "退耕还林" not in body, path
        assert f"/items/{other.number}" not in body, path
    for number in (other.number, f"{other.number}?as_of=2026-03-02", str(other.id)):
        assert client.get(f"/items/{number}").status_code == 404
    found = queries.ledger_page(county.actor("lead", NOW), as_of=NOW, filters=queries.Filters(text="退耕"))
    assert found.lines == ()
    assert found.n == 0
    assert "退耕还林" in enter("stranger").get("/ledger").content.decode()


def test_a_past_day_shows_what_the_post_could_see_on_it_and_nothing_said_since(
    enter: Enter, county: cast.Cast, item: Opened, clock: Callable[[dt.datetime], None]
) -> None:
    director = county.actor("director", NOW)
    version = queries.item_page(director, item.id, as_of=NOW).line.version
    ledger.reassign(
        actor=director, at=NOW, item_id=item.id, version=version, unit_id=county.unit("stranger"), reason="职责调整"
    )
    then = NOW + dt.timedelta(days=3)
    ledger.report(actor=county.actor("stranger", then), at=then, item_id=item.id, text="新单位的进展", progress=100)
    clock(LATER)
    was, is_ = enter("lead"), enter("stranger")
    assert was.get(f"/items/{item.number}").status_code == 404
    page = was.get(f"/items/{item.number}?as_of=2026-03-02").content.decode()
    assert "新建改扩建" in page
    for said in ("职责调整", "新单位的进展", "县林业局"):
        assert said not in page, said
    assert was.get(f"/items/{item.number}?as_of=2026-03-04").status_code == 404
    assert was.get(f"/items/{item.number}/do/report?as_of=2026-03-02").status_code == 404
    assert is_.get(f"/items/{item.number}").status_code == 200
    assert is_.get(f"/items/{item.number}?as_of=2026-03-02").status_code == 404


def test_a_draft_of_the_office_is_nobody_elses(enter: Enter, county: cast.Cast, item: Opened) -> None:
    opened = ledger.open_item(
        actor=county.actor("clerk", NOW), at=NOW, kind="matter", title="尚未交办", issuing_office_id=county.office_id,
        basis=ledger.Basis(title="纪要"), due_on=dt.date(2026, 12, 20), acceptance="办成",
        assignments=[ledger.AssignmentSpec(role="lead", unit_id=county.unit("education"))],
    )  # fmt: skip
    for who in ("lead", "head", "vice_mayor", "secretary"):
        client = enter(who)
        assert client.get(f"/items/{opened.number}").status_code == 404, who
        assert "尚未交办" not in client.get("/ledger?state=every").content.decode(), who
    assert enter("clerk").get(f"/items/{opened.number}").status_code == 200
