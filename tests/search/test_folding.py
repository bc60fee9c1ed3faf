"""Folding, grams and the reading of a line: what counts as the same words, and that no word is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.search.folding import fold, fold_fields, fold_with_starts, grams, pairs
from luoshi.search.wanted import read

LETTERS = st.text(alphabet="推进项目３3线亿.，（） \n\u3000AaéⅧ專㎡-\u200b", max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("専項整治", "専项整治"),
        ("Ｒ３线", "r3线"),
        ("推进　项目", "推进项目"),
        ("晋政发〔2026〕12号", "晋政发[2026] 12 号"),
        ("12.3亿元", "１２．３亿元"),
        ("Café", "CAFE\u0301"),
    ],
)
def test_one_spelling_stands_for_all_that_a_person_calls_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("推进，项目", "推进项目"), ("12.3", "123"), ("R3 line", "R3line")])
def test_punctuation_and_the_space_between_words_part_what_stands_beside_them(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(LETTERS, LETTERS)
def test_a_part_of_a_text_folds_to_a_part_of_its_folding(before: str, after: str) -> None:
    assert fold(before) in fold(before + after)
    assert fold(after) in fold(before + after)


@given(LETTERS)
def test_every_folded_character_knows_where_it_comes_from(text: str) -> None:
    folded, starts = fold_with_starts(text)
    assert len(starts) == len(folded)
    assert starts == sorted(starts)
    assert all(letter == " " or letter in fold(text[start]) for letter, start in zip(folded, starts, strict=True))


@given(LETTERS, st.integers(0, 40), st.integers(0, 40))
def test_a_text_that_holds_a_phrase_holds_its_grams(text: str, start: int, end: int) -> None:
    folded = fold(text)
    phrase = folded[start:end].strip()
    assert set(pairs(phrase)) <= set(grams(folded))
    assert all(any(gram.startswith(letter) for gram in grams(folded)) for letter in phrase if letter != " ")


def test_no_gram_reaches_from_one_field_into_the_next() -> None:
    assert "目推" not in grams(fold_fields(("重点项目", "推进会")))


@pytest.mark.parametrize(
    ("said", "phrases", "without"),
    [
        ("项目 推进", ("项目", "推进"), ()),
        ("“项目 推进”", ("项目推进",), ()),
        ('"New Energy"', ("new energy",), ()),
        ("项目 -征拆", ("项目",), ("征拆",)),
        ("LS-C140899-2026-R", ("ls c140899 2026 r",), ()),
        ("項目 项目", ("项目",), ()),
        ("-征拆", (), ("征拆",)),
        ("“没有合上的引号", ("没有合上的引号",), ()),
        ("，。！", (), ()),
    ],
)
def test_a_line_is_read_as_people_type_it(said: str, phrases: tuple[str, ...], without: tuple[str, ...]) -> None:
    assert (read(said).phrases, read(said).without) == (phrases, without)
