"""Dates in a year whose holidays were not announced yet, and the day the notice is loaded."""

from datetime import UTC, date, datetime

import pytest
from tests.ledger.office import Office

from luoshi.ledger import operations, queries
from luoshi.ledger.models import Duty
from luoshi.org.access import system_actor
from luoshi.record import verification
from luoshi.rulebook import operations as rulebook

TICK = system_actor("tick")
# An invented year: New Year from Friday to Sunday, made up for on the Saturday after.
NOTICE = """[calendar]
code = "cn-2027"
title = { zh = "2027年节假日安排（虚构）", en = "Public holidays 2027 (invented)" }
area = "cn"
year = 2027
in_force_on = 2026-12-25
source = ["一份虚构的通知"]

[[holiday]]
name = "new_year"
from = 2027-01-01
to = 2027-01-05
work = [2027-01-09]
"""


@pytest.fixture
def december(office: Office) -> Office:
    office.at = datetime(2026, 12, 28, 1, 0, tzinfo=UTC)
    return office


def _conclude(item_id: int) -> Duty:
    return Duty.objects.get(item_id=item_id, act="conclude", met_at=None, closed_at=None)


def test_a_provisional_date_is_settled_once_when_the_notice_is_loaded(december: Office) -> None:
    item = december.running(kind="matter", clock="13710", choices={"complexity": "ordinary"}, due_on=None)
    before = _conclude(item.pk)
    assert (before.due_on, before.provisional) == (date(2027, 1, 4), True)
    assert operations.settle_dates(actor=TICK, at=december.later(hours=1), limit=100) == 0, "nothing was announced"

    rulebook.activate(actor="post:1", at=december.later(hours=1), files=[("cn-2027.toml", NOTICE)])
    assert operations.settle_dates(actor=TICK, at=december.later(hours=1), limit=100) == 1
    after = _conclude(item.pk)
    assert (after.due_on, after.provisional, after.predecessor) == (date(2027, 1, 6), False, before)
    before.refresh_from_db()
    assert (before.due_on, before.closed_reason) == (date(2027, 1, 4), "superseded"), "a duty is never moved"
    item.refresh_from_db()
    assert (item.due_on, item.due_on_original) == (date(2027, 1, 6), date(2027, 1, 6))
    assert operations.settle_dates(actor=TICK, at=december.later(hours=1), limit=100) == 0, "once is enough"
    assert verification.verify().is_whole


def test_a_date_that_somebody_set_stays_and_is_no_longer_doubtful(december: Office) -> None:
    item = december.running(due_on=date(2027, 1, 2))
    rulebook.activate(actor="post:1", at=december.later(hours=1), files=[("cn-2027.toml", NOTICE)])
    operations.settle_dates(actor=TICK, at=december.later(hours=1), limit=100)
    duty = _conclude(item.pk)
    assert (duty.due_on, duty.provisional) == (date(2027, 1, 2), False)
    assert not Duty.objects.filter(item=item, provisional=True, met_at=None, closed_at=None, due_on__year=2027).exists()


def test_the_light_follows_the_settled_date_and_the_day_before_stays_as_it_was(december: Office) -> None:
    item = december.running(kind="matter", clock="13710", choices={"complexity": "ordinary"}, due_on=None)
    seen = december.later(minutes=1)
    rulebook.activate(actor="post:1", at=december.later(hours=1), files=[("cn-2027.toml", NOTICE)])
    operations.settle_dates(actor=TICK, at=december.later(hours=1), limit=100)
    clerk = december.actor("clerk")
    assert queries.item_page(clerk, item.pk, as_of=seen).line.due_on == date(2027, 1, 4)
    assert queries.item_page(clerk, item.pk, as_of=december.at).line.due_on == date(2027, 1, 6)
