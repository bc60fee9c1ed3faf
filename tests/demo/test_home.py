"""The demo's home: new, ready, half-made, somebody's own; the port that is free."""

import socket
from pathlib import Path

import click
import pytest
from django.conf import settings

from luoshi.cli import serve
from luoshi.cli.demo import home


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setattr(settings, "LUOSHI_HOME", folder)
    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": "django.db.backends.sqlite3"})
    return folder


def test_a_home_is_new_then_half_made_then_ready() -> None:
    assert home.state() == "new"
    home.write(home.Note(1, "2026-11-21", "making", is_stopped=False, database="sqlite"))
    assert home.state() == "half"
    home.write(home.Note(1, "2026-11-21", "ready", is_stopped=False, database="sqlite"))
    assert home.state() == "ready"


def test_a_database_without_the_demos_note_is_somebodys_own(own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "luoshi.sqlite3").write_bytes(b"")
    assert home.state() == "other"


def test_a_note_that_cannot_be_read_protects_what_is_there(own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "demo.json").write_text("{", encoding="utf-8")
    assert home.state() == "other"


def test_a_note_does_not_speak_for_a_database_that_it_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    home.write(home.Note(1, "2026-11-21", "making", is_stopped=False, database="sqlite"))
    real = {"ENGINE": "django.db.backends.postgresql", "HOST": "10.0.0.1", "PORT": 5432, "NAME": "real"}
    monkeypatch.setitem(settings.DATABASES, "default", real | {"PASSWORD": "secret"})
    assert home.state() == "other"
    assert "secret" not in home.database()


def test_clearing_a_half_made_home_keeps_its_keys(own_home: Path) -> None:
    (own_home / "secrets").mkdir(parents=True)
    (own_home / "secrets" / "record-key").write_text("key", encoding="utf-8")
    (own_home / "luoshi.sqlite3").write_bytes(b"half")
    (own_home / "files" / "ab").mkdir(parents=True)
    home.clear()
    assert not (own_home / "luoshi.sqlite3").exists()
    assert not (own_home / "files").exists()
    assert (own_home / "secrets" / "record-key").exists()


def test_two_runs_do_not_make_one_home_at_once() -> None:
    with home.alone(), pytest.raises(home.AnotherRunError), home.alone():
        pass
    with home.alone():
        pass


def test_a_busy_port_moves_to_the_next_free_one_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        found = serve.free_port(busy)
    assert found > busy
    assert str(busy) in capsys.readouterr().out


def test_the_port_comes_from_the_option_then_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUOSHI_PORT", "8123")
    assert serve.wanted_port(9000) == 9000
    assert serve.wanted_port(None) == 8123
    monkeypatch.setenv("LUOSHI_PORT", "eighty")
    with pytest.raises(click.ClickException, match="eighty"):
        serve.wanted_port(None)
