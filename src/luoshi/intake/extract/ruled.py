"""Tables of a PDF: the cells between its rules, merged where no rule stands between them."""

from bisect import bisect_right
from collections.abc import Sequence

from luoshi.intake.extract.glyphs import Glyph, Rule
from luoshi.intake.extract.rowed import text
from luoshi.reading import grid

#: Rules so near to each other are one.
_NEAR = 3.0
#: A table of more rules is a drawing.
_MOST_LINES = 400


class Table:
    """A table on a page: where it lies and its grid."""

    def __init__(self, xs: Sequence[float], ys: Sequence[float], made: grid.Grid) -> None:
        self.left, self.right, self.top, self.bottom = xs[0], xs[-1], ys[0], ys[-1]
        self.grid = made

    def holds(self, glyph: Glyph) -> bool:
        """Whether a glyph stands in it."""
        across = (glyph.left + glyph.right) / 2
        return self.left <= across <= self.right and self.top <= glyph.middle <= self.bottom


def tables(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> list[Table]:
    """The tables that rules make, from the top."""
    found = []
    for group in _groups(rules):
        upright = [rule for rule in group if rule.upright]
        level = [rule for rule in group if not rule.upright]
        if not upright or len(level) < 2:
            continue
        made = _table(upright, level, glyphs)
        if made is not None:
            found.append(made)
    return sorted(found, key=lambda one: one.top)


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that touch each other, directly or through others."""
    upright = [rule for rule in rules if rule.upright]
    level = [rule for rule in rules if not rule.upright]
    if len(upright) > _MOST_LINES * 10 or len(level) > _MOST_LINES * 10:
        return []
    above = list(range(len(upright) + len(level)))

    def head(n: int) -> int:
        while above[n] != n:
            above[n] = above[above[n]]
            n = above[n]
        return n

    for i, one in enumerate(upright):
        for j, other in enumerate(level):
            if _touch(one, other):
                above[head(i)] = head(len(upright) + j)
    groups: dict[int, list[Rule]] = {}
    for n, rule in enumerate([*upright, *level]):
        groups.setdefault(head(n), []).append(rule)
    return list(groups.values())


def _touch(upright: Rule, level: Rule) -> bool:
    """Whether two rules cross or meet."""
    return (
        level.start - _NEAR <= upright.at <= level.end + _NEAR
        and upright.start - _NEAR <= level.at <= upright.end + _NEAR
    )


def _table(upright: list[Rule], level: list[Rule], glyphs: Sequence[Glyph]) -> Table | None:
    """The table of rules that belong together; None for a mere frame."""
    # A table without rules at its sides reaches as far as its level rules do.
    left, right = min(one.start for one in level), max(one.end for one in level)
    top, bottom = min(one.start for one in upright), max(one.end for one in upright)
    xs = _places([*(one.at for one in upright), left, right])
    ys = _places([*(one.at for one in level), top, bottom])
    if len(xs) < 3 or len(ys) < 3 or len(xs) > _MOST_LINES or len(ys) > _MOST_LINES:
        return None
    cells = _Cells(xs, ys, upright, level)
    words: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        x, y = bisect_right(xs, (glyph.left + glyph.right) / 2) - 1, bisect_right(ys, glyph.middle) - 1
        if 0 <= x < len(xs) - 1 and 0 <= y < len(ys) - 1:
            words.setdefault(cells.corner(y, x), []).append(glyph)
    rows = [
        [
            grid.Cell(text(words.get((y, x), ())), *cells.span(y, x))
            for x in range(len(xs) - 1)
            if cells.corner(y, x) == (y, x)
        ]
        for y in range(len(ys) - 1)
    ]
    return Table(xs, ys, grid.laid_out(rows, wrapped=True))


def _places(found: Sequence[float]) -> list[float]:
    """Places in order, those near to each other as one."""
    places: list[float] = []
    for one in sorted(found):
        if not places or one - places[-1] > _NEAR:
            places.append(one)
    return places


class _Cells:
    """Which squares belong together because no rule stands between them."""

    def __init__(self, xs: list[float], ys: list[float], upright: list[Rule], level: list[Rule]) -> None:
        self._corner: dict[tuple[int, int], tuple[int, int]] = {}
        self._end: dict[tuple[int, int], tuple[int, int]] = {}
        walls = _along(upright, xs)
        floors = _along(level, ys)
        for y in range(len(ys) - 1):
            for x in range(len(xs) - 1):
                if (y, x) not in self._corner:
                    self._open(y, x, xs, ys, walls, floors)

    def _open(
        self, y: int, x: int, xs: list[float], ys: list[float], walls: list[list[Rule]], floors: list[list[Rule]]
    ) -> None:
        """The area that begins at a square: to the right until a wall, then down until a floor."""
        middle = (ys[y] + ys[y + 1]) / 2
        right = x + 1
        while right < len(xs) - 1 and (y, right) not in self._corner and not _stands(walls[right], middle):
            right += 1
        across = (xs[x] + xs[x + 1]) / 2
        down = y + 1
        while down < len(ys) - 1 and (down, x) not in self._corner and not _stands(floors[down], across):
            down += 1
        for row in range(y, down):
            for column in range(x, right):
                self._corner.setdefault((row, column), (y, x))
        self._end[y, x] = (down, right)

    def corner(self, y: int, x: int) -> tuple[int, int]:
        """The first square of the area that a square belongs to."""
        return self._corner[y, x]

    def span(self, y: int, x: int) -> tuple[int, int]:
        """Rows and columns of the area that begins at a square."""
        down, right = self._end[y, x]
        return down - y, right - x


def _along(rules: list[Rule], places: list[float]) -> list[list[Rule]]:
    """The rules at each place."""
    return [[rule for rule in rules if abs(rule.at - place) <= _NEAR] for place in places]


def _stands(rules: list[Rule], at: float) -> bool:
    """Whether one of these rules covers a point."""
    return any(rule.start - _NEAR <= at <= rule.end + _NEAR for rule in rules)
