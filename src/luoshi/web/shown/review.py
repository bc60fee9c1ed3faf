"""A document as the review page shows it: its text in pieces, each tied to its draft or to the decision it needs."""

from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.intake.records import DraftRecord, PassageRecord, Review

PAGE = 30
NEED_DECISION = ("core", "mechanism", "soft")
SHOWS = ("proposed", "confirmed", "waived")


@dataclass(frozen=True)
class Piece:
    """A piece of the text; `passage` is None between sentences. `mark`: draft, open, waived or nothing."""

    text: str
    passage: PassageRecord | None
    mark: str


@dataclass(frozen=True)
class DraftPage:
    """Some drafts of one state from the `begin`-th on, and where the next ones begin; `counts` of all states."""

    show: str
    drafts: tuple[DraftRecord, ...]
    counts: dict[str, int]
    begin: int
    next_from: int | None
    previous_from: int | None


def pieces(review: Review) -> Iterator[Piece]:
    """The whole text once, in order."""
    here = 0
    for passage in sorted(review.passages, key=lambda one: one.start):
        if passage.start > here:
            yield Piece(review.text[here : passage.start], None, "")
        yield Piece(passage.text, passage, _mark(passage))
        here = max(here, passage.end)
    if here < len(review.text):
        yield Piece(review.text[here:], None, "")


def _mark(passage: PassageRecord) -> str:
    if passage.state == "assigned":
        return "draft"
    if passage.state == "open":
        return "open"
    return "waived" if passage.label in NEED_DECISION else ""


def draft_page(review: Review, show: str, begin: int) -> DraftPage:
    """The drafts of one state from the `begin`-th on, the last ones where there are not so many."""
    show = show if show in SHOWS else "proposed"
    mine = [draft for draft in review.drafts if draft.state == show]
    counts = {state: sum(draft.state == state for draft in review.drafts) for state in SHOWS}
    begin = max(begin, 0) if begin < len(mine) else max(0, len(mine) - PAGE)
    return DraftPage(
        show,
        tuple(mine[begin : begin + PAGE]),
        counts,
        begin,
        begin + PAGE if begin + PAGE < len(mine) else None,
        max(0, begin - PAGE) if begin else None,
    )
