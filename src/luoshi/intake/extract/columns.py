"""Pages set in two columns: the left one is read before the right one, between the rows that go across."""

from luoshi.intake.extract.rowed import Row

#: Fewer rows beside each other are no columns.
_FEWEST = 6
_STEPS = 40


def parted(rows: list[Row]) -> list[list[Row]]:
    """The rows in the order of reading, one list for each stretch with margins of its own."""
    gutter = _gutter(rows)
    if gutter is None:
        return [rows]
    found: list[list[Row]] = []
    left: list[Row] = []
    right: list[Row] = []
    across: list[Row] = []
    for row in rows:
        sides = _sides(row, gutter)
        if sides is None:
            found += [part for part in (left, right) if part]
            left, right = [], []
            across.append(row)
            continue
        if across:
            found.append(across)
            across = []
        for side, part in zip((left, right), sides, strict=True):
            side += [part] if part else []
    return [*found, *(part for part in (across, left, right) if part)]


def _gutter(rows: list[Row]) -> float | None:
    """The place between two columns of running text; None where there are none."""
    if len(rows) < _FEWEST:
        return None
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    places = [left + (right - left) * (0.35 + 0.3 * step / _STEPS) for step in range(_STEPS + 1)]
    best = max(places, key=lambda place: _beside(rows, place))
    beside = _beside(rows, best)
    crossing = sum(_sides(row, best) is None for row in rows)
    if beside < _FEWEST or beside < 2 * crossing:
        return None
    return best if _is_prose(rows, best, left, right) else None


def _beside(rows: list[Row], place: float) -> int:
    """How many rows have words on both sides of a place and none across it."""
    return sum(sides is not None and all(sides) for sides in (_sides(row, place) for row in rows))


def _is_prose(rows: list[Row], place: float, left: float, right: float) -> bool:
    """Whether the left column's rows run to its margin, as text does and the cells of a list do not."""
    parts = [sides[0] for row in rows if (sides := _sides(row, place)) is not None and sides[0] is not None]
    edge = max(part.right for part in parts)
    full = sum(part.right > edge - 2 * part.size for part in parts)
    return full * 2 >= len(parts) and edge - left > 0.3 * (right - left)


def _sides(row: Row, place: float) -> tuple[Row | None, Row | None] | None:
    """The parts of a row left and right of a place; None for one that goes across."""
    if any(piece.left < place < piece.right for piece in row.pieces):
        return None
    left = [piece for piece in row.pieces if piece.right <= place]
    right = [piece for piece in row.pieces if piece.left >= place]
    return (
        Row(row.top, row.bottom, left) if left else None,
        Row(row.top, row.bottom, right) if right else None,
    )
