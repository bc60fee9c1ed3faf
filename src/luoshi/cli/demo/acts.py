"""What the schedule is made of: one act of one person at one moment, named by keys and not yet by rows."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from luoshi.clock.civil import moment_text


@dataclass(frozen=True, slots=True)
class Act:
    """At the moment `at` (UTC) the holder of the post `who` does `verb` to the line `line` (or to the county: ``).

    `who` is a key: `director`, `deputy4`, `教育局:liaison`. `args` holds what the operation is given; units and posts
    in it are keys, files are names of evidence, so that the same schedule plays in any database.
    """

    at: dt.datetime
    who: str
    verb: str
    line: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """One line of text, the same for the same act."""
        values = " ".join(f"{name}={self.args[name]!r}" for name in sorted(self.args))
        return f"{moment_text(self.at)} {self.who} {self.verb} {self.line} {values}"


def digest(acts: Iterable[Act]) -> str:
    """SHA-256 (hex) over the acts in order: two schedules are the same when theirs are."""
    whole = hashlib.sha256()
    for act in acts:
        whole.update(act.text().encode("utf-8") + b"\n")
    return whole.hexdigest()
