"""The watcher reminds before the day, urges after it, and does everything once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from luoshi.ledger import operations as ledger
from luoshi.ledger.models import Duty, Item
from luoshi.ledger.operations import looks
from luoshi.ledger.rules import Rules
from luoshi.org.access import system_actor
from luoshi.record import messages, queries, verification
from luoshi.supervision import operations
from luoshi.supervision.models import Notice
from luoshi.supervision.operations import Looked
from tests.ledger.office import Office

TICK = system_actor("tick")


def morning(month: int, day: int) -> datetime:
    """11:00 in Shanghai: behind every step that the ladder puts on that day."""
    return datetime(2026, month, day, 3, 0, tzinfo=UTC)


def look(at: datetime, limit: int = 100) -> Looked:
    return operations.look(at=at, actor=TICK, limit=limit)


def told(item: Item, at: datetime) -> list[tuple[str, str, list[str]]]:
    """(day, event type, acts) of what the watcher said about an item."""
    events = queries.events(stream=f"item:{item.number}", as_of=at)
    return [
        (f"{event.recorded_at:%m-%d}", event.type, event.payload["act"])
        for event in events
        if event.type.startswith("duty.")
    ]


def sign_and_report(office: Office, item: Item) -> None:
    for who in ("lead", "co"):
        ledger.sign_for(actor=office.actor(who), at=office.at, item_id=item.pk)
    ledger.report(actor=office.actor("lead"), at=office.at, item_id=item.pk, text="已选址，完成可研批复。")


def test_unit_is_reminded_once_before_the_day_and_urged_once_after_it(office: Office) -> None:
    item = office.running()
    sign_and_report(office, item)
    assert look(morning(3, 19)).duties == 0
    assert look(morning(3, 20)) == Looked(duties=1, reminded=1, urged=0, put_up=0)
    assert look(morning(3, 20)).duties == 0
    for day in range(21, 32):
        look(morning(3, day))
    assert told(item, morning(3, 31)) == [
        ("03-20", "duty.reminded", ["report"]),
        ("03-24", "duty.reminded", ["report"]),
        ("03-26", "duty.urged", ["report"]),
    ]
    look(morning(4, 1))
    assert told(item, morning(4, 1))[-1] == ("04-01", "duty.put_up_for_bulletin", ["report"])
    assert verification.verify().is_whole


def test_who_has_reported_is_left_in_peace(office: Office) -> None:
    item = office.running()
    sign_and_report(office, item)
    look(morning(3, 20))
    ledger.report(actor=office.actor("lead"), at=morning(3, 23), item_id=item.pk, text="三月进展：完成招标。")
    for day in range(23, 32):
        assert look(morning(3, day)).duties == 0


def test_after_a_silence_nobody_is_reminded_of_a_day_that_has_passed_and_the_urge_comes_first(office: Office) -> None:
    item = office.running()
    sign_and_report(office, item)
    assert look(morning(4, 13)) == Looked(duties=1, reminded=0, urged=1, put_up=0)
    assert told(item, morning(4, 13)) == [("04-13", "duty.urged", ["report"])]
    assert look(morning(4, 14)).put_up == 0
    assert look(morning(4, 20)).put_up == 1


def test_late_signing_is_urged_but_never_put_up_for_the_bulletin(office: Office) -> None:
    item = office.running()
    ledger.report(actor=office.actor("lead"), at=office.at, item_id=item.pk, text="已选址。")
    assert look(morning(3, 4)) == Looked(duties=2, reminded=0, urged=2, put_up=0)
    for day in range(5, 20):
        look(morning(3, day))
    assert set(Notice.objects.values_list("step", flat=True)) == {"urge"}
    assert not Duty.objects.filter(act="sign", next_look_at__isnull=False).exists()


def test_suspended_item_rests(office: Office) -> None:
    item = office.running()
    sign_and_report(office, item)
    item.refresh_from_db()
    ledger.suspend(
        actor=office.actor("director"),
        at=office.at,
        item_id=item.pk,
        version=item.version,
        reason="等待上级规划批复",
        review_on=office.at.date() + timedelta(days=60),
    )
    assert look(morning(4, 13)).duties == 0


def test_duties_of_one_unit_that_fall_together_make_one_event(office: Office) -> None:
    item = office.running()
    Duty.objects.filter(item=item, act="sign").update(unit_id=office.cast.unit("education"))
    assert look(morning(3, 4)).urged == 2
    (event,) = told(item, morning(3, 4))
    assert event == ("03-04", "duty.urged", ["sign"])


def test_limit_is_kept_and_the_rest_is_done_by_the_next_look(office: Office) -> None:
    for number in range(5):
        office.running(title=f"第{number}件")
    looked = [look(morning(3, 4), limit=4).duties for _ in range(4)]
    assert looked == [4, 4, 2, 0]
    assert Notice.objects.count() == 10


def test_what_the_watcher_says_is_a_sentence(office: Office) -> None:
    item = office.running()
    look(morning(3, 4))
    event = queries.events(stream=f"item:{item.number}", as_of=morning(3, 4))[-1]
    said = messages.event(event, language="zh", names={"system:tick": "系统", "unit:5": "县财政局"}.get)  # type: ignore[arg-type]
    assert "签收最迟应于2026年3月3日完成，现已逾期" in said
    assert "urged" in messages.event(event, language="en")


def test_looking_never_changes_what_was_sealed_or_when_anything_is_late(office: Office) -> None:
    item = office.running()
    before = Item.objects.values().get(pk=item.pk)
    duties = list(Duty.objects.order_by("id").values_list("due_at", "met_at", "closed_at"))
    for month in (3, 4, 5, 6, 7):
        look(morning(month, 28))
    assert Item.objects.values().get(pk=item.pk) == before
    assert list(Duty.objects.order_by("id").values_list("due_at", "met_at", "closed_at")) == duties
    assert verification.verify().is_whole


def test_item_whose_rules_cannot_be_read_does_not_stop_the_others(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = office.running(title="坏"), office.running(title="好")
    whole = looks.rules_of

    def broken(items: Sequence[Item], *, at: datetime) -> dict[int, Rules]:
        if any(item.pk == bad.pk for item in items):
            raise LookupError("no such rule version")
        return whole(items, at=at)

    monkeypatch.setattr(looks, "rules_of", broken)
    assert look(morning(3, 4)) == Looked(duties=4, reminded=0, urged=2, put_up=0)
    assert told(bad, morning(3, 4)) == []
    assert len(told(good, morning(3, 4))) == 2
    assert look(morning(3, 4)).duties == 0
    monkeypatch.undo()
    assert look(morning(3, 4) + timedelta(hours=1)).urged == 2
