"""What changes the ground of an item: whose it is, by when, whether the clock runs, whether it stands at all."""

from luoshi.ledger.operations.changes.extensions import ask_extension, decide_extension
from luoshi.ledger.operations.changes.objections import decide_objection, object_to, reassign
from luoshi.ledger.operations.changes.pauses import resume, suspend, withdraw

__all__ = [
    "ask_extension",
    "decide_extension",
    "decide_objection",
    "object_to",
    "reassign",
    "resume",
    "suspend",
    "withdraw",
]
