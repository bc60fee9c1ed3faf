"""What was done about an item up to a day: plans, reports, evidence, looks, endings, disputes, pauses."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from luoshi.ledger.models import (
    Conclusion,
    Evidence,
    Extension,
    Node,
    Objection,
    Plan,
    Report,
    Suspension,
    Verification,
)
from luoshi.ledger.queries._held import Held
from luoshi.ledger.queries._lines import Names
from luoshi.ledger.queries.records import (
    ConclusionLine,
    EvidenceLine,
    ExtensionLine,
    NodeLine,
    ObjectionLine,
    PlanLine,
    ReportLine,
    SuspensionLine,
    VerificationLine,
)


@dataclass(frozen=True, slots=True)
class Works:
    """The rows, as far as they were there on the day; what was answered later is unanswered then."""

    as_of: datetime
    plans: Sequence[Plan]
    nodes: Sequence[Node]
    reports: Sequence[Report]
    evidence: Sequence[Evidence]
    verifications: Sequence[Verification]
    conclusions: Sequence[Conclusion]
    objections: Sequence[Objection]
    extensions: Sequence[Extension]
    suspensions: Sequence[Suspension]

    def refs(self) -> Iterator[str]:
        """The refs whose names are shown."""
        said: Sequence[Any] = (*self.reports, *self.evidence, *self.verifications, *self.objections, *self.extensions)
        for row in said:
            yield f"unit:{row.unit_id}"
        for objection in self.objections:
            yield f"unit:{objection.suggested_unit_id}"
            yield f"unit:{objection.new_lead_unit_id}"
        for node in self.nodes:
            yield f"post:{node.post_id}"

    def shown(self, names: Names) -> dict[str, Any]:
        """The records by the field of `ItemPage` that holds them."""
        evidence = [_evidence(row, names) for row in self.evidence]
        brought: defaultdict[int | None, list[EvidenceLine]] = defaultdict(list)
        for one in evidence:
            brought[one.report_id].append(one)
        return {
            "plans": self._plans(names),
            "reports": tuple(_report(row, brought[row.pk], names) for row in self.reports),
            "evidence": tuple(evidence),
            "verifications": tuple(_verification(row, names) for row in self.verifications),
            "conclusions": tuple(self._conclusion(row) for row in self.conclusions),
            "objections": tuple(self._objection(row, names) for row in self.objections),
            "extensions": tuple(self._extension(row, names) for row in self.extensions),
            "suspensions": tuple(self._suspension(row) for row in self.suspensions),
        }

    def _then(self, moment: datetime | None) -> datetime | None:
        """A moment, if it had come by the day."""
        return moment if moment is not None and moment <= self.as_of else None

    def _plans(self, names: Names) -> tuple[PlanLine, ...]:
        nodes: defaultdict[int, list[NodeLine]] = defaultdict(list)
        for node in self.nodes:
            nodes[node.plan_id].append(self._node(node, names))
        return tuple(self._plan(plan, tuple(nodes[plan.pk])) for plan in self.plans)

    def _plan(self, plan: Plan, nodes: tuple[NodeLine, ...]) -> PlanLine:
        approved, returned = self._then(plan.approved_at), self._then(plan.returned_at)
        standing: Literal["waiting", "in_force", "returned", "replaced"] = "waiting"
        if self._then(plan.replaced_at):
            standing = "replaced"
        elif approved or returned:
            standing = "in_force" if approved else "returned"
        return PlanLine(
            id=plan.pk,
            ordinal=plan.ordinal,
            standing=standing,
            note=plan.note,
            handed_in_at=plan.handed_in_at,
            handed_in_by=plan.handed_in_by,
            answered_at=approved or returned,
            answered_by=(plan.approved_by if approved else plan.returned_by) if approved or returned else "",
            returned_reason=plan.returned_reason if returned else "",
            nodes=nodes,
        )

    def _node(self, node: Node, names: Names) -> NodeLine:
        return NodeLine(
            id=node.pk,
            ordinal=node.ordinal,
            title=node.title,
            due_on=node.due_on,
            post=names.post(node.post_id) if node.post_id else None,
            weight=node.weight,
            standard=node.standard,
            done_at=self._then(node.done_at),
        )

    def _conclusion(self, row: Conclusion) -> ConclusionLine:
        struck, revoked = self._then(row.struck_off_at), self._then(row.revoked_at)
        return ConclusionLine(
            id=row.pk,
            grade=row.grade,
            done_late=row.done_late,
            concluded_at=row.concluded_at,
            concluded_by=row.concluded_by,
            struck_off_at=struck,
            struck_off_by=row.struck_off_by if struck else "",
            revoked_at=revoked,
            revoked_by=row.revoked_by if revoked else "",
            revoked_reason=row.revoked_reason if revoked else "",
        )

    def _objection(self, row: Objection, names: Names) -> ObjectionLine:
        decided = self._then(row.decided_at)
        return ObjectionLine(
            id=row.pk,
            unit=names.unit(row.unit_id),
            reason=row.reason,
            duty_basis=row.duty_basis,
            suggested_unit=names.unit(row.suggested_unit_id),
            made_at=row.made_at,
            made_by=row.made_by,
            decided_at=decided,
            decided_by=row.decided_by if decided else "",
            upheld=row.upheld if decided else None,
            decision=row.decision if decided else "",
            new_lead_unit=names.unit(row.new_lead_unit_id) if decided and row.new_lead_unit_id else None,
        )

    def _extension(self, row: Extension, names: Names) -> ExtensionLine:
        decided = self._then(row.decided_at)
        return ExtensionLine(
            id=row.pk,
            unit=names.unit(row.unit_id),
            due_on_before=row.due_on_before,
            until=row.until,
            reason=row.reason,
            asked_at=row.asked_at,
            asked_by=row.asked_by,
            decided_at=decided,
            decided_by=row.decided_by if decided else "",
            granted=row.granted if decided else None,
            due_on=row.due_on if decided else None,
            decision=row.decision if decided else "",
        )

    def _suspension(self, row: Suspension) -> SuspensionLine:
        ended = self._then(row.ended_at)
        by = row.ended_by if ended else ""
        return SuspensionLine(row.pk, row.reason, row.review_on, row.began_at, row.began_by, ended, by)


def _evidence(row: Evidence, names: Names) -> EvidenceLine:
    return EvidenceLine(
        id=row.pk,
        unit=names.unit(row.unit_id),
        report_id=row.report_id,
        node_id=row.node_id,
        file=row.file,
        name=row.name,
        attached_at=row.attached_at,
        attached_by=row.attached_by,
    )


def _report(row: Report, evidence: Sequence[EvidenceLine], names: Names) -> ReportLine:
    return ReportLine(
        id=row.pk,
        ordinal=row.ordinal,
        kind=row.kind,
        unit=names.unit(row.unit_id),
        text=row.text,
        progress=row.progress,
        problems=row.problems,
        next_step=row.next_step,
        happened_at=row.happened_at,
        reported_at=row.reported_at,
        reported_by=row.reported_by,
        evidence=tuple(evidence),
    )


def _verification(row: Verification, names: Names) -> VerificationLine:
    return VerificationLine(
        id=row.pk,
        submission_id=row.submission_id,
        unit=names.unit(row.unit_id),
        purpose=row.purpose,
        method=row.method,
        passed=row.passed,
        note=row.note,
        verified_at=row.verified_at,
        verified_by=row.verified_by,
    )


def seen(held: Held, *, as_of: datetime, own_units: frozenset[int] | None) -> Works:
    """The rows of an item up to a day. A co-unit (`own_units`) gets its own reports, the plan, the shared evidence
    and how it ended; what the lead and the office settle between them (looks, disputes, dates) is not its matter.
    """
    is_whole = own_units is None
    return Works(
        as_of=as_of,
        plans=[row for row in held.plans if row.handed_in_at <= as_of],
        nodes=[row for row in held.nodes if row.plan.handed_in_at <= as_of],
        reports=[
            row for row in held.reports if row.reported_at <= as_of and (own_units is None or row.unit_id in own_units)
        ],
        evidence=[row for row in held.evidence if row.attached_at <= as_of],
        verifications=[row for row in held.verifications if is_whole and row.verified_at <= as_of],
        conclusions=[row for row in held.conclusions if row.concluded_at <= as_of],
        objections=[row for row in held.objections if is_whole and row.made_at <= as_of],
        extensions=[row for row in held.extensions if is_whole and row.asked_at <= as_of],
        suspensions=[row for row in held.suspensions if row.began_at <= as_of],
    )
