"""Guards of plans, reports, submissions, verification and conclusions: what is done, shown and looked at."""

from collections.abc import Iterator

from luoshi.ledger.cases import Case
from luoshi.ledger.codes import DutyAct, Grade, TermClass
from luoshi.ledger.guards._registry import blank, missing, reads
from luoshi.record.refusals import Reason


@reads("plans")
def no_plan_waiting(case: Case) -> Iterator[Reason]:
    """One plan waits for its answer at a time."""
    if case.plan_waiting:
        yield Reason("plan.waiting", {"ordinal": case.plan_waiting.ordinal}, "R6-05")


@reads("plans")
def plan_waiting(case: Case) -> Iterator[Reason]:
    """There is a plan to answer."""
    if not case.plan_waiting:
        yield Reason("plan.none_waiting", {}, "R6-05")


@reads()
def nodes_fit(case: Case) -> Iterator[Reason]:
    """A plan has nodes, each with a title and a date; the weights, where given, make up the whole (R1-04, R6-04)."""
    if "nodes" not in case.given:
        return
    nodes = case.given["nodes"]
    if not nodes:
        yield Reason("plan.no_nodes", {}, "R1-04")
    for place, node in enumerate(nodes, 1):
        if blank(node.title):
            yield Reason("plan.node_without_title", {"ordinal": place}, "R6-04")
    weights = [node.weight for node in nodes if node.weight]
    if weights and sum(weights) != 10_000:
        yield Reason("plan.weights", {"progress": sum(weights)}, "R2-07")


@reads()
def not_suspended(case: Case) -> Iterator[Reason]:
    """Nothing is asked of a unit while the item is suspended."""
    if case.item.suspended_at is not None:
        yield Reason("item.is_suspended", {"began_at": case.item.suspended_at}, "R3-02")


@reads()
def suspended(case: Case) -> Iterator[Reason]:
    """Only what is suspended can be resumed."""
    if case.item.suspended_at is None:
        yield Reason("resume.not_suspended", {})


@reads()
def progress_fits(case: Case) -> Iterator[Reason]:
    """Progress is between nothing and the whole, in basis points; a report says something."""
    progress = case.given.get("progress")
    if progress is not None and not 0 <= progress <= 10_000:
        yield Reason("report.progress_range", {}, "R1-07")
    yield from missing(case, "text", "report.no_text", "R1-07")


@reads("duties")
def part_owed(case: Case) -> Iterator[Reason]:
    """One's own unit owes a part that is neither done nor waived."""
    if not case.owed(DutyAct.PART, unit_id=case.reach.unit_id):
        yield Reason("finish_part.not_owed", {})


@reads("duties")
def parts_settled(case: Case) -> Iterator[Reason]:
    """Every co-unit's part is done or waived before the lead submits (domain §3.2)."""
    for duty in case.owed(DutyAct.PART):
        yield Reason("submit.part_open", {"unit": f"unit:{duty.unit_id}", "due_on": duty.due_on}, "R3-04")


@reads("nodes")
def nodes_settled(case: Case) -> Iterator[Reason]:
    """Every node of the plan in force is reached before the lead submits."""
    for node in case.nodes:
        if node.done_at is None:
            yield Reason("submit.node_open", {"title": node.title, "due_on": node.due_on}, "R1-04")


@reads("children")
def children_settled(case: Case) -> Iterator[Reason]:
    """What was handed down from the item is done before the item is (domain §12.2)."""
    if case.open_children:
        yield Reason("submit.children_open", {"n": case.open_children}, "R3-04")


@reads()
def can_be_completed(case: Case) -> Iterator[Reason]:
    """What must never happen (决不允许……) is watched as long as it stands, and never completed (R3-08)."""
    if case.item.term_class == TermClass.STANDING:
        yield Reason("submit.standing_watch", {}, "R3-08")


@reads("evidence")
def has_evidence(case: Case) -> Iterator[Reason]:
    """三不: nothing ends without evidence (R3-06); files handed in with the act count."""
    if not case.evidence and not case.given.get("files"):
        yield Reason("submit.no_evidence", {}, "R3-06")


@reads("assignments", "seats")
def outside_assignment(case: Case) -> Iterator[Reason]:
    """三不: whoever looks has no part in the item, by none of her posts (R3-06)."""
    mine = {line.unit_id for line in case.assignments} | {case.item.lead_unit_id}
    posts = {line.post_id for line in case.assignments if line.post_id}
    sits_in = {case.actor.unit_id, *case.seats}
    if sits_in & mine or case.actor.post_id in posts or case.reach.post_id in posts:
        yield Reason("verify.inside", {}, "R3-06")


@reads("submission")
def verified(case: Case) -> Iterator[Reason]:
    """三不: the newest submission was looked at by somebody else, and passed (R3-06)."""
    if not case.verifications:
        yield Reason("conclude.not_verified", {}, "R3-06")
    elif not case.verifications[-1].passed:
        yield Reason("conclude.failed_verification", {"verified_at": case.verifications[-1].verified_at}, "R3-06")


@reads()
def grade_given(case: Case) -> Iterator[Reason]:
    """三不: a conclusion carries one of the four grades (R1-10, R3-06)."""
    if "grade" in case.given and case.given["grade"] not in set(Grade):
        yield Reason("conclude.no_grade", {}, "R1-10")


@reads()
def graded(case: Case) -> Iterator[Reason]:
    """三不: nothing is struck off without a grade (R3-06)."""
    if not case.item.grade:
        yield Reason("conclude.no_grade", {}, "R3-06")


@reads()
def note_if_revoked(case: Case) -> Iterator[Reason]:
    """A recheck that revokes says what was found (R3-21)."""
    if case.given.get("kept") is False and blank(case.given.get("note")):
        yield Reason("recheck.no_note", {}, "R3-21")
