"""Backup and restore as on the day when the machine is gone: what there is comes back, what is not is said."""

import json
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import processes
from tests.upgrades import released
from tests.upgrades.released import luoshi

pytestmark = pytest.mark.journey
VERSION, PHRASE = released.VERSIONS[-1], {"LUOSHI_KEYS_PASSPHRASE": "a phrase that only the office knows"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A county at work: the home of the last release, brought up to date."""
    place = tmp_path_factory.mktemp("office")
    with released.opened(VERSION, place / "home") as environment:
        assert luoshi(environment, "upgrade", place / "before").returncode == 0
        yield environment


def backups(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name[0] != "." and path.name != "files")


@pytest.mark.postgres
def test_another_machine_has_everything_from_the_backup_and_the_keys_alone(
    office: dict[str, str], tmp_path: Path
) -> None:
    facts, taken = released.facts(VERSION), tmp_path / "taken"
    made = luoshi(office | PHRASE, "backup", tmp_path / "disk", "--keys", tmp_path / "keys")
    assert made.returncode == 0, made.stderr
    shutil.copytree(*backups(tmp_path / "disk"), taken)
    shutil.rmtree(tmp_path / "disk")
    with released.own_database() as address:
        machine = released.environment(tmp_path / "another") | dict(address)
        restored = luoshi(machine | PHRASE, "restore", taken, "--keys", tmp_path / "keys")
        assert restored.returncode == 0, restored.stderr + restored.stdout
        seen = json.loads(processes.run("tests.upgrades.looker", json.dumps(facts), environment=machine))
        assert luoshi(machine, "verify", "--anchor", facts["anchor"]).returncode == 0
    assert (seen["private"], seen["rows"]) == (facts["private"]["values"], facts["rows"])
    assert set(seen["pages"].values()) == {200}


def test_keys_are_never_in_a_backup_and_their_own_set_opens_with_the_phrase_alone(
    office: dict[str, str], tmp_path: Path
) -> None:
    inside = luoshi(office | PHRASE, "backup", tmp_path / "disk", "--keys", tmp_path / "disk" / "keys")
    assert (inside.returncode, "may not lie inside the backup" in inside.stderr) == (1, True)
    assert luoshi(office | PHRASE, "backup", tmp_path / "disk", "--keys", tmp_path / "keys").returncode == 0
    key = (Path(office["LUOSHI_HOME"]) / "secrets" / "record-key").read_bytes()
    (backup,) = backups(tmp_path / "disk")
    held = [path for path in [*backup.rglob("*"), tmp_path / "keys"] if path.is_file() and key in path.read_bytes()]
    assert (held, stat.S_IMODE((tmp_path / "keys").stat().st_mode)) == ([], 0o600)
    elsewhere = released.environment(tmp_path / "another")
    wrong = luoshi(
        elsewhere | {"LUOSHI_KEYS_PASSPHRASE": "some other phrase"}, "restore", backup, "--keys", tmp_path / "keys"
    )
    assert (wrong.returncode, "does not open" in wrong.stderr) == (1, True)
    assert not (tmp_path / "another").exists()


def test_a_restore_says_everything_that_stands_in_its_way_and_touches_nothing(
    office: dict[str, str], tmp_path: Path
) -> None:
    assert luoshi(office, "backup", tmp_path / "disk").returncode == 0
    (backup,) = backups(tmp_path / "disk")
    (snapshot,) = backup.glob("database.*")
    snapshot.write_bytes(snapshot.read_bytes()[:-1])
    home = tmp_path / "full"
    home.mkdir()
    (home / "somebody's.txt").write_text("mine", encoding="utf-8")
    refused = luoshi(released.environment(home), "restore", backup)
    for sentence in ("is not empty", "needs the keys", "does not match the manifest"):
        assert sentence in refused.stderr, refused.stderr
    assert ([path.name for path in home.iterdir()], refused.returncode) == (["somebody's.txt"], 1)
    other = released.environment(tmp_path / "another") | {
        "LUOSHI_KEY": "the key of another office, long enough to be one"
    }
    unfit = luoshi(other, "restore", backup)
    assert (unfit.returncode, "do not hold the master key of this backup" in unfit.stderr) == (1, True)
    assert not (tmp_path / "another").exists()


def test_files_are_copied_once_and_what_is_lost_or_damaged_is_named(office: dict[str, str], tmp_path: Path) -> None:
    disk, home = tmp_path / "disk", tmp_path / "home"
    shutil.copytree(office["LUOSHI_HOME"], home)
    again = office | {"LUOSHI_HOME": str(home)}
    first, second = (luoshi(again, "backup", disk, "--files-into", disk / "files") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    snapshot = json.loads((backups(disk)[1] / "manifest.json").read_text(encoding="utf-8"))["snapshot"]["file"]
    assert f"{snapshot['size'] / 1e6:.1f} MB written now" in second.stdout
    stored = [path for path in (disk / "files").rglob("*") if path.is_file()]
    lost, damaged = stored[0], stored[1]
    lost.unlink()
    damaged.write_bytes(b"bits" + damaged.read_bytes()[4:])
    with released.own_database() as address:
        machine = released.environment(tmp_path / "another") | dict(address)
        found = luoshi(machine, "restore", backups(disk)[0], "--keys", home / "secrets")
    assert found.returncode == 3, found.stderr
    assert f"1 files are missing: {lost.parent.name}/{lost.name}" in found.stdout
    assert f"1 files do not match the manifest: {damaged.parent.name}/{damaged.name}" in found.stdout


def test_a_backup_goes_neither_into_the_home_nor_where_a_file_is(office: dict[str, str], tmp_path: Path) -> None:
    home = Path(office["LUOSHI_HOME"])
    inside = luoshi(office, "backup", home / "backups")
    assert (inside.returncode, "may not lie inside" in inside.stderr) == (1, True)
    assert not (home / "backups").exists()


@pytest.mark.postgres
def test_a_backup_taken_while_others_write_is_one_moment(tmp_path: Path) -> None:
    with processes.database(tmp_path / "home") as environment:
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        own = environment | {"LUOSHI_LANG": "en"}
        writer = processes.start("tests.record.writer", "busy", 0, environment=own)
        assert writer.stdout is not None
        writer.stdout.readline()
        made = luoshi(own, "backup", tmp_path / "disk")
        wrote_on = writer.poll() is None
        writer.kill()
        writer.communicate(timeout=30)
        # The rows of this writer name files that never were; everything else must fit together.
        assert (made.returncode, wrote_on) == (3, True), made.stderr
        (backup,) = backups(tmp_path / "disk")
        with released.own_database() as address:
            machine = own | {"LUOSHI_HOME": str(tmp_path / "another")} | dict(address)
            assert luoshi(machine, "restore", backup).returncode == 3
            proven = json.loads(luoshi(machine, "verify", "--format", "json").stdout)
    assert {one["code"] for one in proven["findings"]} == {"verify.file_missing"}


def test_what_a_killed_backup_left_is_no_backup_and_is_taken_away_by_the_next(
    office: dict[str, str], tmp_path: Path
) -> None:
    half = tmp_path / "disk" / ".20260101-000000Z.part"
    half.mkdir(parents=True)
    (half / "database.sqlite3").write_bytes(b"half of it")
    assert luoshi(office, "restore", half).returncode == 1
    assert luoshi(office, "backup", tmp_path / "disk").returncode == 0
    assert not half.exists()
