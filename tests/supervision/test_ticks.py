"""Any number of ticks at once, and ticks that are killed, end where one undisturbed tick ends."""

import json
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from luoshi.cli import tick
from tests import processes
from tests.ledger.office import Office
from tests.supervision.ticker import BATCH

Environment = Mapping[str, str]
ITEMS = 8


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Environment]:
    with processes.database(tmp_path / "county") as environment:
        processes.run("tests.supervision.county", ITEMS, environment=environment)
        yield environment


@pytest.fixture
def twin(county: Environment, tmp_path: Path) -> Iterator[Environment]:
    with processes.database(tmp_path / "twin", like=county) as environment:
        yield environment


def ticked(environment: Environment) -> dict[str, Any]:
    """A whole tick in a process: what it did, and what stands in the database after it."""
    found: dict[str, Any] = json.loads(processes.run("tests.supervision.ticker", environment=environment))
    return found


@pytest.mark.journey
@pytest.mark.postgres
def test_disturbed_ticks_end_where_an_undisturbed_one_ends(county: Environment, twin: Environment) -> None:
    undisturbed = ticked(twin)
    assert undisturbed["whole"]
    assert len(undisturbed["notices"]) == undisturbed["done"] == 3 * ITEMS

    victim = processes.start("tests.supervision.ticker", "stall", 2, environment=county)
    assert victim.stdout is not None
    assert victim.stdout.readline() == "stalled\n"
    victim.send_signal(signal.SIGKILL)
    victim.communicate(timeout=60)

    both = [processes.start("tests.supervision.ticker", environment=county) for _ in range(2)]
    done = sum(json.loads(ticking.communicate(timeout=120)[0])["done"] for ticking in both)
    assert [ticking.returncode for ticking in both] == [0, 0]
    # The victim had finished its first batch; its second was taken back with it.
    assert done == undisturbed["done"] - BATCH
    assert ticked(county) == undisturbed | {"done": 0}


def test_command_prints_counts_and_takes_another_moment_only_on_a_demo(office: Office, settings: Any) -> None:
    office.running()
    settings.LUOSHI_DEMO = False
    refused = CliRunner().invoke(tick.command, ["--as-of", "2026-03-04"])
    assert refused.exit_code == 1
    assert "--as-of" in refused.output
    settings.LUOSHI_DEMO = True
    done = CliRunner().invoke(tick.command, ["--as-of", "2026-03-04"])
    assert done.exit_code == 0
    assert "催办2次" in done.output
    again = CliRunner().invoke(tick.command, ["--as-of", "2026-03-04"])
    assert "催办0次" in again.output
    both = CliRunner().invoke(tick.command, ["--as-of", "2026-03-04", "--every", "5"])
    assert both.exit_code == 2
