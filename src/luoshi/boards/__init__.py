"""Read models over all rooms below; no writes, no tables."""
