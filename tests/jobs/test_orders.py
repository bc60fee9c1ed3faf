"""Ordering, cancelling and trying again: what people do with background jobs."""

import pytest

from luoshi.jobs import operations, queries
from luoshi.jobs.models import Job
from luoshi.jobs.records import Finished
from luoshi.record import verification
from luoshi.record.refusals import NotVisible, Reason, Refused
from tests.jobs.orders import AT, CLERK, LEAD, order, state, take, taken, types

pytestmark = pytest.mark.django_db


def test_the_same_order_is_taken_once_while_it_is_alive_and_anew_when_it_has_ended() -> None:
    first, again, other = order(), order(), order("export:2")
    assert first.id == again.id != other.id
    operations.finish(claimed=taken(), at=AT, finished=Finished())
    assert order().id not in (first.id, other.id)
    assert types().count("job.ordered") == 3


def test_the_work_of_one_night_is_ordered_once_for_ever() -> None:
    first = order("night:2026-03-05", for_ever=True)
    operations.finish(claimed=taken(), at=AT, finished=Finished())
    assert order("night:2026-03-05", for_ever=True).id == first.id
    assert order("night:2026-03-06", for_ever=True).id != first.id


def test_parameters_are_codes_and_never_what_somebody_wrote() -> None:
    order(parameters={"unit": 3, "states": ["open", "late:behind"], "day": "2026-03-05", "all": True, "to": None})
    for words in ("县教育局的张三", "two words", {"名": 1}, 0.5):
        with pytest.raises(ValueError, match="parcel"):
            order("other", parameters={"text": words})


def test_a_job_is_its_owners_alone_unless_the_caller_may_all() -> None:
    job = order()
    assert queries.find(job.id, owner=CLERK).id == job.id
    for read in (lambda: queries.find(job.id, owner=LEAD),
                 lambda: queries.find(job.id, owner=CLERK, on_behalf_of="post:1"),
                 lambda: operations.cancel(actor=LEAD, at=AT, job_id=job.id, owner=LEAD)):  # fmt: skip
        with pytest.raises(NotVisible):
            read()
    assert [one.id for one in queries.mine(CLERK)] == [job.id]
    assert queries.mine(LEAD) == ()
    assert operations.cancel(actor=LEAD, at=AT, job_id=job.id, owner=None).state == "cancelled"


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_step() -> None:
    waiting = order()
    assert operations.cancel(actor=CLERK, at=AT, job_id=waiting.id, owner=CLERK).state == "cancelled"
    assert take() is None
    running = order()
    claimed = taken()
    assert operations.cancel(actor=CLERK, at=AT, job_id=running.id, owner=CLERK).state == "running"
    operations.cancel(actor=CLERK, at=AT, job_id=running.id, owner=CLERK)
    operations.release(claimed=claimed, at=AT)
    assert state(running) == "cancelled"
    assert types().count("job.cancelled") == 2
    with pytest.raises(Refused, match=r"job\.ended"):
        operations.cancel(actor=CLERK, at=AT, job_id=running.id, owner=CLERK)


def test_what_was_refused_is_tried_again_by_hand_and_what_is_alive_or_done_is_not() -> None:
    job = order()
    with pytest.raises(Refused, match=r"job\.not_again"):
        operations.retry(actor=CLERK, at=AT, job_id=job.id, owner=CLERK)
    why = Reason("intake.scan")
    operations.fail(claimed=taken(), at=AT, moment=AT, reasons=[why], for_good=True)
    assert queries.find(job.id, owner=CLERK).reasons == (why,)
    same = order()
    with pytest.raises(Refused, match=r"job\.not_again"):
        operations.retry(actor=CLERK, at=AT, job_id=job.id, owner=CLERK)
    operations.cancel(actor=CLERK, at=AT, job_id=same.id, owner=CLERK)
    assert operations.retry(actor=CLERK, at=AT, job_id=job.id, owner=CLERK).state == "waiting"
    operations.finish(claimed=taken(), at=AT, finished=Finished())
    with pytest.raises(Refused, match=r"job\.not_again"):
        operations.retry(actor=CLERK, at=AT, job_id=job.id, owner=CLERK)


def test_an_order_written_past_the_program_is_found_and_a_moving_column_is_not_held_against_anybody() -> None:
    job = order()
    Job.objects.filter(pk=job.id).update(n_done=5)
    assert verification.verify().is_whole
    Job.objects.filter(pk=job.id).update(owner="post:1/person:1")
    assert not verification.verify().is_whole
