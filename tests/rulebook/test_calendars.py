"""The shipped calendars, day by day, against a second source; areas' own days; what names its notice."""

import datetime as dt

import chinese_calendar
import pytest

from luoshi.rulebook import calendars, shipped
from luoshi.rulebook.loader import read_text
from luoshi.rulebook.shapes import CalendarRule

CALENDAR = calendars.from_files(shipped.shipped())
YEARS = range(2019, 2027)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_the_year_agrees_with_a_second_source(year: int) -> None:
    days = [dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366)]
    differ = [day for day in days if day.year == year and CALENDAR.is_working(day) != chinese_calendar.is_workday(day)]
    assert differ == []


@pytest.mark.parametrize("year", YEARS)
def test_every_year_names_the_notice_it_comes_from(year: int) -> None:
    rule = shipped.shipped()[("calendar", f"cn-{year}")].rule
    assert any(f"{year}年部分节假日安排的通知" in one and "国办发明电" in one for one in rule.head.source)


def test_the_change_of_january_2020_names_its_own_notice() -> None:
    rule = shipped.shipped()[("calendar", "cn-2020")].rule
    assert any("延长2020年春节假期" in one for one in rule.head.source)
    assert not CALENDAR.is_working(dt.date(2020, 2, 1))
    assert CALENDAR.is_working(dt.date(2020, 2, 3))


def test_years_without_a_notice_are_provisional() -> None:
    assert CALENDAR.is_provisional(dt.date(2027, 1, 1))
    assert CALENDAR.is_working(dt.date(2027, 10, 1))
    assert CALENDAR.known_through == dt.date(2026, 12, 31)


OWN = """
[calendar]
code = "140800-2026"
title = { zh = "本地放假", en = "local days" }
area = "140800"
year = 2026
hours = ["09:00-12:00", "13:00-17:00"]
in_force_on = 2026-01-01
source = ["市政府通知"]

[[holiday]]
name = "建市纪念日"
from = 2026-07-20
to = 2026-07-20
"""


def test_a_citys_own_day_holds_in_its_counties_and_nowhere_else() -> None:
    rules = [one.rule for one in shipped.shipped().values() if isinstance(one.rule, CalendarRule)]
    own = read_text(OWN, file="own.toml").rule
    assert isinstance(own, CalendarRule)
    day = dt.date(2026, 7, 20)
    assert not calendars.build([*rules, own], "140829").is_working(day)
    assert calendars.build([*rules, own], "140829").hours[0].opens == dt.time(9)
    assert calendars.build([*rules, own], "140900").is_working(day)
    assert calendars.build([*rules, own]).is_working(day)
