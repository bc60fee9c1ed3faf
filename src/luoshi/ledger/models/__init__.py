"""Facts of the ledger: items, who answers for them, what is owed, what was done and how it ended."""

from luoshi.ledger.models.duties import Assignment, Duty
from luoshi.ledger.models.endings import Conclusion, Extension, Objection, Suspension, Verification
from luoshi.ledger.models.items import LISTED, Fact, Item, ItemVersion, NumberSeries
from luoshi.ledger.models.works import Evidence, Node, Plan, Report

__all__ = [
    "LISTED",
    "Assignment",
    "Conclusion",
    "Duty",
    "Evidence",
    "Extension",
    "Fact",
    "Item",
    "ItemVersion",
    "Node",
    "NumberSeries",
    "Objection",
    "Plan",
    "Report",
    "Suspension",
    "Verification",
]
