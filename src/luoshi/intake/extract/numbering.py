"""Automatic numbers of docx paragraphs, which stand in no run: `w:numPr` through `numbering.xml`.

Counting is Word's: lists that share their definition go on with one count, an override begins anew where its list is
first met, a level begins anew behind any higher one (or behind the one that `w:lvlRestart` names).
"""

import re
from collections import defaultdict
from typing import Any

from luoshi.intake.extract.counting import printed
from luoshi.intake.extract.styles import Styles, W, is_on, value

_LEVELS = 9


class Numbers:
    """Counts the numbered paragraphs of one document as they come."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, str] = {}
        self._levels: dict[str, dict[int, Any]] = {}
        self._own: dict[str, dict[int, Any]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if root is not None:
            self._load(root)

    def _load(self, root: Any) -> None:
        """Remember the levels of every definition, and which one a list follows with which changes."""
        links, homes = {}, {}
        for abstract in root.iter(W + "abstractNum"):
            key = abstract.get(W + "abstractNumId") or ""
            self._levels[key] = {_depth(level): level for level in abstract.findall(W + "lvl")}
            if style := value(abstract, "numStyleLink"):
                links[key] = style
            if style := value(abstract, "styleLink"):
                homes[style] = key
        for num in root.findall(W + "num"):
            number, key = num.get(W + "numId") or "", value(num, "abstractNumId") or ""
            self._abstract[number] = homes.get(links.get(key, ""), key)
            overrides = num.findall(W + "lvlOverride")
            self._own[number] = {_depth(one): level for one in overrides if (level := one.find(W + "lvl")) is not None}
            self._starts[number] = {
                _depth(one): _whole(start) for one in overrides if (start := value(one, "startOverride")) is not None
            }

    def label(self, paragraph: Any) -> str:
        """The printed number of a paragraph ("" for one without), counted on."""
        found = self._place(paragraph.find(W + "pPr"))
        if found is None:
            return ""
        number, depth = found
        level = self._level(number, depth)
        if level is None:
            return ""
        counts = self._counts[self._abstract[number]]
        start = self._starts[number].pop(depth, None)
        if start is not None:
            counts[depth] = start - 1
        counts[depth] = counts.get(depth, _start(level) - 1) + 1
        for deeper in [one for one in counts if one > depth and self._restarts(number, one, depth)]:
            del counts[deeper]
        said = self._said(number, level, counts)
        # A bare figure would run together with the words behind it.
        return f"{said} " if said[-1:].isalnum() and said.isascii() else said

    def _place(self, properties: Any) -> tuple[str, int] | None:
        """List and level of a paragraph, its own or its style's; None for one without."""
        own = None if properties is None else properties.find(W + "numPr")
        number, depth = value(own, "numId"), value(own, "ilvl")
        style_id = value(properties, "pStyle") or self._styles.default
        for known, style in self._styles.chain(style_id) if number is None else ():
            above = style.find(W + "pPr/" + W + "numPr")
            if above is not None and (number := value(above, "numId")) is not None:
                depth = depth or value(above, "ilvl") or self._styled(number, known)
                break
        if number is None or number not in self._abstract:
            return None
        return number, min(_whole(depth or "0"), _LEVELS - 1)

    def _styled(self, number: str, style_id: str) -> str | None:
        """The level of a list that says it belongs to a style."""
        levels = self._levels.get(self._abstract.get(number, ""), {})
        return next((str(depth) for depth, level in levels.items() if value(level, "pStyle") == style_id), None)

    def _level(self, number: str, depth: int) -> Any:
        """The level of a list, its own before that of its definition."""
        own = self._own[number].get(depth)
        return own if own is not None else self._levels.get(self._abstract[number], {}).get(depth)

    def _restarts(self, number: str, deeper: int, depth: int) -> bool:
        """Whether a level begins anew behind one at `depth`."""
        said = value(self._level(number, deeper), "lvlRestart")
        return said is None or (said != "0" and depth < _whole(said))

    def _said(self, number: str, level: Any, counts: dict[int, int]) -> str:
        """The level's pattern (`第%1条`, `（%2）`) with its counts put in."""
        if value(level, "numFmt") == "bullet":
            return ""
        legal = is_on(level, "isLgl")

        def count(match: re.Match[str]) -> str:
            depth = int(match.group(1)) - 1
            at = self._level(number, depth)
            style = "decimal" if legal else value(at, "numFmt") or "decimal"
            return printed(counts.get(depth, _start(at) if at is not None else 1), style)

        return re.sub(r"%([1-9])", count, value(level, "lvlText") or "")


def _depth(element: Any) -> int:
    return _whole(element.get(W + "ilvl") or "0")


def _whole(said: str) -> int:
    """A number in an attribute; 0 for nonsense."""
    return int(said) if re.fullmatch(r"\d{1,6}", said) else 0


def _start(level: Any) -> int:
    """Where a level begins to count."""
    said = value(level, "start")
    return 1 if said is None else _whole(said)
