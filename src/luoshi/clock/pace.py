"""Plan curves in basis points, and the moments at which a given progress falls behind them (R2-01, R2-07).

Everything is whole numbers: the plan of a day is the floor of a straight line between two known days, and it changes
at midnight only, so that a day's verdict is the same at 09:00 and at 17:00.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from luoshi.clock.civil import DAY, first_moment, local

#: Shares of a year that should be done by the end of each quarter (D18), basis points.
QUARTERS: Final = (2000, 5000, 7500, 10000)
BEHIND_GAP: Final = 1000
FAR_BEHIND_GAP: Final = 3000


@dataclass(frozen=True, slots=True)
class Point:
    """At the end of `on`, `progress` basis points should be done."""

    on: dt.date
    progress: int


@dataclass(frozen=True, slots=True)
class Curve:
    """What should be done by when: 0 at the end of `starts_on`, then through `points` (dates and shares rising).

    `steps`: nothing is owed between two points (nodes), instead of a straight line (quarters).
    """

    starts_on: dt.date
    points: tuple[Point, ...]
    steps: bool = False

    def __post_init__(self) -> None:
        earlier = Point(self.starts_on, 0)
        for point in self.points:
            if point.on <= earlier.on or point.progress < earlier.progress:
                raise ValueError("a plan curve's dates and shares rise")
            earlier = point

    def planned(self, on: dt.date) -> int:
        """Basis points that should be done by the end of `on`."""
        earlier = Point(self.starts_on, 0)
        for point in self.points:
            if on < point.on:
                if self.steps or on <= earlier.on:
                    return earlier.progress
                days, whole = (on - earlier.on).days, (point.on - earlier.on).days
                return earlier.progress + (point.progress - earlier.progress) * days // whole
            earlier = point
        return earlier.progress

    def first_day_above(self, progress: int) -> dt.date | None:
        """The first day by whose end more than `progress` basis points should be done; None if never."""
        earlier = Point(self.starts_on, 0)
        for point in self.points:
            if point.progress > progress:
                if self.steps:
                    return point.on
                rise, whole = point.progress - earlier.progress, (point.on - earlier.on).days
                # smallest d with floor(rise * d / whole) >= progress + 1 - earlier.progress
                owed = max(1, progress + 1 - earlier.progress)
                return earlier.on + DAY * (-(-owed * whole // rise))
            earlier = point
        return None


@dataclass(frozen=True, slots=True)
class Pace:
    """Solved forward from one progress: behind from, far behind from, and ahead until (UTC moments, or never)."""

    behind_at: dt.datetime | None
    far_behind_at: dt.datetime | None
    ahead_until: dt.datetime | None


def pace_moments(
    curve: Curve, progress: int, *, behind_gap: int = BEHIND_GAP, far_behind_gap: int = FAR_BEHIND_GAP
) -> Pace:
    """When `progress` (basis points) will be more than the gaps below the plan; a gap of exactly 10 points is not.

    A day's plan counts from the first moment after the day, so nobody is behind a day that is still running.
    `ahead_until`: the moment at which the plan catches up; None when progress is 0 or the plan never does.
    """
    caught_up = curve.first_day_above(progress - 1) if progress > 0 else None
    return Pace(
        _after(curve.first_day_above(progress + behind_gap)),
        _after(curve.first_day_above(progress + far_behind_gap)),
        _after(caught_up),
    )


def _after(on: dt.date | None) -> dt.datetime | None:
    return None if on is None else first_moment(on + DAY)


def plan_curve(starts_on: dt.date, ends_on: dt.date, *, shares: Sequence[int] = QUARTERS) -> Curve:
    """The curve of an item without a plan of its own.

    An item that starts in the first quarter and ends with its year follows the calendar's quarters; any other has its
    term cut into equal parts (R2-07). `shares` are basis points, rising. A one-day term owes everything on that day.
    """
    last = (ends_on.month, ends_on.day) == (12, 31)
    if last and len(shares) == 4 and starts_on.year == ends_on.year and starts_on.month <= 3:
        ends = [dt.date(ends_on.year, m, d) for m, d in ((3, 31), (6, 30), (9, 30), (12, 31))]
        if starts_on < ends[0]:
            return Curve(
                dt.date(ends_on.year - 1, 12, 31), tuple(Point(e, s) for e, s in zip(ends, shares, strict=True))
            )
    length = (ends_on - starts_on).days
    if length < len(shares):
        return Curve(min(starts_on, ends_on - DAY), (Point(ends_on, shares[-1]),))
    parts = len(shares)
    return Curve(
        starts_on,
        tuple(Point(starts_on + DAY * (length * (n + 1) // parts), share) for n, share in enumerate(shares)),
    )


def node_curve(starts_on: dt.date, nodes: Sequence[tuple[dt.date, int]]) -> Curve:
    """The curve of a plan with nodes: (due date, weight in basis points), in any order; weights of a day add up."""
    total = 0
    points: list[Point] = []
    for on, weight in sorted(nodes):
        total += weight
        if points and points[-1].on == on:
            points.pop()
        points.append(Point(on, total))
    start = min([starts_on, *(p.on - DAY for p in points[:1])])
    return Curve(start, tuple(points), steps=True)


def planned_at(curve: Curve, as_of: dt.datetime) -> int:
    """The plan that counts at the moment `as_of`: that of the last day that is over."""
    return curve.planned(local(as_of).date() - DAY)
