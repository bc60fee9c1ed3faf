"""Full text over what the ledger and intake say: exact to the character, on both databases."""
