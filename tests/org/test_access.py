"""Who may see and do what: the table is strict, the page is fresh, and allow and deny hold for every role."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from django.db import transaction
from tests.cast import Cast

from luoshi.org import access, operations, queries
from luoshi.org.access import Actor, Scope, system_actor
from luoshi.org.access_page import markdown
from luoshi.record import messages
from luoshi.record import queries as record
from luoshi.record.refusals import Refused

ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 3, 2)
BUSINESS = ("item.", "document.", "draft.", "board.", "urge.")


def _actor(role: str, behalf_role: str = "") -> Actor:
    return Actor(1, 1, 1, 1, role, on_behalf_of_post_id=2 if behalf_role else None, behalf_role=behalf_role)


def _verbs(prefixes: Iterable[str]) -> list[str]:
    return [verb for verb in access.table() if verb.startswith(tuple(prefixes))]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[verb."item.see"]\nmayor = "area"', "unknown role 'mayor'"),
        ('[verb."item.see"]\nleader = "everywhere"', "unknown scope 'everywhere'"),
        ('[verb."moon.see"]\nleader = "area"', "unknown verb 'moon.see'"),
        ('[verb."item.see"]\nliaison = "on_behalf"', "only a secretary acts on behalf"),
        ('[verbs."item.see"]\nleader = "area"', "unknown key 'verbs'"),
        ('[verb."item.see"\nleader = "area"', "access table"),
    ],
)
def test_a_wrong_access_table_is_refused_with_its_fault(text: str, fault: str) -> None:
    with pytest.raises(access.AccessTableError) as refused:
        access.load(text)
    assert fault in str(refused.value)


def test_every_fault_of_a_table_is_told_at_once() -> None:
    with pytest.raises(access.AccessTableError) as refused:
        access.load('[verb."item.see"]\nmayor = "area"\nleader = "everywhere"')
    assert "mayor" in str(refused.value)
    assert "everywhere" in str(refused.value)


def test_an_unknown_verb_is_a_mistake_and_never_an_answer() -> None:
    with pytest.raises(access.UnknownVerbError):
        access.allows(_actor("supervision_director"), "item.fly")


def test_the_page_of_the_table_is_fresh() -> None:
    assert (ROOT / "docs" / "access.md").read_text(encoding="utf-8") == markdown(), "run `make docs`"


def test_every_word_of_the_table_is_in_the_catalogue() -> None:
    codes = [f"verb.{verb}" for verb in access.table()] + [f"post_role.{role}" for role in access.ROLES]
    codes += [f"scope.{scope}" for scope in (*Scope, access.ON_BEHALF)]
    assert [code for code in codes if messages.word(code, language="zh") == code] == []


@pytest.mark.parametrize("role", access.ROLES)
def test_a_role_has_exactly_the_verbs_that_the_page_gives_it(role: str) -> None:
    line = next(one for one in markdown().splitlines() if one.startswith(f"| {role} |"))
    actor = _actor(role, "leader" if role == "secretary" else "")
    for verb in access.table():
        told = f"`{verb}`" in line
        # The chief's papers are not the vice mayor's: her secretary does not have them either.
        told = told and not (role == "secretary" and access.table()[verb].get("leader") is None)
        assert access.allows(actor, verb) is told, verb


def test_the_administrators_have_no_business_and_the_auditor_only_the_log() -> None:
    for verb in _verbs(BUSINESS):
        for role in access.ADMINISTRATORS:
            assert not access.allows(_actor(role), verb), (role, verb)
        assert not access.allows(_actor("liaison"), "access_log.see")
    # Whoever audits may have the record proven: it shows no business (R12-02).
    audits = ["access_log.see", "jobs.verify"]
    assert [verb for verb in access.table() if access.allows(_actor("auditor"), verb)] == audits
    assert [role for role in access.ROLES if access.allows(_actor(role), "access_log.see")] == ["auditor"]


def test_who_reports_does_not_verify_and_who_verifies_does_not_report() -> None:
    for role in ("unit_head", "liaison"):
        assert access.allows(_actor(role), "item.report")
        assert not access.allows(_actor(role), "item.verify")
        assert not access.allows(_actor(role), "item.conclude")
    for role in ("supervision_officer", "supervision_director"):
        assert access.allows(_actor(role), "item.verify")
        assert not access.allows(_actor(role), "item.report")
    assert access.allows(_actor("supervision_director"), "item.strike_off")
    assert not access.allows(_actor("supervision_officer"), "item.strike_off")


@pytest.mark.parametrize(
    ("leader", "scope"), [("leader", Scope.SUBTREE), ("chief_leader", Scope.AREA), ("", Scope.NONE)]
)
def test_a_secretary_reaches_as_far_as_the_leader_she_acts_for(leader: str, scope: Scope) -> None:
    assert access.scope(_actor("secretary", leader), "item.see") is scope
    assert access.scope(_actor("secretary", leader), "item.report") is Scope.NONE


def test_the_record_names_post_person_and_on_whose_behalf(county: Cast, at: datetime) -> None:
    secretary = county.actor("secretary", at)
    assert secretary.ref == f"post:{county.post('secretary')}/person:{county.person('secretary')}"
    assert secretary.on_behalf_of == f"post:{county.post('vice_mayor')}"
    assert secretary.acting_post_id == county.post("vice_mayor")
    assert county.actor("clerk", at).on_behalf_of is None
    assert system_actor("tick").ref == "system:tick"


def test_what_each_reaches_on_the_day(county: Cast, at: datetime) -> None:
    clerk, party = (queries.reach(county.actor(who, at), at) for who in ("clerk", "party_clerk"))
    assert clerk.issuing_office_ids == {county.offices["office"]}
    assert party.issuing_office_ids == {county.offices["party_office"]}
    led = {county.units[one] for one in ("education", "finance", "towns")}
    assert queries.reach(county.actor("vice_mayor", at), at).unit_ids == led
    assert queries.reach(county.actor("secretary", at), at).unit_ids == led
    lead = queries.reach(county.actor("lead", at), at)
    assert lead.unit_ids == {county.units["education"]}
    assert lead.issuing_office_ids == frozenset()


Try = Callable[[Cast, Actor, datetime], object]


def _arrange(cast: Cast, actor: Actor, at: datetime) -> object:
    return operations.add_alias(actor=actor, at=at, unit_id=cast.units["education"], name="教体局")


def _register(_cast: Cast, actor: Actor, at: datetime) -> object:
    return operations.register_person(actor=actor, at=at, name="新来的")


def _staff(cast: Cast, actor: Actor, at: datetime) -> object:
    return operations.relieve(actor=actor, at=at, post_id=cast.post("lead"), on=ON)


def _divide(cast: Cast, actor: Actor, at: datetime) -> object:
    return operations.give_division(
        actor=actor, at=at, leader_post_id=cast.post("chief"), unit_id=cast.units["forestry"], on=ON
    )


def _stand_in(cast: Cast, actor: Actor, at: datetime) -> object:
    return operations.name_stand_in(
        actor=actor, at=at, post_id=cast.post("lead"), by_post_id=cast.post("head"), valid_from=ON
    )


def _account(cast: Cast, actor: Actor, at: datetime) -> object:
    return operations.open_account(actor=actor, at=at, person_id=cast.person("lead"), login="chenxh")


def _log(_cast: Cast, actor: Actor, at: datetime) -> object:
    return queries.access_log(actor, at)


TRIES: MappingProxyType[str, Try] = MappingProxyType(
    {
        "org.arrange": _arrange,
        "org.register": _register,
        "org.staff": _staff,
        "org.divide": _divide,
        "org.stand_in": _stand_in,
        "org.accounts": _account,
        "access_log.see": _log,
    }
)


@pytest.mark.parametrize("verb", TRIES)
def test_the_operations_obey_the_table_for_everybody_of_the_cast(verb: str, county: Cast, at: datetime) -> None:
    for who in county.posts:
        actor = county.actor(who, at)
        # A unit head's stand-ins are her own unit's: the co-unit's head is outside.
        allowed = access.allows(actor, verb) and not (verb == "org.stand_in" and who in {"co_head", "township_head"})
        before = record.head()
        if allowed:
            with _undone():
                TRIES[verb](county, actor, at)
        else:
            with pytest.raises(Refused):
                TRIES[verb](county, actor, at)
            assert record.head() == before, f"{who} was refused {verb}, yet something was written"


class _UndoneError(Exception):
    """Takes a try back."""


@contextmanager
def _undone() -> Iterator[None]:
    """What happens inside is taken back, so that the next of the cast finds the same county."""
    with suppress(_UndoneError), transaction.atomic():
        yield
        raise _UndoneError


def test_an_actor_of_another_area_reaches_nothing_here(county: Cast, at: datetime) -> None:
    foreign = Actor(1, 1, 1, county.area_id + 1, "supervision_director")
    with pytest.raises(Refused) as refused:
        _arrange(county, foreign, at)
    assert [reason.code for reason in refused.value.reasons] == ["org.out_of_reach"]
