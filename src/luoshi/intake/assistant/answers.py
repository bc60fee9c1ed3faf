"""What an assistant may say: words of the sentence it was given. Everything else is thrown away and counted."""

import json
from dataclasses import dataclass
from typing import Any

#: A commitment is at least so long; an answer has at most so many.
_SHORTEST = 6
_MOST = 12
_OWN_WORDS = 40  # the longest name of a unit, or wording of a date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A span of a sentence that may be a commitment, offsets from the sentence's beginning; `lead` and `due` are spans
    of the same sentence, or None."""

    start: int
    end: int
    lead: tuple[int, int] | None = None
    due: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What of an answer stands in the sentence, and how many of its words did not."""

    proposals: tuple[Proposal, ...]
    thrown: int


class NonsenseError(Exception):
    """The answer is not of the form that was asked for."""


def read(said: str, sentence: str) -> Answer:
    """The answer to a sentence: `{"commitments": [{"quote", "lead", "due"}]}`, alone or in a code fence.

    Raises NonsenseError.
    """
    try:
        parsed = json.loads(_unfenced(said))
        listed = parsed["commitments"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NonsenseError from error
    if not isinstance(listed, list):
        raise NonsenseError
    proposals: list[Proposal] = []
    thrown = max(0, len(listed) - _MOST)
    for one in listed[:_MOST]:
        proposal, lost = _proposal(one, sentence)
        thrown += lost
        if proposal is not None and all(_apart(proposal, other) for other in proposals):
            proposals.append(proposal)
    return Answer(tuple(sorted(proposals, key=lambda one: one.start)), thrown)


def _unfenced(said: str) -> str:
    """The text without the fence that models like to put around JSON."""
    text = said.strip()
    if text.startswith("```"):
        text = text.partition("\n")[2].rpartition("```")[0]
    return text


def _proposal(said: Any, sentence: str) -> tuple[Proposal | None, int]:
    """One commitment, and how many of its words are not in the sentence; None when the commitment itself is not."""
    if not isinstance(said, dict):
        return None, 1
    quote = _span(said.get("quote"), sentence)
    if quote is None or quote[1] - quote[0] < _SHORTEST:
        return None, 1
    fields: dict[str, tuple[int, int] | None] = {"lead": None, "due": None}
    lost = 0
    for name in fields:
        if said.get(name) in (None, ""):
            continue
        found = _span(said[name], sentence)
        if found is None or found[1] - found[0] > _OWN_WORDS:
            lost += 1
        else:
            fields[name] = found
    return Proposal(*quote, lead=fields["lead"], due=fields["due"]), lost


def _span(said: Any, sentence: str) -> tuple[int, int] | None:
    """Where words stand in the sentence, sign by sign; None when they do not."""
    if not isinstance(said, str) or not said.strip():
        return None
    words = said.strip()
    at = sentence.find(words)
    return None if at < 0 else (at, at + len(words))


def _apart(one: Proposal, other: Proposal) -> bool:
    return one.end <= other.start or other.end <= one.start
