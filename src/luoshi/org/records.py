"""What the room's queries hand out: frozen records, never rows or querysets."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """An area (行政区划): GB/T 2260 code, name, level, superior area."""

    id: int
    code: str
    name: str
    level: str
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit (单位) as it was called and where it stood on one day."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    parent_id: int | None
    area_id: int


@dataclass(frozen=True, slots=True)
class PostRecord:
    """A post (岗位): what items bind to."""

    id: int
    unit_id: int
    title: str
    role: str
    serves_id: int | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for a post on one day; `by_post_id` is the stand-in's own post while somebody stands in."""

    post_id: int
    person_id: int
    name: str
    by_post_id: int | None = None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person (人员)."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class IssuingOfficeRecord:
    """An issuing office (督办单位) and the unit it is."""

    id: int
    unit_id: int
    area_id: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class DivisionRecord:
    """A leader's division (领导分工): her post answers for a unit, in one field or (empty) in all."""

    id: int
    leader_post_id: int
    unit_id: int
    field: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class BodyRecord:
    """A temporary body (专班 …) with its members on one day."""

    unit_id: int
    basis: str
    leader_post_id: int
    ends_on: date
    member_unit_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account without its password; `locked_until` and `closed_at` are moments or None."""

    id: int
    person_id: int
    login: str
    password_set_at: datetime | None
    is_initial_password: bool
    locked_until: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reach:
    """What an actor's scopes are measured with on one day.

    `assignments`: `post_id` or `unit_id` has a part. `subtree`: also any of `unit_ids` (own unit, or a leader's
    divisions, and all below). `handed_down`: issued by one of `issuing_office_ids`. `area`: in `area_id`; the system
    (`area_id` 0) reaches every area.
    """

    post_id: int
    unit_id: int
    unit_ids: frozenset[int]
    issuing_office_ids: frozenset[int]
    area_id: int


@dataclass(frozen=True, slots=True)
class PasskeyRecord:
    """A passkey (通行密钥) by its name and since when it is registered."""

    id: int
    name: str
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class FactorsRecord:
    """The second factors of one account: one-time codes since (None: none), passkeys, unused recovery codes."""

    code_since: datetime | None
    passkeys: tuple[PasskeyRecord, ...]
    recovery_codes_left: int

    @property
    def has_any(self) -> bool:
        """Whether a second step is asked for at sign-in."""
        return self.code_since is not None or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class SittingRecord:
    """One sitting (登录): where, on what, since when, last seen; `is_this` is the reader's own. `handle` names it."""

    handle: str
    address: str
    device: str
    started_at: datetime | None
    last_seen_at: datetime | None
    is_this: bool


@dataclass(frozen=True, slots=True)
class FactorResetRecord:
    """A request that the second factors of an account be reset, waiting for the other administrator."""

    id: int
    account_id: int
    person_id: int
    login: str
    asked_by_id: int
    asked_role: str
    asked_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DoorLine:
    """How one account's door stands, for administrators; `is_signed_in` is False for who may not end sittings."""

    account_id: int
    person_id: int
    login: str
    name: str
    has_code: bool
    has_passkey: bool
    is_signed_in: bool
