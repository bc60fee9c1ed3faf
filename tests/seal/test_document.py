"""The reader printed in docs/formats.md reads the vectors: the document is enough to write another."""

import json
import re
from pathlib import Path
from typing import Any

from tests.seal.vectors import VECTORS

_PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
READER: dict[str, Any] = {}
exec(re.search(r"```python\n(.*?)```", _PAGE, re.S)[1], READER)  # type: ignore[index]


def test_printed_reader_hashes_events_and_rows_as_the_vectors_say() -> None:
    assert [READER["leaf_hash"](event).hex() for event in VECTORS["leaf"]] == [one["hash"] for one in VECTORS["leaf"]]
    for row in VECTORS["row"]:
        assert READER["row_digest"](row["table"], json.loads(row["values"])) == row["digest"]


def test_printed_reader_finds_a_changed_event_and_a_failing_anchor() -> None:
    events = VECTORS["leaf"]
    hashes = [READER["leaf_hash"](event) for event in events]
    anchors = [(1, hashes[0].hex()), (2, READER["head"](hashes).hex())]
    assert READER["check"](events, anchors) == "whole"
    assert READER["check"]([events[0], events[1] | {"actor": "post:1"}], anchors) == "event 2 was changed or is missing"
    assert READER["check"](events, [*anchors, (3, "00")]) == "history up to 3 is another"
