"""The sealed log, private values, files by hash: nothing above may bypass it."""
