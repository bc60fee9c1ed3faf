"""Ways in which somebody might look better than he is: each is shut, and the honest way beside it stays open."""

from datetime import date
from typing import Any

import pytest
from tests.ledger import ways
from tests.ledger.office import Office

from luoshi.ledger import operations, queries
from luoshi.ledger.models import Item
from luoshi.org import operations as org
from luoshi.org import queries as people
from luoshi.org.access import Actor
from luoshi.record.refusals import Refused

JUNE, JULY, AUGUST = date(2026, 6, 30), date(2026, 7, 15), date(2026, 8, 10)


def complex_matter(office: Office) -> Item:
    """A complex matter under 13710: a month, until Thursday 2 April, or a dated plan."""
    return office.running(
        kind="matter", clock="13710", due_on=None, assignments=office.lines(co=()), choices={"complexity": "complex"}
    )


def hand_in(office: Office, item: Item, *dates: date) -> int:
    return operations.hand_in_plan(
        actor=office.actor("lead"), at=office.at, item_id=item.pk, nodes=ways.nodes(*dates), note=""
    )


def approve(office: Office, plan_id: int) -> None:
    operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan_id)


def time_of(office: Office, item: Item) -> str:
    """The time light of the item now."""
    return queries.item_page(office.actor("director"), item.pk, as_of=office.at).line.light.time


def granted(office: Office, item: Item, until: date, who: str = "director") -> None:
    asked = operations.ask_extension(
        actor=office.actor("head"), at=office.at, item_id=item.pk, until=until, reason="汛期不能施工。"
    )
    operations.decide_extension(
        actor=office.actor(who), at=office.at, extension_id=asked, granted=True, due_on=until, reason=""
    )


# --- the date -----------------------------------------------------------------------------------------------------


def test_a_plan_that_comes_after_the_month_is_over_does_not_move_the_date(office: Office) -> None:
    item = complex_matter(office)
    office.later(days=40)
    with pytest.raises(Refused) as refused:
        hand_in(office, item, JUNE)
    assert ways.codes(refused) == ["plan.node_after_due"]
    in_time = complex_matter(office)
    assert hand_in(office, in_time, JUNE)


def test_a_plan_in_time_counts_though_its_leader_answers_late(office: Office) -> None:
    item = complex_matter(office)
    office.later(days=30)
    plan_id = hand_in(office, item, JUNE)
    office.later(days=10)
    approve(office, plan_id)
    assert ways.fresh(item).due_on == JUNE


def test_a_second_plan_does_not_move_the_date_that_the_first_has_set(office: Office) -> None:
    item = complex_matter(office)
    approve(office, hand_in(office, item, JUNE))
    with pytest.raises(Refused) as refused:
        hand_in(office, item, date(2026, 12, 31))
    assert ways.codes(refused) == ["plan.node_after_due"]
    approve(office, hand_in(office, item, date(2026, 5, 15), date(2026, 6, 20)))
    assert ways.fresh(item).due_on == JUNE


def test_a_second_extension_is_granted_by_whom_the_kind_names(office: Office) -> None:
    item = office.running()
    granted(office, item, JULY)
    with pytest.raises(Refused) as refused:
        granted(office, item, AUGUST, who="vice_mayor")
    assert ways.codes(refused) == ["extension.second_by_leader"]


def test_an_item_that_began_anew_has_the_term_of_its_new_date(office: Office) -> None:
    item = office.running(due_on=date(2026, 3, 20))
    office.later(days=30)
    operations.reassign(
        actor=office.actor("director"), at=office.at, item_id=item.pk, version=ways.fresh(item).version,
        unit_id=office.cast.unit("forestry"), reason="机构改革，职责划转。", due_on=date(2026, 5, 29),
    )  # fmt: skip
    office.later(days=2)
    made = operations.object_to(
        actor=office.actor("stranger"), at=office.at, item_id=item.pk, reason="不是我局职责。",
        duty_basis="三定规定第三条", suggested_unit_id=office.cast.unit("finance"),
    )  # fmt: skip
    assert made  # 58 days: five working days to object, not one


# --- the light ----------------------------------------------------------------------------------------------------


def test_handing_in_late_does_not_put_the_light_out(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()), due_on=date(2026, 3, 20))
    ways.report(office, item)
    operations.sign_for(actor=office.actor("lead"), at=office.at, item_id=item.pk)
    office.later(days=20)
    assert time_of(office, item) == "late"
    ways.submit(office, item)
    assert time_of(office, item) == "late"
    office.later(days=30)
    assert time_of(office, item) == "late"  # the office's own days do not make it worse
    ways.verify(office, item)
    assert time_of(office, item) == "late"
    ways.conclude(office, item)
    assert time_of(office, item) == "done_late"


def test_handing_in_on_the_last_day_is_in_time_however_long_the_office_looks(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()), due_on=date(2026, 3, 20))
    office.later(days=18, hours=14)  # 23:00 of the last day
    ways.submit(office, item)
    office.later(days=30)
    assert time_of(office, item) == "normal"
    ways.send_back(office, item)
    assert time_of(office, item) == "severe"


def test_what_was_taken_back_is_not_ahead_of_its_plan(office: Office) -> None:
    item = office.running(kind="report_task", assignments=office.lines(co=()), due_on=date(2026, 12, 31))
    ways.report(office, item, progress=10_000)
    ways.submit(office, item)
    ways.verify(office, item)
    ways.conclude(office, item)
    ways.strike_off(office, item)
    office.later(days=40)
    operations.recheck(
        actor=office.actor("clerk"), at=office.at, item_id=item.pk, kept=False, note="现场没有建成。", method="on_site"
    )
    again = ways.fresh(item)
    assert (again.progress_claimed, again.progress_verified) == (None, None)
    assert queries.item_page(office.actor("director"), item.pk, as_of=office.at).line.light.pace != "ahead"


def test_a_return_takes_the_passed_look_back(office: Office) -> None:
    item = office.running(kind="report_task", assignments=office.lines(co=()), due_on=date(2026, 12, 31))
    ways.report(office, item, progress=3_000)
    ways.submit(office, item)
    ways.verify(office, item)
    ways.send_back(office, item)
    assert ways.fresh(item).progress_verified is None
    ways.submit(office, item)
    ways.verify(office, item, passed=False, note="只完成六成。", progress=6_000)
    ways.send_back(office, item)
    assert ways.fresh(item).progress_verified == 6_000


def test_a_reopened_item_with_a_plan_goes_on(office: Office) -> None:
    item = complex_matter(office)
    approve(office, hand_in(office, item, date(2026, 3, 20)))
    node = queries.item_page(office.actor("director"), item.pk, as_of=office.at).plans[-1].nodes[0]
    office.later(days=10)
    ways.report(office, item, node_ids=(node.id,))
    ways.submit(office, item)
    ways.verify(office, item)
    ways.conclude(office, item)
    office.later(days=60)
    operations.reopen(
        actor=office.actor("director"), at=office.at, item_id=item.pk, version=ways.fresh(item).version,
        reason="群众反映没有解决。",
    )  # fmt: skip
    again = ways.fresh(item)
    assert again.state == "open"
    assert again.due_on is not None
    assert again.due_on > office.at.date()


# --- who looks ----------------------------------------------------------------------------------------------------


def sits_as(office: Office, who: str, post: str) -> Actor:
    """This person of the cast, on another's post that she stands in for today."""
    today = office.at.date()
    org.name_stand_in(
        actor=office.cast.founder, at=office.at, post_id=office.cast.post(post), by_post_id=office.cast.post(who),
        valid_from=today,
    )  # fmt: skip
    mine = people.actors_for(office.cast.person(who), office.at)
    return next(actor for actor in mine if actor.post_id == office.cast.post(post))


@pytest.mark.parametrize("who", ["lead", "co"])
def test_nobody_looks_at_the_work_of_her_own_unit_as_a_stand_in(office: Office, who: str) -> None:
    item = ways.submitted(office)
    lent: dict[str, Any] = {"actor": sits_as(office, who, "clerk"), "at": office.at, "item_id": item.pk}
    with pytest.raises(Refused) as refused:
        operations.verify(**lent, method="paper", passed=True)
    assert "verify.inside" in ways.codes(refused)
    ways.verify(office, item)


def test_whoever_reported_does_not_look_when_she_has_moved_to_the_supervision_office(office: Office) -> None:
    item = ways.submitted(office)
    today, post = office.at.date(), office.cast.post("clerk")
    for left in (post, office.cast.post("co")):
        org.relieve(actor=office.cast.founder, at=office.at, post_id=left, on=today)
    mover = office.cast.person("co")
    org.appoint(actor=office.cast.founder, at=office.at, post_id=post, person_id=mover, on=today)
    (moved,) = people.actors_for(mover, office.at)
    with pytest.raises(Refused) as refused:
        operations.verify(actor=moved, at=office.at, item_id=item.pk, method="paper", passed=True)
    assert ways.codes(refused) == ["verify.signer"]


def test_a_target_is_not_lowered_once_it_was_issued(office: Office) -> None:
    task: dict[str, Any] = {"kind": "report_task", "assignments": office.lines(co=()), "due_on": date(2026, 12, 31)}
    facts = {"indicator": "新建公办园", "target": "8", "target_unit": "所"}
    draft = office.open(**task, facts=facts)
    clerk = office.actor("clerk")

    def correct(item: Item, **changed: str) -> None:
        operations.edit_item(
            actor=clerk, at=office.at, item_id=item.pk, version=item.version, changes={"facts": facts | changed}
        )

    correct(draft, target="9")
    issued = office.hand_over(ways.fresh(draft))
    with pytest.raises(Refused) as refused:
        correct(issued, target="3")
    assert ways.codes(refused) == ["edit.as_issued"]
    correct(issued, target="9", aspect="学前教育")
    assert ways.fresh(issued).facts["aspect"] == "学前教育"
