"""Workers that read documents side by side, each a process of its own; one that dies or hangs costs one document."""

import contextlib
import dataclasses
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from luoshi.record.refusals import Reason

#: Seconds that a file may take to become a text: what its children may take together, and a little.
_EXTRACTING: Final = 1500.0
#: Seconds for a text to be read, and more for each character of it.
_READING, _A_CHARACTER = 60.0, 0.001


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document: counts of a reading, or why there is none."""

    name: str
    done: Mapping[str, Any]
    reasons: tuple[Reason, ...] = ()
    characters: int = 0


class Pool:
    """So many workers; outcomes come in the order of the orders."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._own = threading.local()
        self._lock = threading.Lock()
        self._workers: list[Worker] = []

    def outcomes(self, orders: Sequence[Mapping[str, Any]]) -> Iterator[Outcome]:
        """Read them all."""
        with ThreadPoolExecutor(self._jobs) as threads:
            try:
                yield from threads.map(self._one, orders)
            finally:
                threads.shutdown(wait=False, cancel_futures=True)
                for worker in self._workers:
                    worker.stop()

    def _one(self, order: Mapping[str, Any]) -> Outcome:
        """One document, by the worker of this thread; it is started where there is none."""
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is None or not worker.lives:
            worker = self._own.worker = Worker()
            with self._lock:
                self._workers.append(worker)
        return worker.read(order)


class Worker:
    """A process and the two pipes to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "luoshi.cli.reading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    @property
    def id(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def lives(self) -> bool:
        """Whether it takes more orders."""
        return self._process.poll() is None

    def read(self, order: Mapping[str, Any]) -> Outcome:
        """One document; a worker that does not answer in time is ended."""
        characters = 0
        try:
            answer = self._ask(order)
            if "characters" in answer:
                characters = int(answer["characters"])
                answer = self._listen(_READING + characters * _A_CHARACTER)
        except (OSError, ValueError):
            self.stop()
            return Outcome(order["name"], {}, (Reason("intake.stopped"),))
        reasons = tuple(Reason(one["code"], one["values"], one["rule"]) for one in answer.get("refused", ()))
        return Outcome(order["name"], answer.get("done", {}), reasons, characters)

    def _ask(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Give the order and wait for the first answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        return self._listen(_EXTRACTING)

    def _listen(self, seconds: float) -> dict[str, Any]:
        """The next answer. Raises ValueError when there is none in time."""
        assert self._process.stdout is not None
        timer = threading.Timer(seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        finally:
            timer.cancel()
        return answer

    def stop(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self._process.kill()
        with contextlib.suppress(OSError, ValueError):
            self._process.communicate(timeout=10)
