"""One module a page group; each view parses, calls one operation or query, and renders."""
