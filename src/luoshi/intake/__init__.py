"""Documents, passages and drafts; confirming a draft opens an item."""
