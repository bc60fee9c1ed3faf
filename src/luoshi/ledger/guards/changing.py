"""Guards of objections, extensions, pauses and withdrawals: who may ask what, until when and how often."""

from collections.abc import Iterator
from datetime import timedelta

from luoshi.clock import due
from luoshi.clock.civil import first_moment, local
from luoshi.ledger.cases import Case
from luoshi.ledger.guards._registry import LEADERS, acting_role, blank, missing, noon, reads, term_days
from luoshi.record.refusals import Reason


@reads()
def reason_given(case: Case) -> Iterator[Reason]:
    """An act that takes something back, or asks for something, says why."""
    yield from missing(case, "reason", "reason.missing")


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
    yield from missing(case, "reason", "reason.missing", "R1-40")
    yield from missing(case, "duty_basis", "objection.no_basis", "R1-40")
    if "suggested_unit_id" in case.given and case.given["suggested_unit_id"] in (None, case.item.lead_unit_id):
        yield Reason("objection.no_other_unit", {}, "R1-40")


@reads()
def objection_answered(case: Case) -> Iterator[Reason]:
    """A decision on an objection has a reason; one that upholds names the new lead (R1-40)."""
    yield from missing(case, "reason", "reason.missing", "R1-40")
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
    """What was granted once, only the leader whom the kind names may grant again (R1-50)."""
    rule = case.rules.kind.extension
    again = case.given.get("granted", True) and _granted(case) >= rule.most
    if again and acting_role(case) not in LEADERS.get(rule.second_by, ()):
        yield Reason("extension.second_by_leader", {"role": rule.second_by}, "R1-50")


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
    if not case.given["granted"] and blank(case.given.get("reason")):
        yield Reason("reason.missing", {}, "R1-50")


@reads()
def review_ahead(case: Case) -> Iterator[Reason]:
    """A suspension has a day to look again, and that day lies ahead."""
    review_on = case.given.get("review_on")
    if "review_on" in case.given and (review_on is None or first_moment(review_on) <= case.at):
        yield Reason("suspend.review_past", {"today_on": local(case.at).date()})
