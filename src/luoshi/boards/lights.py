"""The board of units × lights as of any day: pure composition of counts, names and a lighting scheme."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from luoshi.clock.lights import APART, PACES, TIMES, Light, Scheme, Shown
from luoshi.ledger.queries import UnitLight


@dataclass(frozen=True, slots=True)
class Column:
    """One look of the scheme, and the lights that look so: `time` or `time:pace` each.

    `is_running`: its items are under way; done, suspended and withdrawn ones stand apart.
    """

    shown: Shown
    lights: tuple[str, ...]
    is_running: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's line: a count for each column, and how many items are under way."""

    unit_id: int
    name: str
    counts: tuple[int, ...]
    running: int


@dataclass(frozen=True, slots=True)
class Board:
    """Units × lights with totals; rows in the order of trouble: most of the worst light first, then by unit."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[int, ...]
    running: int


def code(light: Light) -> str:
    """A light as an address writes it: `late`, or `late:behind` with a pace."""
    return f"{light.time}:{light.pace}" if light.pace else light.time


def columns(scheme: Scheme) -> tuple[Column, ...]:
    """Every look of the scheme once, worst first, the lights under way before those apart."""
    looks: dict[tuple[bool, str, str], tuple[Shown, list[str]]] = {}
    for time in TIMES:
        for pace in PACES:
            light = Light(time, pace)
            shown = scheme.show(light)
            looks.setdefault((time in APART, shown.colour, shown.word_zh), (shown, []))[1].append(code(light))
    made = [Column(shown, tuple(lights), not apart) for (apart, _, _), (shown, lights) in looks.items()]
    return tuple(sorted(made, key=lambda one: (not one.is_running, -one.shown.level)))


def compose(counts: Iterable[UnitLight], names: Mapping[int, str], scheme: Scheme) -> Board:
    """The board from what was counted. Columns that nobody has are left out, but for the running ones of the scheme.

    `names`: unit → name; a unit that has no name any more shows its id.
    """
    every = columns(scheme)
    place = {light: index for index, column in enumerate(every) for light in column.lights}
    table: dict[int, list[int]] = {}
    for one in counts:
        table.setdefault(one.unit_id, [0] * len(every))[place[code(one.light)]] += one.n
    kept = [
        index
        for index, column in enumerate(every)
        if any(line[index] for line in table.values()) or (column.is_running and column.lights[0] in TIMES)
    ]
    rows = [_row(unit_id, names.get(unit_id, str(unit_id)), line, kept, every) for unit_id, line in table.items()]
    rows.sort(key=lambda row: (tuple(-n for n in row.counts), row.name))
    shown = tuple(every[index] for index in kept)
    totals = tuple(sum(row.counts[index] for row in rows) for index in range(len(kept)))
    return Board(shown, tuple(rows), totals, sum(row.running for row in rows))


def _row(unit_id: int, name: str, line: list[int], kept: list[int], every: tuple[Column, ...]) -> Row:
    running = sum(n for n, column in zip(line, every, strict=True) if column.is_running)
    return Row(unit_id, name, tuple(line[index] for index in kept), running)
