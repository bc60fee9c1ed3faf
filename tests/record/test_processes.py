"""Several writers at once, and writers that are killed: one log without gaps, nothing half written."""

import json
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import processes

Environment = Mapping[str, str]
pytestmark = [pytest.mark.journey, pytest.mark.postgres]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[Environment]:
    with processes.database(tmp_path) as found:
        yield found


def prove(environment: Environment, *how: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(processes.run("tests.record.prover", *how, environment=environment))
    return found


def test_writers_at_once_make_one_log_and_a_verification_meanwhile_sees_one_moment(environment: Environment) -> None:
    writers = [processes.start("tests.record.writer", f"w{n}", 40, environment=environment) for n in range(3)]
    seen = [prove(environment), prove(environment, "beside"), prove(environment, "killed")]
    for writer in writers:
        writer.communicate(timeout=120)
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    seen.append(prove(environment))
    assert [one["codes"] for one in seen] == [[], [], [], []]
    assert [one["rows"] for one in seen] == [one["size"] for one in seen]
    assert seen[-1]["order"] == {f"system:w{n}": list(range(40)) for n in range(3)}


def test_killed_writer_leaves_a_whole_record_and_the_next_goes_on(environment: Environment) -> None:
    writer = processes.start("tests.record.writer", "victim", 0, environment=environment)
    assert writer.stdout is not None
    for _line in range(10):
        writer.stdout.readline()
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=60)
    left = prove(environment)
    assert left["codes"] == []
    assert left["rows"] == left["size"] >= 10
    processes.run("tests.record.writer", "next", 3, environment=environment)
    assert prove(environment)["size"] == left["size"] + 3


def test_row_changed_by_sql_is_named_by_the_second_process_too(environment: Environment) -> None:
    processes.run("tests.record.writer", "w", 5, environment=environment)
    processes.run("tests.record.tamperer", environment=environment)
    assert prove(environment, "beside")["codes"] == prove(environment)["codes"] == ["verify.row_changed"]
