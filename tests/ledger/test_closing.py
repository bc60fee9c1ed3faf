"""How an item ends: asked for, looked at from outside, concluded, struck off, opened again."""

from datetime import date

import pytest
from tests.ledger import ways
from tests.ledger.office import Office

from luoshi.ledger import operations, queries
from luoshi.ledger.models import Conclusion, Duty, ItemVersion, Node, Report, Verification
from luoshi.org import operations as org
from luoshi.org import queries as people
from luoshi.record import queries as record
from luoshi.record import verification
from luoshi.record.refusals import Conflict, NotVisible, Refused


def told(office: Office, number: str) -> list[str]:
    return [event.type for event in record.events(stream=f"item:{number}", as_of=office.at)]


# --- all the way --------------------------------------------------------------------------------------------------


def test_an_item_goes_all_the_way_and_the_log_holds(office: Office) -> None:
    item = ways.closed(office)
    assert (item.state, item.grade, item.done_late) == ("closed", "good", False)
    assert item.progress_verified == 10_000
    assert item.late_at is None
    assert not Duty.objects.filter(item=item, met_at=None, closed_at=None).exists()
    assert told(office, item.number)[-5:] == [
        "part.finished", "item.submitted", "item.verified", "item.concluded", "item.struck_off",
    ]  # fmt: skip
    assert verification.verify().is_whole


def test_every_past_day_of_an_ended_item_has_one_line(office: Office) -> None:
    item = ways.closed(office)
    lines = list(ItemVersion.objects.filter(item=item).order_by("recorded_from"))
    assert [line.recorded_to for line in lines] == [*(line.recorded_from for line in lines[1:]), None]
    assert [line.state for line in lines][-3:] == ["submitted", "concluded", "closed"]


# --- asking to conclude -------------------------------------------------------------------------------------------


def test_submitting_meets_the_duty_to_conclude_and_puts_the_office_on_the_clock(office: Office) -> None:
    item = ways.submitted(office)
    assert item.state == "submitted"
    met = Duty.objects.get(item=item, act="conclude")
    assert met.met_at == office.at
    look = ways.owed(item, "verify")[0]
    assert look.unit_id == office.cast.unit("office")
    assert look.due_on == date(2026, 3, 6)  # three working days after Tuesday, 3 March
    assert item.late_at is None  # nothing runs against the unit while the office looks
    assert Report.objects.get(item=item, kind="submission").evidence.count() == 1


def test_a_submission_is_refused_with_every_reason_at_once_and_changes_nothing(office: Office) -> None:
    item = office.running()
    size = record.head().size
    with pytest.raises(Refused) as refused:
        operations.submit(actor=office.actor("lead"), at=office.at, item_id=item.pk, statement=" ")
    assert ways.codes(refused) == [
        "head.must_sign", "submit.no_statement", "submit.part_open", "submit.no_evidence",
    ]  # fmt: skip
    assert ways.fresh(item).version == item.version
    assert record.head().size == size


def test_only_the_lead_unit_submits(office: Office) -> None:
    item = office.running()
    ways.finish_part(office, item)
    files = [ways.kept(office)]
    with pytest.raises(Refused) as refused:
        operations.submit(
            actor=office.actor("co_head"), at=office.at, item_id=item.pk, statement="已完成。", files=files
        )
    assert ways.codes(refused) == ["access.lead"]
    ways.submit(office, item)
    with pytest.raises(Refused) as refused:
        ways.submit(office, item)
    assert ways.codes(refused) == ["state.not_now"]


def test_an_unreached_node_holds_the_submission_back(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()))
    plan_id = operations.hand_in_plan(
        actor=office.actor("lead"), at=office.at, item_id=item.pk, nodes=ways.nodes(date(2026, 4, 30))
    )
    operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id)
    with pytest.raises(Refused) as refused:
        ways.submit(office, item)
    assert ways.codes(refused) == ["submit.node_open"]
    ways.report(office, item, node_ids=[Node.objects.get(plan=plan_id).pk])
    ways.submit(office, item)
    assert ways.fresh(item).state == "submitted"


def test_what_must_never_happen_is_watched_and_never_completed(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()), term_class="standing", title="决不允许发生规模性返贫")
    ways.report(office, item)
    with pytest.raises(Refused) as refused:
        ways.submit(office, item)
    assert ways.codes(refused) == ["submit.standing_watch"]
    other = office.running(assignments=office.lines(co=()), term_class="long_term")
    ways.submit(office, other)
    assert ways.fresh(other).state == "submitted"


def test_evidence_must_be_a_kept_file(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()))
    with pytest.raises(Refused) as refused:
        ways.submit(office, item, files=[("0" * 64, "照片.png")])
    assert ways.codes(refused) == ["evidence.not_kept"]


# --- looking ------------------------------------------------------------------------------------------------------


def test_whoever_looks_has_no_part_and_did_not_sign(office: Office) -> None:
    item = ways.submitted(office)
    with pytest.raises(Refused) as refused:
        ways.verify(office, item, who="lead")
    assert ways.codes(refused)[0] == "access.role"
    # The head of the lead unit moves to the supervision office: she may not look at what she signed.
    post = office.cast.post("clerk")
    for left in (post, office.cast.post("head")):
        org.relieve(actor=office.cast.founder, at=office.at, post_id=left, on=office.at.date())
    org.appoint(
        actor=office.cast.founder, at=office.at, post_id=post, person_id=office.cast.person("head"), on=office.at.date()
    )
    moved = next(one for one in people.actors_for(office.cast.person("head"), office.at) if one.post_id == post)
    with pytest.raises(Refused) as refused:
        operations.verify(actor=moved, at=office.at, item_id=item.pk, method="paper", passed=True)
    assert ways.codes(refused) == ["verify.signer"]
    ways.verify(office, item, who="director")
    assert Verification.objects.get(item=item).passed


def test_a_look_has_a_method_and_a_failed_one_says_why(office: Office) -> None:
    item = ways.submitted(office)
    with pytest.raises(Refused) as refused:
        ways.verify(office, item, method="hearsay", passed=False, progress=12_000)
    assert ways.codes(refused) == ["verify.no_method", "verify.no_note", "report.progress_range"]
    ways.verify(office, item, passed=False, note="门窗没有装完。", progress=8_000)
    assert ways.fresh(item).progress_verified == 8_000
    assert ways.owed(item, "verify"), "a look alone decides nothing"


@pytest.mark.parametrize(("passed", "verb"), [(True, "conclude"), (False, "return_item")])
def test_a_submission_that_was_looked_at_stays_on_the_offices_desk_until_it_is_decided(
    office: Office, passed: bool, verb: str
) -> None:
    item = ways.submitted(office)
    ways.verify(office, item, passed=passed, note="看过。")
    desk = queries.desk(office.actor("director"), as_of=office.at)
    assert [one.verb for one in desk.owed if one.line.id == item.pk] == [verb]
    office.later(hours=1)
    if passed:
        ways.conclude(office, item)
    else:
        ways.send_back(office, item)
    assert not ways.owed(item, "verify")


# --- returning ----------------------------------------------------------------------------------------------------


def test_a_return_owes_the_same_date_again_and_counts(office: Office) -> None:
    item = ways.submitted(office)
    office.later(days=2)
    ways.send_back(office, item)
    item = ways.fresh(item)
    assert item.state == "open"
    first = Duty.objects.get(item=item, act="conclude", met_at__isnull=False)
    again = ways.owed(item, "conclude")[0]
    assert (again.predecessor_id, again.due_on, again.due_at) == (first.pk, first.due_on, first.due_at)
    assert again.opened_at == office.at
    office.later(days=1)
    ways.submit(office, item)
    office.later(days=1)
    ways.send_back(office, item)
    last = record.events(stream=f"item:{item.number}", as_of=office.at)[-1]
    assert (last.type, last.payload["times"]) == ("item.returned", 2)


def test_a_return_after_the_due_date_is_late_at_once(office: Office) -> None:
    item = office.running(
        kind="matter", clock="13710", due_on=None, assignments=office.lines(co=()), choices={"complexity": "ordinary"}
    )
    assert item.due_on == date(2026, 3, 9)
    office.later(days=7, hours=8)
    ways.report(office, item)
    ways.submit(office, item)
    office.later(days=2)
    ways.send_back(office, item)
    item = ways.fresh(item)
    assert item.late_at is not None
    assert item.late_at <= office.at
    ways.submit(office, item)
    ways.verify(office, item)
    ways.conclude(office, item)
    assert ways.fresh(item).done_late


def test_a_return_says_why_and_sees_the_present_version(office: Office) -> None:
    item = ways.submitted(office)
    with pytest.raises(Refused) as refused:
        ways.send_back(office, item, reason=" ")
    assert ways.codes(refused) == ["reason.missing"]
    with pytest.raises(Conflict) as stale:
        operations.return_item(
            actor=office.actor("clerk"), at=office.at, item_id=item.pk, version=item.version - 1, reason="不实。"
        )
    assert (stale.value.seen, stale.value.now) == (item.version - 1, item.version)
    ways.send_back(office, item)


# --- concluding and striking off ----------------------------------------------------------------------------------


def test_nothing_ends_unseen_ungraded_or_after_a_failed_look(office: Office) -> None:
    item = ways.submitted(office)
    with pytest.raises(Refused) as refused:
        ways.conclude(office, item, grade="splendid")
    assert ways.codes(refused) == ["conclude.not_verified", "conclude.no_grade"]
    ways.verify(office, item, passed=False, note="没有开园。")
    with pytest.raises(Refused) as refused:
        ways.conclude(office, item)
    assert ways.codes(refused) == ["conclude.failed_verification"]
    ways.verify(office, item)
    ways.conclude(office, item, grade="excellent")
    assert ways.fresh(item).grade == "excellent"


def test_a_look_at_an_earlier_submission_does_not_count_for_the_next(office: Office) -> None:
    item = ways.submitted(office)
    ways.verify(office, item)
    ways.send_back(office, item)
    office.later(days=1)
    ways.submit(office, item)
    with pytest.raises(Refused) as refused:
        ways.conclude(office, item)
    assert ways.codes(refused) == ["conclude.not_verified"]


def test_two_who_conclude_make_one_conclusion(office: Office) -> None:
    item = ways.submitted(office)
    ways.verify(office, item)
    seen = ways.fresh(item).version
    operations.conclude(actor=office.actor("clerk"), at=office.at, item_id=item.pk, version=seen, grade="good")
    with pytest.raises(Conflict):
        operations.conclude(actor=office.actor("director"), at=office.at, item_id=item.pk, version=seen, grade="pass")
    assert Conclusion.objects.get(item=item).grade == "good"


def test_concluding_cancels_what_is_left_and_owes_the_striking_off(office: Office) -> None:
    item = ways.submitted(office)
    ways.verify(office, item)
    left = Duty.objects.filter(item=item, met_at=None, closed_at=None).count()
    assert left > 1  # the monthly reports that were laid out
    ways.conclude(office, item)
    (last,) = Duty.objects.filter(item=item, met_at=None, closed_at=None)
    assert (last.act, last.unit_id) == ("strike_off", office.cast.unit("office"))
    assert last.due_on == date(2026, 3, 10)


def test_the_clerk_proposes_and_the_director_strikes_off(office: Office) -> None:
    item = ways.submitted(office)
    ways.verify(office, item)
    ways.conclude(office, item)
    version = ways.fresh(item).version
    with pytest.raises(Refused) as refused:
        operations.strike_off(actor=office.actor("clerk"), at=office.at, item_id=item.pk, version=version)
    assert ways.codes(refused) == ["access.role"]
    ways.strike_off(office, item)
    assert ways.fresh(item).closed_at == office.at


def test_an_instruction_ends_when_its_leader_has_no_further_word(office: Office) -> None:
    item = office.running(kind="instruction", assignments=office.lines(co=()), due_on=None)
    ways.submit(office, item)
    ways.verify(office, item)
    ways.conclude(office, item)
    with pytest.raises(Refused) as refused:
        ways.strike_off(office, item)
    assert ways.codes(refused) == ["strike_off.leader_not_asked"]
    ways.strike_off(office, item, no_further_word=True)
    last = record.events(stream=f"item:{item.number}", as_of=office.at)[-1]
    assert last.payload["no_further_word"] is True


# --- opening again ------------------------------------------------------------------------------------------------


def test_a_reopened_item_keeps_its_number_and_its_history_and_starts_anew(office: Office) -> None:
    item = ways.closed(office)
    office.later(days=40)
    operations.reopen(
        actor=office.actor("director"), at=office.at, item_id=item.pk, version=item.version, reason="群众反映停用。"
    )
    again = ways.fresh(item)
    assert (again.number, again.state, again.grade) == (item.number, "open", "")
    assert (again.handed_over_at, again.concluded_at, again.closed_at) == (office.at, None, None)
    assert again.due_on == date(2026, 6, 30)  # the date it was issued with still lies ahead
    ending = Conclusion.objects.get(item=item)
    assert (ending.grade, ending.revoked_reason) == ("good", "群众反映停用。")
    assert [duty.opened_at for duty in ways.owed(again, "sign")] == [office.at]
    office.later(days=1)
    ways.submit(office, again)
    ways.verify(office, again)
    ways.conclude(office, again, grade="pass")
    assert sorted(Conclusion.objects.filter(item=item).values_list("grade", flat=True)) == ["good", "pass"]
    assert verification.verify().is_whole


def test_reopening_after_the_date_takes_the_clocks_or_the_one_said(office: Office) -> None:
    first, second = ways.closed(office), ways.closed(office, title="第二件")
    office.later(days=150)
    operations.reopen(
        actor=office.actor("director"), at=office.at, item_id=first.pk, version=first.version, reason="反弹。"
    )
    assert ways.fresh(first).due_on == date(2026, 9, 16)  # 30 working days after Wednesday, 5 August
    with pytest.raises(Refused) as refused:
        operations.reopen(
            actor=office.actor("director"), at=office.at, item_id=second.pk, version=second.version, reason="反弹。",
            due_on=date(2026, 7, 1),
        )  # fmt: skip
    assert ways.codes(refused) == ["item.due_past"]
    operations.reopen(
        actor=office.actor("director"), at=office.at, item_id=second.pk, version=second.version, reason="反弹。",
        due_on=date(2026, 9, 30),
    )  # fmt: skip
    assert ways.owed(second, "conclude")[0].due_on == date(2026, 9, 30)


def test_a_recheck_keeps_or_revokes(office: Office) -> None:
    item = ways.closed(office)
    office.later(days=45)
    operations.recheck(actor=office.actor("clerk"), at=office.at, item_id=item.pk, kept=True, method="phone")
    assert ways.fresh(item).state == "closed"
    with pytest.raises(Refused) as refused:
        operations.recheck(actor=office.actor("clerk"), at=office.at, item_id=item.pk, kept=False)
    assert ways.codes(refused) == ["recheck.no_note"]
    operations.recheck(actor=office.actor("clerk"), at=office.at, item_id=item.pk, kept=False, note="已经停用。")
    assert ways.fresh(item).state == "open"
    assert Conclusion.objects.get(item=item).revoked_reason == "已经停用。"
    assert list(Verification.objects.filter(item=item, purpose="recheck").values_list("passed", flat=True)) == [
        True,
        False,
    ]


def test_nobody_acts_on_what_is_not_there(office: Office) -> None:
    with pytest.raises(NotVisible):
        operations.submit(actor=office.actor("head"), at=office.at, item_id=4711, statement="完成。")
