"""What a reader finds in a file."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Found:
    """The text, one line a paragraph or a row of a table; apart from it the words of headers and footers.

    `notices` says what was left out or filled in on the way, as a code of `word.notice.…` and how often.
    """

    text: str
    margins: str = ""
    notices: dict[str, int] = field(default_factory=dict)


class Notices(dict[str, int]):
    """Counts what a reader leaves out or fills in."""

    def tell(self, code: str, n: int = 1) -> None:
        """`n` more of this."""
        if n:
            self[code] = self.get(code, 0) + n
