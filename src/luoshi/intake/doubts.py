"""What of a draft a reviewer should look at twice: what a rule filled in, what is not printed, what is unsure."""

from collections.abc import Iterable, Mapping
from typing import Any

from luoshi.intake.records import DraftRecord

#: Codes in the order in which they are shown; `doubt.…` in `messages.toml`.
CODES = (
    "assistant",
    "uncertain",
    "repair",
    "due_by_rule",
    "due_unknown",
    "due_left_open",
    "target_unprinted",
    "target_by_rule",
)
#: Those that make a draft doubtful; the others only say that a rule filled in what the document does not.
UNSURE = frozenset({"assistant", "uncertain", "repair", "due_unknown", "due_left_open", "target_unprinted"})


def doubts(draft: DraftRecord, unseen: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The codes that hold for a draft; `unseen` are the places that could not be repaired and nobody has looked at."""
    due = draft.fields.get("due") or {}
    not_dated = due.get("kind") == "explicit" and draft.due_on is None
    targets = draft.fields.get("targets", ())
    rule_filled = due.get("kind") == "implicit" and draft.due_on is not None
    holds = {
        "assistant": draft.why == "reading.assistant",
        "uncertain": draft.strength == "uncertain",
        "repair": any(
            one.get("at") is not None and one["at"] < draft.end and one["to"] > draft.start for one in unseen
        ),
        "due_by_rule": rule_filled and draft.due_on is not None and due.get("on") == draft.due_on.isoformat(),
        "due_unknown": not_dated and due.get("on") is None,
        # A day that had passed when the document came in is not proposed; whoever accepts must see that it is missing.
        "due_left_open": not_dated and due.get("on") is not None,
        "target_unprinted": any(one.get("value") is None for one in targets),
        "target_by_rule": any(one.get("rule") not in (None, "by_hand") for one in targets),
    }
    return tuple(code for code in CODES if holds[code])
