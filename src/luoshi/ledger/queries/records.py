"""What the ledger's queries hand out: frozen records of ids, codes, dates, names and lights; no words, no rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from luoshi.clock.lights import Light, Moments, Shown
from luoshi.record.refusals import Reason
from luoshi.rulebook.tables import Words

DutyStanding = Literal["met", "met_late", "late", "due", "coming", "closed"]


@dataclass(frozen=True, slots=True)
class Named:
    """A unit or post with its name on the day (short names of units)."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger as it stood on a day.

    Progress in basis points. `light` is the comparison of `moments` with that day, `shown` what the kind's lighting
    scheme makes of it. `version` is the present one, to be carried by deciding verbs.
    """

    id: int
    number: str
    title: str
    is_offline: bool
    kind: str
    kind_title: Words
    parent_id: int | None
    urgency: str
    klass: str
    term_class: str
    stage: str
    state: str
    progress_claimed: int | None
    progress_verified: int | None
    due_on_original: date | None
    due_on: date | None
    lead_unit: Named | None
    issuing_office: Named
    handed_over_at: datetime | None
    signed_at: datetime | None
    suspended_at: datetime | None
    concluded_at: datetime | None
    closed_at: datetime | None
    grade: str
    done_late: bool
    moments: Moments
    light: Light
    shown: Shown
    version: int


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page of the ledger, `n` lines in all; `next_after` is the cursor of the next page, None on the last."""

    lines: tuple[Line, ...]
    n: int
    next_after: str | None


@dataclass(frozen=True, slots=True)
class UnitLight:
    """So many items of one lead unit show one light."""

    unit_id: int
    light: Light
    n: int


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """A unit's or leader's part; `holder` is the person who answers for the post on the day ("" if vacant)."""

    id: int
    role: str
    unit: Named
    post: Named | None
    holder: str
    valid_from: datetime


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty as it stood on a day. `coming`: its turn has not begun (recurring ones lie 13 months ahead).

    `why` are the steps of the date, `{"code": …, values…}` each, to be put into words at the edge.
    """

    id: int
    act: str
    unit: Named
    post: Named | None
    node_id: int | None
    period: str
    opened_at: datetime
    due_on: date
    due_at: datetime
    provisional: bool
    standing: DutyStanding
    met_at: datetime | None
    met_by: str
    closed_at: datetime | None
    closed_reason: str
    predecessor_id: int | None
    rule: str
    why: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class NodeLine:
    """A node of a plan; `weight` in basis points."""

    id: int
    ordinal: int
    title: str
    due_on: date
    post: Named | None
    weight: int | None
    standard: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One version of the plan: waiting, approved, returned or replaced."""

    id: int
    ordinal: int
    standing: Literal["waiting", "in_force", "returned", "replaced"]
    note: str
    handed_in_at: datetime
    handed_in_by: str
    answered_at: datetime | None
    answered_by: str
    returned_reason: str
    nodes: tuple[NodeLine, ...]


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A file linked to the item; `file` is its hash."""

    id: int
    unit: Named
    report_id: int | None
    node_id: int | None
    file: str
    name: str
    attached_at: datetime
    attached_by: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report (`progress`, `part`, `submission`) with the evidence handed in with it."""

    id: int
    ordinal: int
    kind: str
    unit: Named
    text: str
    progress: int | None
    problems: str
    next_step: str
    happened_at: datetime
    reported_at: datetime
    reported_by: str
    evidence: tuple[EvidenceLine, ...]


@dataclass(frozen=True, slots=True)
class VerificationLine:
    """A look at a submission, or a recheck."""

    id: int
    submission_id: int | None
    unit: Named
    purpose: str
    method: str
    passed: bool
    note: str
    verified_at: datetime
    verified_by: str


@dataclass(frozen=True, slots=True)
class ConclusionLine:
    """A conclusion with its grade, and what became of it."""

    id: int
    grade: str
    done_late: bool
    concluded_at: datetime
    concluded_by: str
    struck_off_at: datetime | None
    struck_off_by: str
    revoked_at: datetime | None
    revoked_by: str
    revoked_reason: str


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection and its answer; `upheld` is None while it is pending."""

    id: int
    unit: Named
    reason: str
    duty_basis: str
    suggested_unit: Named
    made_at: datetime
    made_by: str
    decided_at: datetime | None
    decided_by: str
    upheld: bool | None
    decision: str
    new_lead_unit: Named | None


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    """A request for a later date and its answer; `granted` is None while it is pending."""

    id: int
    unit: Named
    due_on_before: date
    until: date
    reason: str
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str
    granted: bool | None
    due_on: date | None
    decision: str


@dataclass(frozen=True, slots=True)
class SuspensionLine:
    """A time in which the clock stood."""

    id: int
    reason: str
    review_on: date
    began_at: datetime
    began_by: str
    ended_at: datetime | None
    ended_by: str


@dataclass(frozen=True, slots=True)
class BasisLine:
    """What the item rests on; `file` is the hash of the kept document or ""."""

    title: str
    clause: str
    quote: str
    file: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Everything that one actor may see of one item on one day.

    `own_units`: a co-unit sees the item, the duties and reports of these units of its own, and the shared evidence
    (DESIGN §8); None for whoever sees the whole.
    `deciding_duty` is the outstanding duty of the lead that the light comes from. Long texts (acceptance, choices,
    facts) are the present ones; of a past day the events tell.
    """

    line: Line
    basis: BasisLine
    acceptance: str
    clock: str
    clock_title: Words
    choices: Mapping[str, str]
    facts: Mapping[str, Any]
    own_units: frozenset[int] | None
    assignments: tuple[AssignmentLine, ...]
    duties: tuple[DutyLine, ...]
    deciding_duty: DutyLine | None
    plans: tuple[PlanLine, ...]
    reports: tuple[ReportLine, ...]
    evidence: tuple[EvidenceLine, ...]
    verifications: tuple[VerificationLine, ...]
    conclusions: tuple[ConclusionLine, ...]
    objections: tuple[ObjectionLine, ...]
    extensions: tuple[ExtensionLine, ...]
    suspensions: tuple[SuspensionLine, ...]
    parent: Line | None
    children: tuple[Line, ...]

    @property
    def stream(self) -> str:
        """The item's stream in the record; `history` reads what of it this page's viewer may."""
        return f"item:{self.line.number}"

    @property
    def is_partial(self) -> bool:
        """Whether the viewer sees her units' part and no more."""
        return self.own_units is not None

    @property
    def plan_in_force(self) -> PlanLine | None:
        """The approved plan that holds."""
        return next((plan for plan in self.plans if plan.standing == "in_force"), None)

    @property
    def plan_waiting(self) -> PlanLine | None:
        """The plan that waits for its answer."""
        return next((plan for plan in self.plans if plan.standing == "waiting"), None)

    @property
    def objection_pending(self) -> ObjectionLine | None:
        """The objection that waits for its answer."""
        return next((one for one in self.objections if one.upheld is None), None)

    @property
    def extension_pending(self) -> ExtensionLine | None:
        """The request that waits for its answer."""
        return next((one for one in self.extensions if one.granted is None), None)


@dataclass(frozen=True, slots=True)
class Act:
    """One verb and whether this actor may do it now; otherwise every reason why not."""

    verb: str
    allowed: bool
    reasons: tuple[Reason, ...]
    deciding: bool


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A duty with its item and the verb that meets it."""

    duty: DutyLine
    line: Line
    verb: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What one owes, the most pressing first, and what one waits for: the first lines of each.

    `n_owed` duties in all, `n_late` of them overdue, fall due within a month, `n_later` after it.
    """

    owed: tuple[DeskLine, ...]
    waiting: tuple[DeskLine, ...]
    n_owed: int
    n_late: int
    n_later: int
    has_more_waiting: bool
