"""Posts and persons: items bind to posts, so successors and stand-ins take over by the calendar alone."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast

from luoshi.org import operations, queries
from luoshi.org.models import Tenure
from luoshi.org.operations import PostSpec, StaffSpec
from luoshi.record import queries as record
from luoshi.record.refusals import Refused

APRIL = date(2026, 4, 1)
BEFORE = datetime.fromisoformat("2026-03-31T23:59:00+08:00")
FIRST_DAY = datetime.fromisoformat("2026-04-01T00:00:00+08:00")
BACK = datetime.fromisoformat("2026-04-08T08:30:00+08:00")


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def _person(cast: Cast, at: datetime, name: str = "新来的") -> int:
    return operations.register_person(actor=cast.founder, at=at, name=name)


def test_a_successor_answers_from_her_first_day(county: Cast, at: datetime) -> None:
    post_id, new = county.post("lead"), _person(county, at)
    operations.succeed(actor=county.founder, at=at, post_id=post_id, person_id=new, on=APRIL)
    assert queries.holder(post_id, BEFORE).person_id == county.person("lead")
    assert queries.holder(post_id, FIRST_DAY).person_id == new
    assert queries.actors_for(new, BEFORE) == ()
    (actor,) = queries.actors_for(new, FIRST_DAY)
    assert (actor.post_id, actor.role, actor.unit_id) == (post_id, "liaison", county.units["education"])
    assert queries.actors_for(county.person("lead"), FIRST_DAY) == ()


def test_a_post_has_one_holder_at_a_time(county: Cast, at: datetime) -> None:
    new = _person(county, at)
    with pytest.raises(Refused) as refused:
        operations.appoint(actor=county.founder, at=at, post_id=county.post("lead"), person_id=new, on=APRIL)
    assert _codes(refused) == ["post.held_already"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenure.objects.create(post_id=county.post("lead"), person_id=new, valid_from=APRIL)


def test_a_change_of_post_leaves_the_old_one_vacant(county: Cast, at: datetime) -> None:
    section = operations.found_post(
        actor=county.founder, at=at, post=PostSpec(county.units["education"], "副局长", "unit_head"), on=APRIL
    )
    change = {"actor": county.founder, "at": at, "to_post_id": section, "on": APRIL}
    with pytest.raises(Refused) as refused:
        operations.change_post(**change, person_id=county.person("co"), from_post_id=county.post("lead"))
    assert _codes(refused) == ["post.not_held_by"]
    operations.change_post(**change, person_id=county.person("lead"), from_post_id=county.post("lead"))
    assert queries.holder(county.post("lead"), FIRST_DAY) is None
    assert queries.holder(section, FIRST_DAY).person_id == county.person("lead")


def test_a_stand_in_takes_over_and_gives_back_by_the_calendar(county: Cast, at: datetime) -> None:
    lead, head = county.post("lead"), county.post("head")
    operations.name_stand_in(
        actor=county.actor("head", at),
        at=at,
        post_id=lead,
        by_post_id=head,
        valid_from=APRIL,
        valid_to=date(2026, 4, 8),
    )
    assert [queries.holder(lead, day).by_post_id for day in (BEFORE, FIRST_DAY, BACK)] == [None, head, None]
    assert queries.holder(lead, FIRST_DAY).person_id == county.person("head")
    sittings = [[actor.role for actor in queries.actors_for(county.person("head"), day)] for day in (BEFORE, FIRST_DAY)]
    assert sittings == [["unit_head"], ["unit_head", "liaison"]]
    standing = queries.actors_for(county.person("head"), FIRST_DAY)[1]
    assert standing.ref == f"post:{lead}/person:{county.person('head')}"


def test_stand_ins_neither_overlap_nor_lean_on_each_other(county: Cast, at: datetime) -> None:
    name = {"actor": county.founder, "at": at, "valid_from": APRIL}
    lead, head, co = county.post("lead"), county.post("head"), county.post("co")
    first = operations.name_stand_in(**name, post_id=lead, by_post_id=head)
    for post_id, by_post_id, code in ((lead, co, "overlap"), (head, co, "chain"), (co, lead, "chain")):
        with pytest.raises(Refused) as refused:
            operations.name_stand_in(**name, post_id=post_id, by_post_id=by_post_id)
        assert f"stand_in.{code}" in _codes(refused)
    operations.end_stand_in(actor=county.founder, at=at, stand_in_id=first, on=date(2026, 4, 3))
    assert queries.holder(lead, BACK).person_id == county.person("lead")


def test_nobody_is_auditor_or_administrator_and_anything_else(county: Cast, at: datetime) -> None:
    posts = operations.found_posts(
        actor=county.founder,
        at=at,
        posts=[
            PostSpec(county.units["centre"], title, role)
            for title, role in (("审计", "auditor"), ("系统", "system_admin"))
        ],
        on=APRIL,
    )
    for who, post_id in (
        ("administrator", posts[0]),
        ("security", posts[0]),
        ("auditor", posts[1]),
        ("security", posts[1]),
        ("clerk", posts[1]),
    ):
        before = record.head()
        with pytest.raises(Refused) as refused:
            operations.appoint(actor=county.founder, at=at, post_id=post_id, person_id=county.person(who), on=APRIL)
        assert [(one.code, one.rule) for one in refused.value.reasons] == [("org.roles_apart", "R12-01")]
        assert record.head() == before
        with pytest.raises(Refused) as refused:
            operations.name_stand_in(
                actor=county.founder, at=at, post_id=post_id, by_post_id=county.post(who), valid_from=APRIL
            )
        assert "org.roles_apart" in _codes(refused)
    same = county.person("administrator")
    operations.appoint(actor=county.founder, at=at, post_id=posts[1], person_id=same, on=APRIL)
    assert len(queries.actors_for(same, FIRST_DAY)) == 2


def test_nobody_gives_herself_a_post_or_stands_in_by_her_own_word(county: Cast, at: datetime) -> None:
    security, director = county.actor("security", at), county.actor("director", at)
    post_id = operations.found_post(
        actor=county.founder, at=at, post=PostSpec(county.units["centre"], "副职", "security_admin"), on=APRIL
    )
    with pytest.raises(Refused) as refused:
        operations.appoint(actor=security, at=at, post_id=post_id, person_id=county.person("security"), on=APRIL)
    assert _codes(refused) == ["org.not_to_oneself"]
    with pytest.raises(Refused) as refused:
        operations.name_stand_in(
            actor=director, at=at, post_id=county.post("chief"), by_post_id=county.post("director"), valid_from=APRIL
        )
    assert "org.not_to_oneself" in _codes(refused)
    operations.appoint(actor=security, at=at, post_id=post_id, person_id=_person(county, at), on=APRIL)
    assert queries.holder(post_id, FIRST_DAY).name == "新来的"


def test_nobody_stands_in_by_her_own_word_from_a_day_when_her_post_was_another_persons(
    county: Cast, at: datetime
) -> None:
    mine, chief, before = county.post("director"), county.post("chief"), date(2026, 3, 25)
    new = _person(county, at)
    operations.succeed(actor=county.founder, at=at, post_id=mine, person_id=new, on=APRIL)
    (actor,) = queries.actors_for(new, FIRST_DAY)
    span = {"post_id": chief, "by_post_id": mine, "valid_from": before}
    for until in (None, date(2026, 4, 30)):
        with pytest.raises(Refused) as refused:
            operations.name_stand_in(actor=actor, at=FIRST_DAY, **span, valid_to=until)
        assert _codes(refused) == ["org.not_to_oneself"]
    assert [one.post_id for one in queries.actors_for(new, FIRST_DAY)] == [mine]
    operations.name_stand_in(actor=actor, at=FIRST_DAY, **span, valid_to=APRIL)


def test_the_leader_in_charge_is_of_the_day_and_of_the_nearest_superior(county: Cast, at: datetime) -> None:
    education = county.units["education"]
    (section,) = operations.found_units(
        actor=county.founder, at=at, area_id=county.area_id, on=date(2025, 1, 1),
        units=[operations.UnitSpec("011-1", "基础教育股", "section", parent_id=education)],
    )  # fmt: skip
    (other,) = operations.staff(
        actor=county.founder, at=at, on=date(2025, 1, 1),
        posts=[StaffSpec(county.units["leadership"], "副县长", "leader", "何新任")],
    )  # fmt: skip
    operations.give_division(actor=county.founder, at=at, leader_post_id=other.post_id, unit_id=education, on=APRIL)
    assert queries.leader_in_charge(section, BEFORE).id == county.post("vice_mayor")
    assert queries.leader_in_charge(section, FIRST_DAY).id == other.post_id
    assert queries.leader_in_charge(county.units["forestry"], FIRST_DAY) is None
    assert queries.reach(county.actor("vice_mayor", at), BEFORE).unit_ids >= {education, section}
    assert not queries.reach(county.actor("vice_mayor", at), FIRST_DAY).unit_ids & {education, section}
    with pytest.raises(Refused) as refused:
        operations.give_division(
            actor=county.founder, at=at, leader_post_id=county.post("lead"), unit_id=education, on=date(2026, 5, 1)
        )
    assert _codes(refused) == ["division.no_leader"]


def test_heads_and_liaisons_are_found_by_unit(county: Cast, at: datetime) -> None:
    education, finance = county.units["education"], county.units["finance"]
    assert queries.head_post(education, at).id == county.post("head")
    assert queries.liaison_post(education, at).id == county.post("lead")
    found = queries.posts_of([education, finance, county.units["forestry"]], "unit_head", at)
    assert {unit: post.id for unit, post in found.items()} == {
        education: county.post("head"),
        finance: county.post("co_head"),
    }


def test_a_secretary_serves_a_leader_and_nobody_else_does(county: Cast, at: datetime) -> None:
    for role, serves in (("secretary", None), ("secretary", "lead"), ("liaison", "vice_mayor")):
        post = PostSpec(county.units["leadership"], "秘书", role, serves_id=serves and county.post(serves))
        with pytest.raises(Refused) as refused:
            operations.found_post(actor=county.founder, at=at, post=post, on=APRIL)
        assert _codes(refused) == ["post.serves_wrong"]


def test_a_mobile_number_is_nowhere_but_among_the_private_values(county: Cast, at: datetime) -> None:
    number, reason = "13900001111", "联系不上单位，核对汛期值班电话"
    person_id = operations.register_person(actor=county.founder, at=at, name="夏防汛", mobile=number)
    assert number not in repr([event.payload for event in record.events_after(0, 10_000)])
    clerk = county.actor("clerk", at)
    assert operations.open_mobile(actor=clerk, at=at, person_id=person_id, reason=reason) == number
    with pytest.raises(Refused):
        operations.open_mobile(actor=county.actor("lead", at), at=at, person_id=person_id, reason=reason)
    (opened,) = queries.access_log(county.actor("auditor", at), at)
    assert (opened.type, opened.actor, opened.payload["reason"]) == ("private.opened", clerk.ref, reason)
    with pytest.raises(Refused) as refused:
        operations.register_person(actor=county.founder, at=at, name="无号码", mobile="打办公室")
    assert _codes(refused) == ["person.mobile_form"]


def test_an_abolished_post_is_not_held_any_more(county: Cast, at: datetime) -> None:
    lead = county.post("lead")
    with pytest.raises(Refused) as refused:
        operations.abolish_post(actor=county.founder, at=at, post_id=lead, on=APRIL)
    assert _codes(refused) == ["post.still_held"]
    operations.relieve(actor=county.founder, at=at, post_id=lead, on=APRIL)
    operations.abolish_post(actor=county.founder, at=at, post_id=lead, on=APRIL)
    with pytest.raises(Refused) as refused:
        operations.appoint(actor=county.founder, at=at, post_id=lead, person_id=county.person("lead"), on=APRIL)
    assert _codes(refused) == ["post.not_there"]
