"""Text to outline, passages and draft facts with spans; pure."""

from luoshi.reading.reader import read

__all__ = ["read"]
