"""Dates, moments and figures in the reader's way; Jinja filters of the same names."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext

from luoshi.web.edge import SHANGHAI, language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
WAN, YI = 10_000, 100_000_000


def on(day: dt.date | None) -> str:
    """2026年3月5日 or 5 Mar 2026; an empty text without a date."""
    if day is None:
        return ""
    if language() == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def short_on(day: dt.date | None) -> str:
    """2026-03-05: for columns, where figures must stand under figures."""
    return day.isoformat() if day else ""


def weekday(day: dt.date) -> str:
    """周四 or Thu."""
    name = _DAYS[language()][day.weekday()]
    return name if language() == "en" else f"周{name}"


def moment(at: dt.datetime | None) -> str:
    """The moment in Asia/Shanghai: 2026年3月5日 10:00 or 5 Mar 2026, 10:00."""
    if at is None:
        return ""
    there = at.astimezone(SHANGHAI)
    return f"{on(there.date())}{', ' if language() == 'en' else ' '}{there:%H:%M}"


def short_moment(at: dt.datetime | None) -> str:
    """2026-03-05 10:00, in Asia/Shanghai."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


def civil(at: dt.datetime) -> dt.date:
    """The civil date of a moment in Asia/Shanghai."""
    return at.astimezone(SHANGHAI).date()


def percent(basis_points: int | None) -> str:
    """Basis points as a percentage, without a needless decimal: 4550 → 45.5%."""
    if basis_points is None:
        return ""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0") + "%" if rest else f"{whole}%"


def figure(number: int) -> str:
    """A count in groups: 12,345 in English, 12345 or 1.2万 in Chinese from 100,000 up."""
    if abs(number) < 10 * WAN or language() == "en":
        return f"{number:,}"
    unit, name = (YI, "亿") if abs(number) >= YI else (WAN, "万")
    whole, tenth = divmod(abs(number) * 10 // unit, 10)
    return f"{'-' if number < 0 else ''}{whole}{f'.{tenth}' if tenth else ''}{name}"


def distance(day: dt.date | None, today: dt.date) -> str:
    """How far a day is from today: 今天, 还有 3 天, 已过 12 天."""
    if day is None:
        return ""
    days = (day - today).days
    if days == 0:
        return gettext("今天")
    if days > 0:
        return gettext("还有 %(days)s 天") % {"days": days}
    return gettext("已过 %(days)s 天") % {"days": -days}


def size(octets: int) -> str:
    """A size of a file or a disk: 812 KB, 1.4 MB, 55.9 GB."""
    if octets < 1024 * 1024:
        return f"{max(1, octets // 1024)} KB"
    power, unit = (2, "MB") if octets < 1024**3 else (3, "GB")
    tenths = octets * 10 // 1024**power
    return f"{tenths // 10}.{tenths % 10} {unit}"


FILTERS: dict[str, Callable[..., Any]] = {
    "on": on,
    "short_on": short_on,
    "weekday": weekday,
    "moment": moment,
    "short_moment": short_moment,
    "civil": civil,
    "percent": percent,
    "figure": figure,
    "distance": distance,
    "size": size,
}
