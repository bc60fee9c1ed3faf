"""What `luoshi doctor` found, and the order in which it is told."""

from dataclasses import dataclass
from typing import Literal

from luoshi.cli.operate.words import say

State = Literal["ok", "note", "warn", "broken"]
ORDER: tuple[State, ...] = ("broken", "warn", "note", "ok")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what, how it is, and a sentence that says what to do when it is not well."""

    what: str
    state: State
    text: str


def found(what: str, state: State, code: str | None = None, **values: object) -> Finding:
    """A finding with the sentence `doctor_<code>`, or `doctor_<what>_<state>` without a code."""
    return Finding(what, state, say(f"doctor_{code or f'{what}_{state}'}", **values))
