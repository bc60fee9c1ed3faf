"""Closing a span and opening the next, without gaps, overlaps or rewritten days."""

from collections.abc import Iterable
from datetime import date

from luoshi.org.models import Unit, UnitVersion
from luoshi.record.refusals import Reason, Refused


def ref(kind: str, row_id: int | None) -> str | None:
    """`unit:12`, or None for no row."""
    return None if row_id is None else f"{kind}:{row_id}"


def overlapping(spans: Iterable[tuple[date, date | None]], begins: date, ends: date | None) -> bool:
    """Whether any half-open span shares a day with `[begins, ends)`; None is open-ended."""
    return any((ends is None or start < ends) and (end is None or begins < end) for start, end in spans)


def open_version(unit: Unit) -> UnitVersion:
    """The version of the unit that has no end yet. Raises Refused when the unit is dissolved."""
    version = UnitVersion.objects.filter(unit=unit, valid_to=None).first()
    if version is None:
        raise Refused([Reason("unit.dissolved_already", {"unit": f"unit:{unit.id}", "from_on": unit.dissolved_on})])
    return version


def next_version(unit: Unit, on: date) -> tuple[list[UnitVersion], UnitVersion]:
    """The version that was closed (none when it began the same day and is amended) and the unsaved one from `on`.

    Raises Refused when a later change is entered already: the past is not changed behind it.
    """
    last = open_version(unit)
    if on < last.valid_from:
        raise Refused([Reason("org.later_change", {"from_on": last.valid_from})])
    if on == last.valid_from:
        return [], last
    last.valid_to = on
    last.save()
    return [last], UnitVersion(
        unit=unit, name=last.name, short_name=last.short_name, parent_id=last.parent_id, valid_from=on
    )
