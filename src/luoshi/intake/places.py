"""Where in a document something stands, as an office says it: 第2部分 第7段, and the headings above it."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

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
    """Places of one document; `paths` are the headings above each of its sentences, in their order.

    Its parts are the headings of the first level that has more than one: a title above everything is none.
    """

    def __init__(self, text: str, paths: Iterable[Sequence[str]]) -> None:
        self._lines = Lines(text)
        known = [path for path in paths if path]
        self._depth = 0
        while len(self._at_depth(known)) == 1 and any(len(path) > self._depth + 1 for path in known):
            self._depth += 1
        self._parts = {top: n for n, top in enumerate(self._at_depth(known), 1)}

    def _at_depth(self, paths: Sequence[Sequence[str]]) -> list[str]:
        """The different headings of the present depth, in their order."""
        return list(dict.fromkeys(path[self._depth] for path in paths if len(path) > self._depth))

    def say(self, at: int, path: Sequence[str]) -> str:
        """第2部分 第7段; without the part where the document has none."""
        part = self._parts.get(path[self._depth], 0) if len(path) > self._depth else 0
        paragraph = f"第{self._lines.of(at)}段"
        return f"第{part}部分 {paragraph}" if part and len(self._parts) > 1 else paragraph

    def clause(self, at: int, path: Sequence[str]) -> str:
        """The place and the headings above it, as the basis of an item names them."""
        said = self.say(at, path)
        above = " / ".join(path[self._depth :])
        return f"{said}（{above[: _LONGEST - len(said) - 2]}）" if above else said
