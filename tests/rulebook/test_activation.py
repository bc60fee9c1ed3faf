"""Activated rules: versions, dates in force, what is kept, what is refused."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.record import messages
from luoshi.record import queries as record
from luoshi.record.refusals import Refused
from luoshi.record.verification import verify
from luoshi.rulebook import operations, queries, shipped
from luoshi.rulebook.models import RuleVersion

pytestmark = pytest.mark.django_db

OFFICER = "post:3/person:9"
NEW_YEAR = dt.datetime(2026, 1, 1, 1, tzinfo=dt.UTC)
MARCH = dt.datetime(2026, 3, 5, 2, tzinfo=dt.UTC)
JUNE = dt.datetime(2026, 6, 1, 2, tzinfo=dt.UTC)


def _text(name: str, change: Callable[[str], str] = str) -> list[tuple[str, str]]:
    return [(name, change((shipped.FOLDER / name).read_text(encoding="utf-8")))]


def _five_days(text: str) -> str:
    return text.replace("term = { amount = 7, unit", "term = { amount = 5, unit").replace("2017-09-11", "2026-05-01")


def test_the_shipped_rules_are_activated_once_and_seal_their_text() -> None:
    refs = operations.activate_shipped(actor="system:init", at=NEW_YEAR)
    assert "rule:clock/13710@1" in refs
    assert len(refs) == len(shipped.shipped())
    assert operations.activate_shipped(actor="system:init", at=MARCH) == ()
    (event,) = record.events(stream="rule:clock/13710", as_of=MARCH)
    assert event.payload["text"] == shipped.shipped()[("clock", "13710")].text
    assert messages.event(event, language="zh") == "system:init启用时限规则“13710”第1版，自2017年9月11日起施行"
    assert verify().is_whole


def test_a_new_version_rules_from_its_date_in_force_and_the_old_one_keeps_its_past() -> None:
    operations.activate_shipped(actor="system:init", at=NEW_YEAR)
    assert operations.activate(actor=OFFICER, at=MARCH, files=_text("clocks/13710.toml", _five_days)) == (
        "rule:clock/13710@2",
    )
    first, second = queries.clock_rule("13710", MARCH), queries.clock_rule("13710", JUNE)
    assert (first.number, second.number) == (1, 2)
    assert queries.clock_by_id(first.id).head.in_force_on == dt.date(2017, 9, 11)
    assert [one.number for one in queries.versions("clock", "13710")] == [2, 1]
    assert second.activated_by == OFFICER


def test_nothing_is_in_force_before_it_was_activated() -> None:
    operations.activate_shipped(actor="system:init", at=MARCH)
    with pytest.raises(Refused) as refused:
        queries.clock_rule("13710", NEW_YEAR)
    assert [one.code for one in refused.value.reasons] == ["rules.none_in_force"]
    assert queries.calendar("cn", NEW_YEAR).years == {}


def test_a_wrong_file_activates_nothing_at_all() -> None:
    good = _text("clocks/13710.toml")
    bad = _text("clocks/710.toml", lambda text: text.replace("amount = 7", "amont = 7"))
    with pytest.raises(Refused) as refused:
        operations.activate(actor=OFFICER, at=MARCH, files=good + bad)
    assert {one.code for one in refused.value.reasons} == {"rules.missing_key", "rules.unknown_key"}
    assert not RuleVersion.objects.exists()
    assert record.head().size == 0


def test_a_kind_that_names_a_missing_clock_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        operations.activate(actor=OFFICER, at=MARCH, files=_text("kinds/matter.toml"))
    assert [one.values["key"] for one in refused.value.reasons] == ["kind.clock", "kind.scheme", "kind.ladder"]
    operations.activate_shipped(actor=OFFICER, at=MARCH)
    assert queries.kind_rule("matter", MARCH).rule.letter == "T"


def test_rules_of_many_items_cost_no_look_at_the_database() -> None:
    operations.activate_shipped(actor="system:init", at=NEW_YEAR)
    version = queries.clock_rule("13710", MARCH)
    with CaptureQueriesContext(connection) as seen:
        for _ in range(100):
            assert queries.clock_by_id(version.id).code == "13710"
    assert len(seen) == 0
    with CaptureQueriesContext(connection) as seen:
        assert queries.calendar("140829", MARCH) is queries.calendar("140829", MARCH)
        assert queries.scheme("jining", MARCH).soon_days == 3
        assert [rung.step for rung in queries.ladder("default", MARCH)][-1] == "bulletin"
    assert all("LIMIT 1" in one["sql"] for one in seen.captured_queries)


def test_an_unknown_version_is_refused() -> None:
    operations.activate_shipped(actor="system:init", at=NEW_YEAR)
    kind = queries.kind_rule("matter", MARCH)
    for wrong in (kind.id, 10_000):
        with pytest.raises(Refused):
            queries.clock_by_id(wrong)
    assert queries.kind_by_id(kind.id).code == "matter"


def test_the_kinds_in_force_are_listed() -> None:
    operations.activate_shipped(actor="system:init", at=NEW_YEAR)
    assert [one.code for one in queries.kinds(MARCH)] == ["instruction", "matter", "meeting_decision", "report_task"]
    assert "710" in [one.code for one in queries.clocks(MARCH)]
