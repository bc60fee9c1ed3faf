"""The sentence model learns from reviewers, is measured on documents left out, and can go back."""

import pytest

from luoshi.intake import learnt, shipped
from luoshi.intake.models import Document, Draft, DraftState, Passage
from luoshi.intake.operations import learning
from luoshi.record import queries as record
from luoshi.record import verification
from luoshi.record.refusals import Refused
from tests.intake.conftest import Desk

CLERK = "system:console"
TRADES = "茶竹梨桃棉麦豆菜菇藕鱼虾羊牛马蚕药花稻薯蒜姜椒葱瓜"


def report(place: str) -> str:
    """A plan with a task in every paragraph, and a slogan behind it that rules take for another."""
    rows = "\n".join(
        f"年底前新建{place}{trade}园冷链仓库3座。继续做活{trade}产业文化招牌，服务农村市场发展。" for trade in TRADES
    )
    return f"{place}县2026年政府工作报告\n二、2026年工作安排\n{rows}\n"


def reviewed(desk: Desk, place: str) -> None:
    """A report whose slogans a reviewer did not book and whose tasks were booked."""
    document = desk.take_in(report(place), name=f"{place}.txt")
    slogans = Draft.objects.filter(document_id=document, quote__contains="招牌")
    slogans.update(state=DraftState.WAIVED, waived_reason="口号")
    Draft.objects.filter(document_id=document, quote__contains="冷链").update(state=DraftState.ACCEPTED)
    text = Document.objects.get(pk=document).text
    for one in Passage.objects.filter(document_id=document):
        if "招牌" in text[one.start : one.end]:
            Passage.objects.filter(pk=one.pk).update(waived_at=desk.at, waived_by=CLERK)


def test_little_is_not_learnt_from(desk: Desk) -> None:
    desk.take_in()
    with pytest.raises(Refused) as refused:
        learning.lesson()
    assert [one.code for one in refused.value.reasons] == ["intake.too_few_decisions"]
    assert learnt.in_use() == (0, shipped.weights())


def test_the_model_learns_what_reviewers_do_not_book_and_goes_back(desk: Desk) -> None:
    for place in ("东溪", "南溪", "西溪"):
        reviewed(desk, place)
    given = learning.lesson()
    assert given.documents == 3
    assert given.after.wrong < given.before.wrong
    assert given.after.missed <= given.before.missed
    number = learning.learn(actor=CLERK, at=desk.at, given=given)
    assert (number, learnt.in_use()[0]) == (1, 1)
    fresh = desk.take_in(report("北溪"), name="北溪.txt")
    assert not any("招牌" in one.quote for one in desk.review(fresh).drafts)
    assert sum("冷链" in one.quote for one in desk.review(fresh).drafts) == len(TRADES)
    assert learning.go_back(actor=CLERK, at=desk.at, number=0) == 2
    assert learnt.in_use() == (2, shipped.weights())
    assert [(one.number, one.back) for one in learnt.history()] == [(2, True), (1, False)]


def test_steps_are_events_with_their_figures(desk: Desk) -> None:
    counts = learning.Counts(8, 1, 1)
    lesson = learning.Lesson(0, 2, 120, learning.Counts(7, 2, 2), counts, shipped.weights())
    learning.learn(actor=CLERK, at=desk.at, given=lesson)
    (event,) = record.events(stream="reading:model", as_of=desk.at)
    assert (event.type, event.payload["after"]) == ("model.learned", counts.as_data())
    assert verification.verify(anchors=[]).is_whole


def test_what_reads_worse_is_not_used_and_an_unknown_step_is_refused(desk: Desk) -> None:
    worse = learning.Lesson(0, 2, 120, learning.Counts(8, 1, 1), learning.Counts(7, 2, 2), shipped.weights())
    with pytest.raises(Refused) as refused:
        learning.learn(actor=CLERK, at=desk.at, given=worse)
    assert [one.code for one in refused.value.reasons] == ["intake.learning_does_not_help"]
    with pytest.raises(Refused) as unknown:
        learning.go_back(actor=CLERK, at=desk.at, number=9)
    assert [one.code for one in unknown.value.reasons] == ["intake.no_such_step"]
    assert learnt.history() == ()
