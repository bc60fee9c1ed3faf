"""The table of sentences (`tests/vectors/reading.toml`): every sentence gives the rows an officer would write down."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from luoshi.reading import read
from luoshi.reading.records import DraftItem
from tests.reading.test_reading import check_spans

TABLE = Path(__file__).parent.parent / "vectors" / "reading.toml"
SENTENCES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text("utf-8"))["sentence"]


def names(item: DraftItem, role: str) -> list[str]:
    return [unit.name for unit in item.units if unit.role == role]


def written(item: DraftItem, expected: dict[str, Any]) -> dict[str, Any]:
    """A row in the words of the table; the last day and the type only where the table says one."""
    said: dict[str, Any] = {"quote": item.quote}
    said |= {role: found for role in ("lead", "co", "owner") if (found := names(item, role))}
    said |= {"due": item.due.on} if "due" in expected else {}
    return said | ({"type": item.type} if "type" in expected else {})


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["case"])
def test_a_sentence_gives_the_rows_of_the_table(sentence: dict[str, Any]) -> None:
    # The name of a paper above, so that the sentence is no title.
    reading = read("青溪县专题会议纪要\n" + sentence["text"], year=2026)
    check_spans(reading)
    rows = [item for item in reading.items if item.quote not in sentence.get("may", ())]
    expected = sentence["rows"]
    padded = [*expected, *({} for _ in rows[len(expected) :])]
    assert [written(item, row) for item, row in zip(rows, padded, strict=False)] == expected
    assert len(rows) == len(expected)
