"""The guards of plans, reports, closing and changes: who signs, what is in time, what is within the limits.

The same form as `luoshi.ledger.guards`; limits come from the kind that the item was opened under (R1-40, R1-50).
"""

import datetime as dt
from collections.abc import Iterator

from luoshi.clock import first_moment, local
from luoshi.clock.civil import DAY
from luoshi.ledger.cases import Case
from luoshi.ledger.codes import DutyAct, Method, Source
from luoshi.ledger.guards._registry import LEADERS, acting_role, blank, holds, missing, reads, term_days
from luoshi.record.refusals import Reason

# --- who signs ----------------------------------------------------------------------------------------------------


@reads()
def head_signs(case: Case) -> Iterator[Reason]:
    """A request in the unit's name is signed by its head (domain §12.1, §15, R1-50)."""
    if acting_role(case) != "unit_head":
        yield Reason("head.must_sign", {"role": case.actor.role}, "R1-11")


@reads("submission")
def not_the_signer(case: Case) -> Iterator[Reason]:
    """三不: whoever reported on the item or signed for it does not look at it, even from another post (R3-06)."""
    me = f"/person:{case.actor.person_id}"
    if case.actor.person_id and any(hand.endswith(me) for hand in case.hands):
        yield Reason("verify.signer", {}, "R3-06")


@reads("objections")
def second_dispute_by_leader(case: Case) -> Iterator[Reason]:
    """A second dispute about whose the item is goes to the leader in charge, and is final (R1-40)."""
    rule = case.rules.kind.objection
    decided = sum(objection.decided_at is not None for objection in case.objections)
    if decided >= rule.most and acting_role(case) not in LEADERS.get(rule.second_by, ()):
        yield Reason("objection.second_by_leader", {"role": rule.second_by}, "R1-40")


@reads("objections")
def no_final_ruling(case: Case) -> Iterator[Reason]:
    """What a leader has decided about whose the item is stays decided; nobody objects again (R1-40)."""
    decided = [objection for objection in case.objections if objection.decided_at is not None]
    if len(decided) > case.rules.kind.objection.most:
        yield Reason("objection.final", {"decided_at": decided[-1].decided_at}, "R1-40")


# --- plans --------------------------------------------------------------------------------------------------------


@reads("plans")
def nodes_in_time(case: Case) -> Iterator[Reason]:
    """A node's date lies ahead, and within the item's own date unless the plan stands in for the term (R1-04)."""
    today = local(case.at).date()
    stands_in = plan_stands_in(case, case.at)
    for place, node in enumerate(case.given.get("nodes", ()), 1):
        if node.due_on < today:
            yield Reason("plan.node_past", {"ordinal": place, "due_on": node.due_on}, "R1-04")
        if case.item.due_on and node.due_on > case.item.due_on and not stands_in:
            values = {"ordinal": place, "due_on": node.due_on, "until_on": case.item.due_on}
            yield Reason("plan.node_after_due", values, "R6-12")


def plan_stands_in(case: Case, handed_in_at: dt.datetime) -> bool:
    """Whether a dated plan handed in then stands in for the term, so that the clock follows its nodes (R1-04).

    Only the first one does, and only before the term is over: what comes later is an extension (R1-50).
    """
    if case.plan_in_force or any(duty.due_at <= handed_in_at for duty in case.owed(DutyAct.CONCLUDE)):
        return False
    clock = case.rules.clock
    chosen = clock.chosen(case.item.choices)
    return any(one.instead == DutyAct.PLAN and holds(one.when, chosen) for one in clock.duties)


@reads("plans")
def this_plan_waits(case: Case) -> Iterator[Reason]:
    """The plan that is answered is the one that waits."""
    waiting = case.plan_waiting
    if "plan_id" in case.given and waiting and waiting.pk != case.given["plan_id"]:
        yield Reason("plan.answered", {"ordinal": waiting.ordinal}, "R6-05")


# --- doing --------------------------------------------------------------------------------------------------------


@reads()
def files_kept(case: Case) -> Iterator[Reason]:
    """Evidence is a file that the record keeps."""
    for name in case.given.get("files_missing", ()):
        yield Reason("evidence.not_kept", {"name": name}, "R3-07")


@reads("nodes")
def nodes_known(case: Case) -> Iterator[Reason]:
    """A report reaches, and evidence proves, nodes of the plan in force; a node is reached once, by the lead unit."""
    nodes = {node.pk: node for node in case.nodes}
    reached = case.given.get("node_ids", ())
    if any(node_id not in nodes for node_id in (*reached, *case.given.get("attach_node_ids", ()))):
        yield Reason("node.unknown", {}, "R6-04")
    if reached and case.reach.unit_id != case.item.lead_unit_id:
        yield Reason("node.lead_only", {}, "R6-04")
    for node_id in reached:
        node = nodes.get(node_id)
        if node is not None and node.done_at is not None:
            yield Reason("node.reached", {"title": node.title, "done_at": node.done_at}, "R6-04")


@reads()
def happened_before(case: Case) -> Iterator[Reason]:
    """What happened earlier than it is recorded says why it comes late; nothing has happened in the future."""
    happened_at = case.given.get("happened_at")
    if happened_at is None:
        return
    if happened_at > case.at:
        yield Reason("report.happened_ahead", {"happened_at": happened_at}, "R1-07")
    elif happened_at < case.at and blank(case.given.get("happened_reason")):
        yield Reason("report.happened_without_reason", {"happened_at": happened_at}, "R1-07")


@reads("duties")
def part_waits(case: Case) -> Iterator[Reason]:
    """The part that is waived is still owed."""
    if "duty_id" in case.given and all(duty.pk != case.given["duty_id"] for duty in case.owed(DutyAct.PART)):
        yield Reason("waive_part.not_owed", {}, "R3-04")


# --- closing ------------------------------------------------------------------------------------------------------


@reads()
def statement_given(case: Case) -> Iterator[Reason]:
    """A request to conclude states the result (R1-07)."""
    yield from missing(case, "text", "submit.no_statement", "R1-07")


@reads()
def look_fits(case: Case) -> Iterator[Reason]:
    """A look has one of the four methods; one that failed says why; what it found is a share of the whole."""
    if "method" in case.given and case.given["method"] not in set(Method):
        yield Reason("verify.no_method", {}, "R3-01")
    if case.given.get("passed") is False and blank(case.given.get("note")):
        yield Reason("verify.no_note", {}, "R3-04")
    progress = case.given.get("progress")
    if progress is not None and not 0 <= progress <= 10_000:
        yield Reason("report.progress_range", {}, "R1-07")


@reads()
def leader_has_no_further_word(case: Case) -> Iterator[Reason]:
    """An instruction ends when the leader who gave it was told and adds nothing (R3-04)."""
    if case.item.source == Source.INSTRUCTION and case.given.get("no_further_word") is False:
        yield Reason("strike_off.leader_not_asked", {}, "R3-04")


@reads()
def new_date_fits(case: Case) -> Iterator[Reason]:
    """Work that begins anew has a date ahead: the one said now, the old one, or one that the clock gives (R1-40)."""
    due_on = case.given.get("due_on")
    today = local(case.at).date()
    if due_on is not None and due_on < today:
        yield Reason("item.due_past", {"due_on": due_on}, "R1-40")
    starts_anew = case.given.get("kept") is not True and case.given.get("upheld") is not False
    had = case.item.due_on
    if "due_on" not in case.given or due_on is not None or not starts_anew or had is None or had >= today:
        return
    clock = case.rules.clock
    chosen = clock.chosen(case.item.choices)
    gives = any(
        one.act == DutyAct.CONCLUDE
        and (one.term.anchor != "item_due" or one.otherwise is not None)
        and holds(one.when, chosen)
        for one in clock.duties
    )
    if not gives:
        yield Reason("restart.no_date", {"due_on": had}, "R1-40")


# --- changes ------------------------------------------------------------------------------------------------------


@reads()
def unit_known(case: Case) -> Iterator[Reason]:
    """The unit that is named exists today; the operation looked it up."""
    for unit_id in case.given.get("units_unknown", ()):
        yield Reason("item.unknown_unit", {"unit": f"unit:{unit_id}"}, "R6-03")


@reads("objections")
def objection_first(case: Case) -> Iterator[Reason]:
    """An objection that waits is decided, not passed by."""
    if case.objection_pending:
        yield Reason("reassign.objection_pending", {}, "R1-40")


@reads("objections")
def this_objection_waits(case: Case) -> Iterator[Reason]:
    """The objection that is decided is the one that waits."""
    waiting = case.objection_pending
    if "objection_id" in case.given and waiting and waiting.pk != case.given["objection_id"]:
        yield Reason("objection.decided", {}, "R1-40")


@reads("extensions")
def grant_within_limits(case: Case) -> Iterator[Reason]:
    """What is granted keeps to the same limit as what may be asked, and lies ahead (R1-50)."""
    due_on, pending = case.given.get("due_on"), case.extension_pending
    if not case.given.get("granted") or due_on is None or pending is None:
        return
    if first_moment(due_on + DAY) <= case.at:
        yield Reason("item.due_past", {"due_on": due_on}, "R1-50")
    yield from _too_long(case, due_on, pending.due_on_before)


def _too_long(case: Case, until: dt.date, due_on: dt.date) -> Iterator[Reason]:
    """A reason where `until` is further from `due_on` than one extension reaches."""
    longest = case.rules.kind.extension.longest(term_days(case))
    if longest and until > due_on + DAY * longest:
        yield Reason("extension.too_long", {"until_on": due_on + DAY * longest}, "R1-50")


@reads("extensions")
def this_extension_waits(case: Case) -> Iterator[Reason]:
    """The request that is decided is the one that waits."""
    waiting = case.extension_pending
    if "extension_id" in case.given and waiting and waiting.pk != case.given["extension_id"]:
        yield Reason("extension.decided", {}, "R1-50")
