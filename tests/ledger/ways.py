"""Short ways through the ledger for the cases: the usual acts with the usual people, and the codes of a refusal."""

from datetime import date
from typing import Any

import pytest
from tests.ledger.office import Office

from luoshi.ledger import operations
from luoshi.ledger.models import Duty, Item
from luoshi.ledger.operations import NodeSpec
from luoshi.record import operations as record
from luoshi.record.refusals import Refused


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of all reasons, in their order."""
    return [reason.code for reason in refused.value.reasons]


def fresh(item: Item) -> Item:
    """The item as it stands now."""
    return Item.objects.get(pk=item.pk)


def owed(item: Item, act: str, **more: Any) -> list[Duty]:
    """The outstanding duties of an act, the earliest first."""
    found = Duty.objects.filter(item=item, act=act, met_at=None, closed_at=None, **more)
    return list(found.order_by("due_at", "id"))


def kept(office: Office, text: str = "验收合格，已经开园。") -> tuple[str, str]:
    """A kept file as an act brings it."""
    content = text.encode()
    stored = record.keep_file(content=content, name="说明.txt", at=office.at, actor=office.actor("lead").ref)
    return stored.hash, "说明.txt"


def nodes(*dates: date) -> list[NodeSpec]:
    """Nodes of a plan on these days."""
    return [NodeSpec(title=f"第{place}步", due_on=on, standard="有验收单") for place, on in enumerate(dates, 1)]


def report(office: Office, item: Item, who: str = "lead", text: str = "主体结构已经封顶。", **more: Any) -> int:
    """A report of the lead unit's liaison."""
    return operations.report(actor=office.actor(who), at=office.at, item_id=item.pk, text=text, **more)


def finish_part(office: Office, item: Item) -> int:
    """The co-unit finishes its part."""
    return operations.finish_part(actor=office.actor("co"), at=office.at, item_id=item.pk, text="资金已经拨付。")


def submit(office: Office, item: Item, **more: Any) -> int:
    """The head of the lead unit asks to conclude, with one file."""
    said = {"statement": "幼儿园已经开园。", "files": [kept(office)]} | more
    return operations.submit(actor=office.actor("head"), at=office.at, item_id=item.pk, **said)


def verify(office: Office, item: Item, who: str = "clerk", **more: Any) -> int:
    """The supervision office looks, on site, and is content."""
    said = {"method": "on_site", "passed": True} | more
    return operations.verify(actor=office.actor(who), at=office.at, item_id=item.pk, **said)


def send_back(office: Office, item: Item, reason: str = "户外场地还没有验收。") -> None:
    """The supervision office returns the submission."""
    operations.return_item(
        actor=office.actor("clerk"), at=office.at, item_id=item.pk, version=fresh(item).version, reason=reason
    )


def conclude(office: Office, item: Item, grade: str = "good") -> int:
    """The supervision office concludes with a grade."""
    return operations.conclude(
        actor=office.actor("clerk"), at=office.at, item_id=item.pk, version=fresh(item).version, grade=grade
    )


def strike_off(office: Office, item: Item, **more: Any) -> None:
    """The director strikes off."""
    operations.strike_off(
        actor=office.actor("director"), at=office.at, item_id=item.pk, version=fresh(item).version, **more
    )


def submitted(office: Office, **changes: Any) -> Item:
    """An item whose co-unit is done and whose lead has asked to conclude."""
    item = office.running(**changes)
    office.later(days=1)
    finish_part(office, item)
    submit(office, item)
    return fresh(item)


def closed(office: Office, **changes: Any) -> Item:
    """An item that went all the way."""
    item = submitted(office, **changes)
    office.later(days=1)
    verify(office, item)
    conclude(office, item)
    office.later(days=1)
    strike_off(office, item)
    return fresh(item)
