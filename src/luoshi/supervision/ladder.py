"""Which step of the ladder is due about a duty, and when to look again: a decision without a database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from luoshi.clock.ladder import Look, looks
from luoshi.ledger.operations.looks import DutyLook

# What the watcher tells somebody. `mark_late` is none: lateness is a comparison with the clock, not an act.
TOLD = ("remind", "urge", "bulletin")
# Signing late is counted and never held against a unit (R1-31): nobody is put up for the bulletin for it.
NEVER_PUT_UP = ("sign",)

# A duty whose rules cannot be read is looked at again after this time.
TRY_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder and the moment at which the ladder puts it."""

    name: str
    planned_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """The step to take now (None: none) and the moment of the next look (None: never again)."""

    step: Step | None
    next_at: datetime | None


def decide(duty: DutyLook, taken: Iterable[Step], *, at: datetime) -> Decision:
    """Of all steps that have come by `at` only the last is taken: nobody is reminded of a day that has passed.

    A duty is never put up for the bulletin before it was urged (R1-80): if both moments passed while no tick ran, it is
    urged now and looked at again after the time that the ladder puts between the two.
    """
    if duty.rules is None:
        return Decision(None, at + TRY_AGAIN)
    steps = looks(duty.due_at, duty.rules.ladder, duty.rules.calendar, start_at=duty.opened_at)
    done = tuple(taken)
    newest = max((step.planned_at for step in done), default=None)
    come = [one for one in steps if one.at <= at and _told(duty, one) and (newest is None or one.at > newest)]
    ahead = next((one.at for one in steps if one.at > at), None)
    if not come:
        return Decision(None, ahead)
    last = come[-1]
    urge = _urge_first(come, done)
    if last.step == "bulletin" and urge is not None:
        return Decision(Step(urge.step, urge.at), at + (last.at - urge.at))
    return Decision(Step(last.step, last.at), ahead)


def _told(duty: DutyLook, look: Look) -> bool:
    """Whether this rung of the ladder tells anybody anything about such a duty."""
    return look.step in TOLD and not (look.step == "bulletin" and duty.act in NEVER_PUT_UP)


def _urge_first(come: Iterable[Look], done: Iterable[Step]) -> Look | None:
    """The urge that must go before a proposal for the bulletin; None when it was sent."""
    if any(step.name == "urge" for step in done):
        return None
    return next((one for one in come if one.step == "urge"), None)
