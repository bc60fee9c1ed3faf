"""What units say: reports that meet what is owed, evidence that is linked, parts that are done or waived."""

from datetime import date, timedelta

import pytest
from tests.ledger import ways
from tests.ledger.office import Office

from luoshi.ledger import operations
from luoshi.ledger.models import Duty, Evidence, Node, Report
from luoshi.record import messages, verification
from luoshi.record import queries as record
from luoshi.record.refusals import NotVisible, Refused


def test_a_report_in_time_meets_the_earliest_one_owed_and_no_month_to_come(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()))
    first, march = ways.owed(item, "report")[:2]
    assert (first.due_on, march.period) == (date(2026, 3, 9), "2026-03")
    office.later(days=2)
    ways.report(office, item, progress=2_000)
    first.refresh_from_db()
    assert first.met_at == office.at
    assert ways.owed(item, "report")[0].pk == march.pk
    office.later(days=1)
    ways.report(office, item)  # March has come
    april = ways.owed(item, "report")[0]
    assert april.period == "2026-04"
    office.later(days=1)
    ways.report(office, item)  # April has not: the report stands, and pays for nothing
    assert ways.owed(item, "report")[0].pk == april.pk
    assert [one.ordinal for one in Report.objects.filter(item=item).order_by("ordinal")] == [1, 2, 3]
    assert verification.verify().is_whole


def test_one_late_report_meets_all_that_fell_together_and_each_stays_late(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()))
    office.later(days=60)
    ways.report(office, item)
    met = Duty.objects.filter(item=item, act="report", met_at=office.at).order_by("due_at")
    assert [duty.period for duty in met] == ["", "2026-03", "2026-04"]
    assert all(duty.met_at >= duty.due_at for duty in met if duty.met_at)
    assert ways.owed(item, "report")[0].period == "2026-05"


def test_the_same_report_arranges_and_reports_under_13710(office: Office) -> None:
    item = office.running(kind="matter", clock="13710", due_on=None, assignments=office.lines(co=()))
    arrange, report = ways.owed(item, "arrange")[0], ways.owed(item, "report")[0]
    assert (arrange.due_on, report.due_on) == (date(2026, 3, 2), date(2026, 3, 5))
    ways.report(office, item, text="已经开会部署。")
    arrange.refresh_from_db()
    report.refresh_from_db()
    assert arrange.met_at == office.at
    assert report.met_at is None
    office.later(days=3)
    ways.report(office, item, text="采取了三项措施。")
    report.refresh_from_db()
    assert report.met_at == office.at


def test_progress_may_go_down_and_says_so(office: Office) -> None:
    item = office.running()
    ways.report(office, item, progress=4_000)
    ways.report(office, item, progress=3_000, text="部分工程返工，进度回落。")
    assert ways.fresh(item).progress_claimed == 3_000
    last = record.events(stream=f"item:{item.number}", as_of=office.at)[-1]
    assert (last.payload["progress_before"], last.payload["progress"]) == (4_000, 3_000)
    for wrong in (-1, 10_001):
        with pytest.raises(Refused) as refused:
            ways.report(office, item, progress=wrong, text=" ")
        assert ways.codes(refused) == ["report.progress_range", "report.no_text"]
    ways.report(office, item, text="无新进展")  # honest, and enough
    assert ways.fresh(item).progress_claimed == 3_000


def test_a_co_units_progress_is_not_the_items(office: Office) -> None:
    item = office.running()
    ways.report(office, item, who="co", progress=9_000)
    assert ways.fresh(item).progress_claimed is None
    with pytest.raises(Refused) as refused:
        ways.report(office, item, who="stranger")
    assert ways.codes(refused) == ["record.not_visible"]


def test_what_happened_earlier_needs_a_reason_and_makes_nothing_timely(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()))
    first = ways.owed(item, "report")[0]
    earlier = office.at + timedelta(days=2)
    office.later(days=9)
    with pytest.raises(Refused) as refused:
        ways.report(office, item, happened_at=earlier)
    assert ways.codes(refused) == ["report.happened_without_reason"]
    with pytest.raises(Refused) as refused:
        ways.report(office, item, happened_at=office.at + timedelta(days=1), happened_reason="提前报")
    assert ways.codes(refused) == ["report.happened_ahead"]
    ways.report(office, item, happened_at=earlier, happened_reason="当时断网，纸质报送。")
    first.refresh_from_db()
    assert first.met_at == office.at
    assert first.met_at >= first.due_at
    event = record.events(stream=f"item:{item.number}", as_of=office.at)[-1]
    assert (event.happened_at, event.recorded_at) == (earlier, office.at)
    assert "补录" in messages.event(event, language="zh")


def test_a_report_reaches_nodes_once_and_only_for_the_lead(office: Office) -> None:
    item = office.running()
    plan_id = operations.hand_in_plan(
        actor=office.actor("lead"),
        at=office.at,
        item_id=item.pk,
        nodes=ways.nodes(date(2026, 4, 30), date(2026, 6, 15)),
    )
    early = list(Node.objects.filter(plan=plan_id).order_by("ordinal"))
    with pytest.raises(Refused) as refused:
        ways.report(office, item, node_ids=[early[0].pk])  # not approved yet
    assert ways.codes(refused) == ["node.unknown"]
    operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id)
    with pytest.raises(Refused) as refused:
        ways.report(office, item, who="co", node_ids=[early[0].pk])
    assert ways.codes(refused) == ["node.lead_only"]
    office.later(days=10)
    ways.report(office, item, node_ids=[early[0].pk])
    assert Node.objects.get(pk=early[0].pk).done_at == office.at
    assert [duty.node_id for duty in ways.owed(item, "node")] == [early[1].pk]
    with pytest.raises(Refused) as refused:
        ways.report(office, item, node_ids=[early[0].pk])
    assert ways.codes(refused) == ["node.reached"]


def test_a_file_serves_two_items_and_is_only_noted(office: Office) -> None:
    first, second = office.running(), office.running(title="建成城西幼儿园")
    file_hash, name = ways.kept(office)
    for item in (first, second):
        operations.attach(actor=office.actor("lead"), at=office.at, item_id=item.pk, file_hash=file_hash, name=name)
    assert Evidence.objects.filter(file=file_hash).count() == 2
    noted = [record.events(stream=f"item:{item.number}", as_of=office.at)[-1].payload for item in (first, second)]
    assert [one["used_elsewhere"] for one in noted] == [[], [f"file:{file_hash}"]]


def test_evidence_is_a_kept_file_of_somebody_who_works_on_it(office: Office) -> None:
    item = office.running()
    with pytest.raises(Refused) as refused:
        operations.attach(
            actor=office.actor("co"), at=office.at, item_id=item.pk, file_hash="f" * 64, name="x.txt", node_id=99
        )
    assert ways.codes(refused) == ["node.unknown", "evidence.not_kept"]
    ways.report(office, item, files=[ways.kept(office)])
    assert Evidence.objects.get(item=item).report is not None


def test_a_co_unit_finishes_its_part_once(office: Office) -> None:
    item = office.running()
    with pytest.raises(Refused) as refused:
        operations.finish_part(actor=office.actor("lead"), at=office.at, item_id=item.pk, text="我们也算完成。")
    assert ways.codes(refused) == ["access.part"]
    ways.finish_part(office, item)
    assert Duty.objects.get(item=item, act="part").met_at == office.at
    with pytest.raises(Refused) as refused:
        ways.finish_part(office, item)
    assert ways.codes(refused) == ["finish_part.not_owed"]


@pytest.mark.parametrize("who", ["head", "clerk"])
def test_a_part_is_waived_by_the_lead_or_the_office_with_a_reason(office: Office, who: str) -> None:
    item = office.running()
    part = ways.owed(item, "part")[0]
    for stranger in ("co_head", "stranger", "vice_mayor"):
        with pytest.raises(Refused):
            operations.waive_part(actor=office.actor(stranger), at=office.at, duty_id=part.pk, reason="不需要。")
    with pytest.raises(Refused) as refused:
        operations.waive_part(actor=office.actor(who), at=office.at, duty_id=part.pk, reason="")
    assert ways.codes(refused) == ["reason.missing"]
    operations.waive_part(actor=office.actor(who), at=office.at, duty_id=part.pk, reason="资金已由省里安排。")
    part.refresh_from_db()
    assert (part.closed_at, part.closed_reason) == (office.at, "waived")
    with pytest.raises(Refused) as refused:
        operations.waive_part(actor=office.actor(who), at=office.at, duty_id=part.pk, reason="再来一次。")
    assert ways.codes(refused) == ["waive_part.not_owed"]
    ways.submit(office, item)


def test_only_parts_are_waived(office: Office) -> None:
    item = office.running()
    with pytest.raises(NotVisible):
        operations.waive_part(
            actor=office.actor("clerk"), at=office.at, duty_id=ways.owed(item, "conclude")[0].pk, reason="算了。"
        )


def test_reports_and_parts_never_conflict_with_a_decision_in_between(office: Office) -> None:
    item = office.running()
    seen = item.version
    ways.report(office, item)
    ways.report(office, item, who="co")
    ways.finish_part(office, item)
    assert ways.fresh(item).version > seen
    ways.submit(office, item)
