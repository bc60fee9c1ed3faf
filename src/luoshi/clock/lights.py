"""What colour shows: moments written down when a fact changes, compared with `as_of` when somebody looks (§2).

Time and pace are two scales; a lighting scheme gives each pair a colour, a word and a shape.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from luoshi.clock.calendar import Calendar
from luoshi.clock.civil import DAY

Time = Literal["normal", "soon", "late", "severe", "done", "done_late", "suspended", "withdrawn"]
PaceLight = Literal["ahead", "normal", "behind", "far_behind"]

TIMES: Final[tuple[Time, ...]] = ("normal", "soon", "late", "severe", "done", "done_late", "suspended", "withdrawn")
PACES: Final[tuple[PaceLight | None, ...]] = (None, "ahead", "normal", "behind", "far_behind")
#: Times that stand apart: pace no longer shows.
APART: Final = frozenset({"done", "done_late", "suspended", "withdrawn"})
_ENDED: Final = frozenset({"concluded", "closed"})


@dataclass(frozen=True, slots=True)
class Moments:
    """The moments (UTC) from which an item is soon, late, severe, behind, far behind; None: never.

    `ahead_until`: as long as this has not come, progress is ahead of the plan.
    """

    soon_at: dt.datetime | None = None
    late_at: dt.datetime | None = None
    severe_at: dt.datetime | None = None
    behind_at: dt.datetime | None = None
    far_behind_at: dt.datetime | None = None
    ahead_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Light:
    """What an item is at a moment: its time, and its pace when it has a plan."""

    time: Time
    pace: PaceLight | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """How a scheme shows a light: a colour's name, the word beside it, a shape; `level` 0 best, 3 worst, -1 apart."""

    colour: str
    word_zh: str
    word_en: str
    shape: str
    level: int

    def word(self, language: str) -> str:
        """The word in `zh` or `en`."""
        return self.word_en if language == "en" else self.word_zh


@dataclass(frozen=True, slots=True)
class Scheme:
    """An office's lighting scheme (亮灯规则): when time runs short or out, and what each pair looks like.

    `soon_days`: soon from the beginning of day T-n. `severe_days`: severe that many days after T (R2-04), at once for
    an urgency in `severe_at_once`. Gaps in basis points. `table` has a row for every pair of TIMES × PACES.
    """

    code: str
    soon_days: int
    severe_days: int
    severe_at_once: frozenset[str]
    behind_gap: int
    far_behind_gap: int
    table: Mapping[tuple[Time, PaceLight | None], Shown]

    def show(self, light: Light) -> Shown:
        """Colour, word and shape of `light`."""
        return self.table[(light.time, light.pace)]


@dataclass(frozen=True, slots=True)
class TimeMoments:
    """The three moments that one limit gives."""

    soon_at: dt.datetime
    late_at: dt.datetime
    severe_at: dt.datetime


def time_moments(due_at: dt.datetime, *, urgency: str, scheme: Scheme, calendar: Calendar) -> TimeMoments:
    """Soon, late and severe of the limit `due_at` (R2-04).

    T is the day that ends at `due_at`; soon starts with day T-n. `calendar` is taken for schemes that will count
    working days; this one counts days, so holidays change nothing.
    """
    del calendar
    severe = due_at if urgency in scheme.severe_at_once else due_at + DAY * scheme.severe_days
    return TimeMoments(due_at - DAY * (scheme.soon_days + 1), due_at, severe)


def light(
    moments: Moments, *, as_of: dt.datetime, state: str, suspended: bool = False, concluded_late: bool = False
) -> Light:
    """The light at `as_of` of an item in `state` (draft, open, submitted, concluded, closed, withdrawn).

    Lateness grows, so the latest moment that has come decides. A draft has no clock yet: normal.
    """
    if state in _ENDED:
        return Light("done_late" if concluded_late else "done")
    if state == "withdrawn":
        return Light("withdrawn")
    if suspended:
        return Light("suspended")
    if state == "draft":
        return Light("normal")
    return Light(_time(moments, as_of), _pace(moments, as_of))


def _come(at: dt.datetime | None, as_of: dt.datetime) -> bool:
    return at is not None and at <= as_of


def _time(moments: Moments, as_of: dt.datetime) -> Time:
    if _come(moments.severe_at, as_of):
        return "severe"
    if _come(moments.late_at, as_of):
        return "late"
    return "soon" if _come(moments.soon_at, as_of) else "normal"


def _pace(moments: Moments, as_of: dt.datetime) -> PaceLight | None:
    if moments.behind_at is None and moments.far_behind_at is None and moments.ahead_until is None:
        return None
    if _come(moments.far_behind_at, as_of):
        return "far_behind"
    if _come(moments.behind_at, as_of):
        return "behind"
    if moments.ahead_until is not None and as_of < moments.ahead_until:
        return "ahead"
    return "normal"


def worst(lights: Iterable[Shown]) -> Shown | None:
    """The worst of several shown lights; those that stand apart count only when there is no other."""
    return max(lights, key=lambda shown: shown.level, default=None)
