"""Reviewers accept, set aside, take up again and take back; what nobody decided cannot be published."""

from datetime import date

import pytest

from luoshi.intake import history, operations, queries
from luoshi.intake.models import Document, Draft, Passage
from luoshi.intake.records import DraftRecord, PassageRecord
from luoshi.ledger.models import Item
from luoshi.record import verification
from luoshi.record.refusals import Conflict, NotVisible, Refused
from tests.intake.conftest import Desk

MANY = "关于今年重点工作的通知\n" + "".join(
    f"请县教育局牵头，{month}月底前新建幼儿园{month}所。" for month in (6, 7, 8, 9)
)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def sentence(desk: Desk, document: int, words: str) -> PassageRecord:
    (found,) = [one for one in desk.review(document).passages if words in one.text]
    return found


def accept(desk: Desk, *drafts: DraftRecord, who: str = "clerk") -> None:
    versions = {one.id: one.version for one in drafts}
    operations.accept_drafts(actor=desk.actor(who), at=desk.at, versions=versions)


def back(desk: Desk, document: int, who: str = "clerk") -> str:
    return operations.take_back(actor=desk.actor(who), at=desk.at, document_id=document)


def test_accepted_drafts_become_items_when_the_document_is_published(desk: Desk) -> None:
    document = desk.take_in()
    accept(desk, desk.draft(document, "幼儿园"))
    assert Item.objects.count() == 0
    (opened,) = operations.publish(actor=desk.actor(), at=desk.at, document_id=document)
    assert Item.objects.get().number == opened.item_number
    assert {one.state for one in desk.review(document).drafts} == {"confirmed", "proposed"}
    assert verification.verify(anchors=[]).is_whole
    with pytest.raises(Refused) as refused:
        operations.publish(actor=desk.actor(), at=desk.at, document_id=document)
    assert codes(refused) == ["intake.nothing_accepted"]
    with pytest.raises(NotVisible):
        operations.publish(actor=desk.actor("lead"), at=desk.at, document_id=document)


def test_only_a_draft_with_a_lead_unit_is_accepted_and_keeps_it(desk: Desk) -> None:
    document = desk.take_in()
    bare, ready = desk.draft(document, "白杨水库"), desk.draft(document, "幼儿园")
    with pytest.raises(Refused) as refused:
        accept(desk, ready, bare)
    assert codes(refused) == ["intake.no_lead"]
    accept(desk, ready)
    with pytest.raises(Refused) as emptied:
        operations.edit_draft(
            actor=desk.actor(), at=desk.at, draft_id=ready.id, version=2, changes={"lead_unit_id": None}
        )
    assert codes(emptied) == ["intake.no_lead"]
    operations.reopen_drafts(actor=desk.actor(), at=desk.at, versions={ready.id: 2})
    assert desk.draft(document, "幼儿园").state == "proposed"


def test_a_document_with_an_open_sentence_is_not_published_and_each_is_named(desk: Desk) -> None:
    document = desk.take_in()
    accept(desk, desk.draft(document, "幼儿园"))
    slogan, past = sentence(desk, document, "昂扬斗志"), sentence(desk, document, "青石大桥")
    for one in (slogan, past):
        assert (one.state, one.waived_by) == ("waived", "")
        operations.take_up(actor=desk.actor(), at=desk.at, passage_id=one.id, seen="waived")
    with pytest.raises(Refused) as refused:
        operations.publish(actor=desk.actor(), at=desk.at, document_id=document)
    assert codes(refused) == ["intake.sentence_open"] * 2
    assert {reason.values["passage"] for reason in refused.value.reasons} == {slogan.id, past.id}
    assert desk.review(document).coverage.open == 2
    operations.waive_passage(actor=desk.actor(), at=desk.at, passage_id=slogan.id, reason="waive_attitude", seen="open")
    operations.draft_passage(actor=desk.actor(), at=desk.at, passage_id=past.id, seen="open")
    assert desk.review(document).coverage.open == 0
    assert operations.publish(actor=desk.actor(), at=desk.at, document_id=document)


def test_what_could_not_be_repaired_is_looked_at_before_publishing(desk: Desk) -> None:
    document = desk.take_in()
    accept(desk, desk.draft(document, "幼儿园"))
    row = Document.objects.get(pk=document)
    at = row.text.index("白杨")
    place = {"kind": "lost", "before": "??", "count": 1, "start": at, "end": at + 2, "at": at, "to": at + 2}
    Document.objects.filter(pk=document).update(repairs=[place])
    assert sentence(desk, document, "白杨水库").is_doubtful
    with pytest.raises(Refused) as refused:
        operations.publish(actor=desk.actor(), at=desk.at, document_id=document)
    assert codes(refused) == ["intake.repair_unseen"]
    operations.look_at_repair(actor=desk.actor(), at=desk.at, document_id=document, index=0)
    assert not sentence(desk, document, "白杨水库").is_doubtful
    with pytest.raises(Refused) as again:
        operations.look_at_repair(actor=desk.actor(), at=desk.at, document_id=document, index=0)
    assert codes(again) == ["intake.no_such_repair"]
    back(desk, document)
    assert sentence(desk, document, "白杨水库").is_doubtful


def test_every_act_is_taken_back_step_by_step_and_nothing_is_removed(desk: Desk) -> None:
    document = desk.take_in(MANY, year=2026)
    before = desk.review(document)
    june, july, august, september = before.drafts
    clerk, at = desk.actor(), desk.at
    operations.edit_draft(
        actor=clerk, at=at, draft_id=june.id, version=1, changes={"title": "建园", "due_on": "2026-07-15"}
    )
    cut = june.start + june.quote.index("月底")
    operations.split_draft(actor=clerk, at=at, draft_id=june.id, version=2, cuts=[cut])
    operations.merge_drafts(actor=clerk, at=at, draft_ids=[july.id, august.id])
    operations.waive_drafts(actor=clerk, at=at, versions={september.id: 1}, reason="waive_twice")
    said = sentence(desk, document, "9月底前")
    assert (said.state, said.waived_by, said.waived_reason) == ("waived", clerk.ref, "waive_twice")
    operations.take_up(actor=clerk, at=at, passage_id=said.id)
    operations.draft_passage(actor=clerk, at=at, passage_id=said.id)
    operations.reopen_drafts(actor=clerk, at=at, versions={september.id: 2})
    rows = Draft.objects.count()
    assert [back(desk, document) for _ in range(7)] == [
        "draft.reopened", "passage.drafted", "passage.taken_up", "draft.waived", "draft.merged", "draft.split",
        "draft.edited",
    ]  # fmt: skip
    after = desk.review(document)
    assert [(one.id, one.state, one.title, one.due_on) for one in after.drafts] == [
        (one.id, one.state, one.title, one.due_on) for one in before.drafts
    ]
    assert [one.state for one in after.passages] == [one.state for one in before.passages]
    assert Draft.objects.count() == rows
    assert len(history.last_acts(document, as_of=at)) == 15
    with pytest.raises(Refused) as refused:
        back(desk, document)
    assert codes(refused) == ["intake.nothing_to_take_back"]
    assert verification.verify(anchors=[]).is_whole


def test_chosen_drafts_are_accepted_or_set_aside_together_and_come_back_in_one_step(desk: Desk) -> None:
    document = desk.take_in(MANY, year=2026)
    accept(desk, *desk.review(document).drafts)
    assert {one.state for one in desk.review(document).drafts} == {"accepted"}
    versions = {one.id: one.version for one in desk.review(document).drafts}
    operations.waive_drafts(actor=desk.actor(), at=desk.at, versions=versions, reason="试读")
    assert {one.state for one in desk.review(document).drafts} == {"waived"}
    assert back(desk, document) == "draft.waived"
    assert {one.state for one in desk.review(document).drafts} == {"accepted"}
    assert back(desk, document) == "draft.accepted"
    assert {one.state for one in desk.review(document).drafts} == {"proposed"}
    with pytest.raises(Refused) as refused:
        accept(desk)
    assert codes(refused) == ["intake.nothing_chosen"]


def test_the_second_of_two_reviewers_is_told_what_the_first_did(desk: Desk) -> None:
    document = desk.take_in()
    seen = desk.draft(document, "幼儿园")
    accept(desk, seen)
    with pytest.raises(Conflict) as conflict:
        operations.waive_draft(
            actor=desk.actor("director"), at=desk.at, draft_id=seen.id, version=seen.version, reason="重复"
        )
    (reason,) = conflict.value.reasons
    assert (reason.code, reason.values["who"], reason.values["act"]) == (
        "intake.other_did",
        desk.actor().ref,
        "draft.accepted",
    )
    one = sentence(desk, document, "昂扬斗志")
    operations.draft_passage(actor=desk.actor(), at=desk.at, passage_id=one.id, seen="waived")
    with pytest.raises(Conflict) as drafted:
        operations.take_up(actor=desk.actor("director"), at=desk.at, passage_id=one.id, seen="waived")
    assert codes(drafted) == ["intake.other_on_sentence"]
    assert desk.draft(document, "幼儿园").state == "accepted"


def test_a_step_on_which_somebody_else_went_on_is_not_taken_back(desk: Desk) -> None:
    document = desk.take_in()
    draft = desk.draft(document, "幼儿园")
    accept(desk, draft)
    operations.edit_draft(
        actor=desk.actor("director"), at=desk.at, draft_id=draft.id, version=2, changes={"due_on": date(2026, 11, 30)}
    )
    with pytest.raises(Refused) as refused:
        back(desk, document)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.values["then"]) == ("intake.worked_on_since", "draft.edited")
    back(desk, document, who="director")
    assert back(desk, document) == "draft.accepted"


def test_a_target_that_a_person_wrote_says_so_and_the_others_keep_their_place(desk: Desk) -> None:
    document = desk.take_in("今年全县要新建幼儿园3所和改造公路12公里。", title="要点", year=2026)
    (draft,) = desk.review(document).drafts
    first, second = draft.fields["targets"]
    said = [{**first, "value": "4"}, second]
    edited = operations.edit_draft(
        actor=desk.actor(), at=desk.at, draft_id=draft.id, version=1, changes={"targets": said}
    )
    written, kept = edited.fields["targets"]
    assert (written["value"], written["rule"], written["start"]) == ("4", "by_hand", None)
    assert kept == second
    with pytest.raises(Refused) as refused:
        operations.edit_draft(
            actor=desk.actor(), at=desk.at, draft_id=draft.id, version=2, changes={"targets": [{"indicator": ""}]}
        )
    assert codes(refused) == ["intake.bad_field"]
    back(desk, document)
    assert desk.review(document).drafts[0].fields["targets"] == [first, second]


def test_reviewers_see_each_other_for_a_minute(desk: Desk) -> None:
    document = desk.take_in()
    operations.be_there(actor=desk.actor("director"), at=desk.at, document_id=document, place="draft-7")
    clerk = desk.actor()
    (there,) = queries.others(clerk, document, as_of=desk.at)
    assert (there.actor, there.place) == (desk.actor("director").ref, "draft-7")
    assert queries.others(desk.actor("director"), document, as_of=desk.at) == ()
    assert queries.others(clerk, document, as_of=desk.at + 2 * queries.THERE_FOR) == ()
    with pytest.raises(NotVisible):
        operations.be_there(actor=desk.actor("lead"), at=desk.at, document_id=document, place="")


def test_a_sentence_reading_was_not_sure_of_is_open_until_somebody_decides(desk: Desk) -> None:
    document = desk.take_in()
    one = sentence(desk, document, "昂扬斗志")
    Passage.objects.filter(pk=one.id).update(label="uncertain")
    assert sentence(desk, document, "昂扬斗志").state == "open"
    assert sentence(desk, document, "昂扬斗志").is_doubtful
