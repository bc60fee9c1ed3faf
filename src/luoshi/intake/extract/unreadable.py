"""The one exception of the readers."""

from luoshi.record.sandbox import TurnedDown


class Unreadable(TurnedDown):
    """A file that cannot be read; `code` is a refusal of `messages.toml`, without its `intake.`."""
