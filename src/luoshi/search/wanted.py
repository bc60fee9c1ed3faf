"""What was typed, as phrases: words are ANDed, quotes keep white space, a minus excludes. Pure."""

import re
from dataclasses import dataclass

from luoshi.search.folding import fold

#: More than anybody types; what is longer is cut, what are more words is left out.
LONGEST, MOST_PHRASES = 200, 8
_PART = re.compile(r"(?P<minus>[-－−])?(?:[\"“”「](?P<quoted>[^\"“”」]*)[\"“”」]?|(?P<plain>[^\s\"“”「]+))")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Folded phrases that must stand in an entry, and those that must not."""

    phrases: tuple[str, ...]
    without: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to look for: exclusions alone find nothing."""
        return not self.phrases


def read(said: str) -> Wanted:
    """The phrases of a line as people type it."""
    wanted: dict[str, None] = {}
    without: dict[str, None] = {}
    for part in _PART.finditer(said[:LONGEST]):
        phrase = fold(part["quoted"] if part["quoted"] is not None else part["plain"])
        if phrase:
            (without if part["minus"] else wanted)[phrase] = None
    return Wanted(tuple(wanted)[:MOST_PHRASES], tuple(without)[:MOST_PHRASES])
