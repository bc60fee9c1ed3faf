"""Every write of the ledger: one verb each, keyword-only, row and event in one transaction."""

from luoshi.ledger.operations.changes import (
    ask_extension,
    decide_extension,
    decide_objection,
    object_to,
    reassign,
    resume,
    suspend,
    withdraw,
)
from luoshi.ledger.operations.closing import conclude, recheck, reopen, return_item, strike_off, submit, verify
from luoshi.ledger.operations.editing import edit_item
from luoshi.ledger.operations.handing_over import HandedOver, hand_over, sign_for
from luoshi.ledger.operations.horizon import extend_horizon
from luoshi.ledger.operations.opening import AssignmentSpec, Basis, Opened, Opening, open_item, open_items
from luoshi.ledger.operations.plans import NodeSpec, approve_plan, hand_in_plan, return_plan
from luoshi.ledger.operations.reports import attach, finish_part, report, waive_part

__all__ = [
    "AssignmentSpec",
    "Basis",
    "HandedOver",
    "NodeSpec",
    "Opened",
    "Opening",
    "approve_plan",
    "ask_extension",
    "attach",
    "conclude",
    "decide_extension",
    "decide_objection",
    "edit_item",
    "extend_horizon",
    "finish_part",
    "hand_in_plan",
    "hand_over",
    "object_to",
    "open_item",
    "open_items",
    "reassign",
    "recheck",
    "reopen",
    "report",
    "resume",
    "return_item",
    "return_plan",
    "sign_for",
    "strike_off",
    "submit",
    "suspend",
    "verify",
    "waive_part",
    "withdraw",
]
