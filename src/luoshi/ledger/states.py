"""The one table of the ledger: which verb, in which state, by whom, under which guards, leading where.

Operations obey it, `queries.acts` reads it out, docs/states.md is printed from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from luoshi.ledger.codes import State

DRAFT, OPEN, SUBMITTED = State.DRAFT, State.OPEN, State.SUBMITTED
CONCLUDED, CLOSED, WITHDRAWN = State.CONCLUDED, State.CLOSED, State.WITHDRAWN

STATES: tuple[State, ...] = tuple(State)
ALIVE = (DRAFT, OPEN, SUBMITTED)
RUNNING = (OPEN, SUBMITTED)


class Who(StrEnum):
    """How a unit or leader stands to the item to do this; whoever acts for the issuing office is not asked.

    access.toml says how far the verb reaches for a role; this narrows `assignments` and `subtree` to a part in it.
    """

    ISSUER = "issuer"  # nobody but the supervision office that issued the item
    LEAD = "lead"  # the unit that answers for it (牵头, or 汇总 where there are several)
    ASSIGNED = "assigned"  # any unit that works on it
    PART = "part"  # a unit that owes a part: 配合, 属地, 行业监管, 主体, 包保, a further lead
    LEADER = "leader"  # the leader in charge: named in the item, or by the division of duties
    OUTSIDE = "outside"  # somebody with no part in the item (R3-06)


@dataclass(frozen=True)
class Row:
    """One line of the table. `states` empty: there is no item yet; `then` empty: the state stays.

    `deciding` verbs carry the version that their author saw; the others never conflict (DESIGN §5).
    `guards` are names of functions in `luoshi.ledger.guards`, all asked at once.
    """

    verb: str
    states: tuple[State, ...]
    who: Who
    event: str
    guards: tuple[str, ...] = ()
    then: tuple[State, ...] = ()
    deciding: bool = False

    @property
    def access(self) -> str:
        """The verb of access.toml that says how far this one reaches for a role."""
        return "item.return" if self.verb == "return_item" else f"item.{self.verb}"


VERBS: tuple[Row, ...] = (
    Row(
        "open", (), Who.ISSUER, "item.opened",
        ("title_said", "source_named", "facts_fit", "choices_fit", "due_ahead", "roles_fit", "named_exist"), (DRAFT,),
    ),
    Row(
        "edit", (DRAFT, OPEN), Who.ISSUER, "item.edited",
        (
            "columns_known", "kept_as_issued", "title_said", "source_named", "facts_fit", "choices_fit", "due_ahead",
            "roles_fit", "named_exist",
        ), deciding=True,
    ),
    Row(
        "hand_over", (DRAFT,), Who.ISSUER, "item.handed_over",
        ("has_lead", "leads_collated", "has_standard", "has_term", "source_named"), (OPEN,), deciding=True,
    ),
    Row("sign_for", RUNNING, Who.ASSIGNED, "item.signed_for", ("sign_owed",)),
    Row(
        "hand_in_plan", (OPEN,), Who.LEAD, "plan.handed_in",
        ("not_suspended", "no_plan_waiting", "nodes_fit", "nodes_in_time"),
    ),
    Row("approve_plan", (OPEN,), Who.LEADER, "plan.approved", ("not_suspended", "plan_waiting", "this_plan_waits")),
    Row(
        "return_plan", (OPEN,), Who.LEADER, "plan.returned",
        ("not_suspended", "plan_waiting", "this_plan_waits", "reason_given"),
    ),
    Row(
        "report", (OPEN,), Who.ASSIGNED, "item.reported",
        ("not_suspended", "progress_fits", "nodes_known", "files_kept", "happened_before"),
    ),
    Row("attach", RUNNING, Who.ASSIGNED, "evidence.attached", ("not_suspended", "nodes_known", "files_kept")),
    Row(
        "finish_part", (OPEN,), Who.PART, "part.finished",
        ("not_suspended", "part_owed", "progress_fits", "files_kept"),
    ),
    Row("waive_part", (OPEN,), Who.LEAD, "part.waived", ("part_waits", "reason_given")),
    Row(
        "submit", (OPEN,), Who.LEAD, "item.submitted",
        (
            "head_signs", "can_be_completed", "statement_given", "not_suspended", "no_objection_pending",
            "parts_settled", "nodes_settled", "children_settled", "files_kept", "has_evidence",
        ),
        (SUBMITTED,),
    ),
    Row("verify", (SUBMITTED,), Who.OUTSIDE, "item.verified", ("outside_assignment", "not_the_signer", "look_fits")),
    Row("return_item", (SUBMITTED,), Who.ISSUER, "item.returned", ("reason_given",), (OPEN,), deciding=True),
    Row(
        "conclude", (SUBMITTED,), Who.ISSUER, "item.concluded",
        ("has_evidence", "verified", "grade_given", "children_settled"), (CONCLUDED,), deciding=True,
    ),
    Row(
        "strike_off", (CONCLUDED,), Who.ISSUER, "item.struck_off",
        ("verified", "graded", "leader_has_no_further_word"), (CLOSED,), deciding=True,
    ),
    Row(
        "reopen", (CONCLUDED, CLOSED), Who.ISSUER, "item.reopened", ("reason_given", "new_date_fits"), (OPEN,),
        deciding=True,
    ),
    Row(
        "recheck", (CLOSED,), Who.OUTSIDE, "item.rechecked",
        ("outside_assignment", "not_the_signer", "look_fits", "note_if_revoked", "new_date_fits"), (CLOSED, OPEN),
    ),
    Row(
        "object_to", (OPEN,), Who.LEAD, "objection.made",
        (
            "not_suspended", "objects_once", "no_final_ruling", "objects_in_time", "objection_founded", "unit_known",
        ),
    ),
    Row(
        "decide_objection", (OPEN,), Who.ISSUER, "objection.decided",
        (
            "not_suspended", "objection_pending", "this_objection_waits", "second_dispute_by_leader",
            "objection_answered", "unit_known", "new_date_fits",
        ),
    ),
    Row(
        "reassign", (OPEN,), Who.ISSUER, "item.reassigned",
        ("not_suspended", "objection_first", "other_unit", "unit_known", "reason_given", "new_date_fits"),
        deciding=True,
    ),
    Row(
        "ask_extension", (OPEN,), Who.LEAD, "extension.asked",
        (
            "head_signs", "not_suspended", "has_due_date", "extensions_left", "asks_in_time",
            "extension_within_limits", "reason_given",
        ),
    ),
    Row(
        "decide_extension", (OPEN,), Who.ISSUER, "extension.decided",
        (
            "not_suspended", "extension_pending", "this_extension_waits", "second_by_leader", "extension_answered",
            "grant_within_limits",
        ),
    ),
    Row(
        "suspend", (OPEN,), Who.ISSUER, "item.suspended",
        ("not_suspended", "reason_given", "review_ahead"), deciding=True,
    ),
    Row("resume", (OPEN,), Who.ISSUER, "item.resumed", ("suspended",), deciding=True),
    Row("withdraw", ALIVE, Who.ISSUER, "item.withdrawn", ("reason_given",), (WITHDRAWN,), deciding=True),
)  # fmt: skip

_BY_VERB = {row.verb: row for row in VERBS}


def row(verb: str) -> Row:
    """The line of a verb.

    Raises:
        KeyError: there is no such verb.
    """
    return _BY_VERB[verb]


def rows_in(state: State | str) -> Iterator[Row]:
    """The lines that an item in `state` may go through."""
    return (line for line in VERBS if state in line.states)
