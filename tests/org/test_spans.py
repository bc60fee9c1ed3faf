"""Half-open spans and the tree, for any days and any shape."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from luoshi.org._dates import civil, start_of
from luoshi.org.operations._spans import overlapping
from luoshi.org.queries import ancestors, below

DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 1))
LAST = date(2026, 3, 1)
SPANS = st.tuples(DAYS, st.none() | st.integers(1, 20)).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + timedelta(days=pair[1]))
)


def _days(span: tuple[date, date | None]) -> set[date]:
    begins, ends = span
    return {begins + timedelta(days=n) for n in range(((ends or LAST) - begins).days)}


@given(st.lists(SPANS, max_size=4), SPANS)
def test_spans_overlap_exactly_when_they_share_a_day(others: list[tuple[date, date | None]], one: tuple) -> None:
    assert overlapping(others, *one) is any(_days(other) & _days(one) for other in others)


@given(DAYS)
def test_a_day_begins_at_midnight_in_shanghai(day: date) -> None:
    assert civil(start_of(day)) == day
    assert civil(start_of(day) - timedelta(seconds=1)) == day - timedelta(days=1)


@given(st.dictionaries(st.integers(1, 12), st.none() | st.integers(1, 12), max_size=12), st.integers(1, 12))
def test_below_is_the_other_side_of_above(tree: dict[int, int | None], unit_id: int) -> None:
    assert below([unit_id], tree) - {unit_id} == {one for one in tree if unit_id in ancestors(one, tree)} - {unit_id}
