"""What moved between two days, as the office reads it on Monday."""

import datetime as dt

import pytest
from tests.ledger.office import Office

from luoshi.ledger import operations, queries

pytestmark = pytest.mark.django_db


def _counts(office: Office, who: str, since: dt.datetime) -> dict[int | None, tuple[int, ...]]:
    """Unit → new, advanced, slipped, re-scoped, withdrawn."""
    found = queries.moved(office.actor(who), since=since, until=office.at)
    return {one.unit_id: (one.new, one.advanced, one.slipped, one.rescoped, one.withdrawn) for one in found}


def test_a_week_tells_what_is_new_what_went_on_what_slipped_and_what_was_withdrawn(office: Office) -> None:
    going, later, gone, _still = (office.running(title=f"第{n}件") for n in range(4))
    since = office.later(days=1)
    office.later(hours=1)
    lead, director = office.actor("lead"), office.actor("director")
    operations.report(actor=lead, at=office.at, item_id=going.pk, text="已开工", progress=3000)
    asked = operations.ask_extension(
        actor=office.actor("head"), at=office.at, item_id=later.pk, until=dt.date(2026, 7, 15), reason="雨季"
    )
    office.later(hours=1)
    operations.decide_extension(
        actor=director, at=office.at, extension_id=asked, granted=True, due_on=dt.date(2026, 7, 15)
    )
    operations.withdraw(actor=director, at=office.at, item_id=gone.pk, version=gone.version, reason="并入另一件")
    office.running(title="新来的")
    education = office.cast.unit("education")
    assert _counts(office, "clerk", since) == {education: (1, 1, 1, 0, 1)}
    assert _counts(office, "stranger", since) == {}


def test_what_came_back_to_where_it_was_has_not_advanced(office: Office) -> None:
    item = office.running()
    office.later(days=1)
    operations.report(actor=office.actor("lead"), at=office.at, item_id=item.pk, text="三成", progress=3000)
    since = office.later(days=1)
    office.later(hours=1)
    for progress in (5000, 2000):
        operations.report(actor=office.actor("lead"), at=office.at, item_id=item.pk, text="核实", progress=progress)
        office.later(hours=1)
    assert _counts(office, "clerk", since) == {office.cast.unit("education"): (0, 0, 1, 0, 0)}
