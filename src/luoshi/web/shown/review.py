"""A document as the review page shows it: its text in pieces, its drafts as cards, each tied to the other."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from luoshi.intake.doubts import UNSURE, doubts
from luoshi.intake.queries import is_unseen
from luoshi.intake.records import CoverageRecord, DraftRecord, PassageRecord, Review
from luoshi.record import messages
from luoshi.web import edge, telling

#: What the page may be narrowed to; all but the first two are states of drafts.
SHOWS = ("all", "open", "doubtful", "proposed", "accepted", "confirmed", "waived")
UNDECIDED = ("proposed", "accepted")
#: What names nobody in particular.
_GENERAL = re.compile("^[各全有相其]|(?:部门|单位|单位和部门)$|(?:乡镇|街道|镇街|县区)$")


@dataclass(frozen=True)
class Piece:
    """A piece of the text; `passage` is None between sentences. `mark`: draft, open, waived (by somebody), rest."""

    text: str
    passage: PassageRecord | None
    mark: str
    tip: str = ""
    is_doubtful: bool = False


@dataclass(frozen=True)
class Card:
    """A draft with what its card says; `next`: the undecided one behind it, `passage_id`: the sentence it begins in."""

    draft: DraftRecord
    doubts: tuple[str, ...]
    passage_id: int | None
    next: DraftRecord | None

    @property
    def token(self) -> str:
        """Id and version, as forms send them: `12.3`."""
        return token(self.draft)

    @property
    def is_doubtful(self) -> bool:
        """Whether there is more to it than a rule that filled something in."""
        return not UNSURE.isdisjoint(self.doubts)

    def is_unsure(self, code: str) -> bool:
        """Whether this is one of the doubts that count."""
        return code in UNSURE

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names of units that the text prints in a role and the directory does not know; none once that is decided.

        Whole groups (各乡镇) and offices without a name (相关部门) are nobody's.
        """
        if self.draft.state not in UNDECIDED:
            return ()
        said = (
            one["name"]
            for one in self.draft.fields.get("units") or ()
            if one.get("unit_id") is None and one.get("role") in ("lead", "co", "owner")
        )
        return tuple(dict.fromkeys(name for name in said if name and not _GENERAL.search(name)))

    @property
    def may_change(self) -> bool:
        """Whether somebody may still edit, split, merge or set it aside."""
        return self.draft.state in UNDECIDED


@dataclass(frozen=True)
class Meter:
    """Shares of the text in tenths of a percent, for the bar: they add up to a thousand."""

    assigned: int
    waived: int
    open: int


def token(draft: DraftRecord) -> str:
    """Id and version of a draft in one word."""
    return f"{draft.id}.{draft.version}"


def pieces(review: Review, listed: Iterable[Card]) -> Iterator[Piece]:
    """The whole text once, in order; `listed` are the cards of its drafts."""
    here, unsure = 0, doubtful(listed)
    for passage in sorted(review.passages, key=lambda one: one.start):
        if passage.start > here:
            yield Piece(review.text[here : passage.start], None, "")
        yield piece(passage, unsure)
        here = max(here, passage.end)
    if here < len(review.text):
        yield Piece(review.text[here:], None, "")


def doubtful(listed: Iterable[Card]) -> frozenset[int]:
    """The drafts that should be looked at twice."""
    return frozenset(one.draft.id for one in listed if one.is_doubtful)


def piece(passage: PassageRecord, unsure: frozenset[int]) -> Piece:
    """One sentence with its mark, and why it is waived; doubtful as its drafts among `unsure` are."""
    tip = why(passage) if passage.state == "waived" else ""
    is_doubtful = passage.is_doubtful or not unsure.isdisjoint(passage.draft_ids)
    return Piece(passage.text, passage, _mark(passage), tip, is_doubtful)


def _mark(passage: PassageRecord) -> str:
    if passage.state == "waived":
        return "waived" if passage.waived_by else "rest"
    return "draft" if passage.state == "assigned" else "open"


def why(passage: PassageRecord) -> str:
    """Why a sentence is waived: what a person wrote, or the rule by which reading proposes it."""
    return reason(passage.waived_reason) if passage.waived_by else rule(passage.why)


def rule(code: str) -> str:
    """The rule of reading that gave a sentence its label, in words."""
    return messages.render(f"why.{code}", {}, language=edge.language())


def reason(said: str) -> str:
    """A reason for setting aside: one of the short list in words, or as it was written."""
    known = f"word.reason.{said}" in messages.catalogue()
    return telling.word(f"reason.{said}") if known else said


def cards(review: Review) -> tuple[Card, ...]:
    """All drafts in the order of the text."""
    unseen = [one for one in review.repairs if is_unseen(one)]
    drafts = sorted(review.drafts, key=lambda one: (one.start, one.id))
    live = [one for one in drafts if one.state in UNDECIDED]
    behind = {one.id: after for one, after in pairwise(live)}
    sentences = _first_sentences(review.passages, drafts)
    return tuple(
        Card(one, doubts(one, unseen) if one.state in UNDECIDED else (), sentences.get(one.id), behind.get(one.id))
        for one in drafts
    )


def _first_sentences(passages: Sequence[PassageRecord], drafts: Iterable[DraftRecord]) -> dict[int, int]:
    """Draft → the sentence it begins in; both come in the order of the text."""
    ordered = sorted(passages, key=lambda one: one.start)
    found: dict[int, int] = {}
    n = 0
    for draft in drafts:
        while n + 1 < len(ordered) and ordered[n].end <= draft.start:
            n += 1
        if ordered:
            found[draft.id] = ordered[n].id
    return found


def counts(review: Review, listed: Iterable[Card]) -> Mapping[str, int]:
    """How many there are of each of `SHOWS`."""
    known = tuple(listed)
    found = {state: sum(one.draft.state == state for one in known) for state in SHOWS}
    doubtful = sum(one.is_doubtful for one in known)
    return found | {"all": len(known), "open": review.coverage.open, "doubtful": doubtful}


def meter(coverage: CoverageRecord) -> Meter:
    """The bar of the coverage, by characters; what is open is never rounded away."""
    whole = coverage.characters or 1
    left = -(-coverage.characters_open * 1000 // whole)
    assigned = min(coverage.characters_assigned * 1000 // whole, 1000 - left)
    return Meter(assigned, 1000 - assigned - left, left)


def next_to_decide(review: Review, start: int) -> str:
    """The place of the next draft or open sentence behind offset `start`, from the beginning again after the end."""
    places = [(one.start, f"draft-{one.id}") for one in review.drafts if one.state == "proposed"]
    places += [(one.start, f"p{one.id}") for one in review.passages if one.state == "open"]
    later = sorted(one for one in places if one[0] > start) or sorted(places)
    return later[0][1] if later else ""


@dataclass(frozen=True)
class Stretch:
    """A stretch of a quote; `kinds` are the fields that were read from it (due, targets, units …)."""

    text: str
    kinds: tuple[str, ...]


def stretches(draft: DraftRecord) -> tuple[Stretch, ...]:
    """The quote cut where fields begin and end, so that each value is seen in its words."""
    spans = [
        (kind, one["start"], one["end"])
        for kind, one in _fields(draft)
        if one.get("start") is not None and draft.start <= one["start"] < one["end"] <= draft.end
    ]
    edges = sorted({draft.start, draft.end, *(edge for _, a, b in spans for edge in (a, b))})
    return tuple(
        Stretch(
            draft.quote[a - draft.start : b - draft.start],
            tuple(dict.fromkeys(kind for kind, start, end in spans if start <= a and b <= end)),
        )
        for a, b in pairwise(edges)
    )


def _fields(draft: DraftRecord) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every field that reading found, by its kind."""
    for kind in ("targets", "amounts", "units", "persons"):
        for one in draft.fields.get(kind) or ():
            yield kind, one
    for kind in ("due", "recurrence"):
        if draft.fields.get(kind):
            yield kind, draft.fields[kind]


@dataclass(frozen=True)
class Clause:
    """A clause of a quote and the offset at which it begins: a place to split at."""

    at: int
    text: str


def clauses(draft: DraftRecord) -> tuple[Clause, ...]:
    """The clauses of a draft's quote; a cut before each but the first makes a part."""
    found, begin = [], 0
    for n, sign in enumerate(draft.quote, 1):
        if sign in "，；。：、！？\n" and draft.quote[begin:n].strip():
            found.append(Clause(draft.start + begin, draft.quote[begin:n]))
            begin = n
    if draft.quote[begin:].strip():
        found.append(Clause(draft.start + begin, draft.quote[begin:]))
    return tuple(found)


def written_cuts(draft: DraftRecord, written: str) -> list[int] | None:
    """The offsets at which a person broke the quote into lines; None when its words were changed."""
    parts = [part for part in written.replace("\r", "").split("\n") if part.strip()]
    if _bare("".join(parts)) != _bare(draft.quote):
        return None
    cuts, here = [], 0
    for part in parts[:-1]:
        left = len(_bare(part))
        while left:
            left -= not draft.quote[here].isspace()
            here += 1
        cuts.append(draft.start + here)
    return cuts


def _bare(said: str) -> str:
    return "".join(said.split())
