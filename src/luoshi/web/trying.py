"""The trial of this sitting: its ticket lies in the session, its bytes apart, and both go together."""

from django.http import HttpRequest

from luoshi.intake import trials
from luoshi.intake.trials import Ticket, Trial
from luoshi.web import edge

_SESSION = "trial"


def ticket(request: HttpRequest) -> Ticket | None:
    """The ticket of this sitting; None without a trial."""
    held = request.session.get(_SESSION)
    return Ticket(*held) if held else None


def begin(request: HttpRequest, trial: Trial) -> None:
    """A new trial in the place of the one before."""
    end(request)
    made = trials.keep(trial, at=edge.now(request))
    request.session[_SESSION] = [made.name, made.key]


def find(request: HttpRequest) -> Trial | None:
    """The trial of this sitting; None when there is none, or none any more."""
    held = ticket(request)
    found = trials.find(held, at=edge.now(request)) if held else None
    if held and found is None:
        end(request)
    return found


def put(request: HttpRequest, trial: Trial) -> None:
    """What was put right about it."""
    held = ticket(request)
    if held:
        trials.put(held, trial)


def end(request: HttpRequest) -> None:
    """Delete the trial and forget its key."""
    held = ticket(request)
    if held:
        trials.drop(held)
        del request.session[_SESSION]
