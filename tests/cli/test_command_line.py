"""The command line on a machine where something is wrong: one sentence, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
#: what is wrong, the command, its exit code, a part of its sentence
CASES = [
    ({}, ["ledger", "list"], 1, "nothing is installed here; run luoshi init or luoshi demo"),
    ({}, ["verify"], 1, "nothing is installed here"),
    ({}, ["tick"], 1, "nothing is installed here"),
    ({}, ["serve", "--port", "9"], 1, "nothing is installed here"),
    ({"DATABASE_URL": "mysql://x"}, ["ledger", "list"], 1, "write postgresql://user:password@host:port/name"),
    ({"LUOSHI_DEBUG": "yes"}, ["verify"], 1, "LUOSHI_DEBUG='yes': write True or False"),
    ({"LUOSHI_IDLE_MINUTES": "ten"}, ["tick"], 1, "LUOSHI_IDLE_MINUTES='ten': write a whole number"),
    ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}, ["verify"], 1, "the database does not answer"),
]


@pytest.mark.parametrize(("environment", "command", "code", "sentence"), CASES)
def test_a_wrong_setting_or_an_empty_home_is_one_sentence(
    tmp_path: Path, environment: dict[str, str], command: list[str], code: int, sentence: str
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHI_", "DATABASE_URL"))}
    done = subprocess.run(
        [sys.executable, "-c", "from luoshi.cli import main; main()", *command],
        capture_output=True,
        text=True,
        env=kept | {"LUOSHI_HOME": str(tmp_path)} | environment,
        timeout=60,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
