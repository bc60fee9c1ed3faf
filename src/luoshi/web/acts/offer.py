"""The acts of one person on one item as the page offers them: a form each, and the others with the reasons why not."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from luoshi.ledger.queries import Act
from luoshi.org.queries import NameBook
from luoshi.web import once, telling
from luoshi.web.acts.fields import ActForm
from luoshi.web.acts.specs import BY_VERB, SPECS, Spec

#: Reasons that the act's own form can take away: it brings the files that are missing.
ANSWERED_BY_THE_FORM = frozenset({"submit.no_evidence"})


@dataclass(frozen=True)
class Offer:
    """One act that may be done: its form with a fresh key."""

    verb: str
    button: str
    sentence: Any
    form: ActForm
    form_key: str


@dataclass(frozen=True)
class Closed:
    """One act that may not be done, and every reason why."""

    button: str
    reasons: tuple[telling.Told, ...]


@dataclass(frozen=True)
class Ground:
    """What forms need to know of the item: open nodes and open parts, each as (id, words), the present values."""

    as_of: dt.datetime
    nodes: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    initial: Mapping[str, Any] = field(default_factory=dict)


def offers(acts: Iterable[Act], ground: Ground, *, first: str = "") -> tuple[Offer, ...]:
    """A form for each act that is allowed, in the order of the specifications, the one named `first` before all."""
    open_verbs = {act.verb for act in acts if is_open(act)}
    mine = sorted((spec for spec in SPECS if spec.verb in open_verbs), key=lambda spec: spec.verb != first)
    return tuple(offer(spec, ground) for spec in mine)


def is_open(act: Act) -> bool:
    """Whether the form may be offered: nothing speaks against the act that the form itself cannot answer."""
    has_files = act.verb in BY_VERB and "evidence" in BY_VERB[act.verb].form.base_fields
    return act.allowed or (has_files and all(one.code in ANSWERED_BY_THE_FORM for one in act.reasons))


def offer(
    spec: Spec, ground: Ground, data: QueryDict | None = None, files: MultiValueDict[str, Any] | None = None
) -> Offer:
    """The form of one act; with `data`, as it was sent."""
    initial = {**ground.initial, **{f"was_{name}": value for name, value in ground.initial.items()}}
    form = spec.form(data, files, as_of=ground.as_of, initial=initial if spec.verb == "edit" else None)
    _fill(form, {"nodes": ground.nodes, "duty": ground.parts})
    return Offer(spec.verb, spec.button, spec.sentence, form, once.fresh())


def _fill(form: ActForm, choices: Mapping[str, tuple[tuple[str, str], ...]]) -> None:
    """Give the choosing fields their choices; one that has nothing to choose from is left away."""
    for name, options in choices.items():
        field = form.fields.get(name)
        if field is None or not hasattr(field, "choices"):
            continue
        if options or field.required:
            field.choices = list(options)
        else:
            form.fields[name].widget = form.fields[name].hidden_widget()


def closed(acts: Iterable[Act], *, as_of: dt.datetime, known: NameBook | None = None) -> tuple[Closed, ...]:
    """The acts that are not allowed, with the reasons in words."""
    return tuple(
        Closed(BY_VERB[act.verb].button, telling.reasons(act.reasons, as_of=as_of, known=known))
        for act in acts
        if not is_open(act) and act.verb in BY_VERB
    )
