"""Each post is told what it must know, once, gathered by day; nobody else is."""

from datetime import UTC, date, datetime

from luoshi.delivery import operations, queries, recipients
from luoshi.delivery.models import OutboxLine
from luoshi.delivery.operations import Delivered
from luoshi.ledger import operations as ledger
from luoshi.org.access import system_actor
from luoshi.record import messages
from luoshi.record import queries as record
from luoshi.supervision import operations as supervision
from tests.ledger.office import Office

TICK = system_actor("tick")
WEDNESDAY = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)


def deliver(at: datetime, limit: int = 1000) -> Delivered:
    return operations.deliver(at=at, actor=TICK, limit=limit)


def told(office: Office, who: str, as_of: datetime) -> list[tuple[date, list[str]]]:
    """(day, event types) in the inbox of a person of the cast, newest first."""
    inbox = queries.inbox(office.cast.post(who), as_of)
    return [(message.on, [event.type for event in message.events]) for message in inbox]


def test_hand_over_is_told_to_the_units_that_must_act_and_to_nobody_else(office: Office) -> None:
    office.running()
    deliver(office.at)
    for who in ("lead", "head", "co", "co_head"):
        assert told(office, who, office.at) == [(date(2026, 3, 2), ["item.handed_over"])]
    for who in ("stranger", "township", "clerk", "director", "vice_mayor", "auditor"):
        assert told(office, who, office.at) == []


def test_urge_is_copied_to_head_and_leader_in_charge_and_gathered_by_day(office: Office) -> None:
    for number in range(3):
        office.running(title=f"第{number}件", assignments=office.lines(co=()))
    supervision.look(at=WEDNESDAY, actor=TICK, limit=100)
    deliver(WEDNESDAY)
    for who in ("lead", "head", "vice_mayor"):
        assert told(office, who, WEDNESDAY)[0] == (date(2026, 3, 4), ["duty.urged"] * 3)
    assert told(office, "stranger", WEDNESDAY) == []


def test_proposal_for_the_bulletin_goes_to_the_supervision_office_not_to_the_unit(office: Office) -> None:
    office.running()
    at = WEDNESDAY
    for day in (10, 16):
        at = at.replace(day=day)
        supervision.look(at=at, actor=TICK, limit=100)
    deliver(at)
    assert "duty.put_up_for_bulletin" in told(office, "director", at)[0][1]
    assert all("duty.put_up_for_bulletin" not in types for _, types in told(office, "lead", at))


def test_each_event_is_told_once_however_often_and_in_however_small_steps_it_is_delivered(office: Office) -> None:
    office.running()
    office.running(title="另一件")
    steps = []
    while (done := deliver(office.at, limit=7)).events:
        steps.append(done)
    assert sum(step.events for step in steps) == record.head().size == queries.position()
    assert [len(types) for _, types in told(office, "lead", office.at)] == [2]
    lines = OutboxLine.objects.count()
    assert lines == sum(step.lines for step in steps)
    assert deliver(office.at) == Delivered(0, 0)
    office.running(title="第三件")
    deliver(office.at)
    assert [len(types) for _, types in told(office, "lead", office.at)] == [3]


def test_inbox_shows_what_had_been_told_by_then(office: Office) -> None:
    office.running()
    supervision.look(at=WEDNESDAY, actor=TICK, limit=100)
    deliver(WEDNESDAY)
    assert len(told(office, "lead", WEDNESDAY)) == 2
    assert len(told(office, "lead", office.at)) == 1


def test_event_that_names_no_unit_reaches_the_unit_that_leads(office: Office) -> None:
    item = office.running()
    ledger.withdraw(
        actor=office.actor("director"), at=office.at, item_id=item.pk, version=item.version, reason="并入另案"
    )
    deliver(office.at)
    assert told(office, "lead", office.at) == [(date(2026, 3, 2), ["item.handed_over", "item.withdrawn"])]


def test_every_told_event_has_its_sentence_and_known_keys() -> None:
    for kind, told_of in recipients.table().items():
        assert messages.knows_event(kind), kind
        assert set(told_of.units) <= {"unit", "co_units", "lead_unit", "lead", "office"}
        assert set(told_of.to) <= {"named", "leader", "liaison", "unit_head", "supervision_director"}
