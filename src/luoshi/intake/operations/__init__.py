"""Every write of intake: one verb each, keyword-only, row and event in one transaction."""

from luoshi.intake.operations.confirming import confirm_drafts, open_offline
from luoshi.intake.operations.drafting import draft_passage, edit_draft, merge_drafts, split_draft
from luoshi.intake.operations.taking_in import take_in
from luoshi.intake.operations.waiving import waive_draft, waive_passage

__all__ = [
    "confirm_drafts",
    "draft_passage",
    "edit_draft",
    "merge_drafts",
    "open_offline",
    "split_draft",
    "take_in",
    "waive_draft",
    "waive_passage",
]
