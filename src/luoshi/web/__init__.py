"""HTML for people: one module a page group."""
