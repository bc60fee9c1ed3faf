"""A child that looks at strangers' bytes: nothing of the office within its reach, and bounds that hold."""

import ctypes
import os
import platform
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from luoshi.record import sandbox
from luoshi.record.files import kinds
from luoshi.record.sandbox import Limits, TurnedDown, calls, walls
from tests.record import samples

pytestmark = pytest.mark.once
LOOK = "luoshi.record.files.look:look"


def look(content: bytes, folder: Path, promised: str, limits: Limits | None = None) -> sandbox.Answer:
    path = folder / "in"
    path.write_bytes(content)
    with path.open("rb") as held:
        arguments = {"promised": promised, "keep_place": False}
        return sandbox.run(LOOK, source=held, folder=folder, arguments=arguments, limits=limits)


@pytest.fixture
def tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a child reaches of a parent that has keys, a secret file, an open descriptor and a listening port."""
    for name in ("DATABASE_URL", "LUOSHI_KEY", "LUOSHI_SECRET_KEY", "LUOSHI_HOME"):
        monkeypatch.setenv(name, "of the office")
    secret = tmp_path / "secret"
    secret.write_text("the key")
    folder = tmp_path / "work"
    folder.mkdir()
    with secret.open("rb") as held, socket.socket() as listening, socket.socket(socket.AF_UNIX) as database:
        os.set_inheritable(held.fileno(), True)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        monkeypatch.chdir(tmp_path)
        database.bind(".s.PGSQL.5432")
        database.listen()
        # From where the child stands: the whole path may be longer than a socket's.
        called = "../../.s.PGSQL.5432"
        arguments = {"closed": str(secret), "port": listening.getsockname()[1], "called": called}
        return sandbox.run("luoshi.record.sandbox.walls:standing", source=held, folder=folder, arguments=arguments)


def test_a_child_knows_no_database_no_secret_and_no_descriptor(tried: dict[str, Any]) -> None:
    assert not {"DATABASE_URL", "LUOSHI_KEY", "LUOSHI_SECRET_KEY", "LUOSHI_HOME"} & set(tried["environment"])
    assert tried["descriptors"] == []


def test_a_child_reads_no_other_file_and_reaches_no_port_where_the_kernel_has_walls(tried: dict[str, Any]) -> None:
    version = walls.abi(ctypes.CDLL(None, use_errno=True))
    assert tried["read"] == (version == 0)
    assert tried["reached"] in ({False} if version >= 4 else {False, True})


def test_a_child_calls_nobody_by_a_socket_of_this_machine_either(tried: dict[str, Any]) -> None:
    """PostgreSQL listens at one, and lets the service in by its user alone."""
    assert tried["called"] == (platform.machine() not in calls.KNOWN)


def test_a_child_leaves_no_link_that_its_parent_would_follow_where_the_kernel_has_walls(tried: dict[str, Any]) -> None:
    """A picture drawn anew is opened by the parent, who may read everything: it must not lead out of the folder."""
    assert tried["linked"] == (walls.abi(ctypes.CDLL(None, use_errno=True)) == 0)


def test_a_child_that_takes_too_long_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    with pytest.raises(TurnedDown, match="too_slow"):
        look(samples.paper(), tmp_path, kinds.PDF, Limits(wall_seconds=0))
    assert [one for one in psutil.Process().children(recursive=True) if str(tmp_path) in " ".join(one.cmdline())] == []


@pytest.mark.parametrize(
    ("side", "limits"),
    [(9000, Limits(memory=150 * 1024**2)), (256, Limits(file_bytes=200))],
    ids=["memory", "size"],
)
def test_a_picture_that_needs_more_than_there_is_is_turned_down(tmp_path: Path, side: int, limits: Limits) -> None:
    picture = samples.saved(lambda out: Image.linear_gradient("L").resize((side, side)).save(out, "PNG"))
    with pytest.raises(TurnedDown, match="too_much"):
        look(picture, tmp_path, kinds.PNG, limits)


def test_a_child_that_loops_is_stopped_by_its_processor_time(tmp_path: Path) -> None:
    with pytest.raises(TurnedDown, match="too_slow"):
        look(samples.paper(), tmp_path, kinds.PDF, Limits(cpu_seconds=0))


def test_nothing_of_the_work_is_left_but_the_answer(tmp_path: Path) -> None:
    assert look(samples.photo(), tmp_path, kinds.JPEG) == {"media_type": kinds.JPEG, "drawn": True}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["drawn", "in"]


def test_the_child_loads_no_framework(tmp_path: Path) -> None:
    code = "import sys, luoshi.record.sandbox.__main__, luoshi.record.files.preview, luoshi.record.files.packed"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; print('django' in sys.modules)"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
