"""Where a key stands in a TOML file: tomllib gives values without lines, and a refusal must name the line."""

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*([A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*=""")


def lines(text: str) -> Mapping[Path, int]:
    """Path of each table and key to its line, from 1: `("duty", 2, "term")` is `term` in the third `[[duty]]`."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            here = _table(header.group(2), is_list=header.group(1) == "[[", counts=counts)
            found.setdefault(here, number)
            found.setdefault(tuple(part for part in here if isinstance(part, str)), number)
        elif key := _KEY.match(line):
            found.setdefault((*here, key.group(1).strip("\"'")), number)
    return found


def _table(name: str, *, is_list: bool, counts: dict[Path, int]) -> Path:
    """The full path of a header: each list of tables on the way stands at its newest element."""
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    path: Path = ()
    for number, part in enumerate(parts):
        path = (*path, part)
        if is_list and number == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def line_of(found: Mapping[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest table or key around it; 1 when nothing is known."""
    while path:
        if path in found:
            return found[path]
        path = path[:-1]
    return 1
