"""Cleaning against dirt made on purpose: every kind alone, and many kinds over one another."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.reading.cleaning import clean
from tests.reading import dirt

TOLERATED = 0.005
LAYERS = st.lists(st.sampled_from(range(len(dirt.LAYERS))), unique=True, max_size=len(dirt.LAYERS)).map(sorted)


@pytest.mark.parametrize("kind", dirt.KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_of_dirt_goes_again(kind: dirt.Dirt) -> None:
    dirty = kind(dirt.CLEAN, random.Random(7))
    assert dirt.error_rate(dirt.CLEAN, clean(dirty).text) <= TOLERATED


@settings(max_examples=30)
@given(LAYERS, st.integers(0, 1000))
def test_dirt_over_dirt_goes_again_and_every_character_keeps_its_place(layers: list[int], seed: int) -> None:
    chance, dirty = random.Random(seed), dirt.CLEAN
    for layer in layers:
        dirty = dirt.LAYERS[layer](dirty, chance)
    text = clean(dirty)
    assert dirt.error_rate(dirt.CLEAN, text.text) <= TOLERATED
    assert len(text.origin) == len(text.text)
    assert list(text.origin) == sorted(text.origin)
    assert all(dirty[one.start : one.end] == one.before for one in text.repairs)


def test_a_clean_text_is_left_alone() -> None:
    text = clean(dirt.CLEAN)
    assert text.text == dirt.CLEAN.strip()
    assert text.repairs == []


def test_paragraphs_of_a_wrapped_text_are_whole_again() -> None:
    text = clean(dirt.wrapped(dirt.CLEAN, random.Random(3))).text
    assert set(dirt.CLEAN.strip().split("\n")[4:]) <= set(text.split("\n"))


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("全县2O26年要完成任务。", "misread"),
        ("县人民政\ue012府印发通知。", "private_character"),
        ("县人民政\ufffd府印发通知。", "bytes_lost"),
        ("县锟斤拷政府印发通知。", "bytes_lost"),
    ],
)
def test_what_nobody_can_know_is_marked_and_not_guessed(said: str, marked: str) -> None:
    assert [one.kind for one in clean(said).repairs if one.sure == "open"] == [marked]


def test_a_mark_swallowed_across_two_characters_is_marked_for_a_person() -> None:
    habit = "發(fā)改局會(huì)同財(cái)政局開(kāi)工建設(shè)"
    text = clean(f"{habit}。推行制度化、經(jīng)?;?。要抓落實;洜I、特色。")
    assert len([one for one in text.repairs if one.kind == "bytes_lost" and one.sure == "open"]) == 2


def test_utf8_read_as_gbk_is_decoded_again_and_lost_bytes_are_marked() -> None:
    dirty = "云岭县政府报告，各位代表请予审议；建设东环路六公里。".encode().decode("gb18030", errors="replace")
    text = clean(dirty)
    assert "各位代表请予审议；建设东环路" in text.text
    assert {one.kind for one in text.repairs if one.sure == "open"} == {"bytes_lost"}


def test_a_list_in_round_brackets_is_no_row_of_note_marks() -> None:
    said = "一要做到三点：（1）抓早；（2）抓小；（3）抓实；（4）抓细。"
    assert clean(said).text == said


def test_notes_counted_up_in_round_brackets_leave_the_sentence() -> None:
    said = "推进“甲”（1）行动。\n落实“乙”（2）任务。\n开展“丙”（3）活动。\n抓好“丁”（4）工作。"
    assert clean(said).text == "推进“甲”行动。\n落实“乙”任务。\n开展“丙”活动。\n抓好“丁”工作。"


def test_a_sentence_broken_inside_brackets_is_joined() -> None:
    assert clean("细颗粒物（PM2.5\n）浓度下降，全年达标。").text == "细颗粒物（PM2.5）浓度下降，全年达标。"


def test_blanks_beside_figures_go_in_running_text() -> None:
    assert clean("到 2026 年 6 月底前，完成投资 3.5 亿元。").text == "到2026年6月底前，完成投资3.5亿元。"
