"""English is complete, the compiled catalogue is fresh, dates and figures read in the reader's way."""

import datetime as dt
import re

from django.test import Client
from django.utils import translation
from tools import translate

from luoshi.web import words

CHINESE = re.compile(r"[一-鿿]")
#: Chinese that an English page may show: what is marked as Chinese, and the switch to Chinese itself.
IN_CHINESE = re.compile(r"<(\w+)[^>]*\s(?:lang=\"zh-Hans\"|class=\"told\")[^>]*>.*?</\1>", re.DOTALL)
#: Issuing offices to choose from: an option has no element inside that could say its language.
OFFICES = re.compile(r"<option value=\"\d+\"[^>]*>.*?</option>", re.DOTALL)
#: What stands in fields to be corrected.
TYPED = re.compile(r"<input type=\"(?:text|hidden)\"[^>]*>|<textarea[^>]*>.*?</textarea>", re.DOTALL)


def chinese_left(page: str) -> list[str]:
    """Lines of a page in English that hold Chinese outside data (`lang="zh-Hans"`)."""
    bare = IN_CHINESE.sub("", TYPED.sub("", OFFICES.sub("", page)))
    return [line.strip() for line in bare.splitlines() if CHINESE.search(line)]


def test_nothing_is_left_untranslated() -> None:
    assert translate.missing(translate.merged()) == []


def test_the_catalogues_on_the_disk_are_those_of_today() -> None:
    catalogue = translate.merged()
    assert translate.PO.read_bytes() == translate.po_bytes(catalogue), "run tools/translate.py"
    assert translate.MO.read_bytes() == translate.mo_bytes(catalogue), "run tools/translate.py"


def test_the_style_page_in_english_shows_chinese_in_data_only() -> None:
    page = Client(headers={"accept-language": "en"}).get("/style").content.decode()
    assert '<html lang="en"' in page
    assert chinese_left(page) == []


def test_a_date_reads_in_the_readers_way() -> None:
    day, at = dt.date(2026, 3, 5), dt.datetime(2026, 3, 5, 16, 30, tzinfo=dt.UTC)
    with translation.override("zh-hans"):
        assert words.on(day) == "2026年3月5日"
        assert words.weekday(day) == "周四"
        assert words.moment(at) == "2026年3月6日 00:30"
    with translation.override("en"):
        assert words.on(day) == "5 Mar 2026"
        assert words.moment(at) == "6 Mar 2026, 00:30"


def test_figures_are_grouped_and_large_ones_shortened_in_chinese() -> None:
    with translation.override("zh-hans"):
        assert [words.figure(one) for one in (12, 12345, 123456, 250_000_000)] == ["12", "12,345", "12.3万", "2.5亿"]
    with translation.override("en"):
        assert words.figure(123456) == "123,456"


def test_basis_points_show_as_percent_without_a_needless_decimal() -> None:
    assert [words.percent(one) for one in (0, 4500, 4550, 4505, 10000, None)] == [
        "0%",
        "45%",
        "45.5%",
        "45.05%",
        "100%",
        "",
    ]
