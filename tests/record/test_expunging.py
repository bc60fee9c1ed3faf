"""A wrongly loaded file is destroyed by two; what is left proves that it was there."""

import pytest

from luoshi.record import messages, previews, queries
from luoshi.record.operations import answer_expunging, keep_file, propose_expunging
from luoshi.record.refusals import NotVisible, Refused
from luoshi.record.verification import verify
from tests.record import samples
from tests.record.desk import AT, CLERK, after

pytestmark = pytest.mark.django_db
ONE, OTHER = "post:11/person:1", "post:12/person:2"
REASON = "误传了别的单位的文件"


@pytest.fixture
def file() -> str:
    kept = keep_file(content=samples.photo(), name="误传.jpg", at=AT, actor=CLERK).hash
    previews.make(queries.stored_files([kept])[kept])
    return kept


def refusal(act: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    return [reason.code for reason in refused.value.reasons]


def propose(file: str, reason: str = REASON) -> int:
    return propose_expunging(actor=ONE, at=after(1), file=file, reason=reason)


def answer(proposal: int, actor: str, confirmed: bool = True) -> None:
    answer_expunging(actor=actor, at=after(2), proposal_id=proposal, confirmed=confirmed)


def test_two_persons_destroy_bytes_and_previews_and_a_tombstone_is_left(file: str) -> None:
    proposal = propose(file)
    assert queries.file_path(file).exists()
    answer(proposal, OTHER)
    assert (queries.file_path(file).exists(), queries.previews_path(file).exists()) == (False, False)
    stone = queries.tombstones([file])[file]
    assert (stone.proposed_by, stone.answered_by, stone.answered_at, stone.reason) == (ONE, OTHER, after(2), REASON)
    assert stone.file.expunged_at == after(2)
    assert queries.kept_files([file]) == frozenset()
    report = verify()
    assert (report.is_whole, report.files, report.expunged) == (True, 1, 1)
    last = queries.events(stream=f"file:{file}", as_of=after(9))[-1]
    assert "销毁" in messages.event(last, language="zh", names=str)


def test_whoever_proposed_cannot_confirm_from_any_post_but_may_take_back(file: str) -> None:
    proposal = propose(file)
    assert refusal(lambda: answer(proposal, ONE)) == ["file.needs_another"]
    assert refusal(lambda: answer(proposal, "post:99/person:1")) == ["file.needs_another"]
    answer(proposal, ONE, confirmed=False)
    assert queries.file_path(file).exists()
    assert queries.tombstones([file]) == {}


def test_a_refused_proposal_may_be_made_again_and_an_answered_one_not_answered(file: str) -> None:
    first = propose(file)
    assert refusal(lambda: propose(file)) == ["file.proposed_already"]
    answer(first, OTHER, confirmed=False)
    assert refusal(lambda: answer(first, OTHER)) == ["file.answered_already"]
    answer(propose(file), OTHER)
    assert refusal(lambda: propose(file)) == ["file.gone_already"]
    assert verify().is_whole


def test_a_proposal_needs_a_reason_and_a_file(file: str) -> None:
    assert refusal(lambda: propose(file, " ")) == ["file.no_reason"]
    for act in (lambda: propose("ab" * 32), lambda: answer(404, OTHER)):
        with pytest.raises(NotVisible):
            act()


def test_an_expunged_file_does_not_come_back_by_being_sent_again(file: str) -> None:
    answer(propose(file), OTHER)
    sent = lambda: keep_file(content=samples.photo(), name="再传.jpg", at=after(3), actor=CLERK)  # noqa: E731
    assert refusal(sent) == ["file.expunged"]
    assert not queries.file_path(file).exists()


def test_a_file_is_found_by_the_code_that_people_call_it_by(file: str) -> None:
    code = queries.file_code(file)
    assert code.replace(" ", "") == file[:12]
    for said in (code, code.upper(), file, f" {file[:12]} "):
        found = queries.find_by_code(said)
        assert found is not None
        assert found.hash == file
    for said in ("", file[:11], "zzzz zzzz zzzz", "0" * 12, "%" * 12):
        assert queries.find_by_code(said) is None
