"""Another master key: nothing is lost when the change is killed, and nobody works on the home until it is finished."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import processes
from tests.upgrades import released
from tests.upgrades.released import luoshi

pytestmark = pytest.mark.journey
CALLERS = [f"来电人{number}" for number in range(5)]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A migrated home with five private values and keys of its own."""
    home = tmp_path / "home"
    with processes.database(home) as found:
        address = {name: said for name, said in found.items() if name == "DATABASE_URL"}
        own = released.environment(home) | (address if released.kind() == "postgresql" else {})
        processes.run("tests.cli.kept", 5, environment=own)
        yield own


@pytest.mark.postgres
def test_a_killed_change_of_the_master_key_goes_on_and_every_value_opens_under_the_new_one(
    environment: dict[str, str],
) -> None:
    home = Path(environment["LUOSHI_HOME"])
    old = (home / "secrets" / "record-key").read_text(encoding="utf-8")
    killed = processes.start("tests.cli.kept", "rotate-and-die", environment=environment)
    killed.communicate(timeout=60)
    shown = json.loads(luoshi(environment, "keys", "show", "--json").stdout)
    assert (shown["wrapped"], shown["next"]["wrapped"], shown["strange"]) == (3, 2, {})
    assert (home / "secrets" / "record-key").read_text(encoding="utf-8") == old
    refused = luoshi(environment, "verify")
    assert (refused.returncode, "luoshi keys rotate" in refused.stderr) == (1, True)
    done = luoshi(environment, "keys", "rotate")
    assert (done.returncode, "3 record keys" in done.stdout) == (0, True), done.stderr
    new = home / "secrets" / "record-key"
    assert (new.read_text(encoding="utf-8") != old, stat.S_IMODE(new.stat().st_mode)) == (True, 0o600)
    assert [one.name for one in (home / "secrets").iterdir() if "record" in one.name] == ["record-key"]
    assert json.loads(processes.run("tests.cli.kept", "values", environment=environment)) == CALLERS
    assert luoshi(environment, "verify").returncode == 0


def test_a_key_of_another_home_is_never_taken_for_ours_and_no_command_shows_one(environment: dict[str, str]) -> None:
    path = Path(environment["LUOSHI_HOME"]) / "secrets" / "record-key"
    ours = path.read_text(encoding="utf-8")
    path.write_text("the key of another home, long enough to be one", encoding="utf-8")
    refused = luoshi(environment, "keys", "rotate")
    assert (refused.returncode, "under another master key" in refused.stderr) == (1, True)
    path.with_name("record-key.next").unlink()
    looked = luoshi(environment, "doctor")
    assert (looked.returncode, "do not open under the master key" in looked.stdout) == (1, True)
    path.write_text(ours, encoding="utf-8")
    shown = luoshi(environment, "keys", "show").stdout
    assert ("5 record keys" in shown, ours in shown) == (True, False)


def test_a_new_session_key_leaves_the_master_key_alone(environment: dict[str, str]) -> None:
    secrets = Path(environment["LUOSHI_HOME"]) / "secrets"
    before = {path.name: path.read_text(encoding="utf-8") for path in secrets.iterdir()}
    assert luoshi(environment, "keys", "rotate", "--session").returncode == 0
    after = {path.name: path.read_text(encoding="utf-8") for path in secrets.iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"session-key"}
    in_environment = environment | {"LUOSHI_SECRET_KEY": "a session key that stands in the environment"}
    refused = luoshi(in_environment, "keys", "rotate", "--session")
    assert (refused.returncode, "LUOSHI_SECRET_KEY_FILE" in refused.stderr) == (1, True)
