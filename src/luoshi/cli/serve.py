"""`luoshi serve`: the pages and one tick loop, until somebody says stop."""

import hashlib
import importlib
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from luoshi import __version__, cli
from luoshi.cli import edge, life, ticking
from luoshi.cli.operate import locks

_ADDRESS = "127.0.0.1"
_PORTS_TRIED = 50
#: Requests under way may take so long to finish once the server was told to stop; then they are cut off.
_SECONDS_TO_FINISH = 20
# SQLite serves one writer; more threads than these only wait for each other.
_THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)

_TEXTS = {
    "moved": {
        "zh": "端口 {wanted} 已被占用，改用 {port}。",
        "en": "Port {wanted} is busy; using {port} instead.",
    },
    "no_port": {
        "zh": "{wanted} 起的 50 个端口都被占用；请用 LUOSHI_PORT 指定另一个端口。",
        "en": "The 50 ports from {wanted} on are all busy; name another one in LUOSHI_PORT.",
    },
    "bad_port": {
        "zh": "LUOSHI_PORT={said}：请写 1 到 65535 之间的整数。",
        "en": "LUOSHI_PORT={said}: write a whole number from 1 to 65535.",
    },
    "one_worker": {
        "zh": "SQLite 同一时刻只有一个写入者，多个工作进程没有用：请去掉 --workers，或者改用 PostgreSQL。",
        "en": "SQLite has one writer at a time; more workers are of no use: leave --workers out, or use PostgreSQL.",
    },
    "no_static": {
        "zh": "静态文件放不进{folder}（{error}）：请检查磁盘。",
        "en": "The static files do not fit into {folder} ({error}): look at the disk.",
    },
    "address": {"zh": "地址：http://{address}:{port}/", "en": "Address: http://{address}:{port}/"},
    "stop": {"zh": "按 Ctrl-C 停止。", "en": "Ctrl-C stops it."},
}


def say(code: str, **values: object) -> str:
    """A sentence of this module in the terminal's language."""
    return _TEXTS[code][edge.language()].format(**values)


def wanted_port(said: int | None) -> int:
    """The port asked for by option, else by `LUOSHI_PORT`, else 8000. Raises click.ClickException."""
    if said is not None:
        return said
    text = os.environ.get("LUOSHI_PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise click.ClickException(say("bad_port", said=text))
    return int(text)


def free_port(wanted: int) -> int:
    """`wanted`, or the next port after it that nobody listens on; says so when it moves. Raises ClickException."""
    for port in range(wanted, min(wanted + _PORTS_TRIED, 65536)):
        with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
            # As the server itself binds: a port in TIME_WAIT is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_ADDRESS, port))
            except OSError:
                continue
        if port != wanted:
            click.echo(say("moved", wanted=wanted, port=port))
        return port
    raise click.ClickException(say("no_port", wanted=wanted))


class _Server(Granian):  # type: ignore[misc, valid-type]
    """Granian with the tick process beside it; the second signal ends everything at once."""

    def __init__(self, keeper: ticking.Keeper | None, **options: Any) -> None:
        super().__init__("luoshi.config.wsgi:application", **options)
        self._keeper = keeper

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        """First: nothing new is taken, what runs is finished. Again: no more waiting."""
        if self.interrupt_signal:
            for worker in self.wrks:
                worker.kill()
            if self._keeper is not None:
                self._keeper.kill()
            return
        life.notify("STOPPING=1")
        if self._keeper is not None:
            self._keeper.ask_to_stop()
        super().signal_handler_interrupt(*args, **kwargs)

    @property
    def was_told_to_stop(self) -> bool:
        """Whether a signal asked for the end; if not, it broke."""
        return bool(self.interrupt_signal)


def run(port: int, *, tick: bool, workers: int = 1) -> None:
    """Serve the pages on `port` and, with `tick`, run the tick loop beside them; returns after SIGINT or SIGTERM.

    Raises SystemExit with 1 when the pages could not be kept up, so that a supervisor starts them again.
    """
    from django.conf import settings
    from django.db import connections

    collect_static()
    # The worker is a fork: a connection that both hold would be corrupted by the first of them to use it.
    connections.close_all()
    figures = _share_figures() if workers > 1 else None
    keeper = None
    try:
        with locks.serving():
            keeper = ticking.Keeper() if tick else None
            server = _Server(
                keeper,
                address=_ADDRESS,
                port=port,
                interface=Interfaces.WSGI,
                workers=workers,
                blocking_threads=_THREADS,
                websockets=False,
                log_level=LogLevels.warning,
                log_dictconfig=settings.LOGGING,
                workers_kill_timeout=_SECONDS_TO_FINISH,
                respawn_failed_workers=True,
            )
            life.notify_when_it_answers(_ADDRESS, port)
            _serve(server)
    finally:
        if keeper is not None:
            keeper.stop(_SECONDS_TO_FINISH)
        if figures is not None:
            shutil.rmtree(figures, ignore_errors=True)


def _serve(server: _Server) -> None:
    """Until a signal. Granian ends a normal stop with code 1 at times; whoever asked for it sees that all is well."""
    try:
        server.serve(target_loader=_load(os.getpid()), wrap_loader=False)
    except SystemExit:
        if not server.was_told_to_stop:
            raise


def _load(parent: int) -> Callable[[], Any]:
    """What a worker does first: leave the terminal's group (its signals come from the parent), end with the parent."""

    def load() -> Any:
        os.setpgid(0, 0)
        life.end_with(parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
        # By name, as any other server takes it: the settings stand above this room.
        return importlib.import_module("luoshi.config.wsgi").application

    return load


def _share_figures() -> Path:
    """A folder where several workers count together (`luoshi.web.metrics`); set before any of them counts."""
    folder = Path(tempfile.mkdtemp(prefix="luoshi-figures-"))
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    return folder


def collect_static() -> None:
    """Bring the static files into the home, unless those of this version lie there. Raises click.ClickException."""
    from django.conf import settings
    from django.core.management import call_command

    folder = Path(settings.STATIC_ROOT)
    mark, ours = folder / ".version", _static_version(settings.STATICFILES_DIRS)
    try:
        if mark.exists() and mark.read_text(encoding="ascii") == ours:
            return
        # From nothing: what a lost disk or an interrupted copy left half written would be taken for whole.
        shutil.rmtree(folder, ignore_errors=True)
        call_command("collectstatic", verbosity=0, interactive=False)
        _sync()
        mark.write_text(ours, encoding="ascii")
    except OSError as error:
        raise click.ClickException(say("no_static", folder=folder, error=error.strerror)) from error


def _sync() -> None:
    """What was written is on the disk before anything says that it is."""
    if hasattr(os, "sync"):
        os.sync()


def _static_version(folders: list[Path]) -> str:
    """Changes with the version and with any shipped file."""
    digest = hashlib.sha256(__version__.encode())
    for folder in folders:
        for path in sorted(one for one in Path(folder).rglob("*") if one.is_file()):
            known = path.stat()
            digest.update(f"{path.relative_to(folder)} {known.st_size} {known.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; LUOSHI_PORT or 8000 without it.")
@click.option("--tick/--no-tick", default=True, help="Run the tick loop beside the pages.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, help="Processes for the pages; PostgreSQL only.")
def command(port: int | None, tick: bool, workers: int) -> None:
    """Serve the pages and one tick loop until Ctrl-C.

    SIGTERM or Ctrl-C: nothing new is taken, requests under way and the tick's batch are finished, at most 20 seconds; a
    second signal ends everything at once. A process that dies is started again. Ready for systemd (Type=notify).
    """
    found = free_port(wanted_port(port))
    cli.prepare()
    from django.db import connection

    if workers > 1 and connection.vendor == "sqlite":
        raise click.ClickException(say("one_worker"))
    click.echo(say("address", address=_ADDRESS, port=found))
    click.echo(say("stop"))
    run(found, tick=tick, workers=workers)
