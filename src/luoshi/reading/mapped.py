"""A text that remembers where each of its characters came from, so that cleaning never loses the source."""

import re
from array import array
from collections.abc import Callable, Iterator

from luoshi.reading.records import Repair


class Mapped:
    """A text under repair: `text`, `origin` (offset in the source of each character) and the repairs so far."""

    def __init__(self, source: str) -> None:
        self.text = source
        self.origin = array("L", range(len(source)))
        self.repairs: list[Repair] = []
        self._source = source

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The source offsets behind the present offsets `start` to `end`."""
        if not self.origin:
            return 0, len(self._source)
        first = self.origin[start] if start < len(self.origin) else len(self._source)
        if end <= start:
            return first, first
        return first, self.origin[end - 1] + 1

    def note(self, kind: str, start: int, end: int, after: str, sure: str = "certain") -> None:
        """List a repair of the present offsets `start` to `end`; call it before the change."""
        first, last = self.place(start, end)
        self.repairs.append(Repair(kind, first, last, self._source[first:last], after, sure))

    def replace(self, changes: list[tuple[int, int, str]]) -> None:
        """Put each `(start, end, new)` in place; ordered, not overlapping.

        New characters map to the start of what they stand for, one for one as far as that goes.
        """
        pieces: list[str] = []
        origin = array("L")
        done = 0
        for start, end, new in changes:
            pieces += (self.text[done:start], new)
            origin += self.origin[done:start]
            behind = self.origin[start:end] or array("L", [self.place(start, start)[0]])
            origin.extend(behind[min(i, len(behind) - 1)] for i in range(len(new)))
            done = end
        pieces.append(self.text[done:])
        self.text = "".join(pieces)
        self.origin = origin + self.origin[done:]

    def sub(
        self, kind: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str | None], sure: str = "certain"
    ) -> int:
        """Replace each match by `new(match)` (None leaves it), listed as `kind` unless that is empty; count changes."""
        changes = []
        for match in pattern.finditer(self.text):
            after = new(match)
            if after is None or after == match.group():
                continue
            if kind:
                self.note(kind, match.start(), match.end(), after, sure)
            changes.append((match.start(), match.end(), after))
        self.replace(changes)
        return len(changes)

    def same_length(self, kind: str, text: str, sure: str = "certain") -> None:
        """Take over a text of the same length, listing each changed run as one repair."""
        for start, end in _changed_runs(self.text, text):
            self.note(kind, start, end, text[start:end], sure)
        self.text = text


def _changed_runs(before: str, after: str) -> Iterator[tuple[int, int]]:
    """Start and end of every run of characters that differ."""
    start = None
    for i, (a, b) in enumerate(zip(before, after, strict=True)):
        if a != b and start is None:
            start = i
        elif a == b and start is not None:
            yield start, i
            start = None
    if start is not None:
        yield start, len(before)
