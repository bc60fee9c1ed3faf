"""Claims under a lease: nothing twice, nothing lost, poison set aside, files at the end."""

import datetime as dt
from pathlib import Path

import pytest

from luoshi.jobs import folders, operations, queries
from luoshi.jobs.records import Cancelled, Finished, JobRecord, Lost, ResultFile
from luoshi.record.operations import keep_file
from luoshi.record.refusals import Reason, Refused
from tests.jobs.orders import AT, CLERK, order, state, take, taken, types

pytestmark = pytest.mark.django_db
BROKE = [Reason("job.broke", {"error": "OSError"})]


def at(minute: int) -> dt.datetime:
    return AT + dt.timedelta(minutes=minute)


def test_a_job_goes_to_one_worker_until_its_lease_runs_out() -> None:
    job = order()
    first = taken(0, "a")
    assert take(0, "b") is None
    second = taken(2, "b")
    assert (first.id, first.attempts, second.attempts) == (job.id, 1, 2)
    for late in (
        lambda: operations.beat(claimed=first, until=at(4), done=1, total=2, doing=""),
        lambda: operations.finish(claimed=first, at=at(2), finished=Finished()),
        lambda: operations.fail(claimed=first, at=at(2), moment=at(2), reasons=BROKE, for_good=False),
    ):
        with pytest.raises(Lost):
            late()
    operations.release(claimed=first, at=at(2))
    operations.finish(claimed=second, at=at(2), finished=Finished({"n": 3}))
    done = queries.find(job.id, owner=CLERK)
    assert (done.state, done.result) == ("done", {"n": 3})


def test_a_beat_keeps_the_lease_and_shows_how_far_it_is() -> None:
    job = order()
    claimed = taken()
    operations.beat(claimed=claimed, until=at(10), done=30, total=120, doing="writing")
    assert take(5, "b") is None
    seen = queries.find(job.id, owner=CLERK)
    assert (seen.percent, seen.doing) == (25, "writing")
    operations.cancel(actor=CLERK, at=at(1), job_id=job.id, owner=CLERK)
    with pytest.raises(Cancelled):
        operations.beat(claimed=claimed, until=at(10), done=31, total=120, doing="writing")


def test_jobs_are_taken_in_the_order_given_of_known_kinds_and_not_before_their_time() -> None:
    order("other", kind="verification")
    later = order("later", run_at=at(10))
    first, second = order("first"), order("second")
    assert [one.id for one in (taken(), taken())] == [first.id, second.id]
    assert take(0, "b") is None
    assert taken(10, "b").id in {later.id, first.id}
    assert take(0, kinds=[]) is None


def test_the_effect_and_the_end_are_one_transaction(own_home: Path) -> None:
    job = order()
    claimed = taken()

    def effect() -> dict[str, str]:
        kept = keep_file(content="台账".encode(), name="台账.txt", at=AT, actor=CLERK)
        operations.cancel(actor=CLERK, at=AT, job_id=job.id, owner=CLERK)
        raise Refused([Reason("intake.same_document", {"title": kept.hash})])

    before = types()
    with pytest.raises(Refused):
        operations.finish(claimed=claimed, at=AT, finished=Finished(effect=effect))
    assert types() == before
    assert state(job) == "running"
    operations.cancel(actor=CLERK, at=AT, job_id=job.id, owner=CLERK)
    with pytest.raises(Cancelled):
        operations.finish(claimed=claimed, at=AT, finished=Finished(effect=effect))


def test_a_result_file_lies_under_the_jobs_id_and_its_hash_stands_in_the_log() -> None:
    job = order()
    claimed = taken()
    path = folders.draft_path(job.id, claimed.attempts)
    path.write_bytes(b"xlsx")
    operations.finish(claimed=claimed, at=AT, finished=Finished(file=ResultFile(path, "台账.xlsx")))
    done = queries.find(job.id, owner=CLERK)
    found = queries.file_of(done)
    assert found is not None
    assert found.read_bytes() == b"xlsx"
    assert not path.exists()
    assert (done.file_name, done.file_size, len(done.file_hash)) == ("台账.xlsx", 4, 64)
    found.unlink()
    assert queries.file_of(done) is None


def test_a_job_that_breaks_waits_longer_each_time_and_is_set_aside_in_the_end() -> None:
    job = order()
    pauses = []
    minute = 0
    for _attempt in range(operations.MOST_ATTEMPTS):
        operations.fail(claimed=taken(minute), at=at(minute), moment=at(minute), reasons=BROKE, for_good=False)
        left = queries.find(job.id, owner=CLERK)
        if left.run_at is not None:
            pauses.append(left.run_at - at(minute))
            assert take(minute) is None
        minute += 60
    assert pauses == sorted(set(pauses))
    assert len(pauses) == operations.MOST_ATTEMPTS - 1
    assert (left.state, left.reasons) == ("set_aside", tuple(BROKE))
    assert types()[-1] == "job.set_aside"
    assert take(10_000) is None


def test_a_job_that_kills_its_worker_every_time_is_set_aside_and_says_so() -> None:
    job = order()
    for attempt in range(operations.MOST_ATTEMPTS):
        assert taken(attempt * 10, f"w{attempt}").attempts == attempt + 1
    assert take(100, "last") is None
    left = queries.find(job.id, owner=CLERK)
    assert (left.state, [one.code for one in left.reasons]) == ("set_aside", ["job.worker_died"])


def test_a_worker_that_leaves_gives_its_job_back_without_counting_the_attempt() -> None:
    job = order()
    operations.release(claimed=taken(), at=AT)
    assert state(job) == "waiting"
    assert taken().attempts == 1


def test_a_job_cancelled_while_its_worker_died_is_cancelled_and_not_begun_again() -> None:
    job = order()
    taken()
    operations.cancel(actor=CLERK, at=AT, job_id=job.id, owner=CLERK)
    assert take(10, "b") is None
    assert state(job) == "cancelled"


def test_the_last_done_job_of_a_kind_is_found_with_its_result_and_the_tallies_count_the_rest() -> None:
    def kept(job: JobRecord | None) -> object:
        return None if job is None else job.result

    assert kept(queries.last("ledger_export")) is None
    order("1")
    operations.finish(claimed=taken(), at=AT, finished=Finished({"n": 1}))
    order("2")
    assert kept(queries.last("ledger_export")) == {"n": 1}
    assert queries.alive("ledger_export") is not None
    assert [(one.state, one.n) for one in queries.tallies()] == [("done", 1), ("waiting", 1)]


def test_a_parcel_is_whole_or_gone_and_never_a_path() -> None:
    name = folders.keep_parcel({"content": b"bytes", "order.json": b"{}"})
    assert folders.parcel(name) == {"content": b"bytes", "order.json": b"{}"}
    folders.drop_parcel(name)
    assert folders.parcel(name) is None
    with pytest.raises(ValueError, match="32 hex"):
        folders.parcel("../secrets")
