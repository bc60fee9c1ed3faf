"""The directory as its pages show it, accounts and their doors, and a unit that another takes over."""

from datetime import date, datetime

import pytest
from tests.cast import FOUNDED_ON, Cast

from luoshi.org import operations, queries
from luoshi.org.operations import UnitSpec
from luoshi.record import queries as record
from luoshi.record.refusals import Refused
from luoshi.record.verification import verify

APRIL = date(2026, 4, 1)
FIRST_DAY = datetime.fromisoformat("2026-04-01T00:00:00+08:00")


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


@pytest.fixture
def account(county: Cast, at: datetime) -> int:
    """The account of the education bureau's liaison, without a password."""
    administrator = county.actor("administrator", at)
    return operations.open_account(actor=administrator, at=at, person_id=county.person("lead"), login="chenxh")


def test_a_long_list_of_units_is_read_page_by_page_and_searched(county: Cast, at: datetime) -> None:
    sections = [
        UnitSpec(f"011-{n:03}", f"县教育局第{n}科", "section", parent_id=county.units["education"]) for n in range(640)
    ]
    operations.found_units(actor=county.founder, at=at, area_id=county.area_id, units=sections, on=FOUNDED_ON)
    seen: list[str] = []
    after: str | None = None
    while True:
        page = queries.find_units(at, after=after, limit=50)
        seen += [line.unit.code for line in page.lines]
        after = page.next_after
        if after is None:
            break
    assert seen == sorted(seen)
    assert len(set(seen)) == len(seen) == page.n == 648
    assert [line.unit.name for line in queries.find_units(at, text="第12科").lines] == ["县教育局第12科"]
    assert queries.find_units(at, parent_id=county.units["education"]).n == 640
    assert queries.find_units(at, kind="township").lines[0].head == "柳大树"


def test_a_unit_that_is_taken_over_leaves_its_names_to_its_successor(county: Cast, at: datetime) -> None:
    administrator, security = county.actor("administrator", at), county.actor("security", at)
    forestry, education = county.units["forestry"], county.units["education"]
    with pytest.raises(Refused) as refused:
        operations.dissolve_unit(actor=administrator, at=at, unit_id=forestry, on=APRIL, successor_id=forestry)
    assert _codes(refused) == ["unit.has_holders", "unit.no_successor"]
    operations.relieve(actor=security, at=at, post_id=county.post("stranger"), on=APRIL)
    operations.dissolve_unit(actor=administrator, at=at, unit_id=forestry, on=APRIL, successor_id=education)
    assert ("县林业局", education) in queries.directory(FIRST_DAY)
    card = queries.unit_card(forestry, FIRST_DAY)
    assert (card.successor_id, card.dissolved_on, card.unit.name) == (education, APRIL, "晋源北县林业局")
    assert verify().is_whole


def test_cards_show_a_unit_a_post_and_a_person_as_they_stand_on_the_day(county: Cast, at: datetime) -> None:
    education = queries.unit_card(county.units["education"], at)
    assert [(seat.post.title, seat.person) for seat in education.seats] == [("局长", "王守成"), ("联络员", "陈晓禾")]
    operations.name_stand_in(
        actor=county.founder, at=at, post_id=county.post("lead"), by_post_id=county.post("head"), valid_from=APRIL
    )
    post = queries.post_card(county.post("lead"), FIRST_DAY)
    assert [one.name for one in post.tenures] == ["陈晓禾"]
    assert [one.name for one in post.stand_ins] == ["县教育局局长"]
    divisions = queries.post_card(county.post("vice_mayor"), at).divisions
    assert [name for _, name in divisions] == ["县教育局", "县财政局", "柳树镇"]
    person = queries.person_card(county.person("head"), at)
    assert [one.name for one in person.spans] == ["县教育局局长"]
    assert not person.has_mobile
    assert queries.unit_card(0, at) is queries.post_card(0, at) is queries.person_card(0, at) is None


def test_persons_are_found_by_name_login_and_what_they_lack(county: Cast, account: int, at: datetime) -> None:
    assert [line.posts for line in queries.find_persons(at, text="陈晓").lines] == [("县教育局联络员",)]
    assert [line.person.name for line in queries.find_persons(at, text="chenxh").lines] == ["陈晓禾"]
    assert queries.find_persons(at, state="no_account").n == len(county.persons) - 1
    operations.register_person(actor=county.founder, at=at, name="新来的")
    assert [line.person.name for line in queries.find_persons(at, state="no_post").lines] == ["新来的"]
    first = queries.find_persons(at, limit=10)
    rest = queries.find_persons(at, limit=10, after=first.next_after)
    assert (len(first.lines), len(rest.lines), rest.next_after) == (10, 7, None)


def test_a_binding_is_one_persons_and_only_the_system_administrators_to_make(
    county: Cast, account: int, at: datetime
) -> None:
    bind = {"at": at, "door": "oidc", "subject": "chen.xiaohe"}
    administrator = county.actor("administrator", at)
    with pytest.raises(Refused) as refused:
        operations.bind_account(actor=county.actor("security", at), account_id=account, **bind)
    assert _codes(refused) == ["org.not_allowed"]
    operations.bind_account(actor=administrator, account_id=account, **bind)
    other = operations.open_account(actor=administrator, at=at, person_id=county.person("co"), login="zhaoym")
    with pytest.raises(Refused) as refused:
        operations.bind_account(actor=administrator, account_id=other, **bind)
    assert _codes(refused) == ["binding.taken"]
    with pytest.raises(Refused) as refused:
        operations.bind_account(actor=administrator, at=at, account_id=other, door="window", subject=" ")
    assert _codes(refused) == ["binding.door_unknown", "binding.subject_form"]
    operations.bind_account(actor=administrator, at=at, account_id=account, door="oidc", subject="xiaohe")
    operations.bind_account(actor=administrator, account_id=other, **bind)
    assert [one.subject for one in queries.person_card(county.person("lead"), at).bindings] == ["xiaohe"]
    assert verify().is_whole


def test_the_last_door_stays_open_and_an_administrator_keeps_her_password(
    county: Cast, account: int, at: datetime
) -> None:
    act = {"actor": county.actor("administrator", at), "at": at}
    with pytest.raises(Refused) as refused:
        operations.close_local_door(**act, account_id=account)
    assert _codes(refused) == ["binding.none"]
    operations.bind_account(**act, account_id=account, door="ldap", subject="chenxh")
    operations.close_local_door(**act, account_id=account)
    with pytest.raises(Refused) as refused:
        operations.unbind_account(**act, account_id=account, door="ldap")
    assert _codes(refused) == ["binding.last_door"]
    operations.open_local_door(**act, account_id=account)
    operations.unbind_account(**act, account_id=account, door="ldap")
    own = operations.open_account(**act, person_id=county.person("security"), login="zhongsm")
    operations.bind_account(**act, account_id=own, door="ldap", subject="zhongsm")
    with pytest.raises(Refused) as refused:
        operations.close_local_door(**act, account_id=own)
    assert _codes(refused) == ["binding.administrator_keeps_password"]
    assert verify().is_whole


def test_a_blocked_account_opens_again_and_a_wrong_name_is_corrected(county: Cast, account: int, at: datetime) -> None:
    act = {"actor": county.actor("administrator", at), "at": at}
    with pytest.raises(Refused) as refused:
        operations.reopen_account(**act, account_id=account)
    assert _codes(refused) == ["account.not_closed"]
    operations.close_account(**act, account_id=account)
    operations.reopen_account(**act, account_id=account)
    assert queries.account(account).closed_at is None
    before = record.head()
    with pytest.raises(Refused) as refused:
        operations.correct_name(**act, person_id=county.person("lead"), name="陈晓禾")
    assert _codes(refused) == ["person.same_name"]
    assert record.head() == before
    operations.correct_name(**act, person_id=county.person("lead"), name="陈小禾")
    assert queries.find_person(county.person("lead")).name == "陈小禾"
