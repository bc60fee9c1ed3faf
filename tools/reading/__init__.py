"""Making and judging what the reading room learns from."""
