"""`python tools/soak.py`: memory of the serving process over 10,000 requests on the demonstration county.

Makes a county (or takes the one in --home), serves it without a tick, lets four people read a mix of pages and send
some refused forms over loopback, and prints the resident memory of the worker at every thousandth request. Exit code 1
when it ends above 250 MB, or grows by more than 10 MB over its last half.
"""

import argparse
import itertools
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).resolve().parent.parent
LUOSHI = [sys.executable, "-c", "from luoshi.cli import main; main()"]
MOST_MB, MOST_GROWTH_MB = 250, 10
PAGES = ("/", "/ledger", "/ledger?state=every", "/ledger?text=学校", "/board", "/documents", "/seal", "/units?unit=局",
         "/ledger?as_of=2026-03-01", "/status", "/no/such/page", "/jobs")  # fmt: skip


def main() -> int:
    """0 when the memory stays within its bounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--home", type=Path, default=None, help="a demonstration home; a fresh one without it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="luoshi-soak-") as folder:
        home = asked.home or Path(folder)
        environment = os.environ | {"LUOSHI_HOME": str(home), "LUOSHI_LOG": "json", "LUOSHI_IDLE_MINUTES": "600"}
        subprocess.run([*LUOSHI, "demo", "--no-serve"], env=environment, check=True, stdout=subprocess.DEVNULL)
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with (Path(folder) / "serve.log").open("wb") as log:
            server = subprocess.Popen(
                [*LUOSHI, "serve", "--no-tick", "--port", str(port)], env=environment, stdout=log, stderr=log
            )
        try:
            return _soak(f"http://127.0.0.1:{port}", server, asked.requests, asked.people)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)


def _soak(address: str, server: "subprocess.Popen[bytes]", requests: int, people: int) -> int:
    """Send the requests, print the memory, judge it."""
    _wait(address)
    worker = psutil.Process(server.pid).children()[0]
    clients = [_signed_in(address, number) for number in range(people)]
    counter, took, seen = itertools.count(1), [], []

    def read(client: httpx.Client, pages: tuple[str, ...]) -> None:
        for path in itertools.cycle(pages):
            number = next(counter)
            if number > requests:
                return
            began = time.perf_counter()
            if number % 50:
                client.get(path)
            else:  # a form without its token, and one too long: refused, and kept by nobody
                client.post("/documents/new", data={"title": "x" * 5000})
            took.append(time.perf_counter() - began)
            if number % (requests // 10) == 0:
                seen.append(worker.memory_info().rss / 2**20)
                print(f"{number:7} requests  {seen[-1]:6.1f} MB  {worker.num_threads()} threads", flush=True)

    print(f"{0:7} requests  {worker.memory_info().rss / 2**20:6.1f} MB", flush=True)
    began = time.monotonic()
    threads = [
        threading.Thread(target=read, args=(client, pages))
        for client, pages in zip(clients, _mixes(clients), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    growth = seen[-1] - seen[len(seen) // 2 - 1]
    print(f"{requests} requests in {time.monotonic() - began:.0f} s, median {statistics.median(took) * 1000:.1f} ms, "
          f"p95 {statistics.quantiles(took, n=20)[-1] * 1000:.1f} ms; "
          f"{seen[-1]:.1f} MB at the end, {growth:+.1f} MB over the last half")  # fmt: skip
    return int(seen[-1] > MOST_MB or growth > MOST_GROWTH_MB)


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{address}/healthz", trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer")


def _signed_in(address: str, number: int) -> httpx.Client:
    """Somebody behind one of the role cards of the demonstration."""
    client = httpx.Client(base_url=address, timeout=60, follow_redirects=True, trust_env=False)
    page = client.get("/sign-in").text
    cards = re.findall(r'name="card" value="([^"]+)"', page)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if not cards or token is None:
        raise RuntimeError("no role cards: not a demonstration home")
    client.post("/sign-in/card", data={"card": cards[number % len(cards)], "csrfmiddlewaretoken": token[1]})
    return client


def _mixes(clients: list[httpx.Client]) -> list[tuple[str, ...]]:
    """The pages of each, with some items that she may see."""
    mixes = []
    for number, client in enumerate(clients):
        items = tuple(dict.fromkeys(re.findall(r'href="(/items/[^"?/]+)"', client.get("/ledger?state=every").text)))[:8]
        pages = PAGES + items + tuple(f"{item}/do/report" for item in items[:3])
        mixes.append(pages[number:] + pages[:number])
    return mixes


if __name__ == "__main__":
    sys.exit(main())
