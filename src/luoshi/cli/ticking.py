"""The tick loop of `luoshi serve`: a process of its own, started again when it dies.

`python -m luoshi.cli.ticking` is the process; `Keeper` is what the server holds of it.
"""

import logging
import os
import signal
import subprocess
import sys
import threading

import click

from luoshi import cli
from luoshi.cli import life, work
from luoshi.cli.operate import locks

_SECONDS_TO_GIVE_BACK = 5.0
_SECONDS_BEFORE_AGAIN, _MOST_SECONDS_BEFORE_AGAIN = 1.0, 60.0
_log = logging.getLogger("luoshi.tick")


def main() -> None:
    """Tick once a minute until SIGTERM, SIGINT or the end of the server; the batch under way is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        cli.prepare()
    except click.ClickException as refused:
        # A database that is still starting, say: the keeper tries again in a moment.
        click.echo(refused.format_message(), err=True)
        sys.exit(refused.exit_code)
    # Settings can only be read once Django is prepared.
    from django.conf import settings

    if said := os.environ.get("LUOSHI_PARENT"):
        life.end_with(int(said), stop.set)
    with locks.serving():
        working = work.start(stop)
        while not stop.is_set():
            # In a demonstration whose day stands still nothing becomes late; what people order is done all the same.
            if not work.stands_still():
                turn(stop)
            stop.wait(settings.LUOSHI_TICK_SECONDS)
        # A job under way gives itself back at its next step; one that makes none is another's when its lease is over.
        working.join(timeout=_SECONDS_TO_GIVE_BACK)


def turn(stop: threading.Event) -> None:
    """One tick. What it meets ends this turn and not the loop: the next one tries again."""
    from django.db import connections

    from luoshi.cli import tick

    try:
        done = tick.turn(stop=stop)
        _log.info("tick.ended", extra={"counts": {name: n for name, n in done.counts().items() if n}})
    except Exception:  # the one loop that must outlive whatever it meets
        _log.error("tick.failed", exc_info=True)
    finally:
        connections.close_all()


class Keeper:
    """Holds the tick process: starts it, starts it again when it dies (each time a little later), ends it."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="luoshi-tick", daemon=True)
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Let the batch under way be finished; returns at once."""
        self._stopping.set()
        self._signal(signal.SIGTERM)

    def stop(self, seconds: float) -> None:
        """As `ask_to_stop`, and wait; what has not ended by then is killed: that loses nothing either."""
        self.ask_to_stop()
        self._thread.join(timeout=seconds)
        self.kill()
        self._thread.join(timeout=1)

    def kill(self) -> None:
        """End it at once."""
        self._stopping.set()
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(number)

    def _keep(self) -> None:
        """Run in the thread: one process after the other until told to stop."""
        pause = _SECONDS_BEFORE_AGAIN
        while not self._stopping.is_set():
            self._process = _start()
            if self._stopping.is_set():  # asked between the two lines above
                self._signal(signal.SIGTERM)
            code = self._process.wait()
            if self._stopping.is_set():
                return
            _log.error("tick.died", extra={"signal": -code if code < 0 else None, "seconds": pause})
            self._stopping.wait(pause)
            pause = min(2 * pause, _MOST_SECONDS_BEFORE_AGAIN)


def _start() -> "subprocess.Popen[bytes]":
    """A fresh process, in a group of its own so that Ctrl-C reaches it through the server only."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
        [sys.executable, "-m", __name__],
        env=os.environ | {"LUOSHI_PARENT": str(os.getpid())},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


if __name__ == "__main__":
    main()
