"""A double click makes one event."""

import pytest

from luoshi.record import queries
from luoshi.record.operations import AlreadyDone, forget_once_keys, spend_once, unit_of_work
from tests.record.desk import AT, CLERK, after

pytestmark = pytest.mark.django_db


def hand_in(key: str) -> object:
    """An operation behind a form, as an edge calls it."""
    try:
        with unit_of_work(actor=CLERK, at=AT) as work:
            work.record("file.kept", stream="item:1", payload={})
            spend_once(key=key, actor=CLERK, at=AT, result={"number": queries.head().size})
    except AlreadyDone as done:
        return done.result
    return queries.find_once(key)


def test_second_click_changes_nothing_and_returns_the_first_result() -> None:
    assert queries.find_once("form-1") is None
    assert hand_in("form-1") == hand_in("form-1") == {"number": 0}
    assert queries.head().size == 1
    assert hand_in("form-2") == {"number": 1}
    assert queries.head().size == 2


def test_old_keys_are_forgotten() -> None:
    hand_in("form-1")
    assert forget_once_keys(before=AT) == 0
    assert forget_once_keys(before=after(1)) == 1
    assert queries.find_once("form-1") is None
