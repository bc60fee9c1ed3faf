"""The life of a process: it ends with its parent, and tells the machine's supervisor when it is ready."""

import http.client
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing

_log = logging.getLogger("luoshi.serve")
_SECONDS_BETWEEN_LOOKS = 0.5
_SECONDS_TO_ANSWER = 120


def end_with(parent: int, end: Callable[[], None]) -> None:
    """Call `end` once the process `parent` is gone: a child that outlives it would keep port and database busy."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        _log.warning("parent.gone")
        end()

    threading.Thread(target=watch, name="luoshi-parent", daemon=True).start()


def notify(said: str) -> None:
    """Tell systemd (`Type=notify`): `READY=1`, `STOPPING=1`. Nothing without a supervisor that listens."""
    place = os.environ.get("NOTIFY_SOCKET", "")
    if not place or not hasattr(socket, "AF_UNIX"):
        return
    if place.startswith("@"):  # an abstract name of Linux
        place = "\0" + place[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        try:
            sender.connect(place)
            sender.sendall(said.encode())
        except OSError as error:
            _log.warning("notify.failed", extra={"error": type(error).__name__})


def notify_when_it_answers(address: str, port: int) -> None:
    """Say `READY=1` once the pages answer; looks in a thread of its own, and only for a supervisor that listens."""
    if os.environ.get("NOTIFY_SOCKET"):
        threading.Thread(target=_look, args=(address, port), name="luoshi-ready", daemon=True).start()


def _look(address: str, port: int) -> None:
    until = time.monotonic() + _SECONDS_TO_ANSWER
    while time.monotonic() < until:
        # Any answer will do: that the name is not among LUOSHI_HOSTS is one.
        with closing(http.client.HTTPConnection(address, port, timeout=5)) as asking:
            try:
                asking.request("GET", "/healthz")
                asking.getresponse()
            except (OSError, http.client.HTTPException):
                time.sleep(_SECONDS_BETWEEN_LOOKS)
                continue
        notify("READY=1")
        return
