"""The command line on a machine where something is wrong: one sentence, never a traceback."""

import os
import stat
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


def run(environment: dict[str, str], command: list[str], *, home: Path) -> "subprocess.CompletedProcess[str]":
    """Run `luoshi` as a process of its own, with nothing of this process's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHI_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-c", "from luoshi.cli import main; main()", *command],
        capture_output=True,
        text=True,
        env=kept | {"LUOSHI_HOME": str(home)} | environment,
        timeout=60,
        check=False,
        umask=0o022,
    )


@pytest.mark.parametrize(("environment", "command", "code", "sentence"), CASES)
def test_a_wrong_setting_or_an_empty_home_is_one_sentence(
    tmp_path: Path, environment: dict[str, str], command: list[str], code: int, sentence: str
) -> None:
    done = run(environment, command, home=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_home_that_is_made_by_the_first_command_is_closed_to_the_others_of_the_machine(tmp_path: Path) -> None:
    """Session keys and hashes of passwords lie in the database, whose file is as open as the usual mask makes it."""
    home = tmp_path / "county" / "home"
    run({}, ["verify"], home=home)
    assert [stat.S_IMODE(one.stat().st_mode) for one in (home, home / "secrets")] == [0o700, 0o700]


def test_an_address_that_is_none_of_a_database_of_ours_is_told_without_its_password(tmp_path: Path) -> None:
    done = run({"DATABASE_URL": "mysql://office:walk-the-ledger@127.0.0.1/luoshi"}, ["verify"], home=tmp_path)
    assert (done.returncode, "walk-the-ledger" in done.stderr) == (1, False), done.stderr
