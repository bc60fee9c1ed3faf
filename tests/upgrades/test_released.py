"""A home that a released version made comes to this version, and nothing of it is lost."""

import json
from pathlib import Path

import pytest

from tests import processes
from tests.upgrades import released
from tests.upgrades.released import luoshi

pytestmark = [pytest.mark.journey, pytest.mark.postgres]


@pytest.mark.parametrize("version", released.VERSIONS)
def test_a_released_home_is_refused_upgraded_and_whole_by_its_old_head(version: str, tmp_path: Path) -> None:
    facts, home, backups = released.facts(version), tmp_path / "home", tmp_path / "backups"
    with released.opened(version, home) as environment:
        refused = luoshi(environment, "verify")
        assert (refused.returncode, "run luoshi upgrade" in refused.stderr) == (1, True), refused.stderr
        upgraded = luoshi(environment, "upgrade", backups)
        assert upgraded.returncode == 0, upgraded.stderr + upgraded.stdout
        proven = luoshi(environment, "verify", "--anchor", facts["anchor"], "--format", "json")
        assert json.loads(proven.stdout)["whole"], proven.stdout
        seen = json.loads(processes.run("tests.upgrades.looker", json.dumps(facts), environment=environment))
    assert seen["rows"] == facts["rows"]
    assert seen["uncounted"] == 0
    assert seen["private"] == facts["private"]["values"]
    assert set(seen["pages"].values()) == {200}, seen["pages"]
    assert seen["file"]


@pytest.mark.parametrize("version", released.VERSIONS)
def test_every_later_migration_runs_backwards_and_forwards_under_data(version: str, tmp_path: Path) -> None:
    with released.opened(version, tmp_path / "home") as environment:
        assert luoshi(environment, "upgrade", tmp_path / "backups").returncode == 0
        (backup,) = (path for path in (tmp_path / "backups").iterdir() if path.name[0] != ".")
        processes.run("tests.upgrades.shuttle", backup, environment=environment)


@pytest.mark.parametrize("version", released.VERSIONS)
def test_the_backup_that_an_upgrade_made_leads_back_into_an_empty_place(version: str, tmp_path: Path) -> None:
    """With this version's program the backup comes up to date at once; its own head proves it."""
    facts, home, fresh = released.facts(version), tmp_path / "home", tmp_path / "fresh"
    with released.opened(version, home) as environment:
        assert luoshi(environment, "backup", tmp_path / "backups").returncode == 0
    (backup,) = (path for path in (tmp_path / "backups").iterdir() if path.name[0] != ".")
    with released.own_database() as address:
        restored = luoshi(released.environment(fresh) | address, "restore", backup, "--keys", home / "secrets")
        assert restored.returncode == 0, restored.stderr + restored.stdout
        assert facts["anchor"] in restored.stdout
