"""Every write of the ledger: one verb each, keyword-only, row and event in one transaction."""

from luoshi.ledger.operations.handing_over import HandedOver, hand_over, sign_for
from luoshi.ledger.operations.opening import AssignmentSpec, Basis, Opened, Opening, open_item, open_items

__all__ = [
    "AssignmentSpec",
    "Basis",
    "HandedOver",
    "Opened",
    "Opening",
    "hand_over",
    "open_item",
    "open_items",
    "sign_for",
]
