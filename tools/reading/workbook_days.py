"""Time limits as people type them into a ledger, and the last day that keeps each."""

import datetime as dt
import random

#: Figures as some typewriters and Chinese keyboards set them.
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def days(rng: random.Random, year: int) -> tuple[object, dt.date | None]:
    """A time limit as people type it, and the last day that keeps it."""
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    end = _month_end(year, month)
    first = rng.randint(1, month)
    forms: tuple[tuple[object, dt.date | None], ...] = (
        (dt.date(year, month, day), dt.date(year, month, day)),
        (f"{month}月底前", end),
        (f"{month}月底", end),
        (f"{year}年{month}月", end),
        (f"{month}月{day}日前", dt.date(year, month, day)),
        (f"{month}月", end),
        (f"{year}.{month}.{day}", dt.date(year, month, day)),
        (f"{year}-{month:02d}-{day:02d}", dt.date(year, month, day)),
        (f"{year}/{month}/{day}", dt.date(year, month, day)),
        (f"{first}-{month}月", end),
        (f"{first}月—{month}月", end),
        (f"{year}年{first}月至{month}月", end),
        (f"{year}.{month:02d}", end),
        ("上半年", dt.date(year, 6, 30)),
        ("年底前", dt.date(year, 12, 31)),
        ("全年", dt.date(year, 12, 31)),
        ("三季度末", dt.date(year, 9, 30)),
        ("第二季度", dt.date(year, 6, 30)),
        ("12月中旬", dt.date(year, 12, 20)),
        ("长期坚持", None),
        ("持续推进", None),
        ("每月25日前", None),
        (f"{year}{month:02d}{day:02d}", dt.date(year, month, day)),
        (f"{month}.{day}", dt.date(year, month, day)),
        (f"{year + 1}年{month}月底", _month_end(year + 1, month)),
        (f"即日起至{month}月{day}日", dt.date(year, month, day)),
        (f"最迟{month}月{day}号", dt.date(year, month, day)),
        ("春节前后不算，6月末交账", dt.date(year, 6, 30)),
        ("国庆节前", dt.date(year, 9, 30)),
        (f"{year}年{month}月{day}日前完成", dt.date(year, month, day)),
        (f"{month}月中旬", dt.date(year, month, 20)),
        (f"{month}月上旬", dt.date(year, month, 10)),
        (f"{year}.{first}-{year}.{month}", end),
        (f"{year}年底", dt.date(year, 12, 31)),
        ("年内", dt.date(year, 12, 31)),
        (f"{month}月末前", end),
        (f"{year % 100}年{month}月", end),
        (f"{month}月底前".translate(_WIDE), end),
        (f"{month}月{day}日24时前", dt.date(year, month, day)),
        ("第四季度末", dt.date(year, 12, 31)),
        ("每季度末", None),
        ("立行立改", None),
        (f"{year}年上半年", dt.date(year, 6, 30)),
        ("下半年", dt.date(year, 12, 31)),
        (f"{first}月1日—{month}月{day}日", dt.date(year, month, day)),
        (f"{year}年{month}月\n底前", end),
    )
    return rng.choice(forms)


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
