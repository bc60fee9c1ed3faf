"""Workers that are killed with SIGKILL, and several at once: every job is done once, whatever was cut off where."""

import json
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import processes

pytestmark = [pytest.mark.journey, pytest.mark.postgres]
Environment = Mapping[str, str]
JOBS = 12


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Environment]:
    with processes.database(tmp_path) as environment:
        processes.run("tests.jobs.worker", "order", JOBS, environment=environment)
        yield environment


def kill_one(environment: Environment, minutes: int, place: str, job: int) -> None:
    """A worker that is killed at this place of its nth job."""
    victim = processes.start("tests.jobs.worker", "work", minutes, place, job, environment=environment)
    assert victim.stdout is not None
    assert victim.stdout.readline() == "stalled\n"
    victim.send_signal(signal.SIGKILL)
    victim.communicate(timeout=60)


def test_every_job_is_done_once_though_workers_are_killed_and_two_work_at_the_same_time(office: Environment) -> None:
    kill_one(office, 0, "handler", 3)  # two done, the third begun
    kill_one(office, 0, "effect", 2)  # one done, another cut off in the transaction that ends it
    kill_one(office, 0, "end", 1)  # one done, its worker cut off behind that
    both = [processes.start("tests.jobs.worker", "work", 10, environment=office) for _ in range(2)]
    found: list[dict[str, Any]] = [json.loads(one.communicate(timeout=120)[0]) for one in both]
    assert sum(one["begun"] for one in found) == JOBS - 4
    last = json.loads(processes.run("tests.jobs.worker", "work", 10, environment=office))
    assert last["begun"] == 0
    assert last["whole"]
    assert last["states"] == ["done"] * JOBS
    assert last["effects"] == sorted(f"{number}.txt" for number in range(JOBS))
    assert last["finished"] == list(range(JOBS))
    assert last["files"] == JOBS
    assert len(last["drafts"]) == 2, "what the first two left lies until it is swept"
