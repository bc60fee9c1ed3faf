"""From a moment to the civil date on which dated rows are looked up."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q

SHANGHAI = ZoneInfo("Asia/Shanghai")


def civil(moment: datetime) -> date:
    """The date in Asia/Shanghai of an aware `moment`; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """The first moment of a civil date in Asia/Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def in_force(on: date, prefix: str = "") -> Q:
    """The rows whose half-open span holds the date `on`; `prefix` is a relation's path ending in `__`."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on})
    )
