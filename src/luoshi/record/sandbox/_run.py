"""The parent's side: start the child, wait, kill it with all it started, read its answer."""

import contextlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import luoshi

Answer = dict[str, Any]
#: What the child needs of this process's surroundings; nothing that names a database or a secret.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
_log = logging.getLogger(__name__)


class TurnedDown(Exception):  # noqa: N818  (a file is turned down; nothing failed)
    """The bytes are not what they should be; `code` says why and becomes a refusal of the room that asked."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one child may use: seconds of processor and of the clock, bytes of memory, bytes of one written file."""

    cpu_seconds: int = 20
    wall_seconds: int = 40
    memory: int = 2 * 1024**3
    file_bytes: int = 128 * 1024**2
    open_files: int = 64


def run(
    task: str, *, source: IO[bytes], folder: Path, arguments: Mapping[str, object] | None = None,
    limits: Limits | None = None, sockets: tuple[str, ...] = (),
) -> Answer:  # fmt: skip
    """Do `task` ("module:function") on an open file in a child that may write into `folder` and nowhere else.

    The function gets (file, folder, **arguments) and returns JSON values. `source` is a real file; it is read where it
    stands and never copied. In the folders of `sockets` the child may make and remove a socket.

    Raises:
        TurnedDown: the code that the task gave; `damaged` when the task failed on the bytes, `too_much` when it ran
            into a limit of memory or size, `too_slow` when it was stopped for its time.
    """
    bounds = limits or Limits()
    request = {
        "task": task, "folder": str(folder), "arguments": dict(arguments or {}), "limits": asdict(bounds),
        "sockets": list(sockets),
    }  # fmt: skip
    with _scratch(folder) as scratch, (scratch / "answer").open("w+b") as said:
        status = _wait(_start(request, source, said, scratch), bounds)
        answer = _answer(said, bounds, status)
    if "refused" in answer:
        _log.debug("a file was turned down: %s %s", answer["refused"], answer.get("error", ""))
        raise TurnedDown(str(answer["refused"]))
    return answer


@contextlib.contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A folder for what the child's libraries put down on their way; gone afterwards."""
    made = folder / ".scratch"
    made.mkdir(mode=0o700, parents=True)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _start(
    request: Mapping[str, object], source: IO[bytes], said: IO[bytes], scratch: Path
) -> "subprocess.Popen[bytes]":
    """The child in a session of its own, with the file as its input, and no descriptor besides."""
    around = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    own = {"PYTHONPATH": str(Path(luoshi.__file__).parent.parent), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    source.seek(0)
    return subprocess.Popen(  # noqa: S603  (our own program and no shell)
        [sys.executable, "-P", "-m", "luoshi.record.sandbox", json.dumps(request)],
        stdin=source,
        stdout=said,
        stderr=subprocess.DEVNULL,
        env={**around, **own, "HOME": str(scratch), "TMPDIR": str(scratch)},
        cwd=scratch,
        close_fds=True,
        start_new_session=True,
    )


def _wait(child: "subprocess.Popen[bytes]", limits: Limits) -> int | None:
    """The child's exit status, None when its time was over; whatever it started is gone too."""
    try:
        return child.wait(timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _kill(child)


def _kill(child: "subprocess.Popen[bytes]") -> None:
    """End the child and its group; the group outlives a leader that has ended."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    child.wait()


def _answer(said: IO[bytes], limits: Limits, status: int | None) -> Answer:
    """What the child wrote; one that was stopped, or answers nonsense, has turned the file down."""
    if status is None or status < 0:
        return {"refused": "too_slow", "error": f"status {status}"}
    said.seek(0)
    raw = said.read(limits.file_bytes + 1)
    try:
        found = json.loads(raw)
    except ValueError:
        found = None
    if status or not isinstance(found, dict):
        return {"refused": "damaged", "error": f"status {status}"}
    return found
