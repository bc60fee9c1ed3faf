"""How the assistant stands to a document, for its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from luoshi.intake.assistant.configuring import assistant
from luoshi.intake.assistant.operations import key
from luoshi.jobs import queries as jobs
from luoshi.org import access
from luoshi.org.access import Actor
from luoshi.record.refusals import Reason


@dataclass(frozen=True, slots=True)
class Status:
    """Which machine and model are asked, how the last asking ended (`state` of the job, "" before the first one).

    `counts`: drafts, sent, failed, thrown; `reasons` why it was not done.
    """

    host: str
    model: str
    state: str
    ended_at: datetime | None
    counts: Mapping[str, Any]
    reasons: tuple[Reason, ...]

    @property
    def is_alive(self) -> bool:
        """Whether it is being asked now, or waits to be."""
        return self.state in ("waiting", "running")


def status(actor: Actor, document_id: int) -> Status | None:
    """None while no assistant is set, and for who may not edit drafts. One query where there is one, else none."""
    asked = assistant()
    if asked is None or not access.allows(actor, "draft.edit"):
        return None
    last = jobs.last_of(key(document_id))
    if last is None:
        return Status(asked.host, asked.model, "", None, {}, ())
    return Status(asked.host, asked.model, last.state, last.ended_at, last.result, last.reasons)
