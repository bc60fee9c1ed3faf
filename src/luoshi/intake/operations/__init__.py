"""Every write of intake: one verb each, keyword-only, row and event in one transaction."""

from luoshi.intake.operations.confirming import confirm_drafts, open_offline
from luoshi.intake.operations.drafting import draft_passage, edit_draft, merge_drafts, split_draft
from luoshi.intake.operations.taking_in import Prepared, keep_read, read_in, take_in
from luoshi.intake.operations.waiving import waive_draft, waive_passage

__all__ = [
    "Prepared",
    "confirm_drafts",
    "draft_passage",
    "edit_draft",
    "keep_read",
    "merge_drafts",
    "open_offline",
    "read_in",
    "split_draft",
    "take_in",
    "waive_draft",
    "waive_passage",
]
