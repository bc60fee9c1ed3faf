"""Guards of opening, correcting, handing over and signing: what an item must have before anybody owes anything."""

from collections.abc import Iterator
from typing import Any

from luoshi.clock.civil import local
from luoshi.ledger import facts
from luoshi.ledger.cases import Case
from luoshi.ledger.codes import DutyAct, Role, State
from luoshi.ledger.guards._registry import blank, holds, reads
from luoshi.record.refusals import Reason
from luoshi.rulebook.planning import check_choices

# What the office may still set right after the hand-over; the rest stays as issued (R6-12).
OPEN_TO_EDIT = frozenset({"klass", "term_class", "stage", "facts", "basis_clause", "basis_quote", "basis_file"})

# The facts that say when it is done; they stand in for the acceptance standard (see `has_standard`).
TARGET_FACTS = ("indicator", "comparator", "target", "target_unit")

# What an edit may name at all, beside `assignments` and `facts`, which come whole.
COLUMNS = frozenset(
    {"title", "basis_title", "basis_clause", "basis_quote", "basis_file", "parent_id", "urgency", "klass", "term_class"}
    | {"choices", "acceptance", "stage", "due_on"}
)
EDITABLE = COLUMNS | {"assignments", "facts"}


def _said(case: Case, column: str) -> Any:
    """A column as it will stand: what the edit says, else what the item has."""
    return case.given.get("changes", {}).get(column, getattr(case.item, column))


@reads()
def columns_known(case: Case) -> Iterator[Reason]:
    """An edit changes something, and only what can be edited."""
    if "changes" not in case.given:
        return
    if not case.given["changes"]:
        yield Reason("edit.nothing", {})
    for name in sorted(set(case.given["changes"]) - EDITABLE):
        yield Reason("edit.unknown_column", {"column": name})


@reads()
def title_said(case: Case) -> Iterator[Reason]:
    """An item says what is to be done; an offline one says nothing at all (R13-15)."""
    if not case.given.get("offline", case.item.pk is not None and case.item.is_offline):
        if blank(_said(case, "title")):
            yield Reason("item.no_title", {})
        return
    told = [_said(case, name) for name in ("title", "basis_clause", "basis_quote", "basis_file", "acceptance")]
    if any(told) or case.given.get("facts"):
        yield Reason("item.offline_says_too_much", {}, "R13-15")


@reads()
def due_ahead(case: Case) -> Iterator[Reason]:
    """A date that is set lies ahead, or is today."""
    due_on = case.given.get("changes", case.given).get("due_on")
    if due_on is not None and due_on < local(case.at).date():
        yield Reason("item.due_past", {"due_on": due_on})


@reads()
def choices_fit(case: Case) -> Iterator[Reason]:
    """The choices are those that the clock rule declares (R1-03, R1-04)."""
    yield from check_choices(case.rules.clock, _said(case, "choices"))


@reads()
def named_exist(case: Case) -> Iterator[Reason]:
    """Units, posts and the parent item that are named exist today; the operation looked them up."""
    for unit_id in case.given.get("units_unknown", ()):
        yield Reason("item.unknown_unit", {"unit": f"unit:{unit_id}"}, "R6-03")
    for post_id in case.given.get("posts_unknown", ()):
        yield Reason("item.unknown_post", {"post": f"post:{post_id}"}, "R6-09")
    if case.given.get("parent_unknown"):
        yield Reason("item.unknown_parent", {})


@reads()
def facts_fit(case: Case) -> Iterator[Reason]:
    """The kind's own fields are complete and of their types."""
    if "facts" in case.given:
        yield from facts.faults(case.rules.kind.fields, case.given["facts"])


@reads()
def kept_as_issued(case: Case) -> Iterator[Reason]:
    """Once handed over, what was issued is not altered (R6-12): reassign, extend or withdraw instead."""
    if case.item.state == State.OPEN:
        closed = set(case.given.get("changes", ())) - OPEN_TO_EDIT
        now, had = case.given.get("facts"), case.item.facts
        if now is not None and any(now.get(name) != had.get(name) for name in TARGET_FACTS):
            closed.add("facts")
        for name in sorted(closed):
            yield Reason("edit.as_issued", {"column": name}, "R6-12")


@reads()
def has_term(case: Case) -> Iterator[Reason]:
    """A due date, or a clock rule that gives one or a cycle of reports (domain §15)."""
    item, clock = case.item, case.rules.clock
    chosen = clock.chosen(item.choices)
    ends = any(
        duty.act == DutyAct.CONCLUDE and holds(duty.when, chosen) and (duty.term.anchor != "item_due" or duty.otherwise)
        for duty in clock.duties
    )
    if item.due_on is None and not ends and not any(holds(turn.when, chosen) for turn in clock.cadences):
        yield Reason("hand_over.no_term", {}, "R1-60")


@reads()
def source_named(case: Case) -> Iterator[Reason]:
    """An item rests on a document, a meeting or an instruction (domain §15)."""
    if blank(_said(case, "basis_title")):
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
    if not case.item.is_offline and blank(case.item.acceptance) and not case.item.facts.get("target"):
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
