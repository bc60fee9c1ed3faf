"""What somebody may do with an item, as forms: one specification for each verb of the ledger."""
