"""Days that papers count from: fixed ones, and those of the moon calendar for the years a plan may name."""

import datetime as dt

#: Day of each fixed holiday.
FIXED = {
    "元旦": (1, 1),
    "五一": (5, 1),
    "劳动节": (5, 1),
    "七一": (7, 1),
    "建党节": (7, 1),
    "八一": (8, 1),
    "建军节": (8, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "十一": (10, 1),
}
#: First day of the year, dragon boat and mid-autumn: (month, day) for each year.
_SPRING = dict(
    zip(
        range(2015, 2036),
        (
            *((2, 19), (2, 8), (1, 28), (2, 16), (2, 5), (1, 25), (2, 12), (2, 1), (1, 22), (2, 10), (1, 29)),
            *((2, 17), (2, 6), (1, 26), (2, 13), (2, 3), (1, 23), (2, 11), (1, 31), (2, 19), (2, 8)),
        ),
        strict=True,
    )
)
_BOATS = dict(
    zip(
        range(2018, 2031),
        (
            *((6, 18), (6, 7), (6, 25), (6, 14), (6, 3), (6, 22), (6, 10), (5, 31), (6, 19), (6, 9)),
            *((5, 28), (6, 16), (6, 5)),
        ),
        strict=True,
    )
)
_AUTUMN = dict(
    zip(
        range(2018, 2031),
        (
            *((9, 24), (9, 13), (10, 1), (9, 21), (9, 10), (9, 29), (9, 17), (10, 6), (9, 25), (9, 15)),
            *((10, 3), (9, 22), (9, 12)),
        ),
        strict=True,
    )
)
_MOON = {"春节": _SPRING, "端午": _BOATS, "中秋": _AUTUMN}
NAMES = "|".join((*FIXED, *_MOON, "清明"))


def day(name: str, year: int) -> dt.date | None:
    """The day of a holiday in a year; None for a year that no table here holds."""
    if name in FIXED:
        return dt.date(year, *FIXED[name])
    if name == "清明":
        short = year % 100
        return dt.date(year, 4, int(short * 0.2422 + 4.81) - short // 4)
    known = _MOON[name].get(year)
    return dt.date(year, *known) if known else None


def of_first_month(number: int, year: int) -> dt.date | None:
    """The n-th day of the first month of the moon calendar (正月初六); None for a year not held."""
    first = day("春节", year)
    return first + dt.timedelta(days=number - 1) if first else None
