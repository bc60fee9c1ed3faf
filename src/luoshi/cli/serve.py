"""`luoshi serve`: the pages and one tick loop, until somebody says stop."""

import importlib.util
import multiprocessing
import os
import signal
import socket
import threading
from contextlib import closing
from multiprocessing.process import BaseProcess

import click

from luoshi import cli
from luoshi.cli import edge
from luoshi.cli.operate import locks

_ADDRESS = "127.0.0.1"
_PORTS_TRIED = 50
_SECONDS_BETWEEN_TICKS = 60
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


def run(port: int, *, tick: bool) -> None:
    """Serve the pages on `port` and, with `tick`, run the tick loop beside them; returns after SIGINT or SIGTERM."""
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # The worker is a fork: a connection that both hold would be corrupted by the first of them to use it.
    connections.close_all()
    server = Granian(
        "luoshi.config.wsgi:application",
        address=_ADDRESS,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
    )
    with locks.serving():
        loop = _start_ticking() if tick and _has_tick() else None
        try:
            server.serve()
        except SystemExit:
            # Granian ends a normal stop by signal with code 1; for whoever pressed Ctrl-C all is well.
            pass
        finally:
            if loop is not None:
                loop.terminate()
                loop.join(timeout=5)


def _has_tick() -> bool:
    return importlib.util.find_spec("luoshi.cli.tick") is not None


def _start_ticking() -> BaseProcess:
    """The tick loop in a fresh process of its own: killed at any moment it loses nothing and does nothing twice."""
    process = multiprocessing.get_context("spawn").Process(target=tick_loop, name="luoshi-tick", daemon=True)
    process.start()
    return process


def tick_loop() -> None:
    """Tick once a minute until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    cli.prepare()
    from luoshi.cli import tick

    with locks.serving():
        while not stop.is_set():
            tick.once(at=edge.now())
            stop.wait(_SECONDS_BETWEEN_TICKS)


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; LUOSHI_PORT or 8000 without it.")
@click.option("--tick/--no-tick", default=True, help="Run the tick loop beside the pages.")
def command(port: int | None, tick: bool) -> None:
    """Serve the pages and one tick loop until Ctrl-C."""
    found = free_port(wanted_port(port))
    cli.prepare()
    click.echo(say("address", address=_ADDRESS, port=found))
    click.echo(say("stop"))
    run(found, tick=tick)
