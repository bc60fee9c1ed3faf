"""Civil time in Asia/Shanghai: dates that run until 24:00 and the moments they are stored as.

China has had one offset and no summer time since 1992, so a fixed offset is exact for every date this product
counts; it also keeps the room free of time-zone files.
"""

import calendar as _months
import datetime as dt

_OFFSET = dt.timedelta(hours=8)
SHANGHAI = dt.timezone(_OFFSET, "Asia/Shanghai")
DAY = dt.timedelta(days=1)
_TICK = dt.timedelta(microseconds=1)


def local(at: dt.datetime) -> dt.datetime:
    """The aware moment `at` on a Shanghai wall clock. Raises ValueError for a moment without an offset."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no offset; moments are aware")
    return at.astimezone(SHANGHAI)


def first_moment(on: dt.date) -> dt.datetime:
    """00:00 of the date `on` in Shanghai, as an aware UTC moment."""
    return dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC) - _OFFSET


def until(on: dt.date) -> dt.datetime:
    """24:00 of the date `on`: the first moment of the next day, UTC. Late means `met_at >= until(on)`."""
    return first_moment(on + DAY)


def last_date(at: dt.datetime) -> dt.date:
    """The date that the limit `at` belongs to; midnight is 24:00 of the day before. Inverse of `until`."""
    return local(at - _TICK).date()


def date_text(on: dt.date) -> str:
    """`2026-03-05`."""
    return on.isoformat()


def moment_text(at: dt.datetime) -> str:
    """The canonical text of a moment: `2026-03-05T02:00:00.000000Z`."""
    utc = at if at.tzinfo is dt.UTC else at.astimezone(dt.UTC)
    return utc.isoformat(timespec="microseconds")[:26] + "Z"


def read_moment(text: str) -> dt.datetime:
    """The moment that `moment_text` wrote."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def add_months(on: dt.date, months: int) -> dt.date:
    """The same day `months` later (or earlier); the month's last day where there is none (Civil Code art. 202)."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return dt.date(year, month + 1, min(on.day, _months.monthrange(year, month + 1)[1]))


def month_end(on: dt.date) -> dt.date:
    """The last day of the month of `on`."""
    return on.replace(day=_months.monthrange(on.year, on.month)[1])


def quarter_end(on: dt.date) -> dt.date:
    """The last day of the quarter of `on`."""
    return month_end(on.replace(day=1, month=(on.month - 1) // 3 * 3 + 3))


def year_end(on: dt.date) -> dt.date:
    """31 December of the year of `on`."""
    return on.replace(month=12, day=31)
