"""A board out of a workbook's own lines: the same clock, lights and composition, no database and no record."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from luoshi.boards.lights import Board, compose
from luoshi.clock.calendar import Calendar
from luoshi.clock.civil import until
from luoshi.clock.lights import Light, Moments, Scheme, Shown, light, time_moments
from luoshi.ledger.queries import UnitLight
from luoshi.reading.ledgers import LedgerBook, LedgerLine

_DONE = re.compile(
    r"^(?:已|全部|均已|基本)?(?:办结|完成|销号|完结|结束|落实到位|验收合格)(?:。|！)?$|^(?:是|√|✓|100%)$"
)


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A line of the visitor's ledger under the clock. `unit_id` counts the units of this workbook from 1."""

    line: LedgerLine
    unit_id: int
    unit: str
    due_on: dt.date | None
    light: Light
    shown: Shown


@dataclass(frozen=True, slots=True)
class TrialBoard:
    """Lines and board as of a day. `without_due`, `without_unit`: lines that say no day, or nobody who leads."""

    lines: tuple[TrialLine, ...]
    board: Board
    units: Mapping[int, str]
    without_due: int
    without_unit: int


def trial_board(book: LedgerBook, *, as_of: dt.datetime, scheme: Scheme, calendar: Calendar, nobody: str) -> TrialBoard:
    """Every line with its light at `as_of` by `scheme`. `nobody`: the name of the row of those that nobody leads.

    A line is done when its state says so, or its progress says nothing else; pace is left out, for a workbook does not
    say when its lines began.
    """
    ids: dict[str, int] = {}
    names: dict[int, str] = {}
    lines = []
    for line in book.lines:
        lead = line.leads[0] if line.leads else None
        # One unit of the directory under several names is one row.
        known = "" if lead is None else f"unit:{lead.unit_id}" if lead.unit_id is not None else lead.name
        unit_id = ids.setdefault(known, len(ids) + 1)
        unit = names.setdefault(unit_id, lead.name if lead else nobody)
        due_on = line.due.on if line.due else None
        now = _light(line, due_on, as_of=as_of, scheme=scheme, calendar=calendar)
        lines.append(TrialLine(line, unit_id, unit, due_on, now, scheme.show(now)))
    counted = Counter((one.unit_id, one.light) for one in lines)
    board = compose([UnitLight(unit, now, n) for (unit, now), n in counted.items()], names, scheme)
    lines.sort(key=lambda one: (one.due_on is None, one.due_on or dt.date.max, one.line.sheet, one.line.row))
    return TrialBoard(
        tuple(lines),
        board,
        names,
        without_due=sum(one.due_on is None for one in lines),
        without_unit=sum(not one.line.leads for one in lines),
    )


def _light(
    line: LedgerLine, due_on: dt.date | None, *, as_of: dt.datetime, scheme: Scheme, calendar: Calendar
) -> Light:
    """The light of one line."""
    if is_done(line):
        return Light("done")
    if due_on is None:
        return Light("normal")
    found = time_moments(until(due_on), urgency="normal", scheme=scheme, calendar=calendar)
    moments = Moments(found.soon_at, found.late_at, found.severe_at)
    return light(moments, as_of=as_of, state="open")


def is_done(line: LedgerLine) -> bool:
    """Whether a line says of itself that it is done: by its state, its share done, or the whole of its progress."""
    said = line.said.get("state") or line.said.get("progress", "")
    return line.rate == 10_000 or bool(_DONE.fullmatch(said.strip()))
