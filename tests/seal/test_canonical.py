"""One value has one text, whatever order or zone it came in."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.seal import canonical, digests
from luoshi.seal.canonical import NotCanonical
from tests.seal.vectors import VECTORS

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
moments = st.datetimes(timezones=st.just(UTC), min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("case", VECTORS["canonical"], ids=lambda case: case["text"][:30])
def test_text_equals_the_vector(case: dict[str, Any]) -> None:
    assert canonical.text(json.loads(case["value"])) == case["text"]


@pytest.mark.parametrize("case", VECTORS["row"], ids=lambda case: case["table"])
def test_row_digest_equals_the_vector(case: dict[str, Any]) -> None:
    assert digests.row_digest(case["table"], json.loads(case["values"])) == case["digest"]


@pytest.mark.parametrize("case", VECTORS["leaf"], ids=lambda case: case["type"])
def test_event_hash_equals_the_vector(case: dict[str, Any]) -> None:
    header = digests.Header(
        **{key: case[key] for key in ("position", "stream", "type", "schema", "actor", "on_behalf_of")},
        happened_at=canonical.moment(case["happened_at"]),
        recorded_at=canonical.moment(case["recorded_at"]),
    )
    assert digests.leaf_bytes(header, case["payload"], case["rows"]).decode() == case["bytes"]
    assert digests.event_hash(header, case["payload"], case["rows"]).hex() == case["hash"]


@given(plain)
def test_text_is_one_line_of_json_that_reads_back(value: object) -> None:
    text = canonical.text(value)
    assert "\n" not in text
    assert json.loads(text) == value
    assert canonical.text(json.loads(text)) == text


@given(st.dictionaries(texts, plain, max_size=6))
def test_order_of_keys_makes_no_difference(value: dict[str, object]) -> None:
    assert canonical.text(dict(reversed(value.items()))) == canonical.text(value)


@given(moments, st.integers(-12 * 60, 14 * 60))
def test_zone_of_a_moment_makes_no_difference(at: datetime, minutes: int) -> None:
    elsewhere = at.astimezone(timezone(timedelta(minutes=minutes)))
    assert canonical.moment_text(elsewhere) == canonical.moment_text(at)
    assert canonical.moment(canonical.moment_text(at)) == at


def test_dates_and_moments_are_written_as_agreed() -> None:
    at = datetime(2026, 3, 5, 10, 0, tzinfo=timezone(timedelta(hours=8)))
    assert canonical.text([at, date(2026, 3, 5)]) == '["2026-03-05T02:00:00.000000Z","2026-03-05"]'


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), {1: "a"}, {"a": b"bytes"}, datetime(2026, 3, 5), "\ud800", {"\ud800": 1}, frozenset({1})],  # noqa: DTZ001
    ids=repr,
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical.text([value])


def test_other_spellings_of_a_moment_are_refused() -> None:
    with pytest.raises(NotCanonical):
        canonical.moment("2026-03-05T02:00:00Z")


def test_columns_without_a_value_leave_no_trace_in_a_digest() -> None:
    with_new_column = digests.row_digest("t", {"a": 1, "added_later": None})
    assert with_new_column == digests.row_digest("t", {"a": 1})
    assert digests.row_digest("t", {"a": 1}) != digests.row_digest("other", {"a": 1})
    assert digests.row_digest("t", {"a": 0}) != digests.row_digest("t", {"a": False})


@given(st.dictionaries(texts, plain | moments, max_size=6))
def test_row_digest_is_the_hash_of_the_canonical_text(values: dict[str, object]) -> None:
    held = {column: value for column, value in values.items() if value is not None}
    assert digests.row_digest("t", values) == hashlib.sha256(canonical.text(["t", held]).encode()).hexdigest()


def test_row_that_has_no_canonical_form_is_refused() -> None:
    for value in (1.5, "\ud800", {"a": 1.5}, b"bytes"):
        with pytest.raises(NotCanonical):
            digests.row_digest("t", {"a": value})
