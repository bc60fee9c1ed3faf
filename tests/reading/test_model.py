"""The small model: it learns, keeps its weights in bytes, and speaks only where it may."""

import dataclasses
import zlib

import pytest

from luoshi.reading import model, read
from luoshi.reading.model import Example, Seen, Weights
from luoshi.reading.reader import watch

PLAN = """柳河县2026年政府工作报告
一、2025年工作回顾
一年来，我们建成了青石大桥。
二、2026年工作安排
提升粮仓颜值。
年底前新建粮食仓库3座。加快发展乡村旅游产业，服务城乡市场。
"""


def seen(said: str, label: str = "frame") -> Seen:
    return Seen(said, label, "reading.attitude", "ahead", "", opens=True)


def certain(likely: float) -> Weights:
    """Weights that find every sentence as likely."""
    bias = 20.0 if likely > 0.5 else -20.0
    return Weights(1.0, bias, 0.9, 0.1, bytes(model.BUCKETS))


@pytest.fixture(scope="module")
def learnt() -> Weights:
    tasks = [Example(model.buckets(seen(f"修缮{one}渠")), holds=True) for one in "甲乙丙丁戊己庚辛"]
    sayings = [Example(model.buckets(seen(f"弘扬{one}风")), holds=False) for one in "甲乙丙丁戊己庚辛"]
    return model.train([*tasks, *sayings])


def test_it_learns_from_words(learnt: Weights) -> None:
    assert model.likelihood(seen("修缮壬渠"), learnt) > 0.8
    assert model.likelihood(seen("弘扬壬风"), learnt) < 0.2


def test_the_same_examples_give_the_same_weights_and_bytes_keep_them(learnt: Weights) -> None:
    tasks = [Example(model.buckets(seen(f"修缮{one}渠")), holds=True) for one in "甲乙丙丁戊己庚辛"]
    sayings = [Example(model.buckets(seen(f"弘扬{one}风")), holds=False) for one in "甲乙丙丁戊己庚辛"]
    assert model.train([*tasks, *sayings]) == learnt
    assert model.unpack(model.pack(learnt)) == learnt


def test_learning_on_keeps_what_the_new_examples_say_nothing_of(learnt: Weights) -> None:
    more = [Example(model.buckets(seen(f"祭扫{one}陵")), holds=False) for one in "甲乙丙丁戊己庚辛"]
    after = model.train(more, start=learnt)
    assert model.likelihood(seen("祭扫壬陵"), after) < model.likelihood(seen("祭扫壬陵"), learnt)
    assert model.likelihood(seen("修缮壬渠"), after) > 0.7
    assert (after.take, after.drop) == (learnt.take, learnt.drop)


@pytest.mark.parametrize(
    "content", [b"", b"weights", model.pack(certain(1))[:40], b"LSRM1\n1 1 1 1\n" + zlib.compress(b"x")]
)
def test_other_bytes_are_no_weights(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        model.unpack(content)


def test_a_sentence_without_a_row_is_drafted_where_the_model_is_sure() -> None:
    by_rules, by_both = read(PLAN), read(PLAN, weights=certain(1))
    assert not any("颜值" in one.quote for one in by_rules.items)
    (taken,) = [one for one in by_both.items if "颜值" in one.quote]
    assert taken.why == "reading.model"
    assert taken.probability is not None
    assert taken.probability > 0.9


def test_soft_rows_are_given_up_and_firm_ones_never() -> None:
    left = read(PLAN, weights=certain(0))
    assert [one.quote for one in left.items] == ["年底前新建粮食仓库3座"]
    given_up = next(one for one in left.passages if "乡村旅游" in left.text[one.start : one.end])
    assert (given_up.label, given_up.why) == ("frame", "reading.model")


def test_the_part_that_looks_back_and_headings_are_not_asked_about() -> None:
    for weights in (certain(1), certain(0)):
        found = {one.why for one in read(PLAN, weights=weights).passages[:3]}
        assert "reading.model" not in found


def test_without_weights_rules_decide_alone() -> None:
    reading, looked = watch(PLAN)
    assert reading == read(PLAN)
    assert {one.why for one in reading.passages} == {one.why for one in looked if one}
    assert all(one.probability is None for one in (*reading.passages, *reading.items))
    assert dataclasses.replace(reading) == reading
