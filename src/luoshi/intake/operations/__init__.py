"""Every write of intake: one verb each, keyword-only, row and event in one transaction."""

from luoshi.intake.operations.accepting import accept_drafts, look_at_repair, reopen_drafts
from luoshi.intake.operations.being_there import be_there
from luoshi.intake.operations.confirming import confirm_drafts, open_offline, publish
from luoshi.intake.operations.drafting import draft_passage, edit_draft, merge_drafts, split_draft
from luoshi.intake.operations.settling import settle_template
from luoshi.intake.operations.taking_back import take_back
from luoshi.intake.operations.taking_in import Prepared, keep_read, read_in, take_in
from luoshi.intake.operations.taking_suggestions import take_suggested_lead
from luoshi.intake.operations.waiving import REASONS, take_up, waive_draft, waive_drafts, waive_passage

__all__ = [
    "REASONS",
    "Prepared",
    "accept_drafts",
    "be_there",
    "confirm_drafts",
    "draft_passage",
    "edit_draft",
    "keep_read",
    "look_at_repair",
    "merge_drafts",
    "open_offline",
    "publish",
    "read_in",
    "reopen_drafts",
    "settle_template",
    "split_draft",
    "take_back",
    "take_in",
    "take_suggested_lead",
    "take_up",
    "waive_draft",
    "waive_drafts",
    "waive_passage",
]
