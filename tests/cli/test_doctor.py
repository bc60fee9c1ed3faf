"""`luoshi doctor` where something is wrong: what, and what to do; and the parts of backup and keys, each alone."""

import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import processes
from tests.upgrades import released
from tests.upgrades.released import luoshi

from luoshi.cli.operate import disk, keyset, manifest, restoring, words
from luoshi.cli.operate.words import Hindered

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A migrated home of its own, empty but whole."""
    folder = tmp_path_factory.mktemp("doctor") / "home"
    with processes.database(folder) as found:
        yield released.environment(folder) | {name: found[name] for name in ("DATABASE_URL",) if name in found}


def states(environment: dict[str, str]) -> dict[str, str]:
    looked = luoshi(environment, "doctor", "--json")
    assert looked.stdout, looked.stderr
    found = {one["what"]: one["state"] for one in json.loads(looked.stdout)["findings"]}
    assert looked.returncode == (1 if "broken" in found.values() else 0)
    return found


@pytest.mark.journey
@pytest.mark.once
def test_what_is_open_to_others_is_broken_and_mended_it_is_well(home: dict[str, str]) -> None:
    key = Path(home["LUOSHI_HOME"]) / "secrets" / "record-key"
    luoshi(home, "keys", "show")
    key.chmod(0o644)
    wrong = states(home | {"LUOSHI_DEBUG": "True", "LUOSHI_HOSTS": "luoshi.example.gov.cn"})
    assert [wrong[what] for what in ("secrets", "debug", "https")] == ["broken"] * 3
    key.chmod(0o600)
    well = states(home | {"LUOSHI_HOSTS": "luoshi.example.gov.cn", "LUOSHI_HTTPS": "True"})
    assert [well[what] for what in ("secrets", "https", "database", "tables", "clock", "lights")] == ["ok"] * 6
    assert "debug" not in well


@pytest.mark.journey
@pytest.mark.once
def test_a_clock_that_jumped_back_a_setting_and_a_database_that_is_away_are_named(home: dict[str, str]) -> None:
    at = "'2099-01-01 00:00:00'"
    ahead = f"(1, 'system:tick', 'x.y', 1, {at}, {at}, 'system:tick', '', '{{}}', '[]', 'sha256', '')"
    released.sql(home, f"INSERT INTO record_event VALUES {ahead}")
    released.sql(home, "INSERT INTO record_loghead (id, size, frontier, head) VALUES (1, 1, '', '')")
    assert states(home)["clock"] == "broken"
    assert states(home | {"LUOSHI_IDLE_MINUTES": "ten"}) == {"settings": "broken"}
    away = states(home | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"})
    assert (away["database"], "tables" in away) == ("broken", False)


@pytest.mark.once
def test_every_sentence_stands_in_both_languages_with_the_same_values() -> None:
    def values(text: str) -> set[str]:
        return {name for _text, name, _form, _conversion in string.Formatter().parse(text) if name}

    uneven = [code for code, text in words.texts().items() if values(text["zh"]) != values(text["en"])]
    mixed = [code for code, text in words.texts().items() if CHINESE.search(text["en"])]
    assert (uneven, mixed) == ([], [])


@pytest.mark.once
def test_a_set_of_keys_opens_with_its_phrase_alone_and_shows_any_change(tmp_path: Path) -> None:
    path, keys = tmp_path / "keys", keyset.KeySet({"record-key": "the key itself"}, ["0123456789abcdef"])
    keyset.write(path, keys, phrase="the right phrase", at="2026-03-02T01:00:00+00:00")
    assert keyset.read(path, phrase="the right phrase") == keys
    assert "the key itself" not in path.read_text(encoding="utf-8") + repr(keys)
    with pytest.raises(Hindered):
        keyset.read(path, phrase="another phrase")
    path.write_text(path.read_text(encoding="utf-8").replace("0123456789abcdef", "fedcba9876543210"), encoding="utf-8")
    with pytest.raises(Hindered):
        keyset.read(path, phrase="the right phrase")


@pytest.mark.once
@pytest.mark.parametrize("name", ["../elsewhere", "/etc/passwd", "ab/../../x"])
def test_a_backup_that_names_files_outside_itself_is_none(tmp_path: Path, name: str) -> None:
    part = disk.FilePart("database.sqlite3", 1, "0" * 64)
    snapshot = manifest.Snapshot("sqlite", "3", part, "", "", {}, [])
    evil = manifest.Manifest("0.1.0", "2026-03-02T01:00:00+00:00", snapshot, "files", [], [], [])
    for changed in ({"files": [disk.FilePart(name, 1, "0" * 64)]}, {"notes": [name]}):
        manifest.write(tmp_path, manifest.Manifest(**(_plain(evil) | changed)))
        with pytest.raises(Hindered):
            restoring.find(tmp_path, None)


def _plain(said: manifest.Manifest) -> dict[str, object]:
    return {name: getattr(said, name) for name in manifest.Manifest.__slots__}


@pytest.mark.once
def test_a_disk_without_room_is_told_before_anything_is_written(
    tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from luoshi.cli.operate import backing

    monkeypatch.setattr(disk, "free", lambda _path: 1000)
    with pytest.raises(Hindered) as refused:
        backing._check(tmp_path / "disk", None)
    assert "空间不够" in refused.value.message
    assert not (tmp_path / "disk").exists()
