"""Snippets: what was looked for is marked in the text as it is written, in its surroundings."""

from hypothesis import given
from hypothesis import strategies as st

from luoshi.search.folding import fold
from luoshi.search.snippets import LONGEST, snippet
from luoshi.search.wanted import read

LETTERS = st.text(alphabet="推进项目３3线。， Aé專", max_size=260)


def told(text: str, line: str) -> str:
    return "".join(f"[{one.text}]" if one.is_hit else one.text for one in snippet(text, read(line)))


def test_every_word_is_marked_as_it_is_written() -> None:
    assert told("Ｒ３线專项整治，推进專项。", "r3线 专项") == "[Ｒ３线專项]整治，推进[專项]。"


def test_words_that_touch_are_one_mark() -> None:
    assert told("重点项目推进会", "重点项目 项目推进") == "[重点项目推进]会"


def test_a_long_text_is_shown_around_the_first_place_of_each_word() -> None:
    text = "甲" * 200 + "征拆" + "乙" * 300 + "补偿" + "丙" * 200
    shown = told(text, "征拆 补偿")
    assert shown.startswith("…甲")
    assert shown.endswith("丙…")
    assert "[征拆]" in shown
    assert "[补偿]" in shown
    assert len(shown) < 260


def test_no_cut_goes_through_a_figure() -> None:
    text = "甲" * 200 + "投资1234567.89万元" + "推进" + "乙" * 200
    assert "1234567.89万元" in told(text, "推进")


@given(LETTERS, st.text(alphabet="推进项目3线专", min_size=1, max_size=4))
def test_the_pieces_are_the_text_itself_and_their_marks_hold_the_words(text: str, line: str) -> None:
    pieces = snippet(text, read(line))
    if len(text) <= LONGEST:
        assert "".join(one.text for one in pieces) == text
    assert all(one.text for one in pieces)
    assert any(one.is_hit for one in pieces) == (fold(line) in fold(text))
