"""Beside a draft: who may lead it, and what is open already; offered to those who may see it, never done by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.intake import operations
from luoshi.intake.suggesting import suggestions
from luoshi.ledger.operations import AssignmentSpec, Basis, open_item
from luoshi.org import operations as org
from luoshi.record import queries as record
from luoshi.record import verification
from luoshi.record.refusals import Conflict, NotVisible, Refused
from tests.intake.conftest import Desk

NOTICE = """晋源北县2026年重点工作安排
2026年2月20日
一、重点任务
新建公办幼儿园3所，年底前投入使用。改造县城老旧小区12个。
完成柳树镇污水处理站提标改造。我们要以昂扬斗志奋勇前行。
"""


def opened(desk: Desk, title: str, unit: str = "education") -> str:
    """An item of the ledger led by a unit; its number."""
    item = open_item(
        actor=desk.actor(),
        at=desk.at,
        kind="report_task",
        title=title,
        issuing_office_id=desk.cast.office_id,
        basis=Basis(title="晋源北县2025年重点工作安排", quote=title),
        assignments=[AssignmentSpec(role="lead", unit_id=desk.cast.unit(unit))],
    )
    return item.number


def test_the_unit_that_led_the_like_is_offered_and_nothing_is_filled_in(desk: Desk) -> None:
    number = opened(desk, "新建公办幼儿园2所")
    document = desk.take_in(NOTICE)
    draft = desk.draft(document, "幼儿园")
    first = suggestions(desk.actor(), document, as_of=desk.at).leads[draft.id][0]
    assert first.unit_id == desk.cast.unit("education")
    assert first.earlier[0][0] == number
    assert desk.draft(document, "幼儿园").lead_unit_id is None


def test_duties_of_a_unit_are_a_reason_and_are_named(desk: Desk) -> None:
    act = {"actor": desk.actor("director"), "at": desk.at}
    org.write_duties(**act, unit_id=desk.cast.unit("finance"), duties="城镇老旧小区改造资金；住房保障")
    document = desk.take_in(NOTICE)
    first = suggestions(desk.actor(), document, as_of=desk.at).leads[desk.draft(document, "老旧小区").id][0]
    assert first.unit_id == desk.cast.unit("finance")
    assert any("老旧小区" in word for word in first.words)


def test_nothing_is_offered_where_nothing_is_near(desk: Desk) -> None:
    document = desk.take_in(NOTICE)
    assert desk.draft(document, "老旧小区").id not in suggestions(desk.actor(), document, as_of=desk.at).draft_ids


def test_an_open_item_is_shown_with_its_other_number_and_its_other_place(desk: Desk) -> None:
    same = opened(desk, "柳树镇污水处理站提标改造")
    other_place = opened(desk, "完成石桥镇污水处理站提标改造")
    other_number = opened(desk, "改造县城老旧小区20个", "finance")
    document = desk.take_in(NOTICE)
    found = suggestions(desk.actor(), document, as_of=desk.at).alike
    plant = found[desk.draft(document, "污水").id]
    assert [(one.number, one.likeness) for one in plant] == [(same, "same"), (other_place, "other_place")]
    assert plant[1].places == ("柳树镇", "石桥镇")
    (estates,) = found[desk.draft(document, "老旧小区").id]
    assert (estates.number, estates.likeness) == (other_number, "other_number")
    assert [(one.ours, one.theirs) for one in estates.differing] == [(("12个",), ("20个",))]


def test_only_what_the_reader_may_see_is_offered_and_only_to_who_may_see_drafts(desk: Desk) -> None:
    opened(desk, "新建公办幼儿园2所")
    document = desk.take_in(NOTICE)
    draft = desk.draft(document, "幼儿园").id
    assert draft in suggestions(desk.actor("director"), document, as_of=desk.at).draft_ids
    assert suggestions(desk.actor("chief"), document, as_of=desk.at).draft_ids == ()
    for who in ("lead", "auditor"):
        with pytest.raises(NotVisible):
            suggestions(desk.actor(who), document, as_of=desk.at)


def test_a_click_makes_the_suggestion_the_reviewers_own_decision_that_can_be_taken_back(desk: Desk) -> None:
    opened(desk, "新建公办幼儿园2所")
    document = desk.take_in(NOTICE)
    draft = desk.draft(document, "幼儿园")
    act = {"actor": desk.actor(), "at": desk.at, "draft_id": draft.id}
    with pytest.raises(Refused) as refused:
        operations.take_suggested_lead(**act, version=draft.version, unit_id=desk.cast.unit("forestry"))
    assert refused.value.reasons[0].code == "intake.not_suggested"
    taken = operations.take_suggested_lead(**act, version=draft.version, unit_id=desk.cast.unit("education"))
    assert taken.lead_unit_id == desk.cast.unit("education")
    with pytest.raises(Conflict):
        operations.take_suggested_lead(**act, version=draft.version, unit_id=desk.cast.unit("education"))
    (event,) = [one for one in record.events(stream=f"document:{document}", as_of=desk.at) if "lead_taken" in one.type]
    assert (event.actor, event.payload["unit"]) == (desk.actor().ref, f"unit:{desk.cast.unit('education')}")
    assert event.payload["earlier"]
    operations.take_back(actor=desk.actor(), at=desk.at, document_id=document)
    assert desk.draft(document, "幼儿园").lead_unit_id is None
    assert verification.verify(anchors=[]).is_whole


def test_a_liaison_takes_no_suggestion(desk: Desk) -> None:
    opened(desk, "新建公办幼儿园2所")
    document = desk.take_in(NOTICE)
    draft = desk.draft(document, "幼儿园")
    with pytest.raises(NotVisible):
        operations.take_suggested_lead(
            actor=desk.actor("lead"),
            at=desk.at,
            draft_id=draft.id,
            version=draft.version,
            unit_id=desk.cast.unit("education"),
        )


def test_the_questions_to_the_database_do_not_grow_with_drafts_or_items(desk: Desk) -> None:
    opened(desk, "新建公办幼儿园2所")
    few, many = desk.take_in(NOTICE), desk.take_in(NOTICE + "改造农村公路5公里。清理河道3条。建设村卫生室8所。\n")
    counts = []
    for document in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            suggestions(desk.actor(), document, as_of=desk.at)
        counts.append(len(asked))
        opened(desk, f"改造农村公路{len(counts) + 5}公里", "finance")
    assert counts[0] == counts[1] <= 16
