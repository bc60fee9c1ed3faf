"""The table of the five texts: nothing left open, every test that it names exists, the page is fresh."""

import pytest
from tools.seeds import page

pytestmark = pytest.mark.once


def test_every_paragraph_is_served_or_waived_and_every_test_exists() -> None:
    assert page.faults() == []


def test_the_page_says_what_the_table_says_and_marks_what_is_not_built() -> None:
    assert (page.ROOT / "docs" / "seeds.md").read_text(encoding="utf-8") == page.markdown()
    planned = [code for code, one in page.table()["system"].items() if one["state"] == "planned"]
    assert all(f"| {code}° |" in page.markdown() for code in planned)


def test_a_text_that_is_not_in_the_table_is_named() -> None:
    assert len(page.missing(page.ROOT / "docs" / "nothing")) == len(page.table()["document"])
