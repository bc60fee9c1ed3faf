"""What reading a text gives back: frozen values, every one of them tied to a place in the cleaned text."""

import dataclasses
import datetime as dt


@dataclasses.dataclass(frozen=True, slots=True)
class Repair:
    """One thing the cleaner did or could not do.

    `start` and `end` are offsets in the source as it came in; `sure` is "certain" (proved, or nothing can be lost),
    "likely" (a rule that may err) or "open" (not repaired: a person has to look).
    """

    kind: str
    start: int
    end: int
    before: str
    after: str
    sure: str = "certain"


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the outline; `level` counts from 1 (`第X章`, `一、`) downwards."""

    start: int
    end: int
    level: int
    title: str


@dataclasses.dataclass(frozen=True, slots=True)
class Passage:
    """One sentence: `label` is core, mechanism, soft, past, frame or noise, `why` the code of the deciding rule.

    `probability` is the model's, where it decided against the rules (`reading.model`); else None.
    """

    start: int
    end: int
    path: tuple[str, ...]
    label: str
    why: str
    probability: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """A number to reach: value and unit as printed (Chinese numerals as digits); value None where none is printed.

    `comparator` is one of `>= <= > < ≈ =`; `start`, `end` are the place of the number. `high` is the upper end of a
    range; `mode` says what the number is: level, growth, points, added, removed, left, stock, rank or count; `base` is
    the year compared with; `masked` an X for a number; `rule` names what filled a value that is not printed
    (full_coverage, never).
    """

    indicator: str
    comparator: str
    value: str | None
    unit: str | None
    period: str | None
    start: int
    end: int
    high: str | None = None
    mode: str = "level"
    base: str | None = None
    masked: bool = False
    rule: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Amount:
    """Money or size that describes the work and is not a level to reach (总投资407.09亿元)."""

    what: str
    value: str
    unit: str
    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class DueSaid:
    """By when. `kind`: explicit, recurring, implicit (the default of a dated document) or none.

    `said` is the printed wording (None where nothing is printed, then `rule` names what filled `on`);
    `on` is None where the day hangs on an event or a year that is not known.
    """

    said: str | None
    on: dt.date | None
    kind: str
    rule: str
    start: int | None = None
    end: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Recurrence:
    """A rhythm: `freq` daily, weekly, monthly, quarterly, yearly or unspecified (定期)."""

    freq: str
    interval: int
    times: int | None
    by: str | None
    said: str
    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class UnitSaid:
    """An organisation named in the same sentence; `role` lead, co, owner or named; `unit_id` if known."""

    name: str
    role: str
    start: int
    end: int
    unit_id: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class PersonSaid:
    """A post or a group of persons; `role` lead, owner, report_to or named."""

    who: str
    role: str
    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class Wording:
    """How firmly a row is meant: `grade` must, ensure, strive or explore, and the word that says so."""

    grade: str
    said: str
    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class Trigger:
    """A rule's case and what follows from it, each with its place."""

    case: str
    then: str
    start: int
    end: int
    then_start: int
    then_end: int


@dataclasses.dataclass(frozen=True, slots=True)
class ListAsked:
    """The list that a promise with a count asks for: `count` lines of `what`, whose money is `money` as printed.

    `named` lines stand in the row itself, `listed` in a list of the document (None without one); `shortfall` is what
    is missing, `money_shortfall` the money missing in ten thousand (a decimal as text).
    """

    count: int
    unit: str
    what: str
    money: str | None
    named: int
    shortfall: int
    listed: int | None = None
    money_shortfall: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class DraftItem:
    """One row that one unit can be asked about. `quote` equals the cleaned text from `start` to `end`.

    `watch`: what must never happen, so that nobody can complete it.
    """

    id: str
    quote: str
    start: int
    end: int
    title: str
    path: tuple[str, ...]
    type: str
    strength: str
    why: str
    targets: tuple[Target, ...]
    amounts: tuple[Amount, ...]
    due: DueSaid
    recurrence: Recurrence | None
    units: tuple[UnitSaid, ...]
    persons: tuple[PersonSaid, ...]
    probability: float | None = None
    wording: Wording | None = None
    watch: bool = False
    trigger: Trigger | None = None
    list_asked: ListAsked | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What the head of the document says about itself; None where it says nothing."""

    title: str | None
    dated_on: dt.date | None
    year: int | None
    issuer: str | None
    kind: str
    type: str | None = None
    number: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the text a draft stands for, in sentences and characters."""

    passages: int
    labels: tuple[tuple[str, int], ...]
    with_item: int
    characters: int
    characters_in_items: int


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A whole reading: cleaned text, where each of its characters came from, and everything found in it."""

    text: str
    origin: tuple[int, ...]
    repairs: tuple[Repair, ...]
    facts: DocumentFacts
    outline: tuple[Heading, ...]
    passages: tuple[Passage, ...]
    items: tuple[DraftItem, ...]
    coverage: Coverage
