"""Opening items: a number for life, a source, somebody to answer."""

from datetime import date

import pytest

from luoshi.ledger import operations
from luoshi.ledger.models import Assignment, Duty, Item, ItemVersion
from luoshi.record import verification
from luoshi.record.refusals import Conflict, NotVisible, Refused
from tests.ledger.office import Office


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_an_opened_item_has_a_number_for_life_and_owes_nothing_yet(office: Office) -> None:
    item = office.open()
    assert item.number == "LS-X140899-2026-M-0001"
    assert item.state == "draft"
    assert office.open(title="第二件").number == "LS-X140899-2026-M-0002"
    assert not Duty.objects.exists()
    assert ItemVersion.objects.filter(item=item).count() == 1
    assert verification.verify().is_whole


def test_handing_over_starts_the_clock_for_lead_and_co_unit(office: Office) -> None:
    item = office.running()
    assert item.state == "open"
    assert item.handed_over_at == office.at
    assert item.lead_unit_id == office.cast.unit("education")
    owed = sorted(Duty.objects.values_list("unit_id", "act").distinct())
    lead, co = office.cast.unit("education"), office.cast.unit("finance")
    assert owed == sorted([(lead, "sign"), (lead, "report"), (lead, "conclude"), (co, "sign"), (co, "part")])
    assert Duty.objects.get(act="conclude").due_on == date(2026, 6, 30)
    assert Duty.objects.get(unit_id=co, act="part").due_on == date(2026, 6, 29)
    assert item.soon_at is not None
    assert item.late_at == Duty.objects.filter(unit_id=lead).order_by("due_at")[0].due_at
    assert verification.verify().is_whole
