"""A document comes in, its drafts are reviewed, and what is confirmed stands in the ledger with its basis."""

import dataclasses
from datetime import date

import pytest

from luoshi.intake import doubts, operations, queries
from luoshi.intake.models import Document, Draft, Passage
from luoshi.ledger.models import Assignment, Item
from luoshi.record import queries as record
from luoshi.record import verification
from luoshi.record.models import StoredFile
from luoshi.record.refusals import Conflict, NotVisible, Refused
from tests.intake import papers
from tests.intake.conftest import REPORT, Desk


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_a_report_becomes_a_document_with_sentences_and_drafts(desk: Desk) -> None:
    review = desk.review(desk.take_in())
    assert (review.document.title, review.document.year) == ("晋源北县2026年政府工作报告", 2026)
    assert review.document.dated_on == date(2026, 1, 12)
    assert all(review.text[one.start : one.end] == one.quote for one in review.drafts)
    assert {one.state for one in review.passages} == {"assigned", "waived"}
    assert review.coverage.open == 0
    assert not any("青石大桥" in one.quote for one in review.drafts)
    assert verification.verify(anchors=[]).is_whole


def test_units_of_the_directory_are_proposed_and_dates_that_have_not_passed(desk: Desk) -> None:
    draft = desk.draft(desk.take_in(), "幼儿园")
    assert draft.lead_unit_id == desk.cast.unit("education")
    assert draft.co_unit_ids == (desk.cast.unit("finance"),)
    assert draft.due_on == date(2026, 12, 31)
    (target,) = draft.fields["targets"]
    assert (target["value"], target["unit"]) == ("3", "所")
    old = desk.draft(desk.take_in(REPORT.replace("2026", "2024"), title="旧报告"), "幼儿园")
    assert old.due_on is None
    assert old.fields["due"]["on"] == "2024-12-31"


def test_a_printed_day_that_had_passed_makes_the_draft_doubtful_until_a_day_is_filled_in(desk: Desk) -> None:
    draft = desk.draft(desk.take_in(REPORT.replace("2026", "2024"), title="旧报告"), "幼儿园")
    assert draft.due_on is None
    assert "due_left_open" in doubts.doubts(draft, ())
    assert "due_left_open" not in doubts.doubts(dataclasses.replace(draft, due_on=date(2026, 12, 31)), ())


def test_the_clerk_takes_documents_in_and_the_liaison_does_not(desk: Desk) -> None:
    document = desk.take_in()
    with pytest.raises(Refused) as refused:
        desk.take_in(REPORT + "\n再来一份。", who="lead")
    assert codes(refused) == ["intake.may_not"]
    assert [one.id for one in queries.list_documents(desk.actor("director"), as_of=desk.at)] == [document]
    assert queries.list_documents(desk.actor("stranger"), as_of=desk.at) == ()
    with pytest.raises(NotVisible):
        desk.review(document, who="auditor")


def test_the_same_file_is_taken_in_once(desk: Desk) -> None:
    desk.take_in()
    with pytest.raises(Refused) as refused:
        desk.take_in(name="另一个名字.txt")
    assert codes(refused) == ["intake.same_document"]
    assert Document.objects.count() == 1


def test_a_classified_document_leaves_an_event_without_a_word_of_it(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        desk.take_in("机密★1年\n关于红枫计划的通知\n各乡镇要在6月底前完成。", name="红枫计划.txt")
    assert codes(refused) == ["intake.classified"]
    assert (Document.objects.count(), Draft.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    events = record.events(stream=f"area:{desk.cast.area_id}", as_of=desk.at)
    (event,) = [one for one in events if one.type == "document.refused"]
    assert dict(event.payload) == {"refused_for": "classified"}
    assert not any("红枫" in str(one) for one in record.events_after(0, 10_000))


def test_an_offline_line_says_number_unit_date_and_place_only(desk: Desk) -> None:
    opened = operations.open_offline(
        actor=desk.actor(),
        at=desk.at,
        kind="instruction",
        issuing_office_id=desk.cast.office_id,
        unit_id=desk.cast.unit("education"),
        place="保密室第3册第12页",
        due_on=date(2026, 6, 30),
    )
    item = Item.objects.get(pk=opened.id)
    assert (item.title, item.basis_title, item.is_offline) == ("", "保密室第3册第12页", True)
    assert item.number == opened.number


def test_a_file_that_cannot_be_read_leaves_nothing(desk: Desk) -> None:
    for content in (b"", papers.scanned_pdf(), papers.text_docx()[:1500]):
        with pytest.raises(Refused):
            desk.take_in(content)
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_confirmed_draft_is_an_item_with_its_basis(desk: Desk) -> None:
    document = desk.take_in()
    draft = desk.draft(document, "幼儿园")
    (confirmed,) = operations.confirm_drafts(actor=desk.actor(), at=desk.at, draft_ids=[draft.id])
    item = Item.objects.get(pk=confirmed.item_id)
    assert (item.title, item.basis_title) == (draft.title, "晋源北县2026年政府工作报告")
    assert item.basis_quote == draft.quote
    assert item.basis_clause == "第2部分 第6段（二、2026年工作安排）"
    assert item.basis_file == Document.objects.get().file_hash
    assert item.due_on == date(2026, 12, 31)
    assert item.facts["target"] == "3"
    parts = Assignment.objects.filter(item=item).order_by("ordinal").values_list("role", "unit_id")
    assert list(parts) == [("lead", desk.cast.unit("education")), ("co", desk.cast.unit("finance"))]
    after = queries.find_draft(desk.actor(), draft.id, as_of=desk.at)
    assert (after.state, after.item_number) == ("confirmed", confirmed.item_number)
    assert verification.verify(anchors=[]).is_whole


def test_drafts_are_confirmed_all_or_none_and_every_reason_is_told(desk: Desk) -> None:
    document = desk.take_in()
    ready, bare, other = (desk.draft(document, words) for words in ("幼儿园", "白杨水库", "东环路"))
    with pytest.raises(Refused) as refused:
        operations.confirm_drafts(actor=desk.actor(), at=desk.at, draft_ids=[ready.id, bare.id, other.id])
    assert codes(refused) == ["intake.no_lead", "intake.no_lead"]
    assert Item.objects.count() == 0
    with pytest.raises(Refused) as nothing:
        operations.confirm_drafts(actor=desk.actor(), at=desk.at, draft_ids=[])
    assert codes(nothing) == ["intake.nothing_chosen"]


def test_a_draft_is_confirmed_once(desk: Desk) -> None:
    draft = desk.draft(desk.take_in(), "幼儿园")
    operations.confirm_drafts(actor=desk.actor(), at=desk.at, draft_ids=[draft.id])
    with pytest.raises(Refused) as refused:
        operations.confirm_drafts(actor=desk.actor(), at=desk.at, draft_ids=[draft.id])
    assert codes(refused) == ["intake.not_proposed"]
    assert Item.objects.count() == 1


def test_an_edit_carries_the_version_it_saw(desk: Desk) -> None:
    draft = desk.draft(desk.take_in(), "白杨水库")
    changes = {"title": "建设白杨水库", "lead_unit_id": str(desk.cast.unit("towns")), "due_on": "2026-10-31"}
    edited = operations.edit_draft(
        actor=desk.actor(), at=desk.at, draft_id=draft.id, version=draft.version, changes=changes
    )
    assert (edited.title, edited.lead_unit_id, edited.due_on) == (
        "建设白杨水库",
        desk.cast.unit("towns"),
        date(2026, 10, 31),
    )
    assert edited.quote == draft.quote
    with pytest.raises(Conflict):
        operations.edit_draft(
            actor=desk.actor("director"), at=desk.at, draft_id=draft.id, version=draft.version, changes=changes
        )


def test_an_edit_of_the_quote_or_of_nothing_is_refused_or_silent(desk: Desk) -> None:
    draft = desk.draft(desk.take_in(), "白杨水库")
    with pytest.raises(Refused) as refused:
        operations.edit_draft(
            actor=desk.actor(),
            at=desk.at,
            draft_id=draft.id,
            version=draft.version,
            changes={"quote": "别的话", "title": " ", "due_on": "年底"},
        )
    assert sorted(codes(refused)) == ["intake.bad_field", "intake.bad_field", "intake.no_title"]
    same = operations.edit_draft(
        actor=desk.actor(), at=desk.at, draft_id=draft.id, version=draft.version, changes={"title": draft.title}
    )
    assert same.version == draft.version


def test_a_draft_is_split_and_its_fields_go_where_their_words_are(desk: Desk) -> None:
    document = desk.take_in("今年全县要新建幼儿园3所和改造公路12公里。", title="要点", year=2026)
    (draft,) = desk.review(document).drafts
    cut = desk.review(document).text.index("和改造")
    first, second = operations.split_draft(
        actor=desk.actor(), at=desk.at, draft_id=draft.id, version=draft.version, cuts=[cut]
    )
    assert first.quote.endswith("幼儿园3所")
    assert [t["value"] for t in first.fields["targets"]] == ["3"]
    assert [t["value"] for t in second.fields["targets"]] == ["12"]
    assert [one.id for one in desk.review(document).drafts] == [first.id, second.id]
    with pytest.raises(Refused) as refused:
        operations.split_draft(actor=desk.actor(), at=desk.at, draft_id=first.id, version=1, cuts=[9999])
    assert codes(refused) == ["intake.bad_cut"]


def test_drafts_are_merged_with_all_their_fields(desk: Desk) -> None:
    document = desk.take_in()
    road, water = desk.draft(document, "东环路"), desk.draft(document, "白杨水库")
    merged = operations.merge_drafts(actor=desk.actor(), at=desk.at, draft_ids=[water.id, road.id])
    assert (merged.start, merged.end) == (road.start, water.end)
    assert merged.quote == desk.review(document).text[road.start : water.end]
    with pytest.raises(Refused) as one:
        operations.merge_drafts(actor=desk.actor(), at=desk.at, draft_ids=[merged.id])
    assert codes(one) == ["intake.too_few"]
    other = desk.take_in("各乡镇要在6月底前完成春灌任务。", title="别的文件", year=2026)
    with pytest.raises(Refused) as two:
        operations.merge_drafts(actor=desk.actor(), at=desk.at, draft_ids=[merged.id, desk.review(other).drafts[0].id])
    assert codes(two) == ["intake.other_document"]


def test_what_needs_no_item_is_set_aside_with_a_reason(desk: Desk) -> None:
    document = desk.take_in()
    draft = desk.draft(document, "一月一通报")
    with pytest.raises(Refused) as refused:
        operations.waive_draft(actor=desk.actor(), at=desk.at, draft_id=draft.id, version=draft.version, reason=" ")
    assert codes(refused) == ["intake.no_reason"]
    operations.waive_draft(actor=desk.actor(), at=desk.at, draft_id=draft.id, version=draft.version, reason="已有制度")
    (sentence,) = [one for one in desk.review(document).passages if "一月一通报" in one.text]
    assert (sentence.state, sentence.waived_reason) == ("waived", "已有制度")


def test_a_document_is_done_when_every_sentence_is_decided(desk: Desk) -> None:
    document = desk.take_in()
    assert desk.review(document).document.status == "open"
    for draft in desk.review(document).drafts:
        operations.waive_draft(actor=desk.actor(), at=desk.at, draft_id=draft.id, version=1, reason="试读")
    review = desk.review(document)
    assert (review.document.status, review.coverage.open, review.coverage.decided_percent) == ("done", 0, 100)
    passage = next(one for one in review.passages if "昂扬斗志" in one.text)
    drafted = operations.draft_passage(actor=desk.actor(), at=desk.at, passage_id=passage.id)
    assert drafted.quote == "我们要以昂扬斗志奋勇前行"
    assert desk.review(document).document.status == "open"
    operations.waive_draft(actor=desk.actor(), at=desk.at, draft_id=drafted.id, version=1, reason="口号")
    assert verification.verify(anchors=[]).is_whole


def test_a_sentence_is_waived_by_a_named_person(desk: Desk) -> None:
    document = desk.take_in()
    passage = next(one for one in desk.review(document).passages if "幼儿园" in one.text)
    operations.waive_passage(actor=desk.actor(), at=desk.at, passage_id=passage.id, reason="另文部署")
    row = Passage.objects.get(pk=passage.id)
    assert (row.waived_by, row.waived_at, row.waived_reason) == (desk.actor().ref, desk.at, "另文部署")
    with pytest.raises(NotVisible):
        operations.waive_passage(actor=desk.actor("lead"), at=desk.at, passage_id=passage.id, reason="不想做")


def test_reading_a_review_takes_few_queries(desk: Desk, django_assert_max_num_queries: object) -> None:
    document = desk.take_in()
    actor = desk.actor()
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        queries.review(actor, document, as_of=desk.at)


def test_what_must_never_happen_becomes_a_standing_watch_and_a_rule_holds_for_long(desk: Desk) -> None:
    document_id = desk.take_in()
    watched = desk.take_in(
        "晋源北县2026年政府工作报告\n二、2026年工作安排\n请县教育局牵头，决不允许发生校园食品安全事故。\n"
    )
    assert desk.draft(watched, "决不允许").term_class == "standing"
    assert desk.draft(document_id, "一月一通报").term_class == "long_term"
    assert desk.draft(document_id, "幼儿园3所").term_class == "limited"
