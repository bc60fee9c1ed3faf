"""What changes the ground: objections, another unit, a later date, a pause, an end."""

from datetime import date, datetime, timedelta

import pytest
from tests.ledger import ways
from tests.ledger.office import Office

from luoshi.clock import local
from luoshi.ledger import operations
from luoshi.ledger.models import Assignment, Duty, Extension, Item, Objection, Plan, Suspension
from luoshi.record import queries as record
from luoshi.record import verification
from luoshi.record.refusals import Conflict, NotVisible, Refused

BASIS = "县财政局三定规定第四条"


def matter(office: Office, **changes: object) -> Item:
    """A matter under 13710 with seven days, and no co-unit."""
    said = {"kind": "matter", "clock": "13710", "due_on": None, "assignments": office.lines(co=())} | changes
    return office.running(**said)


def object_to(office: Office, item: Item, who: str = "lead", to: str = "finance", **changes: object) -> int:
    said = {"reason": "不属本单位职责。", "duty_basis": BASIS, "suggested_unit_id": office.cast.unit(to)} | changes
    return operations.object_to(actor=office.actor(who), at=office.at, item_id=item.pk, **said)


def decide(office: Office, objection_id: int, *, upheld: bool, who: str = "director", **changes: object) -> None:
    said = {"reason": "按三定规定执行。"} | changes
    operations.decide_objection(actor=office.actor(who), at=office.at, objection_id=objection_id, upheld=upheld, **said)


def ask(office: Office, item: Item, until: date, who: str = "head", reason: str = "雨季停工。") -> int:
    return operations.ask_extension(actor=office.actor(who), at=office.at, item_id=item.pk, until=until, reason=reason)


def answer(office: Office, extension_id: int, who: str = "director", **said: object) -> None:
    operations.decide_extension(actor=office.actor(who), at=office.at, extension_id=extension_id, **said)


def suspend(office: Office, item: Item, review_on: date | None = None) -> None:
    operations.suspend(
        actor=office.actor("director"),
        at=office.at,
        item_id=item.pk,
        version=ways.fresh(item).version,
        reason="省里调整规划。",
        review_on=review_on or local(office.at).date() + timedelta(days=30),
    )


def resume(office: Office, item: Item) -> None:
    operations.resume(actor=office.actor("director"), at=office.at, item_id=item.pk, version=ways.fresh(item).version)


# --- objections ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_on", "last_on"),
    [
        (date(2026, 3, 9), date(2026, 3, 3)),  # a week: one working day
        (date(2026, 3, 31), date(2026, 3, 5)),  # a month: three
        (date(2026, 12, 31), date(2026, 3, 9)),  # longer: five
    ],
)
def test_the_shorter_the_term_the_sooner_a_unit_objects(office: Office, due_on: date, last_on: date) -> None:
    item = office.running(due_on=due_on, assignments=office.lines(co=()))
    handed_over = office.at
    office.at = handed_over + (last_on - local(handed_over).date()) + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        object_to(office, item)
    assert ways.codes(refused) == ["objection.too_late"]
    assert refused.value.reasons[0].values["until_on"] == last_on
    assert refused.value.reasons[0].rule == "R1-40"
    office.later(days=-1)
    assert object_to(office, item)


def test_an_objection_names_reason_basis_and_another_unit(office: Office) -> None:
    item = office.running()
    with pytest.raises(Refused) as refused:
        object_to(office, item, to="education", reason="", duty_basis=" ")
    assert ways.codes(refused) == ["reason.missing", "objection.no_basis", "objection.no_other_unit"]
    with pytest.raises(Refused) as refused:
        object_to(office, item, suggested_unit_id=4711)
    assert ways.codes(refused) == ["item.unknown_unit"]
    with pytest.raises(Refused) as refused:
        object_to(office, item, who="co")
    assert ways.codes(refused) == ["access.lead"]
    objection_id = object_to(office, item)
    assert Objection.objects.get(pk=objection_id).made_at == office.at
    (owed,) = ways.owed(item, "decide_objection")
    assert (owed.unit_id, owed.due_on) == (office.cast.unit("office"), date(2026, 3, 3))


def test_while_an_objection_waits_the_clock_runs_and_nobody_submits_or_passes_it_by(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()))
    late_at = item.late_at
    object_to(office, item)
    assert ways.fresh(item).late_at == late_at
    with pytest.raises(Refused) as refused:
        ways.submit(office, item)
    assert ways.codes(refused) == ["submit.objection_pending"]
    with pytest.raises(Refused) as refused:
        operations.reassign(
            actor=office.actor("director"), at=office.at, item_id=item.pk, version=ways.fresh(item).version,
            unit_id=office.cast.unit("finance"), reason="直接改派。",
        )  # fmt: skip
    assert ways.codes(refused) == ["reassign.objection_pending"]


def test_an_objection_turned_down_leaves_everything_and_is_the_units_only_one(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()))
    before = {duty.pk for act in ("sign", "report", "conclude") for duty in ways.owed(item, act)}
    objection_id = object_to(office, item)
    with pytest.raises(Refused) as refused:
        decide(office, objection_id, upheld=False, reason="")
    assert ways.codes(refused) == ["reason.missing"]
    decide(office, objection_id, upheld=False)
    assert {duty.pk for act in ("sign", "report", "conclude") for duty in ways.owed(item, act)} == before
    assert not ways.owed(item, "decide_objection")
    with pytest.raises(Refused) as refused:
        object_to(office, item)
    assert ways.codes(refused) == ["objection.once"]
    with pytest.raises(Refused) as refused:
        decide(office, objection_id, upheld=False)
    assert "objection.none_pending" in ways.codes(refused)


def test_an_upheld_objection_gives_the_item_a_new_lead_and_a_new_start(office: Office) -> None:
    item = matter(office)
    objection_id = object_to(office, item)
    office.later(days=1)
    with pytest.raises(Refused) as refused:
        decide(office, objection_id, upheld=True)
    assert ways.codes(refused) == ["objection.no_new_lead"]
    decide(office, objection_id, upheld=True, new_lead_unit_id=office.cast.unit("finance"))
    item, old, new = ways.fresh(item), office.cast.unit("education"), office.cast.unit("finance")
    assert (item.lead_unit_id, item.handed_over_at, item.signed_at) == (new, office.at, None)
    assert (item.due_on_original, item.due_on) == (date(2026, 3, 9), date(2026, 3, 10))
    assert set(Duty.objects.filter(item=item, unit_id=old).values_list("closed_reason", flat=True)) == {"superseded"}
    begun = Duty.objects.filter(item=item, unit_id=new, met_at=None, closed_at=None)
    assert sorted(begun.values_list("act", flat=True)) == ["arrange", "conclude", "report", "sign"]
    assert set(begun.values_list("opened_at", flat=True)) == {office.at}
    ended, running = Assignment.objects.filter(item=item).order_by("id")
    assert (ended.unit_id, ended.valid_to, running.unit_id, running.valid_to) == (old, office.at, new, None)
    with pytest.raises(Refused):
        ways.report(office, item)  # the old lead has no part any more
    ways.report(office, item, who="co")
    assert verification.verify().is_whole


def test_what_the_old_lead_had_begun_falls_with_an_upheld_objection(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()))
    plan_id = operations.hand_in_plan(
        actor=office.actor("lead"), at=office.at, item_id=item.pk, nodes=ways.nodes(date(2026, 4, 30))
    )
    operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id)
    ask(office, item, date(2026, 7, 15))
    decide(office, object_to(office, item), upheld=True, new_lead_unit_id=office.cast.unit("finance"))
    assert Plan.objects.get(pk=plan_id).replaced_at == office.at
    assert Extension.objects.get(item=item).granted is False
    assert not ways.owed(item, "node")
    assert not ways.owed(item, "decide_extension")


def test_a_second_dispute_is_decided_by_a_leader_and_is_final(office: Office) -> None:
    item = matter(office)
    decide(office, object_to(office, item), upheld=True, new_lead_unit_id=office.cast.unit("finance"))
    second = object_to(office, item, who="co", to="education", duty_basis="县教育局三定规定第二条")
    with pytest.raises(Refused) as refused:
        decide(office, second, upheld=False)
    assert ways.codes(refused) == ["objection.second_by_leader"]
    decide(office, second, upheld=False, who="vice_mayor")
    assert Objection.objects.get(pk=second).decided_by == office.actor("vice_mayor").ref
    assert ways.fresh(item).lead_unit_id == office.cast.unit("finance")
    operations.reassign(
        actor=office.actor("director"), at=office.at, item_id=item.pk, version=ways.fresh(item).version,
        unit_id=office.cast.unit("towns"), reason="属地负责。",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        object_to(office, item, who="township")
    assert ways.codes(refused) == ["objection.final"]


def test_an_objection_is_decided_by_the_director_of_the_issuing_office(office: Office) -> None:
    item = office.running()
    objection_id = object_to(office, item)
    for who in ("clerk", "lead", "head"):
        with pytest.raises(Refused) as refused:
            decide(office, objection_id, upheld=False, who=who)
        assert ways.codes(refused) == ["access.role"]
    decide(office, objection_id, upheld=False)
    with pytest.raises(NotVisible):
        decide(office, 4711, upheld=False)


# --- another unit -------------------------------------------------------------------------------------------------


def test_a_reassigned_item_leaves_the_old_leads_plan_and_request_behind(office: Office) -> None:
    item = office.running()
    operations.hand_in_plan(
        actor=office.actor("lead"), at=office.at, item_id=item.pk, nodes=ways.nodes(date(2026, 4, 30))
    )
    ask(office, item, date(2026, 7, 15))
    office.later(days=1)
    operations.reassign(
        actor=office.actor("director"), at=office.at, item_id=item.pk, version=ways.fresh(item).version,
        unit_id=office.cast.unit("finance"), reason="职责调整。",
    )  # fmt: skip
    item = ways.fresh(item)
    assert item.lead_unit_id == office.cast.unit("finance")
    assert item.due_on == date(2026, 6, 30)  # the meeting's own date still lies ahead
    assert Plan.objects.get(item=item).returned_reason == "职责调整。"
    assert Extension.objects.get(item=item).granted is False
    # Finance had a part before; now it leads, and owes no part to itself.
    assert not ways.owed(item, "part")
    assert not ways.owed(item, "approve_plan")
    assert not ways.owed(item, "decide_extension")
    roles = Assignment.objects.filter(item=item, valid_to=None).values_list("role", "unit_id")
    assert list(roles) == [("lead", office.cast.unit("finance"))]
    assert verification.verify().is_whole


def test_reassigning_is_for_the_director_to_another_unit_with_a_reason(office: Office) -> None:
    item = office.running()
    for who, unit, reason, expected in (
        ("clerk", "finance", "调整。", ["access.role"]),
        ("director", "education", " ", ["reassign.same_unit", "reason.missing"]),
    ):
        with pytest.raises(Refused) as refused:
            operations.reassign(
                actor=office.actor(who), at=office.at, item_id=item.pk, version=item.version,
                unit_id=office.cast.unit(unit), reason=reason,
            )  # fmt: skip
        assert ways.codes(refused) == expected
    with pytest.raises(Conflict):
        operations.reassign(
            actor=office.actor("director"), at=office.at, item_id=item.pk, version=item.version + 1,
            unit_id=office.cast.unit("finance"), reason="调整。",
        )  # fmt: skip
    operations.reassign(
        actor=office.actor("director"), at=office.at, item_id=item.pk, version=item.version,
        unit_id=office.cast.unit("towns"), reason="属地负责。",
    )  # fmt: skip
    assert ways.fresh(item).lead_unit_id == office.cast.unit("towns")


def test_an_item_that_comes_back_owes_no_turn_twice(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()))
    office.later(days=8)
    ways.report(office, item)
    ways.report(office, item)  # March's
    for unit in ("finance", "education"):
        office.later(days=1)
        operations.reassign(
            actor=office.actor("director"), at=office.at, item_id=item.pk, version=ways.fresh(item).version,
            unit_id=office.cast.unit(unit), reason="调整。",
        )  # fmt: skip
    turns = [duty.period for duty in ways.owed(item, "report", unit_id=office.cast.unit("education"))]
    assert turns == ["", "2026-04", "2026-05", "2026-06"]


# --- a later date -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_on", "last_on", "furthest_on"),
    [
        (date(2026, 3, 9), date(2026, 3, 6), date(2026, 3, 16)),  # seven days: one working day before, seven more
        (date(2026, 3, 31), date(2026, 3, 26), date(2026, 4, 29)),  # 29 days: three, no more than it was
        (date(2026, 8, 31), date(2026, 8, 24), date(2026, 9, 30)),  # half a year: five, thirty days
        (date(2027, 1, 29), date(2027, 1, 22), date(2027, 5, 1)),  # a year: five, a quarter
    ],
)
def test_an_extension_is_asked_for_in_time_and_within_its_limits(
    office: Office, due_on: date, last_on: date, furthest_on: date
) -> None:
    item = office.running(due_on=due_on, assignments=office.lines(co=()))
    office.at += last_on - local(office.at).date() + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        ask(office, item, furthest_on + timedelta(days=1))
    assert ways.codes(refused) == ["extension.too_late", "extension.too_long"]
    assert refused.value.reasons[0].values["until_on"] == last_on
    assert refused.value.reasons[1].values["until_on"] == furthest_on
    office.later(days=-1)
    assert ask(office, item, furthest_on)


def test_the_head_of_the_lead_unit_asks_and_says_why(office: Office) -> None:
    item = office.running()
    with pytest.raises(Refused) as refused:
        ask(office, item, date(2026, 6, 30), who="lead", reason=" ")
    assert ways.codes(refused) == ["head.must_sign", "extension.not_later", "reason.missing"]
    with pytest.raises(Refused) as refused:
        ask(office, item, date(2026, 7, 15), who="co_head")
    assert ways.codes(refused) == ["access.lead"]
    extension_id = ask(office, item, date(2026, 7, 15))
    assert Extension.objects.get(pk=extension_id).due_on_before == date(2026, 6, 30)
    assert ways.owed(item, "decide_extension")[0].due_on == date(2026, 3, 3)
    with pytest.raises(Refused) as refused:
        ask(office, item, date(2026, 7, 15))
    assert ways.codes(refused) == ["extension.pending"]


def test_a_granted_extension_closes_the_duty_and_opens_its_successor(office: Office) -> None:
    item = office.running()
    first = ways.owed(item, "conclude")[0]
    extension_id = ask(office, item, date(2026, 7, 15))
    with pytest.raises(Refused) as refused:
        answer(office, extension_id, granted=True)
    assert ways.codes(refused) == ["extension.no_date"]
    with pytest.raises(Refused) as refused:
        answer(office, extension_id, granted=True, due_on=date(2026, 8, 31))
    assert ways.codes(refused) == ["extension.too_long"]
    answer(office, extension_id, granted=True, due_on=date(2026, 7, 10))
    first.refresh_from_db()
    assert (first.due_on, first.closed_reason) == (date(2026, 6, 30), "superseded")
    (second,) = ways.owed(item, "conclude")
    assert (second.due_on, second.predecessor_id) == (date(2026, 7, 10), first.pk)
    item = ways.fresh(item)
    assert (item.due_on_original, item.due_on) == (date(2026, 6, 30), date(2026, 7, 10))
    assert not ways.owed(item, "decide_extension")
    assert verification.verify().is_whole


def test_a_longer_date_calls_for_the_turns_in_between(office: Office) -> None:
    item = office.running(due_on=date(2026, 4, 30))
    assert ways.owed(item, "report")[-1].period == "2026-04"
    answer(office, ask(office, item, date(2026, 5, 29)), granted=True, due_on=date(2026, 5, 29))
    assert [duty.period for duty in ways.owed(item, "report")] == ["", "2026-03", "2026-04", "2026-05"]


def test_a_refused_extension_needs_a_reason_and_moves_nothing(office: Office) -> None:
    item = office.running()
    extension_id = ask(office, item, date(2026, 7, 15))
    with pytest.raises(Refused) as refused:
        answer(office, extension_id, granted=False)
    assert ways.codes(refused) == ["reason.missing"]
    answer(office, extension_id, granted=False, reason="工期可以赶回。")
    assert ways.fresh(item).due_on == date(2026, 6, 30)
    assert Extension.objects.get(pk=extension_id).granted is False
    with pytest.raises(Refused):
        answer(office, extension_id, granted=True, due_on=date(2026, 7, 15))


def test_the_office_grants_one_extension_and_the_chief_leader_a_second(office: Office) -> None:
    item = office.running()
    answer(office, ask(office, item, date(2026, 7, 15)), granted=True, due_on=date(2026, 7, 15))
    second = ask(office, item, date(2026, 8, 10))
    with pytest.raises(Refused) as refused:
        answer(office, second, granted=True, due_on=date(2026, 8, 10))
    assert ways.codes(refused) == ["extension.second_by_leader"]
    answer(office, second, who="chief", granted=True, due_on=date(2026, 8, 10))
    assert ways.fresh(item).due_on == date(2026, 8, 10)
    with pytest.raises(Refused) as refused:
        ask(office, item, date(2026, 8, 20))
    assert ways.codes(refused) == ["extension.no_more"]


def test_a_request_falls_with_the_submission_and_stands_again_after_a_return(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()))
    extension_id = ask(office, item, date(2026, 7, 15))
    ways.submit(office, item)
    assert not ways.owed(item, "decide_extension")
    ways.send_back(office, item)
    assert len(ways.owed(item, "decide_extension")) == 1
    answer(office, extension_id, granted=True, due_on=date(2026, 7, 15))
    assert ways.owed(item, "conclude")[0].due_on == date(2026, 7, 15)


# --- a pause ------------------------------------------------------------------------------------------------------


def test_a_suspended_item_owes_nothing_and_resumes_with_its_unused_term(office: Office) -> None:
    item = office.running()
    office.later(days=4)  # Friday, 6 March
    stopped = Duty.objects.filter(item=item, met_at=None, closed_at=None).count()
    suspend(office, item, review_on=date(2026, 4, 10))
    paused = ways.fresh(item)
    assert (paused.suspended_at, paused.late_at, paused.soon_at) == (office.at, None, None)
    assert Duty.objects.filter(item=item, closed_reason="suspended").count() == stopped
    with pytest.raises(Refused) as refused:
        ways.report(office, item)
    assert ways.codes(refused) == ["item.is_suspended"]
    office.later(days=28)  # Friday, 3 April
    resume(office, item)
    item = ways.fresh(item)
    (end,) = ways.owed(item, "conclude")
    assert end.due_on == item.due_on == date(2026, 7, 28)  # 116 days were left
    assert item.due_on_original == date(2026, 6, 30)
    assert end.predecessor is not None
    assert end.predecessor.closed_reason == "suspended"
    assert Suspension.objects.get(item=item).ended_at == office.at
    # The first report had three days left; March went by in the pause and is not owed.
    assert [(duty.period, duty.due_on) for duty in ways.owed(item, "report")[:2]] == [
        ("", date(2026, 4, 7)),  # Monday, 6 April is the day of Qingming
        ("2026-04", date(2026, 4, 27)),  # the 25th is a Saturday
    ]
    assert verification.verify().is_whole


def test_lateness_that_had_run_stays_as_long_as_it_was(office: Office) -> None:
    item = matter(office)
    office.later(days=10)  # three days late
    suspend(office, item)
    office.later(days=20)
    resume(office, item)
    (end,) = ways.owed(item, "conclude")
    assert local(office.at).date() - end.due_on == timedelta(days=3)
    assert end.due_at <= office.at
    assert ways.fresh(item).late_at is not None


def test_only_the_director_suspends_with_a_reason_and_a_day_ahead(office: Office) -> None:
    item = office.running()
    for who, reason, review_on, expected in (
        ("clerk", "规划调整。", date(2026, 4, 1), ["access.role"]),
        ("director", " ", date(2026, 3, 2), ["reason.missing", "suspend.review_past"]),
    ):
        with pytest.raises(Refused) as refused:
            operations.suspend(
                actor=office.actor(who), at=office.at, item_id=item.pk, version=item.version,
                reason=reason, review_on=review_on,
            )  # fmt: skip
        assert ways.codes(refused) == expected
    with pytest.raises(Refused) as refused:
        resume(office, item)
    assert ways.codes(refused) == ["resume.not_suspended"]
    suspend(office, item)
    with pytest.raises(Refused) as refused:
        suspend(office, item)
    assert ways.codes(refused) == ["item.is_suspended"]


# --- an end -------------------------------------------------------------------------------------------------------


def test_a_withdrawn_item_owes_nothing_and_keeps_its_number(office: Office) -> None:
    item = office.running()
    suspend(office, item)
    version = ways.fresh(item).version
    with pytest.raises(Refused) as refused:
        operations.withdraw(actor=office.actor("director"), at=office.at, item_id=item.pk, version=version, reason="")
    assert ways.codes(refused) == ["reason.missing"]
    operations.withdraw(actor=office.actor("director"), at=office.at, item_id=item.pk, version=version, reason="撤项。")
    item = ways.fresh(item)
    assert (item.state, item.suspended_at, item.late_at) == ("withdrawn", None, None)
    assert not Duty.objects.filter(item=item, met_at=None, closed_at=None).exists()
    assert office.open().number != item.number
    with pytest.raises(Refused) as refused:
        ways.report(office, item)
    assert ways.codes(refused) == ["state.not_now"]


def test_what_is_struck_off_is_reopened_not_withdrawn(office: Office) -> None:
    item = ways.closed(office)
    with pytest.raises(Refused) as refused:
        operations.withdraw(
            actor=office.actor("director"), at=office.at, item_id=item.pk, version=item.version, reason="撤项。"
        )
    assert ways.codes(refused) == ["state.not_now"]


def test_every_change_tells_its_reason_in_the_log(office: Office) -> None:
    item = office.running()
    moments: list[datetime] = []
    suspend(office, item)
    moments.append(office.later(days=1))
    resume(office, item)
    told = record.events(stream=f"item:{item.number}", as_of=moments[-1])
    assert [(event.type, event.payload.get("reason")) for event in told[-2:]] == [
        ("item.suspended", "省里调整规划。"), ("item.resumed", None),
    ]  # fmt: skip
