"""What intake's queries and operations hand out: frozen records, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document with how far its review is: sentences that need a decision, and drafts by state."""

    id: int
    title: str
    issuer: str
    kind: str
    dated_on: date | None
    year: int | None
    file_hash: str
    file_name: str
    media_type: str
    status: str
    issuing_office_id: int
    taken_in_at: datetime
    taken_in_by: str
    n_proposed: int
    n_confirmed: int
    n_open: int


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A sentence on the review page; `state`: assigned (a draft stands for it), waived, or open.

    Waived without `waived_by` is what reading proposes; `paragraph` counts the lines of the document that are not
    empty; `is_doubtful`: reading was not sure of it, or a place in it could not be repaired and nobody has looked.
    """

    id: int
    start: int
    end: int
    text: str
    path: tuple[str, ...]
    label: str
    why: str
    state: str
    waived_reason: str
    draft_ids: tuple[int, ...]
    waived_by: str = ""
    waived_at: datetime | None = None
    paragraph: int = 0
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class PresenceRecord:
    """Somebody who has a review open: a ref (`post:3/person:9`), and the place (`draft-12`, `p45` or nothing)."""

    actor: str
    place: str


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A draft; `fields` holds targets, amounts, due, recurrence, units and persons as reading found them, with spans.

    Offsets count characters of the document's text.
    """

    id: int
    document_id: int
    start: int
    end: int
    quote: str
    path: tuple[str, ...]
    type: str
    strength: str
    why: str
    fields: Mapping[str, Any]
    title: str
    kind: str
    lead_unit_id: int | None
    co_unit_ids: tuple[int, ...]
    due_on: date | None
    acceptance: str
    urgency: str
    klass: str
    term_class: str
    state: str
    waived_reason: str
    item_number: str
    version: int


@dataclass(frozen=True, slots=True)
class CoverageRecord:
    """How much of a document is decided, in sentences, and in characters without blanks."""

    passages: int
    assigned: int
    waived: int
    open: int
    characters: int = 0
    characters_assigned: int = 0
    characters_open: int = 0

    @property
    def decided_percent(self) -> int:
        """Whole percent of sentences that are assigned or waived; 100 only when none is open."""
        decided = self.passages - self.open
        return 100 if not self.passages else decided * 100 // self.passages


@dataclass(frozen=True, slots=True)
class Review:
    """The review page: the document, its text sentence by sentence, its drafts, its repairs, and how far it is."""

    document: DocumentRecord
    text: str
    passages: tuple[PassageRecord, ...]
    drafts: tuple[DraftRecord, ...]
    repairs: tuple[Mapping[str, Any], ...]
    coverage: CoverageRecord


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """The draft that became an item, and its document."""

    document_id: int
    draft_id: int


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A document that was taken in, and how many drafts it gave."""

    document_id: int
    drafts: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A draft that became an item."""

    draft_id: int
    item_id: int
    item_number: str
