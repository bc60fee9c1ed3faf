"""Whatever operations do, in whatever order, however units of work nest and fail: rows equal what the log says."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from luoshi.record import operations, queries, verification
from luoshi.record.models import PrivateValue, RecordKey
from luoshi.record.operations import unit_of_work
from luoshi.record.refusals import Refused
from luoshi.seal import tree
from tests.record.desk import AT, CLERK, after, attacker, sql

pytestmark = [pytest.mark.django_db, pytest.mark.long]

STREAMS = st.sampled_from(["person:1", "person:2", "person:3"])
acts = st.deferred(
    lambda: st.one_of(
        st.tuples(st.just("keep"), STREAMS, st.text(max_size=5)),
        st.tuples(st.just("erase"), STREAMS),
        st.tuples(st.just("rename"), STREAMS),
        st.tuples(st.just("fail"), st.lists(acts, max_size=2)),
        st.tuples(st.just("nest"), st.lists(acts, max_size=2)),
    )
)
days = st.lists(acts, max_size=8)


class _Changed(Exception):  # noqa: N818
    """A unit of work that ends badly on purpose."""


def play(act: tuple[Any, ...], minute: int) -> None:
    with unit_of_work(actor=CLERK, at=after(minute)) as work:
        match act:
            case ("keep", stream, value):
                operations.keep_private(work, stream=stream, name="mobile", value=value)
            case ("erase", stream):
                operations.erase_private(actor=CLERK, at=after(minute), stream=stream, reason="期满")
            case ("rename", stream):
                rows = list(PrivateValue.objects.filter(key__stream=stream, key__erased_at=None))
                RecordKey.objects.filter(stream=stream).update(made_at=after(minute))
                keys = [(RecordKey, pk) for pk in RecordKey.objects.filter(stream=stream).values_list("pk", flat=True)]
                work.record("private.kept", stream=stream, payload={"name": "again"}, rows=[*rows, *keys])
            case ("nest", inner):
                play_all(inner, minute)
            case ("fail", inner):
                play_all(inner, minute)
                raise _Changed


def play_all(day: list[tuple[Any, ...]], minute: int = 0) -> None:
    for number, act in enumerate(day):
        try:
            play(act, minute + number)
        except (Refused, _Changed):
            continue


@given(days, st.booleans())
def test_rows_equal_what_the_log_says(day: list[tuple[Any, ...]], gathered: bool) -> None:
    with transaction.atomic():
        if gathered:
            with unit_of_work(actor=CLERK, at=AT):
                play_all(day)
        else:
            play_all(day)
        report = verification.verify()
        assert report.is_whole, report.findings
        assert report.head == queries.head().head
        transaction.set_rollback(True)


@given(days.filter(bool), st.data())
def test_any_one_change_behind_the_back_is_found(day: list[tuple[Any, ...]], data: st.DataObject) -> None:
    with transaction.atomic():
        play_all([("keep", "person:1", "13800001111"), *day])
        size = queries.head().size
        position = data.draw(st.integers(1, size))
        with attacker():
            change = data.draw(
                st.sampled_from(
                    [
                        "UPDATE record_event SET payload = payload || ' ' WHERE position = %s",
                        "UPDATE record_event SET actor = 'post:99' WHERE position = %s",
                        "DELETE FROM record_event WHERE position = %s",
                        "UPDATE record_event SET position = position + 1000 WHERE position = %s",
                    ]
                )
            )
            assert sql(change, position) == 1
        assert not verification.verify().is_whole
        transaction.set_rollback(True)


@given(days, days)
def test_every_head_is_an_anchor_of_every_later_one(first: list[tuple[Any, ...]], then: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        play_all(first)
        early = queries.head()
        play_all(then, 100)
        report = verification.verify(anchors=[(early.size, early.head)])
        assert report.is_whole
        (anchor,) = report.anchors
        path = [bytes.fromhex(step) for step in anchor.proof]
        late = queries.head()
        assert early.size == 0 or tree.consistency_holds(
            early.size, bytes.fromhex(early.head), late.size, bytes.fromhex(late.head), path
        )
        transaction.set_rollback(True)
