"""One person does a day's acts of one kind in one go: a unit signs for all that is new, an office strikes off lists."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from luoshi.cli.demo.acts import Act
from luoshi.cli.demo.lines import Line
from luoshi.clock.civil import local

#: What people do by the list; the rest is done line by line.
BY_THE_LIST = frozenset({"sign_for", "report", "finish_part", "submit", "verify", "conclude", "strike_off"})


def gathered(acts: Sequence[Act], lines: Mapping[str, Line]) -> tuple[Act, ...]:
    """The acts in the order of the clock, those of one person, verb and day at the moment of the last of them.

    An act stays at its own moment where something else happens to its line (or the line above it) in between, so the
    order of every line's acts, and the day of every act, is what it was. `acts` come in the order of their moments.
    """
    following = _following(acts, lines)
    groups: defaultdict[tuple[date, str, str], list[int]] = defaultdict(list)
    for n, act in enumerate(acts):
        if act.verb in BY_THE_LIST:
            groups[local(act.at).date(), act.who, act.verb].append(n)
    placed = [(act.at, n, n) for n, act in enumerate(acts)]
    for group in groups.values():
        at = acts[group[-1]].at
        for n in group:
            until = following[n]
            if until is None or until > at:
                placed[n] = (at, group[-1], n)
    return tuple(replace(acts[n], at=at) for at, _group, n in sorted(placed))


def _following(acts: Sequence[Act], lines: Mapping[str, Line]) -> list[datetime | None]:
    """For each act the moment of the next one on its line or on one that hangs together with it."""
    found: list[datetime | None] = [None] * len(acts)
    last: dict[str, datetime] = {}
    for n in range(len(acts) - 1, -1, -1):
        act = acts[n]
        if act.line:
            family = lines[act.line].parent or act.line
            found[n] = last.get(family)
            last[family] = act.at
    return found
