"""The guards of the table in `luoshi.ledger.states`: pure functions from a case to the reasons against it.

A guard looks at nothing but the case and declares with `@reads` which parts of it must be loaded. It returns every
reason it has, with the rule behind it; the texts (what is wrong, what to do) stand in messages.toml under the code.
A guard about an argument is silent while the argument is not given: the page that lists the open acts asks too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from luoshi.clock import due
from luoshi.clock.civil import first_moment, local
from luoshi.ledger import facts
from luoshi.ledger.cases import Case
from luoshi.ledger.codes import DutyAct, Grade, Role, State
from luoshi.record.refusals import Reason

Guard = Callable[[Case], Iterable[Reason]]
GUARDS: dict[str, Guard] = {}
READS: dict[str, tuple[str, ...]] = {}


def reads(*parts: str) -> Callable[[Guard], Guard]:
    """Register a guard under its name, with the parts of the case that it looks at."""

    def register(guard: Guard) -> Guard:
        GUARDS[guard.__name__] = guard
        READS[guard.__name__] = parts
        return guard

    return register


def parts_of(names: Iterable[str]) -> tuple[str, ...]:
    """The parts of a case that these guards look at, without doubles."""
    return tuple(dict.fromkeys(part for name in names for part in READS[name]))


def reasons(names: Iterable[str], case: Case) -> tuple[Reason, ...]:
    """Everything that the guards have against the case, in their order."""
    return tuple(reason for name in names for reason in GUARDS[name](case))


def term_days(case: Case) -> int:
    """Days from the hand-over to the original due date; a long-term item without one counts as a year and more."""
    item = case.item
    if item.due_on_original is None or item.handed_over_at is None:
        return 366
    return (item.due_on_original - local(item.handed_over_at).date()).days


def noon(on: date) -> datetime:
    """Midday of a date in Shanghai: a moment that no cut-off or change of day touches."""
    return first_moment(on) + timedelta(hours=12)


def _blank(value: Any) -> bool:
    return not str(value or "").strip()


def _missing(case: Case, argument: str, code: str, rule: str = "") -> Iterator[Reason]:
    """A reason where a text argument is given but says nothing."""
    if argument in case.given and _blank(case.given[argument]):
        yield Reason(code, {}, rule)


# --- opening and handing over -------------------------------------------------------------------------------------

# What the office may still set right after the hand-over; the rest stays as issued (R6-12).
OPEN_TO_EDIT = frozenset({"klass", "term_class", "stage", "facts", "basis_clause", "basis_quote", "basis_file"})


@reads()
def facts_fit(case: Case) -> Iterator[Reason]:
    """The kind's own fields are complete and of their types."""
    if "facts" in case.given:
        yield from facts.faults(case.rules.kind.fields, case.given["facts"])


@reads()
def kept_as_issued(case: Case) -> Iterator[Reason]:
    """Once handed over, what was issued is not altered (R6-12): reassign, extend or withdraw instead."""
    if case.item.state == State.OPEN:
        for name in sorted(set(case.given.get("changes", ())) - OPEN_TO_EDIT):
            yield Reason("edit.as_issued", {"column": name}, "R6-12")


@reads()
def has_term(case: Case) -> Iterator[Reason]:
    """A due date, or a clock rule that gives one or a cycle of reports (domain §15)."""
    item, clock = case.item, case.rules.clock
    chosen = clock.chosen(item.choices)
    ends = any(
        duty.act == DutyAct.CONCLUDE
        and _holds(duty.when, chosen)
        and (duty.term.anchor != "item_due" or duty.otherwise)
        for duty in clock.duties
    )
    if item.due_on is None and not ends and not any(_holds(turn.when, chosen) for turn in clock.cadences):
        yield Reason("hand_over.no_term", {}, "R1-60")


def _holds(when: Mapping[str, str], chosen: Mapping[str, str]) -> bool:
    return all(chosen.get(name) == value for name, value in when.items())


@reads()
def source_named(case: Case) -> Iterator[Reason]:
    """An item rests on a document, a meeting or an instruction (domain §15)."""
    if _blank(case.item.basis_title):
        yield Reason("item.no_source", {}, "R3-01")


@reads("assignments")
def has_lead(case: Case) -> Iterator[Reason]:
    """Hand over to at least one lead unit (R6-03)."""
    if not case.units(Role.LEAD, Role.COLLATING):
        yield Reason("hand_over.no_lead", {}, "R6-03")


@reads("assignments")
def leads_collated(case: Case) -> Iterator[Reason]:
    """Several leads need one of them to collate and to answer for the whole (R6-03)."""
    leads = case.units(Role.LEAD, Role.COLLATING)
    if len(leads) > 1 and not case.units(Role.COLLATING):
        yield Reason("hand_over.no_collating", {"n": len(leads)}, "R6-03")


@reads()
def has_standard(case: Case) -> Iterator[Reason]:
    """A target or an acceptance standard tells when it is done (domain §15); an offline item keeps it on paper."""
    if not case.item.is_offline and _blank(case.item.acceptance) and not case.item.facts.get("target"):
        yield Reason("hand_over.no_standard", {}, "R3-02")


@reads()
def roles_fit(case: Case) -> Iterator[Reason]:
    """No unit stands in an item twice, and one unit at most collates."""
    lines = case.given.get("assignments", ())
    seen: set[tuple[str, int, int | None]] = set()
    for line in lines:
        key = (str(line.role), line.unit_id, line.post_id)
        if key in seen:
            yield Reason("assignment.twice", {"unit": f"unit:{line.unit_id}", "assignment": str(line.role)}, "R6-03")
        seen.add(key)
    if sum(str(line.role) == Role.COLLATING for line in lines) > 1:
        yield Reason("assignment.two_collating", {}, "R6-03")


@reads("duties")
def sign_owed(case: Case) -> Iterator[Reason]:
    """One's own unit still owes the signature (R1-30)."""
    if not case.owed(DutyAct.SIGN, unit_id=case.reach.unit_id):
        yield Reason("sign_for.not_owed", {}, "R1-30")


# --- plans --------------------------------------------------------------------------------------------------------


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
        if _blank(node.title):
            yield Reason("plan.node_without_title", {"ordinal": place}, "R6-04")
    weights = [node.weight for node in nodes if node.weight]
    if weights and sum(weights) != 10_000:
        yield Reason("plan.weights", {"progress": sum(weights)}, "R2-07")


# --- doing --------------------------------------------------------------------------------------------------------


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
    yield from _missing(case, "text", "report.no_text", "R1-07")


@reads("duties")
def part_owed(case: Case) -> Iterator[Reason]:
    """One's own unit owes a part that is neither done nor waived."""
    if not case.owed(DutyAct.PART, unit_id=case.reach.unit_id):
        yield Reason("finish_part.not_owed", {})


# --- asking to conclude, looking, concluding ----------------------------------------------------------------------


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


@reads("evidence")
def has_evidence(case: Case) -> Iterator[Reason]:
    """三不: nothing ends without evidence (R3-06); files handed in with the act count."""
    if not case.evidence and not case.given.get("files"):
        yield Reason("submit.no_evidence", {}, "R3-06")


@reads("assignments")
def outside_assignment(case: Case) -> Iterator[Reason]:
    """三不: whoever looks has no part in the item (R3-06)."""
    mine = {line.unit_id for line in case.assignments} | {case.item.lead_unit_id}
    posts = {line.post_id for line in case.assignments if line.post_id}
    if case.actor.unit_id in mine or case.actor.post_id in posts or case.reach.post_id in posts:
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
    if case.given.get("kept") is False and _blank(case.given.get("note")):
        yield Reason("recheck.no_note", {}, "R3-21")


# --- changing the ground ------------------------------------------------------------------------------------------


@reads()
def reason_given(case: Case) -> Iterator[Reason]:
    """An act that takes something back, or asks for something, says why."""
    yield from _missing(case, "reason", "reason.missing")


@reads("objections")
def no_objection_pending(case: Case) -> Iterator[Reason]:
    """While it is open whose the item is, nobody can ask to conclude it."""
    if case.objection_pending:
        yield Reason("submit.objection_pending", {}, "R1-40")


@reads("objections")
def objection_pending(case: Case) -> Iterator[Reason]:
    """There is an objection to decide."""
    if not case.objection_pending:
        yield Reason("objection.none_pending", {}, "R1-40")


@reads("objections")
def objects_once(case: Case) -> Iterator[Reason]:
    """One objection a unit and item; one fixed by a ruling does not object again (R1-40)."""
    mine = [objection for objection in case.objections if objection.unit_id == case.reach.unit_id]
    if len(mine) >= case.rules.kind.objection.most:
        yield Reason("objection.once", {}, "R1-40")


@reads()
def objects_in_time(case: Case) -> Iterator[Reason]:
    """Within 1, 3 or 5 working days of the hand-over to this unit, by the length of the item's term (R1-40)."""
    if case.item.handed_over_at is None:
        return
    limit = due(case.rules.kind.objection.term(term_days(case)), case.item.handed_over_at, case.rules.calendar)
    if case.at >= limit.at:
        yield Reason("objection.too_late", {"until_on": limit.on}, "R1-40")


@reads()
def objection_founded(case: Case) -> Iterator[Reason]:
    """An objection has a reason, names the duty basis and another unit that should have the item (R1-40)."""
    yield from _missing(case, "reason", "reason.missing", "R1-40")
    yield from _missing(case, "duty_basis", "objection.no_basis", "R1-40")
    if "suggested_unit_id" in case.given and case.given["suggested_unit_id"] in (None, case.item.lead_unit_id):
        yield Reason("objection.no_other_unit", {}, "R1-40")


@reads()
def objection_answered(case: Case) -> Iterator[Reason]:
    """A decision on an objection has a reason; one that upholds names the new lead (R1-40)."""
    yield from _missing(case, "reason", "reason.missing", "R1-40")
    if case.given.get("upheld") and case.given.get("new_lead_unit_id") in (None, case.item.lead_unit_id):
        yield Reason("objection.no_new_lead", {}, "R1-40")


@reads()
def other_unit(case: Case) -> Iterator[Reason]:
    """Reassign to another unit than the one that has it."""
    if "unit_id" in case.given and case.given["unit_id"] in (None, case.item.lead_unit_id):
        yield Reason("reassign.same_unit", {})


@reads()
def has_due_date(case: Case) -> Iterator[Reason]:
    """What has no due date cannot be extended."""
    if case.item.due_on is None:
        yield Reason("extension.no_due_date", {}, "R1-50")


@reads("extensions")
def extensions_left(case: Case) -> Iterator[Reason]:
    """One request at a time; one extension by the office, one more by the leader who set the item (R1-50)."""
    if case.extension_pending:
        yield Reason("extension.pending", {}, "R1-50")
    if _granted(case) > case.rules.kind.extension.most:
        yield Reason("extension.no_more", {"n": _granted(case)}, "R1-50")


@reads("extensions")
def second_by_leader(case: Case) -> Iterator[Reason]:
    """What the supervision office has granted once, only a leader may grant again (R1-50)."""
    office = case.actor.role.startswith("supervision")
    if office and case.given.get("granted", True) and _granted(case) >= case.rules.kind.extension.most:
        yield Reason("extension.second_by_leader", {}, "R1-50")


def _granted(case: Case) -> int:
    return sum(extension.granted is True for extension in case.extensions)


@reads()
def asks_in_time(case: Case) -> Iterator[Reason]:
    """1, 3 or 5 working days before the date that is to move, by the length of the item's term (R1-50)."""
    if case.item.due_on is None:
        return
    term = case.rules.kind.extension.term(term_days(case))
    limit = due(term, noon(case.item.due_on), case.rules.calendar)
    if case.at >= limit.at:
        yield Reason("extension.too_late", {"days": term.amount, "until_on": limit.on}, "R1-50")


@reads()
def extension_within_limits(case: Case) -> Iterator[Reason]:
    """The new date is later, and by no more than the original term and the kind's limit (R1-50)."""
    until_on, now_on = case.given.get("until"), case.item.due_on
    if until_on is None or now_on is None:
        return
    if until_on <= now_on:
        yield Reason("extension.not_later", {"due_on": now_on}, "R1-50")
    longest = case.rules.kind.extension.longest(term_days(case))
    if longest and until_on > now_on + timedelta(days=longest):
        yield Reason("extension.too_long", {"until_on": now_on + timedelta(days=longest)}, "R1-50")


@reads("extensions")
def extension_pending(case: Case) -> Iterator[Reason]:
    """There is a request to decide."""
    if not case.extension_pending:
        yield Reason("extension.none_pending", {}, "R1-50")


@reads("extensions")
def extension_answered(case: Case) -> Iterator[Reason]:
    """Granting states a concrete new date, refusing states a reason (R1-50)."""
    if "granted" not in case.given:
        return
    due_on = case.given.get("due_on")
    pending = case.extension_pending
    if case.given["granted"] and due_on is None:
        yield Reason("extension.no_date", {}, "R1-50")
    if case.given["granted"] and due_on and pending and due_on <= pending.due_on_before:
        yield Reason("extension.not_later", {"due_on": pending.due_on_before}, "R1-50")
    if not case.given["granted"] and _blank(case.given.get("reason")):
        yield Reason("reason.missing", {}, "R1-50")


@reads()
def review_ahead(case: Case) -> Iterator[Reason]:
    """A suspension has a day to look again, and that day lies ahead."""
    review_on = case.given.get("review_on")
    if "review_on" in case.given and (review_on is None or first_moment(review_on) <= case.at):
        yield Reason("suspend.review_past", {"today_on": local(case.at).date()})
