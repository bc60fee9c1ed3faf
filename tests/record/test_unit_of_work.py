"""Rows and events are written together or not at all, in one order, each sealed."""

import hashlib
import json
from datetime import timedelta, timezone

import pytest
from django.db import DatabaseError, transaction

from luoshi.record import queries, verification
from luoshi.record.models import Event, LogHead, OnceKey, RecordKey, StoredFile
from luoshi.record.operations import unit_of_work
from luoshi.record.sealing import Sealed
from luoshi.seal.canonical import NotCanonical
from tests.record.desk import AT, CLERK, after, attacker, keep, sql

pytestmark = pytest.mark.django_db


def stored(number: int) -> StoredFile:
    return StoredFile.objects.create(hash=f"{number:064}", size=number, media_type="text/plain", name="甲", kept_at=AT)


def write_and_fail(number: int) -> None:
    with unit_of_work(actor=CLERK, at=AT) as work:
        work.record("file.kept", stream="file:b", payload={}, rows=[stored(number)])
        raise RuntimeError("the disk is full")


def test_events_get_positions_when_the_outermost_unit_ends() -> None:
    with unit_of_work(actor=CLERK, at=AT, on_behalf_of="post:1") as outer:
        outer.record("file.kept", stream="file:a", payload={"name": "甲", "size": 1})
        with unit_of_work(actor="post:4", at=after(1)) as inner:
            inner.record("file.kept", stream="file:b", payload={"name": "乙", "size": 2})
        assert Event.objects.count() == 0
    first, second = queries.events_after(0, 10)
    assert (first.position, first.actor, first.on_behalf_of, first.recorded_at) == (1, CLERK, "post:1", AT)
    assert (second.position, second.actor, second.on_behalf_of, second.recorded_at) == (2, "post:4", "", after(1))
    assert queries.head().size == 2


def test_nothing_stays_of_a_unit_that_raises() -> None:
    with pytest.raises(RuntimeError):
        write_and_fail(1)
    assert (Event.objects.count(), StoredFile.objects.count(), queries.head().size) == (0, 0, 0)
    keep(1)
    assert queries.head().size == 1


def test_inner_unit_that_raises_takes_back_only_its_own() -> None:
    with unit_of_work(actor=CLERK, at=AT) as outer:
        outer.record("file.kept", stream="file:a", payload={}, rows=[stored(1)])
        with pytest.raises(RuntimeError):
            write_and_fail(2)
        outer.record("file.kept", stream="file:c", payload={}, rows=[stored(3)])
    assert [event.stream for event in queries.events_after(0, 10)] == ["file:a", "file:c"]
    assert StoredFile.objects.count() == 2
    assert {finding.code for finding in verification.verify().findings} == {"verify.file_missing"}


def test_record_time_never_runs_backwards_and_an_earlier_fact_keeps_its_moment() -> None:
    for at in (after(10), AT):
        with unit_of_work(actor=CLERK, at=at) as work:
            work.record("file.kept", stream="file:a", payload={}, happened_at=AT)
    first, second = queries.events_after(0, 10)
    assert (first.recorded_at, second.recorded_at) == (after(10), after(10))
    assert (first.happened_at, second.happened_at) == (AT, AT)


def test_what_cannot_be_sealed_is_refused_at_once() -> None:
    with unit_of_work(actor=CLERK, at=AT) as work:
        with pytest.raises(ValueError, match="no sentence"):
            work.record("file.burnt", stream="file:a", payload={})
        with pytest.raises(ValueError, match="after"):
            work.record("file.kept", stream="file:a", payload={}, happened_at=after(1))
        with pytest.raises(NotCanonical):
            work.record("file.kept", stream="file:a", payload={"size": 1.5})
        with pytest.raises(LookupError, match="not a sealed table"):
            work.record("file.kept", stream="file:a", payload={}, rows=[OnceKey(key="k")])
        with pytest.raises(ValueError, match="not saved"):
            work.record("file.kept", stream="file:a", payload={}, rows=[RecordKey()])
    assert queries.head().size == 0


def test_database_refuses_to_change_or_remove_an_event() -> None:
    keep(1)
    for statement in ("UPDATE record_event SET actor = 'post:1'", "DELETE FROM record_event"):
        with pytest.raises(DatabaseError, match="events are never"), transaction.atomic():
            sql(statement)
    with attacker():
        assert sql("UPDATE record_event SET actor = 'post:1'") == 1


def test_digest_of_a_row_is_the_documented_hash_on_either_database() -> None:
    shanghai = timezone(timedelta(hours=8))
    with unit_of_work(actor=CLERK, at=AT) as work:
        row = StoredFile(hash="ab" * 32, size=12, media_type="text/plain", name="会议纪要“一”.txt")
        row.kept_at = AT.astimezone(shanghai) + timedelta(microseconds=7)
        row.save()
        work.record("file.kept", stream="file:a", payload={}, rows=[row])
    text = (
        '["record_storedfile",{"hash":"' + "ab" * 32 + '","kept_at":"2026-03-05T02:00:00.000007Z",'
        '"media_type":"text/plain","name":"会议纪要“一”.txt","size":12}]'
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert json.loads(Event.objects.get().rows) == [["record_storedfile", "ab" * 32, digest]]


def test_digest_of_json_does_not_depend_on_the_order_of_its_keys_or_on_the_database() -> None:
    sealed = Sealed(OnceKey, ())
    for key, result in (
        ("one", {"乙": [1, None], "a": {"y": True, "x": 0}}),
        ("two", {"a": {"x": 0, "y": True}, "乙": [1, None]}),
    ):
        OnceKey.objects.create(key=key, actor=CLERK, spent_at=AT, result=result)
    OnceKey.objects.filter(key="two").update(key="three")
    values = '"result":{"a":{"x":0,"y":true},"乙":[1,null]},"spent_at":"2026-03-05T02:00:00.000000Z"'
    expected = {
        key: hashlib.sha256(f'["record_oncekey",{{"actor":"{CLERK}","key":"{key}",{values}}}]'.encode()).hexdigest()
        for key in ("one", "three")
    }
    (held,) = sealed.held()
    assert dict(zip(held[0], (digest.hex() for digest in held[1]), strict=True)) == expected
    assert dict(sealed.digests(["one", "nobody"])) == {"one": expected["one"]}


def test_rows_changed_in_bulk_or_removed_are_sealed_as_they_end() -> None:
    with unit_of_work(actor=CLERK, at=AT) as work:
        stale, gone = stored(1), stored(2)
        work.record("file.kept", stream="file:1", payload={}, rows=[stale, gone])
    with unit_of_work(actor=CLERK, at=AT) as work:
        StoredFile.objects.filter(pk=stale.pk).update(name="乙")
        StoredFile.objects.filter(pk=gone.pk).delete()
        deleted = [("record_storedfile", str(gone.pk))]
        work.record("file.kept", stream="file:1", payload={}, rows=[(StoredFile, stale.pk)], deleted=deleted)
    rows = json.loads(Event.objects.get(position=2).rows)
    assert [row[1] for row in rows] == [stale.pk, gone.pk]
    assert rows[1][2] is None
    report = verification.verify()
    assert [finding.code for finding in report.findings] == ["verify.file_missing"]


def test_head_is_kept_with_the_last_event() -> None:
    assert queries.head().size == 0
    for number in range(5):
        keep(number)
    head = LogHead.objects.get()
    assert (head.size, head.last_recorded_at) == (5, after(4))
    assert str(queries.head()) == f"5:{head.head}"


def test_timeline_shows_what_was_recorded_by_then() -> None:
    for number in range(3):
        with unit_of_work(actor=CLERK, at=after(number)) as work:
            work.record("file.kept", stream="item:1", payload={"size": number})
            work.record("file.kept", stream="item:2", payload={"size": number})
    sizes = [event.payload["size"] for event in queries.events(stream="item:1", as_of=after(1))]
    assert sizes == [0, 1]
    assert [event.position for event in queries.events(stream="item:1", as_of=after(9), after=1, limit=1)] == [3]
    assert [event.position for event in queries.events_after(4, 10)] == [5, 6]
    assert queries.event(9) is None
