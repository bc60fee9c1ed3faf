"""Who may destroy a wrongly loaded file: the two administrators together, nobody of the business, nobody alone."""

import datetime as dt

import pytest
from tests import cast

from luoshi.org import operations
from luoshi.org import queries as org
from luoshi.record import queries
from luoshi.record.operations import keep_file
from luoshi.record.refusals import Refused

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 3, 2, tzinfo=dt.UTC)


@pytest.fixture
def county() -> cast.Cast:
    return cast.build(dt.datetime(2026, 1, 4, 1, tzinfo=dt.UTC))


@pytest.fixture
def file(county: cast.Cast) -> str:
    return keep_file(content="误传".encode(), name="误传.txt", at=AT, actor=county.actor("lead", AT).ref).hash


def propose(county: cast.Cast, who: str, code: str) -> int:
    return operations.propose_expunging(actor=county.actor(who, AT), at=AT, code=code, reason="误传")


def answer(county: cast.Cast, who: str, proposal: int, confirmed: bool = True) -> None:
    operations.answer_expunging(actor=county.actor(who, AT), at=AT, proposal_id=proposal, confirmed=confirmed)


def codes(refused: "pytest.ExceptionInfo[Refused]") -> list[str]:
    return [one.code for one in refused.value.reasons]


@pytest.mark.parametrize(("one", "other"), [("administrator", "security"), ("security", "administrator")])
def test_either_administrator_proposes_and_the_other_one_confirms(
    county: cast.Cast, file: str, one: str, other: str
) -> None:
    proposal = propose(county, one, queries.file_code(file))
    with pytest.raises(Refused) as refused:
        answer(county, one, proposal)
    assert codes(refused) == ["file.needs_another"]
    answer(county, other, proposal)
    assert not queries.file_path(file).exists()


@pytest.mark.parametrize("who", ["auditor", "clerk", "director", "chief", "lead", "head", "stranger"])
def test_nobody_else_proposes_or_answers(county: cast.Cast, file: str, who: str) -> None:
    with pytest.raises(Refused) as refused:
        propose(county, who, file)
    assert codes(refused) == ["org.not_allowed"]
    proposal = propose(county, "security", file)
    for confirmed in (True, False):
        with pytest.raises(Refused) as refused:
            answer(county, who, proposal, confirmed)
        assert codes(refused) == ["org.not_allowed"]
    assert queries.file_path(file).exists()


def test_two_persons_of_one_kind_are_not_two_administrators(county: cast.Cast, file: str) -> None:
    spec = operations.StaffSpec(county.unit("centre"), "副安全保密管理员", "security_admin", "钟守二")
    (made,) = operations.staff(actor=county.founder, at=AT, posts=[spec], on=cast.FOUNDED_ON)
    proposal = propose(county, "security", file)
    (second,) = org.actors_for(made.person_id, as_of=AT)
    with pytest.raises(Refused) as refused:
        operations.answer_expunging(actor=second, at=AT, proposal_id=proposal, confirmed=True)
    assert codes(refused) == ["file.needs_another"]


def test_a_code_that_names_no_file_is_refused_in_a_sentence(county: cast.Cast, file: str) -> None:
    with pytest.raises(Refused) as refused:
        propose(county, "security", "0000 0000 0000")
    assert codes(refused) == ["file.no_such_code"]
