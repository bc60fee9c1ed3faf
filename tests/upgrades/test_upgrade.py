"""`luoshi upgrade` where something stands in the way, goes wrong in the middle, or changes what is sealed."""

import fcntl
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.upgrades import released
from tests.upgrades.released import luoshi

pytestmark = pytest.mark.journey
VERSION = released.VERSIONS[-1]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[dict[str, str]]:
    with released.opened(VERSION, tmp_path / "home") as environment:
        yield environment


def changed(environment: Mapping[str, str], which: str) -> dict[str, str]:
    return dict(environment) | {"DJANGO_SETTINGS_MODULE": "tests.upgrades.changed_settings", "CHANGED": which}


def test_nothing_is_upgraded_without_a_backup_or_under_a_service_at_work(
    opened: dict[str, str], tmp_path: Path
) -> None:
    unsaid = luoshi(opened, "upgrade")
    assert (unsaid.returncode, "say where the backup goes" in unsaid.stderr) == (2, True)
    with (Path(opened["LUOSHI_HOME"]) / "service.lock").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        refused = luoshi(opened, "upgrade", tmp_path / "backups")
    assert (refused.returncode, "Stop the service first" in refused.stderr) == (1, True)
    assert not (tmp_path / "backups").exists()


@pytest.mark.postgres
def test_a_migration_that_fails_tells_the_way_back_and_the_way_on(opened: dict[str, str], tmp_path: Path) -> None:
    facts, home = released.facts(VERSION), Path(opened["LUOSHI_HOME"])
    failed = luoshi(changed(opened, "fail"), "upgrade", tmp_path / "backups")
    assert (failed.returncode, "there_is_no_such_table" in failed.stderr, "Traceback" in failed.stderr) == (
        1,
        True,
        False,
    )
    (backup,) = (path for path in (tmp_path / "backups").iterdir() if path.name[0] != ".")
    assert f"luoshi restore {backup} --keys {home}.failed/secrets" in failed.stderr
    assert "was not finished" in luoshi(opened, "verify").stderr
    goes_on = luoshi(opened, "upgrade")
    assert goes_on.returncode == 0, goes_on.stderr + goes_on.stdout
    home.rename(f"{home}.failed")
    with released.own_database() as address:
        back = luoshi(opened | dict(address), "restore", backup, "--keys", f"{home}.failed/secrets")
        assert (back.returncode, facts["anchor"] in back.stdout) == (0, True), back.stderr + back.stdout


@pytest.mark.postgres
def test_rows_that_a_migration_changes_are_sealed_anew_and_the_old_head_still_holds(
    opened: dict[str, str], tmp_path: Path
) -> None:
    facts = released.facts(VERSION)
    done = luoshi(changed(opened, "rewrite"), "upgrade", tmp_path / "backups")
    assert done.returncode == 0, done.stderr + done.stdout
    assert f"{facts['rows']['ledger_item']} rows sealed anew" in done.stdout
    proven = luoshi(changed(opened, "rewrite"), "verify", "--anchor", facts["anchor"], "--format", "json")
    found = json.loads(proven.stdout)
    assert (found["whole"], found["events"] > int(facts["anchor"].split(":")[0])) == (True, True)
    older = luoshi(opened, "verify")
    assert (older.returncode, "made by a newer version" in older.stderr) == (1, True)


def test_a_row_changed_behind_the_log_is_found_before_it_could_be_sealed_anew(
    opened: dict[str, str], tmp_path: Path
) -> None:
    released.sql(opened, "UPDATE ledger_item SET title = 'changed by hand' WHERE id = 1")
    refused = luoshi(changed(opened, "rewrite"), "upgrade", tmp_path / "backups")
    assert (refused.returncode, "Row 1 of table ledger_item" in refused.stderr) == (1, True), refused.stderr
    assert not (tmp_path / "backups").exists()


def test_an_existing_backup_stands_for_a_new_one_only_when_nothing_would_be_lost(
    opened: dict[str, str], tmp_path: Path
) -> None:
    assert luoshi(opened, "backup", tmp_path / "backups").returncode == 0
    (backup,) = (path for path in (tmp_path / "backups").iterdir() if path.name[0] != ".")
    said = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    old = said | {"made_at": "2026-01-01T00:00:00+00:00"}
    (backup / "manifest.json").write_text(json.dumps(old), encoding="utf-8")
    assert "hours old; make a new one" in luoshi(opened, "upgrade", "--backup", backup).stderr
    (backup / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    assert luoshi(opened, "upgrade", "--backup", backup).returncode == 0
