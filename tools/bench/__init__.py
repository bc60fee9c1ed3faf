"""Measured work: a county's bulk data with real hashes, and a harness that prints medians and p95 beside the naive way.

Run with `make bench`; docs/bench.md says what is compared.
"""
