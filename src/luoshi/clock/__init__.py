"""Calendars, terms, moments, lights, cadences and their explanations; pure.

Nothing here opens a file, reads the clock or knows a framework: calendars and rules come in as values, moments as
aware datetimes. `due` reckons a limit with its reasons; `recompute` proves the reasons.
"""

from luoshi.clock.cadence import Cadence, Occurrence, occurrences
from luoshi.clock.calendar import OFFICE_HOURS, Calendar, Hours, Year, area_calendar
from luoshi.clock.civil import SHANGHAI, first_moment, last_date, local, moment_text, read_moment, until
from luoshi.clock.explain import recompute
from luoshi.clock.pauses import Pause, after_pause
from luoshi.clock.terms import Due, Step, Term, due, due_on, fixed

__all__ = [
    "OFFICE_HOURS",
    "SHANGHAI",
    "Cadence",
    "Calendar",
    "Due",
    "Hours",
    "Occurrence",
    "Pause",
    "Step",
    "Term",
    "Year",
    "after_pause",
    "area_calendar",
    "due",
    "due_on",
    "first_moment",
    "fixed",
    "last_date",
    "local",
    "moment_text",
    "occurrences",
    "read_moment",
    "recompute",
    "until",
]
