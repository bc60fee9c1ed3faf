"""What a rule file becomes once it is read: frozen values, one shape for each kind of file."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from luoshi.clock import Cadence, Hours, Term
from luoshi.clock.ladder import Rung
from luoshi.clock.lights import Scheme
from luoshi.rulebook.tables import Words

Applies = Literal["new", "open"]
RuleKind = Literal["clock", "kind", "scheme", "calendar", "ladder"]

#: Kind of rule to its folder.
FOLDERS: Final[Mapping[RuleKind, str]] = {
    "clock": "clocks",
    "kind": "kinds",
    "scheme": "schemes",
    "calendar": "calendars",
    "ladder": "ladders",
}
#: Acts somebody owes by a time (待办).
ACTS: Final = (
    "sign",
    "arrange",
    "report",
    "plan",
    "approve_plan",
    "node",
    "part",
    "conclude",
    "verify",
    "decide_objection",
    "decide_extension",
    "strike_off",
)
#: Who owes an act: the lead unit, a co-unit, the leader in charge, the issuing office.
ROLES: Final = ("lead", "co", "leader", "office")
#: What a term runs from.
ANCHORS: Final = (
    "handed_over",
    "month_end",
    "quarter_end",
    "year_end",
    "item_due",
    "plan_handed_in",
    "submitted",
    "objected",
    "extension_asked",
    "concluded",
)
#: Anchors that are reckoned from the hand-over itself.
FROM_HAND_OVER: Final = frozenset({"handed_over", "month_end", "quarter_end", "year_end", "item_due"})


@dataclass(frozen=True, slots=True)
class Head:
    """What every rule file says of itself. `applies`: a later version touches new items only, or open ones too.

    `local`: an office's own setting (本地设定), not from a published source.
    """

    kind: RuleKind
    code: str
    title: Words
    in_force_on: dt.date
    applies: Applies
    source: tuple[str, ...]
    local: bool

    @property
    def ref(self) -> str:
        """`clock/13710`."""
        return f"{self.kind}/{self.code}"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a choice."""

    code: str
    label: Words


@dataclass(frozen=True, slots=True)
class Choice:
    """A declared choice (`complexity`): the only thing that `when` may compare."""

    code: str
    label: Words
    options: tuple[Option, ...]
    default: str
    source: tuple[str, ...]
    local: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """The answers' codes in their order."""
        return tuple(option.code for option in self.options)


@dataclass(frozen=True, slots=True)
class DutyRule:
    """Who owes which act by when. `otherwise`: the term when the item has no date of its own (`item_due`).

    `instead`: another act that may be done in its place (`plan`: a dated plan whose nodes the clock then follows).
    """

    act: str
    role: str
    term: Term
    otherwise: Term | None
    when: Mapping[str, str]
    instead: str
    source: tuple[str, ...]
    local: bool


@dataclass(frozen=True, slots=True)
class CadenceRule:
    """An act owed again and again."""

    act: str
    role: str
    every: Cadence
    when: Mapping[str, str]
    source: tuple[str, ...]
    local: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A clock rule (时限规则): choices, duties, recurring duties."""

    head: Head
    choices: tuple[Choice, ...]
    duties: tuple[DutyRule, ...]
    cadences: tuple[CadenceRule, ...]

    @property
    def code(self) -> str:
        """`13710`."""
        return self.head.code

    def chosen(self, choices: Mapping[str, str]) -> dict[str, str]:
        """Every declared choice with its answer, the default where none is given; others are left out."""
        return {one.code: choices.get(one.code) or one.default for one in self.choices}


@dataclass(frozen=True, slots=True)
class Field:
    """A kind's own field. `unit`: the smallest unit its whole number counts; `filter`: written as a Fact too."""

    code: str
    label: Words
    type: str
    unit: str
    required: bool
    private: bool
    filter: bool
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a kind, in order; `definition` says what must be so, `evidence` what proves it."""

    code: str
    label: Words
    definition: str
    evidence: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A term for items whose own term is at most `up_to_days` days; 0: for every longer one."""

    up_to_days: int
    term: Term


@dataclass(frozen=True, slots=True)
class Objection:
    """How long a unit may object, how often, who decides, and who decides a second dispute (R1-40)."""

    within: tuple[Limit, ...]
    most: int
    decided_by: str
    second_by: str
    source: tuple[str, ...]
    local: bool

    def term(self, days: int) -> Term:
        """The time to object to an item whose term is `days` long."""
        return _limit(self.within, days)


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How early an extension is asked for, how often, how long, who grants it (R1-50).

    `longest_days` 0: no limit in days. `within_original`: not longer than the original term. `quarter_for_annual`:
    an item with a term over 300 days may get a quarter.
    """

    apply_before: tuple[Limit, ...]
    most: int
    longest_days: int
    within_original: bool
    longest_days_annual: int
    decided_by: str
    second_by: str
    source: tuple[str, ...]
    local: bool

    def term(self, days: int) -> Term:
        """How long before the limit of an item whose term is `days` long it must be asked for (counts back)."""
        return _limit(self.apply_before, days)

    def longest(self, days: int) -> int:
        """The most days one extension may add to an item whose term is `days` long; 0: no limit."""
        if days > 300:
            return self.longest_days_annual
        limits = [self.longest_days or days, days] if self.within_original else [self.longest_days]
        return min(limits)


@dataclass(frozen=True, slots=True)
class PaceRule:
    """The plan curve of items without a plan of their own: shares at the end of each part, gaps, all basis points."""

    shares: tuple[int, ...]
    source: tuple[str, ...]
    local: bool


@dataclass(frozen=True, slots=True)
class KindRule:
    """A kind of item (事项类型): its number's letter, its clock, scheme and ladder, fields, stages and limits."""

    head: Head
    letter: str
    clock: str
    scheme: str
    ladder: str
    fields: tuple[Field, ...]
    stages: tuple[Stage, ...]
    objection: Objection
    extension: ExtensionRule
    acceptance: tuple[str, ...]
    pace: PaceRule | None
    grades: tuple[str, ...]

    @property
    def code(self) -> str:
        """`report_task`."""
        return self.head.code


@dataclass(frozen=True, slots=True)
class SchemeRule:
    """A lighting scheme (亮灯规则)."""

    head: Head
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class LadderRule:
    """A ladder of supervision (督办升级程序)."""

    head: Head
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday: its rest days and the working days that make up for it."""

    name: str
    start: dt.date
    end: dt.date
    work: tuple[dt.date, ...]


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """One year's holidays of the country (`area` `cn`) or an area's own days (GB/T 2260 code)."""

    head: Head
    area: str
    year: int
    hours: tuple[Hours, ...]
    holidays: tuple[Holiday, ...]


Rule = ClockRule | KindRule | SchemeRule | LadderRule | CalendarRule


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A rule file that was read: where, its text and hash (SHA-256 of the UTF-8 text, hex), and the rule in it."""

    file: str
    text: str
    hash: str
    rule: Rule

    @property
    def head(self) -> Head:
        """What the file says of itself."""
        return self.rule.head

    @property
    def key(self) -> tuple[str, str]:
        """(kind, code): what one file replaces another by."""
        return self.head.kind, self.head.code


def _limit(limits: tuple[Limit, ...], days: int) -> Term:
    """The first limit that covers an item of `days` days; the loader makes sure that the last covers all."""
    for limit in limits:
        if limit.up_to_days == 0 or days <= limit.up_to_days:
            return limit.term
    return limits[-1].term
