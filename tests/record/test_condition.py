"""What the record can say about the machine below it."""

import datetime as dt
import threading

import pytest
from django.db import connection

from luoshi.record import condition
from luoshi.record.operations import begin_tick, end_tick, forget_ticks, unit_of_work

AT = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_a_turn_of_the_loop_is_known_from_its_first_moment_and_says_what_stopped_it() -> None:
    begun = begin_tick(at=AT)
    (running,) = condition.last_ticks(5)
    assert (running.started_at, running.ended_at, running.lived_at) == (AT, None, AT)
    end_tick(begun, at=AT + dt.timedelta(seconds=3), counts={"urged": 2}, error="OperationalError")
    (ended,) = condition.last_ticks(5)
    assert (ended.lived_at, ended.counts, ended.error) == (
        AT + dt.timedelta(seconds=3),
        {"urged": 2},
        "OperationalError",
    )


@pytest.mark.django_db
def test_only_the_newest_turns_are_kept_even_when_the_clock_jumped_back() -> None:
    for number in range(5):
        end_tick(begin_tick(at=AT - dt.timedelta(hours=number)), at=AT, counts={})
    assert forget_ticks(keep=2) == 3
    assert [one.started_at for one in condition.last_ticks(9)] == [AT - dt.timedelta(hours=n) for n in (4, 3)]
    assert forget_ticks(keep=2) == 0


@pytest.mark.django_db
def test_a_database_of_this_version_waits_for_no_migration_and_has_a_size() -> None:
    assert condition.waiting_migrations() == ()
    assert condition.database_size() > 0 or connection.is_in_memory_db()  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'delivery'")
    assert condition.waiting_migrations()[0] == "delivery.0001_initial"


@pytest.mark.django_db
def test_waiting_for_the_lock_is_told_once_to_the_thread_that_waited() -> None:
    condition.add_wait(0.5)
    with unit_of_work(actor="system:tick", at=AT):
        pass
    other: list[float] = []
    thread = threading.Thread(target=lambda: other.append(condition.take_wait()))
    thread.start()
    thread.join()
    assert (condition.take_wait() >= 0.5, condition.take_wait(), other) == (True, 0.0, [0.0])
