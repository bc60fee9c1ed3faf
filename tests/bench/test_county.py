"""The bulk data that is measured on is what the operations would have written."""

from typing import Any

import pytest
from django.db import connection
from tools.bench import courses, filling, founding, sampling
from tools.bench.moment import NOW

from luoshi.ledger import operations as ledger
from luoshi.ledger import queries
from luoshi.record import queries as record
from luoshi.record.verification import verify

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.long]


def _filled(clones: int) -> tuple[founding.Founded, sampling.Sample, filling.Filled]:
    """Four sample items, so many clones of each, written into the test's database."""
    founded = founding.found()
    every = courses.courses(founded, city=2, county=1, ended=1, clones=clones, long=20)
    sample = sampling.take(founded, every)
    connection.ensure_connection()
    raw: Any = connection.connection
    return founded, sample, filling.fill(raw, filling.plan_for(raw, sample, founded), workers=0)


def test_one_clone_of_each_item_is_the_very_log_that_the_operations_wrote() -> None:
    founded, sample, filled = _filled(clones=1)
    assert f"{filled.size}:{filled.head}" == sample.head
    assert str(record.head()) == sample.head
    assert verify().is_whole


def test_many_clones_make_a_whole_record_on_which_the_operations_go_on() -> None:
    founded, sample, filled = _filled(clones=3)
    director = founded.people["director"]
    page = queries.ledger_page(director, as_of=NOW)
    assert page.n == 3 * 3 + 1  # those of the city's office, and the long one
    assert len({line.lead_unit and line.lead_unit.id for line in page.lines}) > 3
    line = next(one for one in page.lines if one.state == "open")
    unit = next(one for group in founded.groups for one in group if line.lead_unit and one.unit_id == line.lead_unit.id)
    ledger.report(actor=unit.liaison, at=NOW, item_id=line.id, text="继续推进", progress=9500)
    assert verify().is_whole
    after = queries.item_page(director, line.number, as_of=NOW)
    assert after.line.progress_claimed == 9500
    assert after.reports[-1].ordinal == len(after.reports)
