"""The plan of the lead unit: handed in, returned, approved; its nodes are owed one by one."""

from datetime import date
from typing import Any

import pytest
from tests.ledger import ways
from tests.ledger.office import Office

from luoshi.ledger import operations
from luoshi.ledger.models import Duty, Item, Node, Plan
from luoshi.ledger.operations import NodeSpec
from luoshi.org import operations as org
from luoshi.org import queries as people
from luoshi.record import queries as record
from luoshi.record import verification
from luoshi.record.refusals import Refused

APRIL, JUNE = date(2026, 4, 30), date(2026, 6, 15)


def task(office: Office, **changes: Any) -> Item:
    """A task of the work report, which owes a plan within nine days."""
    return office.running(kind="report_task", assignments=office.lines(co=()), due_on=date(2026, 12, 31), **changes)


def hand_in(office: Office, item: Item, nodes: list[NodeSpec], who: str = "lead") -> int:
    return operations.hand_in_plan(actor=office.actor(who), at=office.at, item_id=item.pk, nodes=nodes, note="分两步走")


def test_a_plan_meets_the_duty_and_asks_the_leader_in_charge(office: Office) -> None:
    item = task(office)
    assert ways.owed(item, "plan")[0].due_on == date(2026, 3, 11)
    office.later(days=2)
    plan_id = hand_in(office, item, ways.nodes(APRIL, JUNE))
    assert not ways.owed(item, "plan")
    (answer,) = ways.owed(item, "approve_plan")
    assert (answer.unit_id, answer.post_id) == (office.cast.unit("leadership"), office.cast.post("vice_mayor"))
    assert answer.due_on == date(2026, 3, 9)
    assert Plan.objects.get(pk=plan_id).ordinal == 1
    last = record.events(stream=f"item:{item.number}", as_of=office.at)[-1]
    assert [node["due_on"] for node in last.payload["nodes"]] == ["2026-04-30", "2026-06-15"]


def test_an_approved_plan_is_the_baseline_and_each_node_is_owed(office: Office) -> None:
    item = task(office)
    plan_id = hand_in(office, item, ways.nodes(APRIL, JUNE))
    office.later(days=1)
    operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id)
    assert [duty.due_on for duty in ways.owed(item, "node")] == [APRIL, JUNE]
    assert not ways.owed(item, "approve_plan")
    assert Plan.objects.get(pk=plan_id).approved_by == office.actor("vice_mayor").ref
    assert ways.fresh(item).due_on == date(2026, 12, 31)  # a report task keeps its own date
    assert verification.verify().is_whole


def test_the_secretary_approves_on_behalf_of_the_vice_mayor(office: Office) -> None:
    plan_id = hand_in(office, task(office), ways.nodes(APRIL))
    mine = people.actors_for(office.cast.person("secretary"), office.at)
    secretary = next(actor for actor in mine if actor.on_behalf_of)
    operations.approve_plan(actor=secretary, at=office.at, plan_id=plan_id)
    number = Plan.objects.get(pk=plan_id).item.number
    last = record.events(stream=f"item:{number}", as_of=office.at)[-1]
    assert (last.actor, last.on_behalf_of) == (secretary.ref, f"post:{office.cast.post('vice_mayor')}")


@pytest.mark.parametrize(
    ("who", "code"),
    [("lead", "access.role"), ("clerk", "access.role"), ("head", "access.role"), ("auditor", "record.not_visible")],
)
def test_nobody_but_a_leader_answers_a_plan(office: Office, who: str, code: str) -> None:
    plan_id = hand_in(office, task(office), ways.nodes(APRIL))
    with pytest.raises(Refused) as refused:
        operations.approve_plan(actor=office.actor(who), at=office.at, plan_id=plan_id)
    assert ways.codes(refused) == [code]
    operations.approve_plan(actor=office.actor("chief"), at=office.at, plan_id=plan_id)


def test_the_leader_of_other_units_does_not_answer(office: Office) -> None:
    item = office.running(kind="report_task", assignments=office.lines(lead="forestry", co=()))
    plan_id = hand_in(office, item, ways.nodes(APRIL), who="stranger")
    # No leader is entered for forestry: the supervision office puts the plan to one.
    assert ways.owed(item, "approve_plan")[0].unit_id == office.cast.unit("office")
    with pytest.raises(Refused) as refused:
        operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id)
    assert ways.codes(refused) == ["record.not_visible"]
    org.give_division(
        actor=office.cast.founder, at=office.at, leader_post_id=office.cast.post("vice_mayor"),
        unit_id=office.cast.unit("forestry"), on=office.at.date(),
    )  # fmt: skip
    operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id)


def test_a_plan_without_nodes_titles_sense_or_future_is_refused_with_all_reasons(office: Office) -> None:
    item = task(office)
    with pytest.raises(Refused) as refused:
        hand_in(office, item, [])
    assert ways.codes(refused) == ["plan.no_nodes"]
    bad = [
        NodeSpec(title=" ", due_on=date(2026, 2, 1), weight=3_000),
        NodeSpec(title="完工", due_on=date(2027, 2, 1), weight=3_000),
    ]
    with pytest.raises(Refused) as refused:
        hand_in(office, item, bad)
    assert ways.codes(refused) == [
        "plan.node_without_title", "plan.weights", "plan.node_past", "plan.node_after_due",
    ]  # fmt: skip
    assert not Plan.objects.exists()
    good = [NodeSpec(title="开工", due_on=APRIL, weight=4_000), NodeSpec(title="完工", due_on=JUNE, weight=6_000)]
    assert hand_in(office, item, good)


def test_one_plan_waits_at_a_time_and_is_answered_once(office: Office) -> None:
    item = task(office)
    first = hand_in(office, item, ways.nodes(APRIL))
    with pytest.raises(Refused) as refused:
        hand_in(office, item, ways.nodes(JUNE))
    assert ways.codes(refused) == ["plan.waiting"]
    operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=first)
    with pytest.raises(Refused) as refused:
        operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=first)
    assert ways.codes(refused) == ["plan.none_waiting"]
    second = hand_in(office, item, ways.nodes(JUNE))
    with pytest.raises(Refused) as refused:
        operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=first)
    assert ways.codes(refused) == ["plan.answered"]
    operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=second)


def test_a_later_plan_replaces_the_one_in_force(office: Office) -> None:
    item = task(office)
    for day in (APRIL, JUNE):
        plan_id = hand_in(office, item, ways.nodes(day))
        office.later(days=1)
        operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id)
    assert [plan.replaced_at is not None for plan in Plan.objects.order_by("ordinal")] == [True, False]
    assert [duty.due_on for duty in ways.owed(item, "node")] == [JUNE]
    assert Duty.objects.get(item=item, act="node", due_on=APRIL).closed_reason == "superseded"


def test_a_returned_plan_is_owed_again_without_the_leaders_days(office: Office) -> None:
    item = task(office)
    first = ways.owed(item, "plan")[0]
    office.later(days=2)
    plan_id = hand_in(office, item, ways.nodes(APRIL))
    office.later(days=4)
    with pytest.raises(Refused) as refused:
        operations.return_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id, reason="")
    assert ways.codes(refused) == ["reason.missing"]
    operations.return_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id, reason="节点太少。")
    (again,) = ways.owed(item, "plan")
    assert again.predecessor_id == first.pk
    assert again.due_on == date(2026, 3, 16)  # seven days were left on Wednesday; Sunday the 15th rolls
    assert not ways.owed(item, "approve_plan")
    assert hand_in(office, item, ways.nodes(APRIL, JUNE))
    assert Plan.objects.order_by("ordinal").last().ordinal == 2  # type: ignore[union-attr]


def test_a_plan_returned_on_its_last_day_leaves_a_working_day(office: Office) -> None:
    item = task(office)
    office.later(days=9)
    plan_id = hand_in(office, item, ways.nodes(APRIL))
    office.later(days=2)
    operations.return_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id, reason="责任岗位不清。")
    assert ways.owed(item, "plan")[0].due_on == date(2026, 3, 16)


def test_a_complex_matter_follows_the_last_node_of_its_plan(office: Office) -> None:
    item = office.running(
        kind="matter", clock="13710", due_on=None, assignments=office.lines(co=()), choices={"complexity": "complex"}
    )
    month = ways.owed(item, "conclude")[0]
    assert month.due_on == item.due_on == date(2026, 4, 2)
    plan_id = hand_in(office, item, ways.nodes(APRIL, JUNE))
    operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id)
    month.refresh_from_db()
    assert (month.closed_reason, month.due_on) == ("superseded", date(2026, 4, 2))
    (follows,) = ways.owed(item, "conclude")
    assert (follows.due_on, follows.predecessor_id) == (JUNE, month.pk)
    item = ways.fresh(item)
    assert (item.due_on_original, item.due_on) == (date(2026, 4, 2), JUNE)


def test_an_ordinary_matter_has_no_plan_instead_of_its_term(office: Office) -> None:
    item = office.running(
        kind="matter", clock="13710", due_on=None, assignments=office.lines(co=()), choices={"complexity": "ordinary"}
    )
    with pytest.raises(Refused) as refused:
        hand_in(office, item, ways.nodes(APRIL))
    assert ways.codes(refused) == ["plan.node_after_due"]
    hand_in(office, item, ways.nodes(date(2026, 3, 6)))


def test_a_node_binds_to_a_post(office: Office) -> None:
    item = task(office)
    post = office.cast.post("lead")
    plan_id = hand_in(office, item, [NodeSpec(title="开工", due_on=APRIL, post_id=post, standard="施工许可证")])
    operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id)
    assert ways.owed(item, "node")[0].post_id == post
    assert Node.objects.get(plan=plan_id).standard == "施工许可证"
