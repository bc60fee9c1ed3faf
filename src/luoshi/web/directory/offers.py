"""The acts that a page of the directory offers this person, and what becomes of one that was sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.org import access
from luoshi.record.refusals import NotVisible, Reason, Refused
from luoshi.web import edge, errors, once, sitting, telling
from luoshi.web.directory.calls import Ask
from luoshi.web.directory.fields import DirectoryForm
from luoshi.web.directory.specs import GROUPS, Card, Spec


@dataclass(frozen=True)
class Offer:
    """One act on the page; it stands open after a try that was refused."""

    spec: Spec
    form: DirectoryForm
    form_key: str
    is_open: bool = False


@dataclass(frozen=True)
class Drawn:
    """What the page's template gets besides its own facts: offers, refusals, and a text shown this once."""

    offers: tuple[Offer, ...]
    status: int = 200
    reasons: tuple[telling.Told, ...] = ()
    shown: str = ""
    shown_by: Any = field(default="")


Draw = Callable[[Drawn], HttpResponse]


def answer(request: HttpRequest, group: str, card: Card, draw: Draw, *, about: int = 0) -> HttpResponse:
    """The page, or what became of the act that was sent to it. A past day is read only."""
    specs = _specs(request, group, card)
    if request.method != "POST":
        return draw(Drawn(() if edge.past_day(request) else _offers(request, specs)))
    name = request.POST.get("act", "")
    sent = next((spec for spec in specs if spec.name == name), None)
    if sent is None:
        if name in {spec.name for spec in GROUPS[group]}:
            raise NotVisible
        raise Refused([Reason("web.unknown_act")])
    form = sent.form(request.POST, as_of=edge.now(request))
    if not form.is_valid():
        return draw(Drawn(_offers(request, specs, sent, form), 422))
    try:
        return _do(request, specs, Sent(sent, form, about), draw)
    except Refused as refused:
        told = telling.reasons(refused.reasons, as_of=edge.now(request))
        return draw(Drawn(_offers(request, specs, sent, form), errors.status_of(refused), told))


@dataclass(frozen=True)
class Sent:
    """An act that was sent, filled in well, and about which row."""

    spec: Spec
    form: DirectoryForm
    about: int


def _do(request: HttpRequest, specs: tuple[Spec, ...], sent: Sent, draw: Draw) -> HttpResponse:
    """Do it once, and show the page anew, or what the act has to show."""
    ask = Ask(sitting.actor(request), edge.now(request), sent.about, sent.form.cleaned_data)
    if sent.spec.shows:
        shown = sent.spec.call(ask) or ""
        return draw(Drawn(_offers(request, specs), shown=shown, shown_by=sent.spec.button))
    done = f"{request.path}?done={sent.spec.name}"
    return redirect(once.run(request, lambda: sent.spec.call(ask), result=done))


def _specs(request: HttpRequest, group: str, card: Card) -> tuple[Spec, ...]:
    """The acts that this person has the right to, and that make sense here."""
    actor = sitting.actor(request)
    return tuple(spec for spec in GROUPS[group] if access.allows(actor, spec.verb) and spec.fits(card))


def _offers(
    request: HttpRequest, specs: tuple[Spec, ...], sent: Spec | None = None, form: DirectoryForm | None = None
) -> tuple[Offer, ...]:
    """Each act with its form; the one that was sent keeps what was typed."""
    at = edge.now(request)
    return tuple(
        Offer(spec, form, once.fresh(), is_open=True)
        if spec is sent and form is not None
        else Offer(spec, spec.form(as_of=at), once.fresh())
        for spec in specs
    )


def done_word(request: HttpRequest, group: str) -> Any:
    """The words of the act that was just done, from the address; empty without one."""
    name = request.GET.get("done", "")
    return next((spec.button for spec in GROUPS[group] if spec.name == name), "")
