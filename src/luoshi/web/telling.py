"""Reasons, steps and events put into words for one reader: names looked up once, in the language of the request."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from luoshi.org.queries import NameBook, refs_in
from luoshi.record import messages
from luoshi.record.messages import Names
from luoshi.record.queries import EventRecord
from luoshi.record.refusals import Reason
from luoshi.rulebook.tables import Words
from luoshi.web import edge


@dataclass(frozen=True, slots=True)
class Told:
    """One reason in words, and the id of the rule behind it."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """One event in words: when it happened, what happened, its type, and whether it was entered later (补录)."""

    at: dt.datetime
    text: str
    type: str
    behalf: str


def word(code: str) -> str:
    """The label of a code such as `state.open` in the language of the request, with a capital in English."""
    return capital(messages.word(code, language=edge.language()))


def capital(said: str) -> str:
    """The same with a capital: English words of the catalogue are written as they stand inside a sentence."""
    return said[:1].upper() + said[1:]


def verb(code: str) -> str:
    """The word on the button of a verb of the ledger."""
    return word(f"verb.{code}")


def say(words: Words) -> str:
    """A rule's own words in the language of the request."""
    return words.text(edge.language())


def book(values: Iterable[Any], *, as_of: dt.datetime, known: NameBook | None = None) -> Names:
    """The names of every ref found anywhere in `values` (texts, lists, mappings), as a function from ref to name.

    `known` is the request's own book, where there is one: what stands in it is not asked for again.
    """
    found = known if known is not None else NameBook(as_of)
    found.learn(refs_in(values))

    def name(ref: str) -> str:
        said = found.get(ref)
        if said:
            return said
        if ref.startswith("system:"):
            return word(ref.replace(":", "."))
        if ref.startswith("worker:"):
            return word("system.worker")  # which process it was stands in the log of the machine
        return ref.removeprefix("item:")

    return name


def reasons(found: Iterable[Reason], *, as_of: dt.datetime, known: NameBook | None = None) -> tuple[Told, ...]:
    """Each reason once, in the order found."""
    listed = tuple(found)
    names = book([one.values for one in listed], as_of=as_of, known=known)
    told = [
        Told(messages.render(f"refusal.{one.code}", one.values, language=edge.language(), names=names), one.rule)
        for one in listed
    ]
    return tuple(dict.fromkeys(told))


def steps(found: Iterable[Reason], *, as_of: dt.datetime, known: NameBook | None = None) -> tuple[str, ...]:
    """Explanation steps of a date or a light (codes of `why` texts with their values), a sentence each."""
    listed = tuple(found)
    names = book([one.values for one in listed], as_of=as_of, known=known)
    return tuple(
        messages.render(f"why.{one.code}", one.values, language=edge.language(), names=names) for one in listed
    )


def events(found: Iterable[EventRecord], *, as_of: dt.datetime, known: NameBook | None = None) -> tuple[ToldEvent, ...]:
    """Events as sentences, in the order given."""
    listed = tuple(found)
    refs = [(one.actor, one.on_behalf_of, one.stream, one.payload) for one in listed]
    names = book(refs, as_of=as_of, known=known)
    return tuple(
        ToldEvent(
            at=one.happened_at,
            text=messages.event(one, language=edge.language(), names=names),
            type=one.type,
            behalf=names(one.on_behalf_of) if one.on_behalf_of else "",
        )
        for one in listed
    )
