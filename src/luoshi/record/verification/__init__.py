"""Proof that rows, log, files and private values are whole."""
