"""`luoshi serve` as a supervisor of the machine sees it: ready, stopped gently, stopped at once, started again."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest
from tests import processes

pytestmark = [pytest.mark.journey, pytest.mark.once]
LUOSHI = "from luoshi.cli import main; main()"


class Served:
    """A running `luoshi serve` on a fresh database."""

    def __init__(self, home: Path, environment: dict[str, str], *options: str) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.log = home / "serve.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", LUOSHI, "serve", "--port", str(self.port), *options],
                env=environment, stdout=log, stderr=log,
            )  # fmt: skip

    def answers(self, path: str = "/healthz") -> int:
        """The status of a page; OSError when nobody answers."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as asking:
            asking.request("GET", path)
            return asking.getresponse().status

    def wait(self) -> "Served":
        """Until it answers."""
        for _ in range(300):
            with_status = None
            try:
                with_status = self.answers()
            except OSError:
                time.sleep(0.1)
            if with_status == 200:
                return self
            assert self.process.poll() is None, self.log.read_text()
        raise AssertionError(self.log.read_text())

    def child(self, word: str) -> psutil.Process:
        """The tick process (`ticking`) or the worker (anything else), once it is there."""
        for _ in range(100):
            for one in psutil.Process(self.process.pid).children():
                is_tick = "luoshi.cli.ticking" in " ".join(one.cmdline())
                if is_tick == (word == "ticking") and one.is_running():
                    return one
            time.sleep(0.1)
        raise AssertionError(f"no {word}: {self.log.read_text()}")


@contextmanager
def serving(tmp_path: Path, *options: str, **more: str) -> Iterator[Served]:
    with processes.database(tmp_path / "home") as environment:
        served = Served(tmp_path, {**environment, **more}, *options)
        try:
            yield served.wait()
        finally:
            served.process.kill()
            served.process.wait(timeout=20)


def test_it_says_when_it_is_ready_and_what_it_started_ends_with_it(tmp_path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(30)
        with serving(tmp_path, NOTIFY_SOCKET=str(tmp_path / "notify")) as served:
            assert supervisor.recv(100) == b"READY=1"
            started = [served.child("ticking"), served.child("worker")]
            served.process.send_signal(signal.SIGTERM)
            assert served.process.wait(timeout=30) == 0
            assert supervisor.recv(100) == b"STOPPING=1"
            assert [one.is_running() for one in started] == [False, False]
            assert "Traceback" not in served.log.read_text()


def test_a_dead_tick_and_a_dead_worker_are_started_again(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        before = {word: served.child(word).pid for word in ("ticking", "worker")}
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        served.wait()
        psutil.wait_procs([one for one in map(_process, before.values()) if one], timeout=10)
        assert served.child("worker").pid != before["worker"]
        assert served.child("ticking").pid != before["ticking"]


def _process(pid: int) -> psutil.Process | None:
    return psutil.Process(pid) if psutil.pid_exists(pid) else None


def test_nothing_outlives_a_server_that_was_killed(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        left = [served.child("ticking"), served.child("worker")]
        served.process.kill()
        _gone, alive = psutil.wait_procs(left, timeout=20)
        assert alive == []


def test_a_second_signal_does_not_wait_for_a_request_under_way(tmp_path: Path) -> None:
    with serving(tmp_path, "--no-tick") as served, closing(socket.socket()) as slow:
        # A form whose body never comes holds a thread of the worker.
        slow.connect(("127.0.0.1", served.port))
        slow.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n"
                     b"Content-Type: application/x-www-form-urlencoded\r\n\r\n")  # fmt: skip
        time.sleep(0.5)
        served.process.send_signal(signal.SIGTERM)
        hurry = threading.Timer(1, served.process.send_signal, [signal.SIGTERM])
        hurry.start()
        assert served.process.wait(timeout=10) in (0, 1)
        hurry.cancel()


def test_several_workers_are_refused_on_sqlite(tmp_path: Path) -> None:
    with processes.database(tmp_path / "home") as environment:
        done = subprocess.run(
            [sys.executable, "-c", LUOSHI, "serve", "--workers", "2"],
            env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "--workers" in done.stderr
    assert "Traceback" not in done.stderr
