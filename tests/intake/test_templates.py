"""What the columns of a table hold: settled once by a person, remembered for the office, proven by the log."""

import pytest

from luoshi.intake import operations, templates
from luoshi.reading import columns
from luoshi.record import queries as record
from luoshi.record import verification
from luoshi.record.refusals import Refused
from tests.intake.conftest import Desk

HEADS = ["排号", "活儿", "谁干", "交账日"]
FIELDS = ["serial", "task", "duty", "due"]


def settle(desk: Desk, fields: list[str], who: str = "clerk") -> str:
    return operations.settle_template(actor=desk.actor(who), at=desk.at, heads=HEADS, fields=fields)


def test_what_a_clerk_settles_holds_for_every_table_with_these_heads(desk: Desk) -> None:
    mark = settle(desk, FIELDS)
    assert mark == columns.fingerprint(["排 号", "活儿", "谁干", "交账日"])
    assert templates.settled(desk.actor().area_id) == {mark: tuple(FIELDS)}
    assert verification.verify(anchors=[]).is_whole


def test_the_same_again_records_nothing_and_a_correction_takes_its_place(desk: Desk) -> None:
    mark = settle(desk, FIELDS)
    size = record.head().size
    settle(desk, FIELDS)
    assert record.head().size == size
    settle(desk, ["serial", "task", "lead", "due"])
    assert templates.settled(desk.actor().area_id)[mark][2] == "lead"
    assert verification.verify(anchors=[]).is_whole


def test_a_liaison_settles_nothing_and_nonsense_is_refused_as_a_whole(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        settle(desk, FIELDS, who="lead")
    assert [one.code for one in refused.value.reasons] == ["intake.may_not"]
    with pytest.raises(Refused) as refused:
        settle(desk, ["due", "due", "nothing", "note"])
    assert [one.code for one in refused.value.reasons] == [
        "intake.template_does_not_fit",
        "intake.template_without_task",
        "intake.template_twice",
    ]
    assert templates.settled(desk.actor().area_id) == {}


def test_a_document_with_such_a_table_is_read_as_it_was_settled(desk: Desk) -> None:
    rows = [
        "排号 | 活儿 | 谁干 | 交账日",
        "1 | 扩建县医院门诊楼 | 县财政局 | 年底前",
        "2 | 修缮县档案馆 | 县教育局 | 6月底",
    ]
    text = "\n".join(["重点工作清单", *rows])
    assert desk.draft(desk.take_in(text), "扩建").lead_unit_id == desk.cast.unit("finance")
    settle(desk, ["serial", "task", "co", "due"])
    draft = desk.draft(desk.take_in(text + "\n3 | 改造县看守所 | 县财政局 | 年底前"), "扩建")
    assert (draft.lead_unit_id, draft.co_unit_ids) == (None, (desk.cast.unit("finance"),))
