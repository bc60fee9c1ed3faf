"""Matters that are near in their words, judged apart by their numbers and places."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.alike import Index
from luoshi.reading.alike_matters import AT_LEAST, Alike, Likeness, Matter, Matters, other_places
from luoshi.reading.alike_numbers import differences, numbers, without_numbers

VECTORS = tomllib.loads((Path(__file__).parents[1] / "vectors" / "alike.toml").read_text(encoding="utf-8"))
PAIRS = [(likeness, pair["new"], pair["open"]) for likeness, said in VECTORS.items() for pair in said["pairs"]]


def judged() -> list[tuple[str, Alike | None]]:
    """Each pair of the vectors: what it should be, and what is said of it when every other one is open, too."""
    matters = Matters(Matter(key, (other,)) for key, (_, _, other) in enumerate(PAIRS))
    found = []
    for key, (likeness, new, _) in enumerate(PAIRS):
        alike = [one for one in matters.alike(new, most=9) if one.key == key]
        found.append((likeness, alike[0] if alike else None))
    return found


def test_of_the_made_up_pairs_nearly_all_are_told_apart_rightly() -> None:
    right: dict[str, list[bool]] = {}
    for likeness, alike in judged():
        is_right = alike is None if likeness == "unrelated" else alike is not None and alike.likeness == likeness
        right.setdefault(likeness, []).append(is_right)
    counts = {likeness: (sum(hits), len(hits)) for likeness, hits in right.items()}
    assert counts == {"same": (16, 18), "other_number": (14, 14), "other_place": (10, 10), "unrelated": (16, 17)}


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        ("实施50个项目", "实施80个项目", (("50个",), ("80个",))),
        ("完成投资1.2亿元", "完成投资8000万元", (("1.2亿元",), ("8000万元",))),
        ("6月底前完成", "11月底前完成", (("6月底",), ("11月底",))),
        ("收入增长百分之七", "收入增长8%", (("百分之七",), ("8%",))),
    ],
)
def test_other_numbers_are_named_as_printed(ours: str, theirs: str, said: tuple[tuple[str, ...], ...]) -> None:
    (difference,) = differences(ours, theirs)
    assert (difference.ours, difference.theirs) == said


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("完成投资1.2亿元", "完成投资12000万元"),
        ("新建3所幼儿园", "新建幼儿园三所"),
        ("年底前完成", "12月31日前完成"),
        ("培训1,200人次", "培训1200人"),
        ("公路120公里", "公路12万米"),
        ("新建幼儿园3所", "新建幼儿园3所，投资900万元"),
        ("2026年6月底前", "6月30日前"),
    ],
)
def test_numbers_written_otherwise_or_said_by_one_only_contradict_nothing(ours: str, theirs: str) -> None:
    assert differences(ours, theirs) == ()


def test_names_of_one_place_and_of_another_are_told_apart() -> None:
    assert other_places("完成石桥镇污水处理站改造", "完成双河镇污水处理站改造") == ("石桥镇", "双河镇")
    assert other_places("完成石桥镇污水处理站改造", "完成污水处理站改造") is None
    assert other_places("全面推进乡村振兴", "持续推进乡村振兴") is None


def test_numbers_weigh_nothing_in_the_words() -> None:
    index = Index(["实施重点项目80个", "开展禁毒宣传"])
    (near,) = index.near("实施重点项目50个", at_least=0.9, most=5)
    assert (near.place, round(near.nearness, 3)) == (0, 1.0)


def test_what_is_the_same_stands_before_what_has_another_number_or_place() -> None:
    said = ["改造石桥镇老旧小区12个", "改造双河镇老旧小区12个", "改造石桥镇老旧小区20个"]
    found = Matters(Matter(n, (text,)) for n, text in enumerate(said)).alike("改造石桥镇老旧小区12个")
    assert [(one.key, one.likeness) for one in found] == [
        (0, Likeness.SAME),
        (2, Likeness.OTHER_NUMBER),
        (1, Likeness.OTHER_PLACE),
    ]


def test_nothing_is_near_where_there_is_nothing_or_no_word_in_common() -> None:
    assert Matters(()).alike("新建幼儿园3所") == ()
    assert Matters([Matter(1, ("开展禁毒宣传", ""))]).alike("新建幼儿园3所") == ()
    assert Matters([Matter(1, ("开展禁毒宣传",))]).alike("12345") == ()
    assert 0 < AT_LEAST < 1


@given(st.text(alphabet="一二三百万亿元个所月年底末日前0123456789.%，第新建余-至", max_size=40))
def test_numbers_of_any_text_are_found_in_it_and_taken_out_once(text: str) -> None:
    assert all(one.said in text for one in numbers(text))
    assert len(without_numbers(text)) <= len(text)
    assert differences(text, text) == ()
