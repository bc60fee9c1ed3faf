"""What `luoshi read` is made of: one document, many in processes of their own, and how they are shown."""

from luoshi.cli.reading.learning import command

__all__ = ["command"]
