"""Sentences of public documents labelled by readers: places and labels, never text (see README.md)."""
