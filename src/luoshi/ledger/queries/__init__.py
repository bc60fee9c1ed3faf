"""Every read of the ledger that others may use: frozen records, only what the actor may see, on any day."""

from luoshi.ledger.queries.acts import acts
from luoshi.ledger.queries.counts import light_counts, miscounted
from luoshi.ledger.queries.desk import desk
from luoshi.ledger.queries.found import SOURCE_NAMES, seen_entries
from luoshi.ledger.queries.history import concerns, history, parts_seen
from luoshi.ledger.queries.ids import files_named, part_duty, plan_nodes
from luoshi.ledger.queries.items import ItemView, item_page, item_view
from luoshi.ledger.queries.lists import (
    Filters,
    ledger_count,
    ledger_lines,
    ledger_page,
    lines_by_id,
    titles,
)
from luoshi.ledger.queries.matters import MatterLine, matters
from luoshi.ledger.queries.moving import UnitMoved, moved
from luoshi.ledger.queries.records import (
    Act,
    AssignmentLine,
    BasisLine,
    ConclusionLine,
    Desk,
    DeskLine,
    DutyLine,
    EvidenceLine,
    ExtensionLine,
    ItemPage,
    LedgerPage,
    Line,
    Named,
    NodeLine,
    ObjectionLine,
    PlanLine,
    ReportLine,
    SuspensionLine,
    UnitLight,
    VerificationLine,
)
from luoshi.ledger.queries.sight import Sight

__all__ = [
    "SOURCE_NAMES",
    "Act",
    "AssignmentLine",
    "BasisLine",
    "ConclusionLine",
    "Desk",
    "DeskLine",
    "DutyLine",
    "EvidenceLine",
    "ExtensionLine",
    "Filters",
    "ItemPage",
    "ItemView",
    "LedgerPage",
    "Line",
    "MatterLine",
    "Named",
    "NodeLine",
    "ObjectionLine",
    "PlanLine",
    "ReportLine",
    "Sight",
    "SuspensionLine",
    "UnitLight",
    "UnitMoved",
    "VerificationLine",
    "acts",
    "concerns",
    "desk",
    "files_named",
    "history",
    "item_page",
    "item_view",
    "ledger_count",
    "ledger_lines",
    "ledger_page",
    "light_counts",
    "lines_by_id",
    "matters",
    "miscounted",
    "moved",
    "part_duty",
    "parts_seen",
    "plan_nodes",
    "seen_entries",
    "titles",
]
