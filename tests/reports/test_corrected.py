"""The exported ledger says what an item says now, not what its first draft said."""

import pytest
from tests.ledger import office as at_work

from luoshi.ledger import operations
from luoshi.reports.ledgers import ledger_sheet


@pytest.mark.django_db
def test_a_corrected_draft_is_exported_as_corrected() -> None:
    office = at_work.Office(at_work.found())
    item = office.open()
    changes = {
        "acceptance": "教育局验收合格",
        "basis_clause": "第五项",
        "assignments": office.lines(co=("finance", "towns")),
    }
    operations.edit_item(
        actor=office.actor("clerk"), at=office.later(hours=1), item_id=item.pk, version=item.version, changes=changes
    )
    at = office.later(hours=1)
    row = ledger_sheet(office.actor("clerk"), as_of=at, written_at=at, title="台账").rows[0]
    assert row.acceptance == "教育局验收合格"
    assert row.basis == "县政府第3次常务会议纪要 第五项"
    assert len(row.co_units.split("、")) == 2
