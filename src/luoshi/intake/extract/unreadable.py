"""The one exception of the readers."""


class Unreadable(Exception):  # noqa: N818  (a file is refused; nothing failed)
    """A file that cannot be read; `code` is a refusal of `messages.toml`, without its `intake.`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
