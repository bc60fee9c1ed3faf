"""What the room hands out and takes: jobs as frozen records, the shapes of a handler, its progress and its answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from luoshi.record.refusals import Reason


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A background job as it stood when it was read; `attempts` and `worker` name the claim that it is under."""

    id: int
    kind: str
    parameters: Mapping[str, Any]
    key: str
    owner: str
    on_behalf_of: str
    state: str
    worker: str
    attempts: int
    is_cancel_asked: bool
    n_done: int
    n_total: int
    doing: str
    result: Mapping[str, Any]
    file_hash: str
    file_name: str
    file_size: int
    reasons: tuple[Reason, ...]
    run_at: datetime | None
    lease_until: datetime | None
    made_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def is_alive(self) -> bool:
        """Whether it is still to be done, or being done."""
        return self.state in ("waiting", "running")

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None while nobody knows how much there is."""
        return min(100, self.n_done * 100 // self.n_total) if self.n_total else None


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A file that the owner may fetch: where the handler wrote it (it is moved from there), and what to call it."""

    path: Path
    name: str


def _nothing() -> Mapping[str, Any]:
    """No effect."""
    return {}


@dataclass(frozen=True, slots=True)
class Finished:
    """What a handler answers when its work is done.

    `effect` writes what the work changes in the record; it runs in the transaction that ends the job, once, and what
    it returns is added to `values`. Whatever takes long belongs before it. `values`: ids, codes and figures, as JSON.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    file: ResultFile | None = None
    effect: Callable[[], Mapping[str, Any]] = _nothing


class Progress(Protocol):
    """What a handler tells while it works."""

    def step(self, done: int, total: int, doing: str = "") -> None:
        """`done` of `total` (0: nobody knows), and a code of `word.doing.…`. Cheap; call it often.

        Raises Stopped when the handler must end here.
        """


Handler = Callable[[JobRecord, Progress], Finished]


class Stopped(BaseException):
    """The handler must end here and leave nothing: raised by `Progress.step`, through whatever catches Exception."""


class Cancelled(Stopped):
    """Somebody cancelled the job."""


class Lost(Stopped):
    """The lease ran out and the job is another worker's, or it has ended."""


class Leaving(Stopped):
    """The worker itself is asked to stop; the job goes back to wait."""
