"""Canonical form, hashes, Merkle tree, consistency proofs; pure."""
