"""Codes and values become words at the edge, in Chinese and in English."""

import dataclasses
from datetime import date, timedelta
from pathlib import Path

import pytest

from luoshi.record import messages
from luoshi.record.messages import CatalogueError
from luoshi.record.queries import EventRecord
from luoshi.record.refusals import Conflict, NotVisible, Reason
from tests.record.desk import AT

NAMES = {"post:3": "教育局联络员", "person:9": "王芳", "unit:5": "教育局"}
EVENT = EventRecord(
    position=1,
    stream="file:ab",
    type="file.kept",
    schema=1,
    happened_at=AT,
    recorded_at=AT,
    actor="post:3/person:9",
    on_behalf_of="",
    payload={"name": "纪要.txt", "size": 12},
    hash="",
)


def named(ref: str) -> str:
    return NAMES.get(ref, ref)


def test_event_is_a_sentence_with_names() -> None:
    assert messages.event(EVENT, language="zh", names=named) == "教育局联络员 王芳存入文件“纪要.txt”（12字节）"
    assert messages.event(EVENT, language="en") == "post:3 person:9 kept the file “纪要.txt” (12 bytes)"


def test_event_entered_long_after_the_fact_says_so() -> None:
    late = dataclasses.replace(EVENT, recorded_at=AT + timedelta(days=1))
    assert messages.event(late, language="zh", names=named).endswith("（补录，2026年3月5日 10:00）")
    assert "entered later; 5 March 2026, 10:00" in messages.event(late, language="en")


@pytest.mark.parametrize(
    ("key", "value", "zh", "en"),
    [
        ("due_on", date(2026, 3, 5), "2026年3月5日", "5 March 2026"),
        ("due_on", "2026-03-05", "2026年3月5日", "5 March 2026"),
        ("signed_at", AT, "2026年3月5日 10:00", "5 March 2026, 10:00"),
        ("signed_at", "2026-03-05T02:00:00.000000Z", "2026年3月5日 10:00", "5 March 2026, 10:00"),
        ("progress", 6250, "62.5%", "62.5%"),
        ("passed", True, "是", "yes"),
        ("units", ["unit:5", "unit:6"], "教育局、unit:6", "教育局, unit:6"),
        ("note", "", "—", "—"),
        ("note", "比例 3:5", "比例 3:5", "比例 3:5"),
        ("record", "backfilled", "补录", "entered later"),
    ],
)
def test_values_are_shown_by_their_keys(key: str, value: object, zh: str, en: str) -> None:
    assert messages.show(key, value, language="zh", names=named) == zh
    assert messages.show(key, value, language="en", names=named) == en


def test_refusal_says_what_to_do_and_by_which_rule() -> None:
    stale = Conflict(seen=2, now=3).reasons[0]
    assert "第2版" in messages.refusal(stale, language="zh")
    ruled = Reason("file.empty", {"name": "a.txt"}, rule="R1-40")
    assert messages.refusal(ruled, language="zh").endswith("（R1-40）")
    assert messages.refusal(ruled, language="en").endswith("(R1-40)")
    assert NotVisible().reasons[0].code == "record.not_visible"


def test_what_was_not_said_leaves_no_dash_in_brackets() -> None:
    said = {"unit": "unit:5", "text": "完成选址"}
    assert messages.render("event.item.reported", said, language="zh", names=named) == "教育局反馈：完成选址"
    half = messages.render("event.item.reported", said | {"progress": 5000}, language="zh", names=named)
    assert half == "教育局反馈（进度50%）：完成选址"


def test_unknown_codes_and_missing_values_do_not_break_a_page() -> None:
    assert messages.render("nobody.wrote.this", {}, language="zh") == "nobody.wrote.this"
    assert "—" in messages.render("event.file.kept", {}, language="zh")
    assert messages.word("state.nowhere", language="en") == "state.nowhere"
    assert messages.word("record.backfilled", language="zh") == "补录"


@pytest.mark.parametrize(
    "text",
    ["[event", '[sentence."a.b"]\nzh="甲"\nen="a"', '[event."a.b"]\nzh="甲"', '[event."a.b"]\nzh="甲"\nen="a"\nfr="a"'],
)
def test_bad_catalogue_is_refused_with_its_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "messages.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CatalogueError, match=r"messages\.toml"):
        messages._read(path)
