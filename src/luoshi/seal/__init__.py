"""Canonical form, hashes, the Merkle tree and its proofs: what makes the log tamper-evident. Pure."""
