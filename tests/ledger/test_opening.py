"""Opening items: a number for life, a source, somebody to answer."""

from datetime import date

import pytest
from tests.ledger.office import Office

from luoshi.ledger import operations
from luoshi.ledger.models import Assignment, Duty, Item, ItemVersion
from luoshi.record import queries as record
from luoshi.record import verification
from luoshi.record.refusals import Conflict, NotVisible, Refused


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_an_opened_item_has_a_number_for_life_and_owes_nothing_yet(office: Office) -> None:
    item = office.open()
    assert item.number == "LS-X140899-2026-M-0001"
    assert item.state == "draft"
    assert office.open(title="第二件").number == "LS-X140899-2026-M-0002"
    assert not Duty.objects.exists()
    assert ItemVersion.objects.filter(item=item).count() == 1
    assert verification.verify().is_whole


def test_handing_over_starts_the_clock_for_lead_and_co_unit(office: Office) -> None:
    item = office.running()
    assert item.state == "open"
    assert item.handed_over_at == office.at
    assert item.lead_unit_id == office.cast.unit("education")
    owed = sorted(Duty.objects.values_list("unit_id", "act").distinct())
    lead, co = office.cast.unit("education"), office.cast.unit("finance")
    assert owed == sorted([(lead, "sign"), (lead, "report"), (lead, "conclude"), (co, "sign"), (co, "part")])
    assert Duty.objects.get(act="conclude").due_on == date(2026, 6, 30)
    assert Duty.objects.get(unit_id=co, act="part").due_on == date(2026, 6, 29)
    assert item.soon_at is not None
    assert item.late_at == Duty.objects.filter(unit_id=lead).order_by("due_at")[0].due_at
    assert verification.verify().is_whole


def test_what_does_not_fit_is_refused_with_every_reason_at_once(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        office.open(
            title=" ",
            basis=operations.Basis(title=""),
            due_on=date(2026, 3, 1),
            facts={"meeting_kind": "party", "colour": "red"},
            assignments=[*office.lines(), *office.lines()],
        )
    assert set(codes(refused)) == {
        "item.no_title",
        "item.no_source",
        "item.due_past",
        "fact.unknown",
        "fact.not_a_choice",
        "assignment.twice",
    }
    assert not Item.objects.exists()


def test_only_the_supervision_office_opens_items_and_only_in_its_own_name(office: Office) -> None:
    assert office.open("clerk").pk
    for who in ("lead", "head", "vice_mayor", "auditor", "administrator", "stranger", "party_clerk"):
        with pytest.raises(Refused):
            office.open(who)
    assert office.open("party_clerk", issuing_office_id=office.cast.offices["party_office"]).pk


def test_many_items_open_in_one_act_or_none_does(office: Office) -> None:
    good = operations.Opening(
        kind="meeting_decision",
        title="甲",
        issuing_office_id=office.cast.office_id,
        basis=operations.Basis(title="纪要"),
        assignments=office.lines(),
    )
    bad = operations.Opening(
        kind="nothing", title="乙", issuing_office_id=office.cast.office_id, basis=operations.Basis(title="纪要")
    )
    with pytest.raises(Refused) as refused:
        operations.open_items(actor=office.actor("clerk"), at=office.at, openings=[good, bad])
    assert [(one.code, one.values["ordinal"]) for one in refused.value.reasons] == [("item.unknown_kind", 2)]
    assert not Item.objects.exists()
    made = operations.open_items(actor=office.actor("clerk"), at=office.at, openings=[good, good])
    assert [one.number[-4:] for one in made] == ["0001", "0002"]


def test_filterable_facts_stand_as_rows_and_the_rest_only_on_the_item(office: Office) -> None:
    item = office.open(facts={"meeting_kind": "executive", "meeting_session": "第3次", "met_on": date(2026, 2, 27)})
    assert item.facts == {"meeting_kind": "executive", "meeting_session": "第3次", "met_on": "2026-02-27"}
    rows = {row.field: (row.text, row.date) for row in item.filter_facts.all()}
    assert rows == {
        "meeting_kind": ("executive", None),
        "meeting_session": ("第3次", None),
        "met_on": (None, date(2026, 2, 27)),
    }


def test_a_secret_matter_is_kept_on_paper_and_says_nothing_here(office: Office) -> None:
    item = office.open(title="", acceptance="", basis=operations.Basis(title=""), offline="保密柜3号册第12页")
    assert item.is_offline
    assert (item.title, item.basis_title) == ("", "保密柜3号册第12页")
    with pytest.raises(Refused) as refused:
        office.open(title="某事", acceptance="", offline="保密柜3号册第13页")
    assert codes(refused) == ["item.offline_says_too_much"]
    assert office.hand_over(item).state == "open"


def test_a_draft_can_be_corrected_in_everything_and_an_issued_item_in_little(office: Office) -> None:
    item = office.open()
    clerk = office.actor("clerk")
    lines = office.lines(lead="finance", co=("education", "towns"))
    operations.edit_item(
        actor=clerk,
        at=office.later(hours=1),
        item_id=item.pk,
        version=item.version,
        changes={"title": "建成城西幼儿园", "due_on": date(2026, 9, 30), "assignments": lines},
    )
    item.refresh_from_db()
    assert (item.title, item.due_on_original, item.version) == ("建成城西幼儿园", date(2026, 9, 30), 2)
    assert item.lead_unit_id == office.cast.unit("finance")
    assert Assignment.objects.filter(item=item).count() == 3
    said = record.events(stream=f"item:{item.number}", as_of=office.later(hours=2))[-1].payload["to"]
    finance = f"unit:{office.cast.unit('finance')}"
    assert (said["title"], said["assignments"][0]) == ("建成城西幼儿园", ["lead", finance, ""])
    item = office.hand_over(item)
    with pytest.raises(Refused) as refused:
        operations.edit_item(
            actor=clerk, at=office.at, item_id=item.pk, version=item.version, changes={"title": "另一件事"}
        )
    assert codes(refused) == ["edit.as_issued"]
    operations.edit_item(actor=clerk, at=office.at, item_id=item.pk, version=item.version, changes={"klass": "key"})
    assert Item.objects.get(pk=item.pk).klass == "key"
    assert verification.verify().is_whole


def test_two_people_who_change_one_item_the_second_is_told(office: Office) -> None:
    item = office.open()
    clerk = office.actor("clerk")
    operations.edit_item(actor=clerk, at=office.at, item_id=item.pk, version=1, changes={"klass": "key"})
    with pytest.raises(Conflict) as conflict:
        operations.edit_item(actor=clerk, at=office.at, item_id=item.pk, version=1, changes={"title": "改"})
    assert (conflict.value.seen, conflict.value.now) == (1, 2)
    assert Item.objects.get(pk=item.pk).title == "建成城东幼儿园"


def test_what_one_may_not_see_is_not_there(office: Office) -> None:
    item = office.open()
    with pytest.raises(NotVisible):
        operations.edit_item(
            actor=office.actor("lead"), at=office.at, item_id=item.pk, version=1, changes={"title": "改"}
        )
    with pytest.raises(NotVisible):  # and not a conflict, which would tell that it exists
        operations.edit_item(
            actor=office.actor("lead"), at=office.at, item_id=item.pk, version=9, changes={"title": "改"}
        )
    with pytest.raises(NotVisible):
        operations.sign_for(actor=office.actor("stranger"), at=office.at, item_id=item.pk)


def test_a_correction_is_checked_like_an_opening(office: Office) -> None:
    item = office.open()
    nobody = operations.AssignmentSpec(role="lead", unit_id=999)
    elsewhere = operations.AssignmentSpec(
        role="leader", unit_id=office.cast.unit("finance"), post_id=office.cast.post("vice_mayor")
    )

    def reasons(changes: dict[str, object]) -> list[str]:
        with pytest.raises(Refused) as refused:
            operations.edit_item(
                actor=office.actor("clerk"), at=office.at, item_id=item.pk, version=item.version, changes=changes
            )
        return codes(refused)

    assert reasons({}) == ["edit.nothing"]
    assert reasons({"number": "LS-1", "state": "closed"}) == ["edit.unknown_column", "edit.unknown_column"]
    assert reasons({"title": "", "basis_title": " "}) == ["item.no_title", "item.no_source"]
    assert reasons({"due_on": date(2026, 3, 1), "choices": {"complexity": "huge"}}) == [
        "choice.not_offered",
        "item.due_past",
    ]
    assert reasons({"assignments": [nobody, elsewhere], "parent_id": 999}) == [
        "item.unknown_unit",
        "item.unknown_post",
        "item.unknown_parent",
    ]
    operations.edit_item(
        actor=office.actor("clerk"), at=office.at, item_id=item.pk, version=item.version,
        changes={"parent_id": office.open(title="上级事项").pk},
    )  # fmt: skip


def test_an_offline_item_stays_silent_when_it_is_corrected(office: Office) -> None:
    item = office.open(title="", acceptance="", basis=operations.Basis(title=""), offline="保密柜3号册第12页")
    with pytest.raises(Refused) as refused:
        operations.edit_item(
            actor=office.actor("clerk"), at=office.at, item_id=item.pk, version=1, changes={"title": "某事"}
        )
    assert codes(refused) == ["item.offline_says_too_much"]
    operations.edit_item(
        actor=office.actor("clerk"), at=office.at, item_id=item.pk, version=1, changes={"due_on": date(2026, 7, 1)}
    )
