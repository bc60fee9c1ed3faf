"""The board of units × lights as of any day; every figure opens the ledger behind it."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from luoshi.boards import lights, queries
from luoshi.web import edge, sitting
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for


@dataclass(frozen=True)
class Part:
    """One part of a unit's strip: its colour, where it starts and how long it is, in items."""

    colour: str
    start: int
    n: int


@dataclass(frozen=True)
class Cell:
    """A figure and the ledger behind it."""

    n: int
    href: str


@dataclass(frozen=True)
class Line:
    """One unit on the page; `told` is the strip in words."""

    name: str
    cells: tuple[Cell, ...]
    total: int
    href: str
    parts: tuple[Part, ...]
    told: str


@seated_for("board.see")
def board(request: HttpRequest) -> HttpResponse:
    """The board of today, or of `?as_of=`."""
    at = edge.as_of(request)
    made = queries.board(sitting.actor(request), as_of=at, sight=sitting.sight(request))
    return page(
        request,
        "board.html",
        here="board",
        board=made,
        lines=lines_of(made, reverse("ledger"), "unit_id", edge.past_day(request)),
        longest=max([1, *(row.running for row in made.rows)]),
        shortcuts=_shortcuts(edge.today(request)),
    )


def lines_of(made: lights.Board, address: str, unit: str, past: dt.date | None) -> list[Line]:
    """The units' lines, whose figures open `address` with `unit` and the lights.

    What their addresses have in common is written once, for there are thousands of them.
    """
    running = tuple(one for column in made.columns if column.is_running for one in column.lights)
    tails = [_tail(column.lights, past) for column in made.columns]
    words = [column.shown.word(edge.language()) for column in made.columns]
    ends, ledger, comma = (tails, _tail(running, past)), f"{address}?{unit}=", gettext("、")
    return [_line(row, made, f"{ledger}{row.unit_id}", ends, (words, comma)) for row in made.rows]


def _line(
    row: lights.Row, made: lights.Board, address: str, tails: tuple[list[str], str], words: tuple[list[str], str]
) -> Line:
    """One unit's line; `tails` are the ends of the addresses behind each column, and behind all that is running.

    `words` are those of the columns, and what stands between them.
    """
    cells, parts, start = [], [], 0
    for n, column, tail in zip(row.counts, made.columns, tails[0], strict=True):
        cells.append(Cell(n, address + tail))
        if n and column.is_running:
            parts.append(Part(column.shown.colour, start, n))
            start += n
    told = words[1].join([f"{word} {n}" for n, word in zip(row.counts, words[0], strict=True) if n])
    return Line(row.name, tuple(cells), row.running, address + tails[1], tuple(parts), told)


def _tail(shown: tuple[str, ...], past: dt.date | None) -> str:
    """What stands behind the unit in the address of the ledger: these lights, and the past day."""
    pairs = [("light", one) for one in shown]
    if past:
        pairs.append(("as_of", past.isoformat()))
    return f"&{urlencode(pairs)}" if pairs else ""


def _shortcuts(today: dt.date) -> tuple[tuple[dt.date, str], ...]:
    """The ends of the last two months, and a week ago."""
    last = today.replace(day=1) - dt.timedelta(days=1)
    before = last.replace(day=1) - dt.timedelta(days=1)
    return (
        (today - dt.timedelta(days=7), gettext("一周前")),
        (last, gettext("上月末")),
        (before, gettext("上上月末")),
    )
