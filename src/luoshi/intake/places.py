"""Where in a document something stands, as an office says it: 第2部分 第7段, and the headings above it."""

from bisect import bisect_right
from collections.abc import Sequence

_LONGEST = 300  # what the ledger keeps of a clause


class Lines:
    """The paragraphs of a text: its lines that are not empty, counted from 1 through the whole document."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []
        here = 0
        for line in text.split("\n"):
            if line.strip():
                self._starts.append(here)
            here += len(line) + 1

    def of(self, at: int) -> int:
        """The number of the paragraph in which the first sign from offset `at` on stands."""
        while at < len(self._text) and self._text[at].isspace():
            at += 1
        return bisect_right(self._starts, at)


class Places:
    """Places of one document; `tops` are its headings of the first level in their order."""

    def __init__(self, text: str, tops: Sequence[str]) -> None:
        self._lines = Lines(text)
        self._parts = {top: n for n, top in enumerate(tops, 1)}

    def say(self, at: int, path: Sequence[str]) -> str:
        """第2部分 第7段; without the part where the document has none."""
        part = self._parts.get(path[0], 0) if path else 0
        paragraph = f"第{self._lines.of(at)}段"
        return f"第{part}部分 {paragraph}" if part and len(self._parts) > 1 else paragraph

    def clause(self, at: int, path: Sequence[str]) -> str:
        """The place and the headings above it, as the basis of an item names them."""
        said = self.say(at, path)
        above = " / ".join(path)
        return f"{said}（{above[: _LONGEST - len(said) - 2]}）" if above else said
