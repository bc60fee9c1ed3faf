"""What the directory's pages show: lines of lists and cards of one unit, post or person, frozen."""

from dataclasses import dataclass
from datetime import date, datetime

from luoshi.org.records import AccountRecord, BodyRecord, DivisionRecord, PersonRecord, PostRecord, UnitRecord


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the list: its superior's name, its head and its liaison by name (empty when there is none)."""

    unit: UnitRecord
    parent: str
    head: str
    liaison: str


@dataclass(frozen=True, slots=True)
class UnitLines:
    """One page of units: the lines, how many there are in all, the cursor of the next page (None at the end)."""

    lines: tuple[UnitLine, ...]
    n: int
    next_after: str | None


@dataclass(frozen=True, slots=True)
class Name:
    """What a unit was called, and under whom, over one span; `parent` is the superior's name."""

    name: str
    short_name: str
    parent: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of a unit and who answers for it on the day; `person_id` is None while it is vacant."""

    post: PostRecord
    person_id: int | None
    person: str
    by_post_id: int | None


@dataclass(frozen=True, slots=True)
class UnitCard:
    """All that the directory knows of a unit on a day; `below` counts the units directly below it."""

    unit: UnitRecord
    parent: str
    founded_on: date
    dissolved_on: date | None
    successor_id: int | None
    successor: str
    names: tuple[Name, ...]
    aliases: tuple[str, ...]
    seats: tuple[Seat, ...]
    below: int
    body: BodyRecord | None
    members: tuple[tuple[int, str], ...]
    office: tuple[str, str] | None
    duties: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Somebody or something over one span: a holder, a stand-in; `id` is the row's."""

    id: int
    ref_id: int
    name: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PostCard:
    """A post with those who held it, newest first, its stand-ins and, for a leader's, its divisions."""

    post: PostRecord
    unit: str
    serves: str
    valid_from: date
    valid_to: date | None
    tenures: tuple[Span, ...]
    stand_ins: tuple[Span, ...]
    divisions: tuple[tuple[DivisionRecord, str], ...]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list: the posts she holds on the day by name, and her login ("" without an account)."""

    person: PersonRecord
    posts: tuple[str, ...]
    account: AccountRecord | None


@dataclass(frozen=True, slots=True)
class PersonLines:
    """One page of persons: the lines, how many there are in all, the cursor of the next page (None at the end)."""

    lines: tuple[PersonLine, ...]
    n: int
    next_after: int | None


@dataclass(frozen=True, slots=True)
class BindingRecord:
    """Who the person is at another door (`oidc`, `ldap`), since when."""

    door: str
    subject: str
    bound_at: datetime


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person with the posts she held or holds, newest first, her account and its other doors.

    `spans` name the post by `ref_id`. `has_mobile` says whether a number is kept, never which.
    """

    person: PersonRecord
    spans: tuple[Span, ...]
    account: AccountRecord | None
    bindings: tuple[BindingRecord, ...]
    local_door_closed_at: datetime | None
    has_mobile: bool
