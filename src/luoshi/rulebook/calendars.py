"""Calendars of an area from the calendar rules that hold: the country's years, then the area's own days."""

from collections.abc import Iterable, Mapping

from luoshi.clock import OFFICE_HOURS, Calendar, Hours, Year
from luoshi.rulebook.reading_others import holiday_days
from luoshi.rulebook.shapes import CalendarRule, RuleFile

COUNTRY = "cn"


def _levels(area: str) -> tuple[str, ...]:
    """The areas whose days hold in `area`, widest first: country, province, city, county (GB/T 2260)."""
    if len(area) != 6:
        return (COUNTRY, area) if area and area != COUNTRY else (COUNTRY,)
    return tuple(dict.fromkeys((COUNTRY, f"{area[:2]}0000", f"{area[:4]}00", area)))


def build(rules: Iterable[CalendarRule], area: str = COUNTRY) -> Calendar:
    """The calendar of `area`. A year is announced when the country's file for it is there."""
    levels = _levels(area)
    known = sorted((rule for rule in rules if rule.area in levels), key=lambda one: (levels.index(one.area), one.year))
    years = {rule.year: Year(rule.year, {}, frozenset(), rule.head.source) for rule in known if rule.area == COUNTRY}
    hours: tuple[Hours, ...] = OFFICE_HOURS
    for rule in known:
        hours = rule.hours or hours
        for holiday in rule.holidays:
            for day in holiday_days(holiday):
                if (year := years.get(day.year)) is not None:
                    off = {**year.off, day: holiday.name}
                    years[day.year] = Year(year.year, off, year.working - {day}, year.notices)
            for day in holiday.work:
                if (year := years.get(day.year)) is not None:
                    years[day.year] = Year(year.year, year.off, year.working | {day}, year.notices)
    return Calendar(years, hours, area)


def from_files(rules: Mapping[tuple[str, str], RuleFile], area: str = COUNTRY) -> Calendar:
    """The calendar of `area` from a set of rule files."""
    return build((file.rule for file in rules.values() if isinstance(file.rule, CalendarRule)), area)
