"""Handing over and signing: from here on somebody owes something."""

import time
from datetime import UTC, date, datetime

import pytest
from tests.ledger.office import Office

from luoshi.ledger import operations
from luoshi.ledger.models import Duty, Item, ItemVersion
from luoshi.org.access import system_actor
from luoshi.record import queries as record
from luoshi.record import verification
from luoshi.record.refusals import Conflict, NotVisible, Refused


def test_an_item_without_lead_standard_or_collating_unit_is_not_handed_over(office: Office) -> None:
    nobody = office.open(assignments=[], acceptance="")
    leads = office.lines(co=()) + office.lines(lead="finance", co=())
    two = office.open(title="两家牵头", assignments=leads)
    with pytest.raises(Refused) as refused:
        operations.hand_over(
            actor=office.actor("director"), at=office.at, items=[(nobody.pk, nobody.version), (two.pk, two.version)]
        )
    assert [(one.code, one.values["item"]) for one in refused.value.reasons] == [
        ("hand_over.no_lead", f"item:{nobody.number}"),
        ("hand_over.no_standard", f"item:{nobody.number}"),
        ("hand_over.no_collating", f"item:{two.number}"),
    ]
    assert set(Item.objects.values_list("state", flat=True)) == {"draft"}


def test_the_collating_unit_answers_and_the_other_leads_owe_a_part(office: Office) -> None:
    unit = office.cast.unit
    lines = [
        operations.AssignmentSpec(role="lead", unit_id=unit("education")),
        operations.AssignmentSpec(role="lead", unit_id=unit("finance")),
        operations.AssignmentSpec(role="collating", unit_id=unit("finance")),
        operations.AssignmentSpec(role="local", unit_id=unit("towns")),
    ]
    item = office.running(assignments=lines)
    assert item.lead_unit_id == unit("finance")
    assert set(Duty.objects.filter(act="part").values_list("unit_id", flat=True)) == {unit("education"), unit("towns")}


def test_a_decision_without_a_date_runs_by_its_clock(office: Office) -> None:
    item = office.running(due_on=None)
    conclude = Duty.objects.get(item=item, act="conclude")
    assert conclude.due_on == date(2026, 4, 14)  # thirty working days after 2 March, Qingming skipped
    assert (item.due_on, item.due_on_original) == (conclude.due_on, conclude.due_on)
    assert {"clock.start", "clock.rest", "clock.until"} <= {step["code"] for step in conclude.why}


def test_a_signature_is_given_once_and_only_by_a_unit_that_owes_it(office: Office) -> None:
    item = office.running()
    operations.sign_for(actor=office.actor("co"), at=office.later(hours=1), item_id=item.pk)
    assert Item.objects.get(pk=item.pk).signed_at is None
    operations.sign_for(actor=office.actor("lead"), at=office.later(hours=1), item_id=item.pk)
    assert Item.objects.get(pk=item.pk).signed_at == office.at
    with pytest.raises(Refused) as refused:
        operations.sign_for(actor=office.actor("lead"), at=office.at, item_id=item.pk)
    assert [one.code for one in refused.value.reasons] == ["sign_for.not_owed"]
    with pytest.raises(NotVisible):
        operations.sign_for(actor=office.actor("stranger"), at=office.at, item_id=item.pk)
    with pytest.raises(Refused) as refused:
        operations.sign_for(actor=office.actor("director"), at=office.at, item_id=item.pk)
    assert refused.value.reasons[0].code == "access.role"
    signed = record.events(stream=f"item:{item.number}", as_of=office.at)[-1]
    assert (signed.type, signed.payload["unit"]) == ("item.signed_for", f"unit:{office.cast.unit('lead')}")
    assert verification.verify().is_whole


def test_late_signing_never_moves_the_start_of_the_clock(office: Office) -> None:
    item = office.running()
    before = item.late_at
    operations.sign_for(actor=office.actor("lead"), at=office.later(days=3), item_id=item.pk)
    item.refresh_from_db()
    assert item.handed_over_at != office.at
    assert before == datetime(2026, 3, 3, 16, 0, tzinfo=UTC)  # the signature was owed by Tuesday
    assert item.late_at == Duty.objects.filter(item=item, act="report").order_by("due_at")[0].due_at


def test_a_second_hand_over_is_told_that_it_came_late(office: Office) -> None:
    item = office.open()
    office.hand_over(item)
    with pytest.raises(Conflict):
        office.hand_over(item)
    item.refresh_from_db()
    with pytest.raises(Refused) as refused:
        office.hand_over(item)
    assert [one.code for one in refused.value.reasons] == ["state.not_now"]


def test_monthly_reports_stand_thirteen_months_ahead_and_are_drawn_on_by_the_tick(office: Office) -> None:
    item = office.running(kind="matter", clock="13710", choices={"complexity": "ongoing"}, due_on=None)
    tick = system_actor("tick")
    turns = Duty.objects.filter(item=item).exclude(period="")
    assert turns.order_by("due_on").last().period == "2027-03"
    assert operations.extend_horizon(actor=tick, at=office.later(days=20), limit=100) == 0
    assert operations.extend_horizon(actor=tick, at=office.later(days=100), limit=100) == 1
    assert turns.order_by("due_on").last().period == "2027-07"
    assert operations.extend_horizon(actor=tick, at=office.at, limit=100) == 0
    assert verification.verify().is_whole


def test_579_decisions_are_handed_over_in_one_act(office: Office) -> None:
    made = operations.open_items(
        actor=office.actor("clerk"),
        at=office.at,
        openings=[
            operations.Opening(
                kind="meeting_decision",
                title=f"议定事项{n}",
                issuing_office_id=office.cast.office_id,
                basis=operations.Basis(title="纪要"),
                assignments=office.lines(),
                due_on=date(2026, 4 + n % 9, 28),
                acceptance="完成",
            )
            for n in range(579)
        ],
    )
    began = time.perf_counter()
    operations.hand_over(
        actor=office.actor("director"), at=office.later(hours=1), items=[(one.id, one.version) for one in made]
    )
    assert time.perf_counter() - began < 20  # one to two seconds on a quiet machine
    assert Item.objects.filter(state="open").count() == 579
    assert ItemVersion.objects.filter(recorded_to__isnull=True, state="open").count() == 579
