"""The worker: what handlers answer, refuse and break, and when they must stop."""

import datetime as dt
import threading
from pathlib import Path

import pytest

from luoshi.cli import work
from luoshi.jobs import folders, operations, queries
from luoshi.jobs.records import Finished, Handler, JobRecord, Progress
from luoshi.record.refusals import Reason, Refused
from tests.jobs.orders import AT, CLERK, order

pytestmark = pytest.mark.django_db
#: what somebody wrote, as an error may quote it
WRITTEN = "陈晓禾的身份证号"


def run(handler: Handler, *, minutes: int = 0, leaving: threading.Event | None = None) -> int:
    moment = AT + dt.timedelta(minutes=minutes)
    return work.work_off({"ledger_export": handler}, now=lambda: AT, machine=lambda: moment, leaving=leaving)


def now(job: JobRecord) -> JobRecord:
    return queries.find(job.id, owner=CLERK)


def test_everything_that_waits_is_carried_out_in_order_with_its_results() -> None:
    jobs = [order(f"export:{number}", parameters={"number": number}) for number in range(3)]

    def handler(job: JobRecord, progress: Progress) -> Finished:
        progress.step(1, 2, "writing")
        return Finished({"number": job.parameters["number"]}, effect=lambda: {"kept": True})

    assert run(handler) == 3
    assert [now(job).result for job in jobs] == [{"number": number, "kept": True} for number in range(3)]
    assert run(handler) == 0


def test_a_refusal_ends_a_job_with_its_reasons_and_what_came_with_it_is_gone() -> None:
    parcel = folders.keep_parcel({"content": "机密★ 20年".encode()})
    job = order(parameters={"parcel": parcel})

    def handler(job: JobRecord, progress: Progress) -> Finished:
        raise Refused([Reason("intake.classified", rule="R13-15"), Reason("intake.scan")])

    run(handler)
    assert now(job).state == "failed"
    assert [one.code for one in now(job).reasons] == ["intake.classified", "intake.scan"]
    assert folders.parcel(parcel) is None
    assert not queries.may_try_again(now(job))


def test_a_handler_that_breaks_leaves_its_class_and_no_word_of_what_it_met(caplog: pytest.LogCaptureFixture) -> None:
    parcel = folders.keep_parcel({"content": b"bytes"})
    job = order(parameters={"parcel": parcel})

    def handler(job: JobRecord, progress: Progress) -> Finished:
        folders.draft_path(job.id, job.attempts).write_bytes(b"half")
        raise OSError(WRITTEN)

    for minutes in (0, 60, 120, 180):
        assert run(handler, minutes=minutes) == 1
    left = now(job)
    assert (left.state, left.attempts) == ("set_aside", operations.MOST_ATTEMPTS)
    assert left.reasons == (Reason("job.broke", {"error": "OSError"}),)
    assert "test_worker.py" in caplog.text
    assert WRITTEN not in caplog.text
    assert folders.results() == []
    assert queries.may_try_again(left), "what came with the order is still there for a person who has looked"


def test_a_cancelled_job_stops_at_its_next_step_and_leaves_nothing() -> None:
    job = order()
    steps = []

    def handler(claimed: JobRecord, progress: Progress) -> Finished:
        folders.draft_path(claimed.id, claimed.attempts).write_bytes(b"half")
        operations.cancel(actor=CLERK, at=AT, job_id=job.id, owner=CLERK)
        work._beat_once(claimed, progress, lambda: AT)  # type: ignore[arg-type]
        steps.append("asked")
        progress.step(1, 2)
        steps.append("went on")
        return Finished()

    run(handler)
    assert steps == ["asked"]
    assert now(job).state == "cancelled"
    assert folders.results() == []


def test_a_job_cancelled_after_its_last_step_is_cancelled_and_has_no_effect() -> None:
    job = order()
    effects = []

    def handler(claimed: JobRecord, progress: Progress) -> Finished:
        operations.cancel(actor=CLERK, at=AT, job_id=job.id, owner=CLERK)
        return Finished(effect=lambda: effects.append("done") or {})

    run(handler)
    assert (now(job).state, effects) == ("cancelled", [])


def test_a_worker_that_is_told_to_leave_gives_its_job_back_and_takes_no_other() -> None:
    first, second = order("1"), order("2")
    leaving = threading.Event()

    def handler(job: JobRecord, progress: Progress) -> Finished:
        leaving.set()
        progress.step(1, 2)
        raise AssertionError("it went on")

    assert run(handler, leaving=leaving) == 1
    assert [(now(job).state, now(job).attempts) for job in (first, second)] == [("waiting", 0), ("waiting", 0)]


def test_what_a_late_worker_brings_is_left_and_the_job_is_the_others() -> None:
    job = order()
    effects = []

    def slow(claimed: JobRecord, progress: Progress) -> Finished:
        assert run(lambda *_: Finished({"by": "other"}), minutes=10) == 1
        return Finished({"by": "late"}, effect=lambda: effects.append("done") or {})

    run(slow)
    assert (now(job).result, effects) == ({"by": "other"}, [])


def test_results_expire_and_what_dead_workers_left_goes_with_them(own_home: Path) -> None:
    job = order()
    run(lambda *_: Finished())
    folders.result_path(job.id).write_bytes(b"xlsx")
    folders.result_path(job.id + 1).write_bytes(b"of a job that is not there")
    folders.draft_path(7, 1).write_bytes(b"half")
    keep = dt.timedelta(days=7)
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    assert operations.sweep(at=AT + dt.timedelta(days=6), moment=long_ago, keep=keep) == 1
    assert folders.result_path(job.id).exists()
    later = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    assert operations.sweep(at=AT + dt.timedelta(days=8), moment=later, keep=keep) == 2
    assert folders.results() == []


def test_parcels_stay_while_somebody_may_try_again_and_go_after_that(own_home: Path) -> None:
    names = [folders.keep_parcel({"content": b"x"}) for _ in range(3)]
    waiting = order("waiting", parameters={"parcel": names[0]})
    ended = order("ended", parameters={"parcel": names[1]})
    operations.cancel(actor=CLERK, at=AT, job_id=ended.id, owner=CLERK)
    keep, later = dt.timedelta(days=7), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    operations.sweep(at=AT, moment=later, keep=keep)
    assert [folders.parcel_lies(name) for name in names] == [True, True, False]
    operations.sweep(at=AT + keep, moment=later, keep=keep)
    assert [folders.parcel_lies(name) for name in names] == [True, False, False]
    assert now(waiting).state == "waiting"


def test_the_verification_of_a_day_is_ordered_once_and_only_from_its_hour_on() -> None:
    three = dt.datetime(2026, 3, 4, 19, tzinfo=dt.UTC)  # 3:00 in Shanghai
    work.chores(at=three - dt.timedelta(minutes=1), moment=AT)
    first = queries.alive("verification")
    assert first is None or "2026-03-04" in first.key
    for hours in (0, 1, 5):
        work.chores(at=three + dt.timedelta(hours=hours), moment=AT)
    keys = [one.key for one in queries.mine("system:tick")]
    assert keys.count("verification:2026-03-05") == 1
