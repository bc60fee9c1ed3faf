"""The heart: items, assignments, duties, plans, reports, verification, conclusion."""
