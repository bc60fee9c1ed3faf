"""How the present lines are counted: each keeps the light that it was settled in, and until when that holds.

A count of the present takes the settled lights from a narrow index, and anew those whose moment has come since: the
same as comparing every line with the clock, however long ago they were settled. A line is settled when it is written,
and by the tick to the moment of the newest event, never beyond it: whoever asks for an earlier moment does not ask for
the present. `light_sql` is the one place where it is settled; a property test compares it with the clock's own.
"""

from functools import cache
from typing import Final

from luoshi.clock.lights import Light

#: What a draft is counted as: it shows a light of its own, and no board counts it.
DRAFT: Final = "draft"
#: Counted by no board.
LEFT_OUT: Final = (DRAFT, "withdrawn")
#: How often the moment stands in `light_sql`, and in `until_sql`.
LIGHT_MOMENTS: Final = 6
UNTIL_MOMENTS: Final = 1

_APART = """WHEN {row}.state IN ('concluded', 'closed') THEN {ended} WHEN {row}.state = 'withdrawn' THEN {withdrawn}
    WHEN {row}.state = 'draft' THEN {draft} WHEN {row}.suspended_at IS NOT NULL THEN {suspended}"""
_ENDED = "CASE WHEN {row}.done_late THEN 'done_late' ELSE 'done' END"
_LIGHT = """CASE {apart} ELSE
    CASE WHEN {row}.severe_at <= %s THEN 'severe' WHEN {row}.late_at <= %s THEN 'late'
         WHEN {row}.soon_at <= %s THEN 'soon' ELSE 'normal' END ||
    CASE WHEN {row}.behind_at IS NULL AND {row}.far_behind_at IS NULL AND {row}.ahead_until IS NULL THEN ''
         WHEN {row}.far_behind_at <= %s THEN ':far_behind' WHEN {row}.behind_at <= %s THEN ':behind'
         WHEN {row}.ahead_until > %s THEN ':ahead' ELSE ':normal' END
END"""
_UNTIL = """CASE {apart} ELSE (SELECT MIN(turns_at) FROM (
    SELECT {row}.soon_at AS turns_at UNION ALL SELECT {row}.late_at UNION ALL SELECT {row}.severe_at
    UNION ALL SELECT {row}.behind_at UNION ALL SELECT {row}.far_behind_at UNION ALL SELECT {row}.ahead_until
) AS turns WHERE turns_at > %s) END"""


def lines_by(index: str, vendor: str) -> str:
    """The present lines by one of the two indexes made for counting them; SQLite guesses wrong between the two."""
    return f"ledger_itemversion INDEXED BY ledger_version_{index}" if vendor == "sqlite" else "ledger_itemversion"


def light_sql(row: str) -> str:
    """What a row of this table (lines of the past, or the items themselves) is counted as at a moment."""
    says = {"withdrawn": "'withdrawn'", "suspended": "'suspended'", "draft": f"'{DRAFT}'"}
    return _LIGHT.format(row=row, apart=_APART.format(row=row, ended=_ENDED.format(row=row), **says))


def until_sql(row: str) -> str:
    """The first of the row's moments behind that one; none for a line that stands apart from the clock."""
    says = dict.fromkeys(("ended", "withdrawn", "suspended", "draft"), "NULL")
    return _UNTIL.format(row=row, apart=_APART.format(row=row, **says))


@cache
def light_counted(code: str) -> Light:
    """The light of `late` or `late:behind`, as the column says it."""
    time, _, pace = code.partition(":")
    return Light(time, pace or None)  # type: ignore[arg-type]  # nothing but light_sql writes it
