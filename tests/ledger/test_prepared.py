"""Statements that are built once read the same rows as the ORM does."""

from tests.ledger.office import Office

from luoshi.ledger.models import Duty, Item, ItemVersion
from luoshi.ledger.prepared import Prepared

DUTIES = Prepared(lambda item_id: Duty.objects.filter(item=item_id, met_at__isnull=True).order_by("due_at", "id"))
PARTLY = Prepared(lambda item_id: Duty.objects.filter(item=item_id).defer("why").order_by("id"))
ITEMS = Prepared(lambda item_id: Item.objects.filter(pk=item_id))
LINES = Prepared(lambda item_id: ItemVersion.objects.filter(item=item_id).order_by("recorded_from"))


def columns(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_a_prepared_statement_reads_what_the_orm_reads_for_each_item(office: Office) -> None:
    first, second = office.running(), office.running(title="第二件", choices={"complexity": "ongoing"})
    for item in (first, second, first):
        for prepared, rows in (
            (DUTIES, Duty.objects.filter(item=item).order_by("due_at", "id")),
            (ITEMS, Item.objects.filter(pk=item.pk)),
            (LINES, ItemVersion.objects.filter(item=item).order_by("recorded_from")),
        ):
            assert [columns(row) for row in prepared.rows(item.pk)] == [columns(row) for row in rows]
    assert DUTIES.rows(0) == []


def test_columns_that_are_left_out_come_when_asked_for(office: Office) -> None:
    item = office.running()
    duty = PARTLY.rows(item.pk)[0]
    assert "why" not in vars(duty)
    assert duty.why == Duty.objects.get(pk=duty.pk).why
    duty.next_look_at = None
    duty.save()
    assert Duty.objects.get(pk=duty.pk).next_look_at is None
