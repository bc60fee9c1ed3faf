"""Numbers of a workbook as people see them: dates, percentages, money with its commas; never computed, only shown."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

#: Built-in formats that show a date; 27 to 36 and 50 to 58 are those of Chinese Excel.
_DATES = {14: "y-m-d", 15: "y-m-d", 16: "m-d", 17: "y-m", 22: "y-m-d", 27: "y-m", 28: "m-d", 29: "m-d", 30: "y-m-d",
          31: "y-m-d", 36: "y-m", 50: "y-m", 51: "m-d", 52: "y-m", 53: "m-d", 54: "m-d", 55: "y-m", 56: "m-d",
          57: "y-m", 58: "m-d"}  # fmt: skip
_PERCENTS = {9: 0, 10: 2}
_QUOTED = re.compile(r"\"[^\"]*\"|\\.|_.|\*.|\[[^\]]*\]")
_FIRST, _LEAP = dt.date(1899, 12, 30), 61
_MOST = 2_958_465


def shown(said: str, number_format: int | str, *, since_1904: bool = False) -> str:
    """A number of a cell in its format: a built-in id or a pattern. What no rule knows is shown as it is stored."""
    try:
        number = Decimal(said)
    except InvalidOperation:
        return said
    if not number.is_finite():
        return said
    parts = _date_parts(number_format)
    if parts and 0 < number <= _MOST:
        return _date(number, parts, since_1904)
    places = _percent_places(number_format)
    if places is not None:
        return f"{_plain(round(number * 100, places))}%"
    return _plain(_rounded(number, number_format))


def _date_parts(number_format: int | str) -> str:
    """Which of year, month and day a format shows; "" for one that shows no date."""
    if isinstance(number_format, int):
        return _DATES.get(number_format, "")
    pattern = _QUOTED.sub("", number_format.split(";")[0]).lower()
    found = [part for part in "ymd" if part in pattern]
    if "m" in found and "y" not in found and "d" not in found and ("h" in pattern or "s" in pattern):
        return ""
    if any(sign in pattern for sign in "0#?") or "general" in pattern:
        return ""
    return "-".join(found)


def _date(number: Decimal, parts: str, since_1904: bool) -> str:
    """A day as Chinese papers write it, as much of it as the format shows."""
    days = int(number) + (1462 if since_1904 else 0)
    day = _FIRST + dt.timedelta(days=days + (1 if days < _LEAP - 1 else 0))
    said = {"y": f"{day.year}年", "m": f"{day.month}月", "d": f"{day.day}日"}
    return "".join(said[part] for part in parts.split("-"))


def _percent_places(number_format: int | str) -> int | None:
    """Places behind the point of a percentage; None for a format that is none."""
    if isinstance(number_format, int):
        return _PERCENTS.get(number_format)
    pattern = _QUOTED.sub("", number_format.split(";")[0])
    return len(re.findall(r"(?<=\.)[0#?]+", pattern)[0]) if "%" in pattern and "." in pattern else (
        0 if "%" in pattern else None
    )  # fmt: skip


def _rounded(number: Decimal, number_format: int | str) -> Decimal:
    """A number without the dust of binary arithmetic, and with the places that its format shows."""
    if isinstance(number_format, int):
        places = {1: 0, 2: 2, 3: 0, 4: 2}.get(number_format)
    else:
        pattern = _QUOTED.sub("", number_format.split(";")[0])
        zeros = re.search(r"0(?:\.(0+))?(?![0#?.E/])", pattern)
        places = len(zeros.group(1) or "") if zeros and "E" not in pattern.upper() else None
    return round(number, 12) if places is None else round(number, places)


def _plain(number: Decimal) -> str:
    """Figures without an exponent and without noughts at the end."""
    said = f"{number:f}"
    said = said.rstrip("0").rstrip(".") if "." in said else said
    return "0" if said in {"", "-0"} else said
